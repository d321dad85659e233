#include "body_regions.hpp"

#include "depth_in_mask.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace osteon {
namespace {

constexpr double kRoundingMm = 1e-9;  // so that a depth of exactly the erosion is inside on every machine

constexpr double kOvalHalfHeightMm = 3.75;
constexpr double kOvalCenterFromBehind = 0.58;
constexpr double kOvalDepthShare = 0.50;
constexpr double kOvalWidthShare = 0.65;

struct Extent {
  double low_mm, high_mm;
  [[nodiscard]] double middle_mm() const { return 0.5 * (low_mm + high_mm); }
  [[nodiscard]] double length_mm() const { return high_mm - low_mm; }
};

/// Along one axis of the vertebra, within a slab of its height; from the 2nd to the 98th hundredth, so that a
/// lip or a spur does not move the middle, and half a voxel further, where the faces are. Empty slab: not a
/// number.
Extent extent(const BodyInBox& body, int axis, double lowest_mm, double highest_mm) {
  std::vector<double> values;
  for (std::size_t n = 0; n < body.mask.size(); ++n) {
    const auto& place = body.left_anterior_superior_mm[n];
    if (body.mask[n] && place[2] >= lowest_mm && place[2] <= highest_mm) values.push_back(place[axis]);
  }
  if (values.empty()) return {std::nan(""), std::nan("")};
  const auto at = [&](double part) {
    const auto n = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + n, values.end());
    return values[static_cast<std::size_t>(n)];
  };
  const double low_mm = at(0.02) - body.voxel_reach_mm[axis];
  return {low_mm, at(0.98) + body.voxel_reach_mm[axis]};
}

Extent height(const BodyInBox& body) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return extent(body, 2, -kInfinity, kInfinity);
}

}  // namespace

std::array<int, 3> erosion_steps(const Eigen::Vector3d& spacing_mm, double erosion_mm) {
  std::array<int, 3> steps{};
  for (int axis = 0; axis < 3; ++axis)
    steps[static_cast<std::size_t>(axis)] =
        std::max(1, static_cast<int>(std::lround(erosion_mm / spacing_mm[axis])));
  return steps;
}

BodyInBox body_in_box(const LabelMap<3>& labels, const LabelBox& box, const VertebraFrame& frame,
                      const DensityOptions& options, double cap_mm) {
  const auto& grid = labels.grid();
  BodyInBox body{box, mask_in_box(labels, box, static_cast<std::uint8_t>(frame.level)), {}, {}, {}};
  if (options.core_edge == CoreEdge::distance) {
    body.depth_mm = depth_in_mask_mm(body.mask, box.size(), grid.spacing_mm, cap_mm);
  } else {
    const auto steps = erosion_steps(grid.spacing_mm, options.erosion_mm);
    body.depth_mm = steps_in_mask_mm(
        body.mask, box.size(),
        options.erosion_mm * Eigen::Vector3d(1.0 / steps[0], 1.0 / steps[1], 1.0 / steps[2]));
    constexpr double kErodedMm = 1e-6;  // a voxel just as deep as the erosion is eroded
    for (double& depth : body.depth_mm) depth -= kErodedMm;
  }
  Eigen::Matrix3d axes;
  axes << frame.left.transpose(), frame.anterior.transpose(), frame.superior.transpose();
  body.voxel_reach_mm = 0.5 * (axes * grid.direction).cwiseAbs() * grid.spacing_mm;
  body.left_anterior_superior_mm.reserve(body.mask.size());
  for (int k = box.first[2]; k <= box.last[2]; ++k) {
    for (int j = box.first[1]; j <= box.last[1]; ++j) {
      for (int i = box.first[0]; i <= box.last[0]; ++i) {
        const auto place = grid.patient_from_index({Eigen::Vector3d(i, j, k)});
        body.left_anterior_superior_mm.emplace_back(axes * (place.mm - frame.body_center.mm));
      }
    }
  }
  return body;
}

std::vector<std::uint8_t> core_mask(const BodyInBox& body, double central_height_fraction,
                                    double erosion_mm) {
  const Extent up = height(body);
  const double reach_mm = 0.5 * central_height_fraction * up.length_mm();
  std::vector<std::uint8_t> result(body.mask.size());
  for (std::size_t n = 0; n < result.size(); ++n)
    result[n] = body.mask[n] && body.depth_mm[n] >= erosion_mm - kRoundingMm &&
                std::abs(body.left_anterior_superior_mm[n][2] - up.middle_mm()) <= reach_mm + kRoundingMm;
  return result;
}

std::vector<std::uint8_t> oval_mask(const BodyInBox& body, double erosion_mm) {
  const double middle_mm = height(body).middle_mm();
  const double bottom_mm = middle_mm - kOvalHalfHeightMm, top_mm = middle_mm + kOvalHalfHeightMm;
  const Extent across = extent(body, 0, bottom_mm, top_mm);
  const Extent along = extent(body, 1, bottom_mm, top_mm);
  const Eigen::Vector2d center(across.middle_mm(), along.low_mm + kOvalCenterFromBehind * along.length_mm());
  const Eigen::Array2d radius(0.5 * kOvalWidthShare * across.length_mm(),
                              0.5 * kOvalDepthShare * along.length_mm());
  std::vector<std::uint8_t> result(body.mask.size());
  for (std::size_t n = 0; n < result.size(); ++n) {
    const auto& place = body.left_anterior_superior_mm[n];
    result[n] = body.mask[n] && body.depth_mm[n] >= erosion_mm - kRoundingMm &&
                std::abs(place[2] - middle_mm) <= kOvalHalfHeightMm &&
                ((place.head<2>() - center).array() / radius).matrix().squaredNorm() <= 1.0;
  }
  return result;
}

}  // namespace osteon
