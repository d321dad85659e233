#include <osteon/segmentation/vertebra_shape.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace osteon {
namespace {

constexpr double kLandmarkReach = 0.66;  // of the half-depth
constexpr double kPatchReach = 0.12;     // of the half-depth, to either side along the depth
constexpr double kThird = 1.0 / 6.0;     // of the width, to either side
constexpr double kLeastHeightShare = 0.15;

struct Patch {
  double height_mm, sd_mm;
};

/// Mean of a plate over a patch; its uncertainty is that of its places, which do not average out: neighbours
/// share their errors.
std::optional<Patch> patch_mean(const EndplateSurface& plate, double along_mm, double half_along_mm,
                                double half_across_mm) {
  double sum = 0, variance = 0;
  int count = 0, missing = 0;
  const double tolerance = 0.5 * plate.step_mm;
  for (int a = -plate.reach; a <= plate.reach; ++a)
    for (int l = -plate.reach; l <= plate.reach; ++l) {
      if (std::abs(a * plate.step_mm - along_mm) > std::max(half_along_mm, tolerance) ||
          std::abs(l * plate.step_mm) > half_across_mm)
        continue;
      const auto n = static_cast<std::size_t>((a + plate.reach) * (2 * plate.reach + 1) + l + plate.reach);
      if (std::isnan(plate.height_mm[n])) {
        ++missing;
        continue;
      }
      sum += plate.height_mm[n];
      variance += static_cast<double>(plate.sd_mm[n]) * plate.sd_mm[n];
      ++count;
    }
  if (count == 0 || missing > count) return std::nullopt;
  return Patch{sum / count, std::sqrt(variance / count)};
}

void require_shape(const EndplateSurface& plate) {
  const auto side = static_cast<std::size_t>(2 * plate.reach + 1);
  if (plate.height_mm.size() != side * side || plate.sd_mm.size() != side * side || !(plate.step_mm > 0))
    throw std::invalid_argument("landmarks_of: a plate's lattice has the wrong size");
}

}  // namespace

std::optional<VertebraLandmarks> landmarks_of(const VertebraAxes& axes, const BodyShape& body) {
  require_shape(body.superior);
  require_shape(body.inferior);
  const double middle = 0.5 * (body.front_mm + body.back_mm), half = 0.5 * (body.front_mm - body.back_mm);
  VertebraLandmarks result{};
  for (std::size_t n = 0; n < 6; ++n) {
    const double along = middle + half * std::array{kLandmarkReach, 0.0, -kLandmarkReach}[n % 3];
    const auto patch =
        patch_mean(n < 3 ? body.superior : body.inferior, along, kPatchReach * half, kThird * body.width_mm);
    if (!patch) return std::nullopt;
    result.points[n].mm = axes.center.mm + along * axes.anterior + patch->height_mm * axes.superior;
    result.sd_mm[n] = patch->sd_mm;
  }
  for (std::size_t n = 0; n < 3; ++n)
    if ((result.points[n].mm - result.points[n + 3].mm).dot(axes.superior) < kLeastHeightShare * 2 * half)
      return std::nullopt;
  return result;
}

}  // namespace osteon
