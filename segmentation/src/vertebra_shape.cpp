#include <osteon/segmentation/vertebra_shape.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace osteon {
namespace {

constexpr double kLandmarkReach = 0.66;  // of the half-depth
constexpr double kPatchReach = 0.08;     // of the half-depth, to either side along the depth
constexpr double kThird = 1.0 / 6.0;     // of the width, to either side
constexpr double kLeastHeightShare = 0.15;

struct Patch {
  double height_mm, sd_mm;
};

/// Part of a lattice cell about `place_mm` that lies within `half_mm` of `middle_mm`.
double share_within(double place_mm, double middle_mm, double half_mm, double step_mm) {
  const double low = std::max(place_mm - 0.5 * step_mm, middle_mm - half_mm);
  const double high = std::min(place_mm + 0.5 * step_mm, middle_mm + half_mm);
  return std::max(0.0, high - low) / step_mm;
}

/// Mean of a plate over a patch, cells at its edge by their part in it; its uncertainty is that of its
/// places, which do not average out: neighbours share their errors.
std::optional<Patch> patch_mean(const EndplateSurface& plate, double along_mm, double half_along_mm,
                                double half_across_mm) {
  double sum = 0, variance = 0, weights = 0, missing = 0;
  half_along_mm = std::max(half_along_mm, 0.5 * plate.step_mm);
  for (int a = -plate.reach; a <= plate.reach; ++a)
    for (int l = -plate.reach; l <= plate.reach; ++l) {
      const double weight = share_within(a * plate.step_mm, along_mm, half_along_mm, plate.step_mm) *
                            share_within(l * plate.step_mm, 0, half_across_mm, plate.step_mm);
      if (weight == 0) continue;
      const auto n = static_cast<std::size_t>((a + plate.reach) * (2 * plate.reach + 1) + l + plate.reach);
      if (std::isnan(plate.height_mm[n])) {
        missing += weight;
        continue;
      }
      sum += weight * plate.height_mm[n];
      variance += weight * plate.sd_mm[n] * plate.sd_mm[n];
      weights += weight;
    }
  if (weights == 0 || missing > weights) return std::nullopt;
  return Patch{sum / weights, std::sqrt(variance / weights)};
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
