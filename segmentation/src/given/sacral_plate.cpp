#include "given/sacral_plate.hpp"

#include "plate_plane.hpp"

#include <Eigen/Geometry>

#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr double kStepMm = 2, kReadMm = 0.5;
constexpr double kBackMm = 6;        // start of a line above its meeting place: plates may touch in a mask
constexpr double kFurthestMm = 25;   // a disc of 12 mm, opened by the lumbosacral angle
constexpr double kPlateShare = 0.7;  // of the half-axes: the sacrum's plate is no larger than the one above
constexpr double kLeastShare = 0.6;  // of the lines

/// Where bone begins on the way down from `from`.
std::optional<double> way_down(const MaskSampler& mask, const Eigen::Vector3d& from,
                               const Eigen::Vector3d& down) {
  double before = mask.at(from);
  if (before >= 0.5) return std::nullopt;
  for (double at = kReadMm; at <= kFurthestMm + kBackMm; at += kReadMm) {
    const double value = mask.at(from + at * down);
    if (value >= 0.5) return at - kReadMm * (value - 0.5) / (value - before);
    before = value;
  }
  return std::nullopt;
}

struct Footprint {
  double half_depth_mm, half_width_mm;
};

/// Places of the plate below `axes`, in its frame; empty where too few lines meet bone.
std::vector<PlatePlace> places_below(const MaskSampler& mask, const VertebraAxes& axes,
                                     const Footprint& footprint) {
  const double sd = mask.step_mm(axes.superior) / std::sqrt(12.0);  // evenly within a layer of voxels
  std::vector<PlatePlace> places;
  double asked = 0;
  for (double a = -footprint.half_depth_mm; a <= footprint.half_depth_mm; a += kStepMm)
    for (double l = -footprint.half_width_mm; l <= footprint.half_width_mm; l += kStepMm) {
      if (std::hypot(a / footprint.half_depth_mm, l / footprint.half_width_mm) > 1) continue;
      ++asked;
      const Eigen::Vector3d from =
          axes.center.mm + a * axes.anterior + l * axes.left + kBackMm * axes.superior;
      if (const auto way = way_down(mask, from, -axes.superior))
        places.push_back({{a, l, kBackMm - *way}, sd});
    }
  if (static_cast<double>(places.size()) < kLeastShare * asked) places.clear();
  return places;
}

}  // namespace

std::optional<PlatePlane> sacral_plate(const MaskSampler& sacrum, const VertebraAxes& above,
                                       const BodyShape& body_above) {
  const Footprint footprint{0.5 * kPlateShare * (body_above.front_mm - body_above.back_mm),
                            0.5 * kPlateShare * body_above.width_mm};
  const auto& plate = body_above.inferior;
  const float middle = plate.height_mm[plate.height_mm.size() / 2];
  if (std::isnan(middle)) return std::nullopt;
  VertebraAxes axes = above;
  axes.center.mm += static_cast<double>(middle) * above.superior;
  std::optional<PlatePlane> plane;
  constexpr int kRounds = 3;
  for (int round = 0; round < kRounds; ++round) {
    const auto places = places_below(sacrum, axes, footprint);
    if (places.empty()) return std::nullopt;
    plane = plate_plane(axes, places);
    axes.center = plane->middle;
    axes.superior = plane->normal;
    axes.anterior = (above.anterior - above.anterior.dot(axes.superior) * axes.superior).normalized();
    axes.left = axes.superior.cross(axes.anterior);
  }
  return plane;
}

}  // namespace osteon
