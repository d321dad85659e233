#include "../html/markup.hpp"

#include <osteon/imaging/calendar.hpp>
#include <osteon/report/quality.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace osteon {
namespace {

constexpr double kWidth = 900, kLeft = 70, kRight = 120;
constexpr const char *kInk = "#1c2b33", *kSoft = "#8a979e", *kLine = "#0f7f8c", *kAlarm = "#c0392b";

/// One plot: values of days on a rectangle of the picture.
class Plot {
 public:
  Plot(double top, double height, double low, double high, double first_day, double last_day)
      : top_(top),
        height_(height),
        low_(low),
        high_(high),
        first_(first_day),
        last_(std::max(last_day, first_day + 1)) {}

  [[nodiscard]] double x(double day) const {
    return kLeft + (day - first_) / (last_ - first_) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double value) const {
    return top_ + height_ * (1 - (value - low_) / (high_ - low_));
  }
  /// A level from edge to edge with its words at the right.
  [[nodiscard]] std::string level(double value, const char* color, const char* dash,
                                  const std::string& words) const {
    return fmt::format(
        "<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
        "stroke-dasharray=\"{}\"/>"
        "<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\">{}</text>\n",
        kLeft, kWidth - kRight, y(value), y(value), color, dash, kWidth - kRight + 6, y(value) + 4, color,
        words);
  }
  [[nodiscard]] std::string title(const std::string& words) const {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\" font-weight=\"bold\">{}</text>\n", kLeft,
                       top_ - 8, kInk, words);
  }
  [[nodiscard]] std::string path(const std::vector<double>& days, const std::vector<double>& values,
                                 const char* color) const {
    std::string points;
    for (std::size_t i = 0; i < days.size(); ++i)
      points += fmt::format("{:.1f},{:.1f} ", x(days[i]), y(values[i]));
    return fmt::format("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"1.3\" points=\"{}\"/>\n", color,
                       points);
  }

 private:
  double top_, height_, low_, high_, first_, last_;
};

std::string scans_plot(const PhantomControl& control, const std::vector<double>& days) {
  const double mean = in_g_per_cm2(control.mean), sd = in_g_per_cm2(control.sd),
               percentage = control.options.percentage, share = percentage / 100 * mean;
  double reach = 1.3 * std::max(share, 3 * sd);
  std::vector<double> values;
  for (const PhantomScan& scan : control.scans) {
    values.push_back(in_g_per_cm2(scan.bmd));
    reach = std::max(reach, 1.05 * std::abs(values.back() - mean));
  }
  const Plot plot(40, 260, mean - reach, mean + reach, days.front(), days.back());
  std::string svg = plot.title("Phantom, g/cm2");
  svg += fmt::format("<rect x=\"{:.1f}\" y=\"40\" width=\"{:.1f}\" height=\"260\" fill=\"#eef4f5\"/>\n",
                     kLeft, std::max(2.0, plot.x(days[control.options.baseline - 1]) - kLeft));
  svg += plot.level(mean, kInk, "none", fmt::format("{:.3f}", mean));
  for (const double sign : {-1.0, 1.0}) {
    svg += plot.level(mean + sign * share, kAlarm, "6 3", fmt::format("{:+.1f} %", sign * percentage));
    svg += plot.level(mean + sign * 3 * sd, kSoft, "2 3", fmt::format("{:+.0f} sd", sign * 3));
  }
  svg += plot.path(days, values, kLine);
  std::set<std::size_t> broken;
  for (const ControlBreach& breach : control.breaches) broken.insert(breach.scan);
  for (std::size_t i = 0; i < values.size(); ++i)
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\"/>\n", plot.x(days[i]),
                       plot.y(values[i]), broken.contains(i) ? 4 : 2, broken.contains(i) ? kAlarm : kLine);
  return svg;
}

std::string sums_plot(const PhantomControl& control, const std::vector<double>& days) {
  const double decision = control.options.cusum_decision;
  double reach = 1.2 * decision;
  std::vector<double> low;
  for (std::size_t i = 0; i < days.size(); ++i) {
    low.push_back(-control.sum_low[i]);
    reach = std::max({reach, 1.05 * control.sum_high[i], 1.05 * control.sum_low[i]});
  }
  const Plot plot(350, 150, -reach, reach, days.front(), days.back());
  return plot.title("One-sided sums of deviations, sd") + plot.level(0, kInk, "none", "0") +
         plot.level(decision, kAlarm, "6 3", "drift upwards") +
         plot.level(-decision, kAlarm, "6 3", "drift downwards") + plot.path(days, control.sum_high, kLine) +
         plot.path(days, low, kLine);
}

}  // namespace

std::string control_chart(const PhantomControl& control) {
  std::vector<double> days;
  for (const PhantomScan& scan : control.scans)
    days.push_back(static_cast<double>(day_of(scan.date).value().time_since_epoch().count()));
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} 540\" width=\"{:.0f}\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{:.0f}\" height=\"540\" "
      "fill=\"white\"/>\n",
      kWidth, kWidth, kWidth);
  svg += scans_plot(control, days) + sums_plot(control, days);
  svg += fmt::format("<text x=\"{:.1f}\" y=\"525\" fill=\"{}\">{}</text>", kLeft, kInk,
                     control.scans.front().date);
  svg += fmt::format("<text x=\"{:.1f}\" y=\"525\" fill=\"{}\" text-anchor=\"end\">{}</text>\n</svg>\n",
                     kWidth - kRight, kInk, control.scans.back().date);
  return svg;
}

}  // namespace osteon
