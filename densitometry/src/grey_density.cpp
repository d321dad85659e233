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

/// Least squares without the region `left_out`; nothing where all greys are one. `nought`: the grey that the
/// line has to call no mineral.
std::optional<Line> line_through(const std::vector<GreyRegion>& regions, std::size_t left_out,
                                 std::optional<double> nought) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t k = 0; k < regions.size(); ++k) {
    if (k == left_out) continue;
    const double grey = regions[k].mean_grey - nought.value_or(0), bmd = in_g_per_cm2(regions[k].bmd);
    ++n, x += grey, y += bmd, xx += grey * grey, xy += grey * bmd;
  }
  constexpr double kOneGrey = 1e-6;
  if (nought) return xx > kOneGrey ? std::optional(Line{-xy / xx * *nought, xy / xx}) : std::nullopt;
  const double spread = xx - x * x / n;
  if (!(spread > kOneGrey)) return std::nullopt;
  const double slope = (xy - x * y / n) / spread;
  return Line{(y - slope * x) / n, slope};
}

/// rms of what regions miss when they are left out: by the line, and by the mean of the others.
struct LeftOut {
  double by_line, by_mean;
};
std::optional<LeftOut> left_out_errors(const std::vector<GreyRegion>& regions, std::optional<double> nought) {
  const double n = static_cast<double>(regions.size());
  double line_sum = 0, mean_sum = 0, all = 0;
  for (const GreyRegion& region : regions) all += in_g_per_cm2(region.bmd);
  for (std::size_t k = 0; k < regions.size(); ++k) {
    const auto line = line_through(regions, k, nought);
    if (!line) return std::nullopt;
    const double bmd = in_g_per_cm2(regions[k].bmd);
    line_sum += std::pow(line->at(regions[k].mean_grey) - bmd, 2);
    mean_sum += std::pow((all - bmd) / (n - 1) - bmd, 2);
  }
  return LeftOut{std::sqrt(line_sum / n), std::sqrt(mean_sum / n)};
}

/// A line and what it misses.
struct Fit {
  Line line;
  LeftOut errors;
};
std::optional<Fit> fitted(const std::vector<GreyRegion>& regions, std::optional<double> nought) {
  const auto line = line_through(regions, regions.size(), nought);
  const auto errors = left_out_errors(regions, nought);
  return line && errors ? std::optional(Fit{*line, *errors}) : std::nullopt;
}

}  // namespace

Result<GreyCurve> grey_curve(const std::vector<GreyRegion>& regions, std::optional<double> soft_tissue_grey) {
  constexpr std::size_t kFewest = 4, kFewestWithNought = 3;
  constexpr double kLargestError = 0.05;  // of the mean density: more than a change that patients are told
  const Error too_few{"density.grey-too-few",
                      "Too few reported regions of different brightness are in the picture: no density is "
                      "estimated from its grey values.",
                      "Send the page with the table of all regions, or the scan's own densities."};
  if (regions.size() < (soft_tissue_grey ? kFewestWithNought : kFewest)) return too_few;
  const auto free = fitted(regions, {});
  if (!free) return too_few;
  if (!(free->line.per_grey > 0))
    return Error{"density.grey-falls",
                 "Brighter regions of the picture are not the denser ones that are reported.",
                 "Check that picture and table are of the same scan."};
  Fit best = *free;
  bool enough = regions.size() >= kFewest;
  std::optional<double> nought;
  if (soft_tissue_grey)
    if (const auto held = fitted(regions, *soft_tissue_grey);
        held && held->line.per_grey > 0 && (!enough || held->errors.by_line < best.errors.by_line))
      best = *held, enough = true, nought = soft_tissue_grey;
  if (!enough) return too_few;
  const LeftOut& errors = best.errors;
  double mean = 0;
  for (const GreyRegion& region : regions)
    mean += in_g_per_cm2(region.bmd) / static_cast<double>(regions.size());
  if (errors.by_line > kLargestError * mean || errors.by_line > errors.by_mean)
    return Error{
        "density.grey-uncertain",
        fmt::format(
            "Grey values of the picture miss reported densities by {:.0f} %: no density is estimated.",
            100 * errors.by_line / mean),
        "Use the reported densities, or send the scan's own."};
  const auto [low, high] = std::minmax_element(
      regions.begin(), regions.end(), [](const auto& a, const auto& b) { return a.mean_grey < b.mean_grey; });
  constexpr double kBeyond = 0.25;       // of the range between darkest and brightest
  constexpr double kBeyondNought = 0.1;  // of the brightest above soft tissue, which lies on the line
  const double margin = std::max(kBeyond * (high->mean_grey - low->mean_grey),
                                 nought ? kBeyondNought * (high->mean_grey - *nought) : 0.0);
  return GreyCurve{g_per_cm2(best.line.at_zero),
                   g_per_cm2(best.line.per_grey),
                   g_per_cm2(errors.by_line),
                   low->mean_grey,
                   high->mean_grey,
                   margin,
                   static_cast<int>(regions.size())};
}

Result<Measured<ArealDensity>> density_of_grey(const GreyCurve& curve, double mean_grey) {
  if (mean_grey < curve.darkest - curve.margin || mean_grey > curve.brightest + curve.margin)
    return Error{"density.grey-beyond", "The region is darker or brighter than every reported one.",
                 "Send the scan's own densities."};
  return Measured<ArealDensity>{
      g_per_cm2(in_g_per_cm2(curve.at_zero) + in_g_per_cm2(curve.per_grey) * mean_grey), curve.error};
}

}  // namespace osteon
