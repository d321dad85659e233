#include "true_region.hpp"

#include <Eigen/Geometry>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

struct Plate {
  Eigen::Vector3d middle, normal;  ///< towards the head
};

/// Plane through the middle two thirds of an endplate.
std::optional<Plate> plate_of(const SegmentedVertebra& v, const EndplateSurface& surface) {
  const auto side = static_cast<std::size_t>(2 * surface.reach + 1);
  if (surface.height_mm.size() != side * side) return std::nullopt;
  const BodyShape& body = *v.shape;
  const double half_depth = 0.5 * (body.front_mm - body.back_mm), half_width = 0.5 * body.width_mm;
  const double centre_a = 0.5 * (body.front_mm + body.back_mm);
  Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
  Eigen::Vector3d right = Eigen::Vector3d::Zero();
  for (int a = -surface.reach; a <= surface.reach; ++a)
    for (int l = -surface.reach; l <= surface.reach; ++l) {
      const float h = surface.height_mm[static_cast<std::size_t>(a + surface.reach) * side +
                                        static_cast<std::size_t>(l + surface.reach)];
      const Eigen::Vector2d p(a * surface.step_mm - centre_a, l * surface.step_mm);
      if (!std::isfinite(h) || std::abs(p[0]) > 0.67 * half_depth || std::abs(p[1]) > 0.67 * half_width)
        continue;
      const Eigen::Vector3d row(1, p[0], p[1]);
      normal += row * row.transpose();
      right += h * row;
    }
  if (normal(0, 0) < 9) return std::nullopt;
  const Eigen::Vector3d fit = normal.inverse() * right;
  if (!fit.allFinite()) return std::nullopt;
  return Plate{v.axes.center.mm + centre_a * v.axes.anterior + fit[0] * v.axes.superior,
               (v.axes.superior - fit[1] * v.axes.anterior - fit[2] * v.axes.left).normalized()};
}

std::optional<Plate> upper_plate(const SegmentedVertebra& v) {
  if (v.shape) return plate_of(v, v.shape->superior);
  if (v.superior_plane) return Plate{v.superior_plane->middle.mm, v.superior_plane->normal};
  return std::nullopt;
}

double width_of(const SegmentedVertebra& v) {
  constexpr double kUnknownMm = 45;
  return v.shape ? v.shape->width_mm : kUnknownMm;
}

/// The two vertebrae follow each other, whatever lies between their names.
bool neighbours(const SegmentedVertebra& above, const SegmentedVertebra& below) {
  constexpr double kFarthestMm = 60;
  return (above.axes.center.mm - below.axes.center.mm).norm() < kFarthestMm;
}

/// The plane in the middle of a disc.
std::optional<Plate> disc_between(const SegmentedVertebra& above, const SegmentedVertebra& below) {
  if (!neighbours(above, below) || !above.shape) return std::nullopt;
  const auto upper = plate_of(above, above.shape->inferior), lower = upper_plate(below);
  if (!upper || !lower) return std::nullopt;
  return Plate{0.5 * (upper->middle + lower->middle), (upper->normal + lower->normal).normalized()};
}

/// Above a vertebra whose upper neighbour is cut: as far above its plate as the next disc's middle is below.
std::optional<Plate> disc_above(const SegmentedVertebra& v, const SegmentedVertebra& next) {
  const auto plate = upper_plate(v), disc = disc_between(v, next);
  if (!plate || !disc || !v.shape) return std::nullopt;
  const auto lower = plate_of(v, v.shape->inferior);
  if (!lower) return std::nullopt;
  return Plate{plate->middle + (lower->middle - disc->middle).norm() * plate->normal, plate->normal};
}

TrueLine line_of(const Plate& disc, const SegmentedVertebra& above, const SegmentedVertebra& below,
                 const DxaView& view) {
  const Eigen::Vector2d middle = view.picture_of(disc.middle);
  const Eigen::Vector3d along = disc.normal.cross(view.ray).normalized();
  Eigen::Vector2d way(along.dot(view.across), along.dot(view.down));
  if (way[0] < 0) way = -way;
  const double half = 0.25 * (width_of(above) + width_of(below));
  return {above.level, below.level, middle - half * way, middle + half * way, false};
}

/// Positive below the line.
double below_line(const TrueLine& line, const Eigen::Vector2d& p) {
  const Eigen::Vector2d way = (line.right - line.left).normalized();
  return way[0] * (p[1] - line.left[1]) - way[1] * (p[0] - line.left[0]);
}

std::vector<TrueLine> lines_of(const SpineSegmentation& spine, const DxaView& view) {
  std::vector<TrueLine> lines;
  const Eigen::Vector2d end(view.pixel_mm[0] * view.size[0], view.pixel_mm[1] * view.size[1]);
  for (std::size_t n = 1; n < spine.found.size(); ++n) {
    const SegmentedVertebra &above = spine.found[n - 1], &below = spine.found[n];
    auto disc = disc_between(above, below);
    const bool by_next_disc = !disc;
    if (!disc && lines.empty() && n + 1 < spine.found.size() && neighbours(above, below))
      disc = disc_above(below, spine.found[n + 1]);
    if (!disc) continue;
    TrueLine line = line_of(*disc, above, below, view);
    line.by_next_disc = by_next_disc;
    const Eigen::Vector2d p = line.middle();
    if (p[0] > 0 && p[1] > 0 && p[0] < end[0] && p[1] < end[1]) lines.push_back(line);
  }
  return lines;
}

/// Any body along the ray, with enough mineral of vertebrae.
LabelMap<2> column_of(const CtScan& scan, const SpineSegmentation& spine, const DensityLine& line,
                      const DxaView& view) {
  LabelMap<3> bodies = spine.bodies;
  for (auto& voxel : bodies.pixels()) voxel = voxel != 0;
  const Image2D<float> path = path_in_label(bodies, 1, view);
  const Image2D<float> mineral = mineral_along_rays(scan, spine.vertebrae, line, view);
  LabelMap<2> column(view.grid());
  for (std::size_t n = 0; n < column.pixels().size(); ++n)
    column.pixels()[n] = path.pixels()[n] > 0 && mineral.pixels()[n] >= kBoneEdge;
  return column;
}

}  // namespace

SpineTruth spine_truth(const CtScan& scan, const SpineSegmentation& spine, const DensityLine& line,
                       const DxaView& view, const SimulatedDxa& picture) {
  SpineTruth truth{lines_of(spine, view), LabelMap<2>(view.grid()), {}, {}};
  const LabelMap<2> column = column_of(scan, spine, line, view);
  TrueRegion sum{0, 0, true};
  int lumbar = 0;
  for (std::size_t n = 1; n < truth.lines.size(); ++n) {
    const TrueLine &upper = truth.lines[n - 1], &lower = truth.lines[n];
    if (upper.below != lower.above) continue;
    const TrueRegion region = true_region(
        picture.mineral.g_per_cm2,
        [&](std::size_t at, int x, int y) {
          const Eigen::Vector2d p(x * view.pixel_mm[0], y * view.pixel_mm[1]);
          if (column.pixels()[at] == 0 || below_line(upper, p) < 0 || below_line(lower, p) >= 0) return false;
          truth.levels.pixels()[at] = static_cast<std::uint8_t>(upper.below);
          return true;
        },
        [&](std::size_t at) { return picture.seen.pixels()[at] == 0; });
    if (!(region.area_cm2 > 0)) continue;
    truth.densities.push_back({upper.below, region});
    if (upper.below < BoneRegion::l1 || upper.below > BoneRegion::l4 || !region.whole) continue;
    ++lumbar;
    sum = {sum.area_cm2 + region.area_cm2, sum.bmc_g + region.bmc_g, true};
  }
  if (lumbar == 4) truth.l1_l4 = sum;
  return truth;
}

}  // namespace osteon
