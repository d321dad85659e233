#include <osteon/densitometry/grey_density.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace osteon {
namespace {

struct Line {
  double at_zero, per_grey;
  [[nodiscard]] double at(double grey) const { return at_zero + per_grey * grey; }
};

/// Least squares without the region `left_out`; nothing where all greys are one.
std::optional<Line> line_through(const std::vector<GreyRegion>& regions, std::size_t left_out) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t k = 0; k < regions.size(); ++k) {
    if (k == left_out) continue;
    const double grey = regions[k].mean_grey, bmd = in_g_per_cm2(regions[k].bmd);
    ++n, x += grey, y += bmd, xx += grey * grey, xy += grey * bmd;
  }
  const double spread = xx - x * x / n;
  constexpr double kOneGrey = 1e-6;
  if (!(spread > kOneGrey)) return std::nullopt;
  const double slope = (xy - x * y / n) / spread;
  return Line{(y - slope * x) / n, slope};
}

/// rms of what regions miss when they are left out: by the line, and by the mean of the others.
struct LeftOut {
  double by_line, by_mean;
};
std::optional<LeftOut> left_out_errors(const std::vector<GreyRegion>& regions) {
  const double n = static_cast<double>(regions.size());
  double line_sum = 0, mean_sum = 0, all = 0;
  for (const GreyRegion& region : regions) all += in_g_per_cm2(region.bmd);
  for (std::size_t k = 0; k < regions.size(); ++k) {
    const auto line = line_through(regions, k);
    if (!line) return std::nullopt;
    const double bmd = in_g_per_cm2(regions[k].bmd);
    line_sum += std::pow(line->at(regions[k].mean_grey) - bmd, 2);
    mean_sum += std::pow((all - bmd) / (n - 1) - bmd, 2);
  }
  return LeftOut{std::sqrt(line_sum / n), std::sqrt(mean_sum / n)};
}

}  // namespace

Result<GreyCurve> grey_curve(const std::vector<GreyRegion>& regions) {
  constexpr std::size_t kFewest = 4;
  constexpr double kLargestError = 0.05;  // of the mean density: more than a change that patients are told
  const Error too_few{
      "density.grey-too-few",
      "Fewer than four reported regions of different brightness are in the picture: no density is "
      "estimated from its grey values.",
      "Send the page with the table of all regions, or the scan's own densities."};
  if (regions.size() < kFewest) return too_few;
  const auto line = line_through(regions, regions.size());
  const auto errors = left_out_errors(regions);
  if (!line || !errors) return too_few;
  if (!(line->per_grey > 0))
    return Error{"density.grey-falls",
                 "Brighter regions of the picture are not the denser ones that are reported.",
                 "Check that picture and table are of the same scan."};
  double mean = 0;
  for (const GreyRegion& region : regions)
    mean += in_g_per_cm2(region.bmd) / static_cast<double>(regions.size());
  if (errors->by_line > kLargestError * mean || errors->by_line > errors->by_mean)
    return Error{
        "density.grey-uncertain",
        fmt::format(
            "Grey values of the picture miss reported densities by {:.0f} %: no density is estimated.",
            100 * errors->by_line / mean),
        "Use the reported densities, or send the scan's own."};
  const auto [low, high] = std::minmax_element(
      regions.begin(), regions.end(), [](const auto& a, const auto& b) { return a.mean_grey < b.mean_grey; });
  return GreyCurve{g_per_cm2(line->at_zero), g_per_cm2(line->per_grey), g_per_cm2(errors->by_line),
                   low->mean_grey,           high->mean_grey,           static_cast<int>(regions.size())};
}

Result<Measured<ArealDensity>> density_of_grey(const GreyCurve& curve, double mean_grey) {
  constexpr double kBeyond = 0.25;  // of the range between darkest and brightest
  const double allowed = kBeyond * (curve.brightest - curve.darkest);
  if (mean_grey < curve.darkest - allowed || mean_grey > curve.brightest + allowed)
    return Error{"density.grey-beyond", "The region is darker or brighter than every reported one.",
                 "Send the scan's own densities."};
  return Measured<ArealDensity>{
      g_per_cm2(in_g_per_cm2(curve.at_zero) + in_g_per_cm2(curve.per_grey) * mean_grey), curve.error};
}

}  // namespace osteon
