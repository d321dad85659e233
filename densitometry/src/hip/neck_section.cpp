#include "neck_section.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr double kSlabMm = 3;      // along the axis, averaged
constexpr double kReachMm = 30;    // to either side of the axis
constexpr double kEdgeSdMm = 0.5;  // of the outline
/// Mineral in bone without pores: ICRU-44 cortical bone, 1.92 g/cm3 with 22.5 % of calcium, which is 39.89 %
/// of hydroxyapatite.
constexpr double kSolidBoneMgPerCm3 = 1083;

/// The profile of mineral across the neck, in steps of `step_mm` from -kReachMm.
struct Profile {
  double step_mm;
  std::vector<double> g_cm2;
  std::vector<bool> bone;
  bool cut = false;
};

Profile profile_of(const HipProjection& projection, const LabelMap<2>& bone, const HipLayout& layout,
                   const DensityLine& line) {
  const Grid<2>& grid = bone.grid();
  const double step = grid.spacing_mm[0];
  Profile profile{step, {}, {}, false};
  const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
  for (double t = -kReachMm; t <= kReachMm; t += step) {
    double sum = 0;
    int count = 0, inside = 0;
    for (double s = -0.5 * kSlabMm; s <= 0.5 * kSlabMm; s += step) {
      const Eigen::Vector2d p = (layout.narrowest_s + s) * layout.axis + t * above - grid.origin_mm;
      const int u = static_cast<int>(std::lround(p[0] / step)),
                v = static_cast<int>(std::lround(p[1] / step));
      ++count;
      if (u < 0 || v < 0 || u >= grid.size[0] || v >= grid.size[1]) continue;
      const std::size_t n = bone.offset(u, v);
      sum += 1e-4 * (line.slope * projection.attenuation.pixels()[n] +
                     line.intercept * projection.thickness.pixels()[n]);
      inside += bone.pixels()[n];
      profile.cut = profile.cut || projection.cut.pixels()[n];
    }
    profile.g_cm2.push_back(sum / count);
    profile.bone.push_back(2 * inside > count);
  }
  return profile;
}

}  // namespace

std::optional<NeckSection> neck_section(const HipProjection& projection, const LabelMap<2>& bone,
                                        const HipLayout& layout, const DensityLine& line) {
  const Profile profile = profile_of(projection, bone, layout, line);
  const auto middle = profile.bone.size() / 2;
  if (profile.cut || !profile.bone[middle]) return std::nullopt;
  std::size_t low = middle, high = middle;
  while (low > 0 && profile.bone[low - 1]) --low;
  while (high + 1 < profile.bone.size() && profile.bone[high + 1]) ++high;
  const double margin_mm = 3;  // what blur carries beyond the outline
  const auto margin = static_cast<std::size_t>(margin_mm / profile.step_mm);
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
  const double line_share = std::sqrt(line.slope_variance) / line.slope;
  const double edge = 0.1 * kEdgeSdMm;
  const double moment_share = std::hypot(line_share, 2 * edge / width);
  return NeckSection{{cm2(area), cm2(area * line_share)},
                     moment,
                     moment * moment_share,
                     moment / farthest,
                     moment / farthest * std::hypot(moment_share, edge / farthest),
                     {mm(10 * width), mm(std::sqrt(2.0) * kEdgeSdMm)}};
}

}  // namespace osteon
