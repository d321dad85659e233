#include "section_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kEdgeSdMm = 0.5;  // of the outline
constexpr double kMarginMm = 3;    // what blur carries beyond the outline
/// Mineral in bone without pores: ICRU-44 cortical bone, 1.92 g/cm3 with 22.5 % of calcium, which is 39.89 %
/// of hydroxyapatite.
constexpr double kSolidBoneMgPerCm3 = 1083;

/// Outer radius over the thickness of a ring of this outer width and area of bone: geometry alone. Nothing
/// where a full disc would not hold as much.
std::optional<MeasuredRatio> buckling_ratio(double area_cm2, double width_cm, double area_share,
                                            double width_sd) {
  const auto ratio_of = [](double area, double width) {
    const double radius = 0.5 * width, inner_2 = radius * radius - area / std::numbers::pi;
    return inner_2 < 0 ? 0.0 : radius / (radius - std::sqrt(inner_2));
  };
  const double ratio = ratio_of(area_cm2, width_cm);
  if (!(ratio > 1)) return std::nullopt;
  const double by_area = ratio_of(area_cm2 * (1 - area_share), width_cm) - ratio;
  const double by_width = ratio_of(area_cm2, width_cm + width_sd) - ratio;
  return MeasuredRatio{ratio, std::hypot(by_area, by_width)};
}

}  // namespace

std::optional<NeckSection> section_of(const SectionProfile& profile, double mineral_share_sd) {
  const auto middle = profile.bone.size() / 2;
  if (profile.cut || !profile.bone[middle]) return std::nullopt;
  std::size_t low = middle, high = middle;
  while (low > 0 && profile.bone[low - 1]) --low;
  while (high + 1 < profile.bone.size() && profile.bone[high + 1]) ++high;
  const auto margin = static_cast<std::size_t>(kMarginMm / profile.step_mm);
  const std::size_t from = low > margin ? low - margin : 0;
  const std::size_t to = std::min(profile.bone.size() - 1, high + margin);
  const double dx = 0.1 * profile.step_mm;  // cm
  double mass = 0, first = 0, second = 0;
  for (std::size_t n = from; n <= to; ++n) {
    const double x = static_cast<double>(n) * dx;
    mass += profile.g_cm2[n] * dx;
    first += profile.g_cm2[n] * dx * x;
    second += profile.g_cm2[n] * dx * x * x;
  }
  if (!(mass > 0)) return std::nullopt;
  const double centre = first / mass, solid = 1e-3 * kSolidBoneMgPerCm3;
  const double area = mass / solid, moment = (second - mass * centre * centre) / solid;
  const double width = static_cast<double>(high - low + 1) * dx;
  const double farthest = std::max(centre - (static_cast<double>(low) - 0.5) * dx,
                                   (static_cast<double>(high) + 0.5) * dx - centre);
  const double edge = 0.1 * kEdgeSdMm;
  const double moment_share = std::hypot(mineral_share_sd, 2 * edge / width);
  return NeckSection{{cm2(area), cm2(area * mineral_share_sd)},
                     moment,
                     moment * moment_share,
                     moment / farthest,
                     moment / farthest * std::hypot(moment_share, edge / farthest),
                     {mm(10 * width), mm(std::sqrt(2.0) * kEdgeSdMm)},
                     buckling_ratio(area, width, mineral_share_sd, std::sqrt(2.0) * edge)};
}

}  // namespace osteon
