#include "measured_vertebrae.hpp"

#include <osteon/densitometry/spine_curvature.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/densitometry/vertebral_mimics.hpp>

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace osteon {
namespace {

struct SideTilt {
  double slope, sd;
};

/// How a plate leans sideways: straight line through its places within two thirds of the body. Its places
/// share their errors; that of each side of the body is taken as one.
std::optional<SideTilt> side_tilt(const EndplateSurface& plate, const BodyShape& shape) {
  constexpr double kReach = 0.67;
  constexpr int kLeastPlaces = 8;
  const double half_depth = 0.5 * (shape.front_mm - shape.back_mm);
  const double middle = 0.5 * (shape.front_mm + shape.back_mm);
  double n = 0, l1 = 0, h1 = 0, ll = 0, lh = 0, variance = 0;
  for (int a = -plate.reach; a <= plate.reach; ++a)
    for (int l = -plate.reach; l <= plate.reach; ++l) {
      const auto at = static_cast<std::size_t>((a + plate.reach) * (2 * plate.reach + 1) + l + plate.reach);
      const double across = l * plate.step_mm, height = plate.height_mm[at];
      if (std::isnan(height) || std::abs(a * plate.step_mm - middle) > kReach * half_depth ||
          std::abs(across) > kReach * 0.5 * shape.width_mm)
        continue;
      n += 1;
      l1 += across;
      h1 += height;
      ll += across * across;
      lh += across * height;
      variance += static_cast<double>(plate.sd_mm[at]) * plate.sd_mm[at];
    }
  const double spread = n > 0 ? ll - l1 * l1 / n : 0;
  if (n < kLeastPlaces || !(spread > 0)) return std::nullopt;
  return SideTilt{(lh - l1 * h1 / n) / spread,
                  std::sqrt(variance / n) / std::sqrt(spread / n) / std::sqrt(2.0)};
}

/// From the centre along a direction to where the image ends, within a vertebra's reach.
double way_to_border_mm(const Grid<3>& grid, const Eigen::Vector3d& from, const Eigen::Vector3d& direction) {
  constexpr double kReachMm = 40, kStepMm = 1;
  double way = 0;
  for (; way < kReachMm; way += kStepMm) {
    const Eigen::Vector3d index = grid.index_from_patient({from + way * direction}).ijk;
    for (int n = 0; n < 3; ++n)
      if (index[n] < -0.5 || index[n] > grid.size[static_cast<std::size_t>(n)] - 0.5) return way;
  }
  return way;
}

/// What a vertebra that is not whole lacks: the side on which the image ends next to it.
Warning what_is_missing(const VertebraAxes& axes, const Grid<3>& grid) {
  const std::array<std::pair<const char*, Eigen::Vector3d>, 6> sides{{{"upper", axes.superior},
                                                                      {"lower", -axes.superior},
                                                                      {"front", axes.anterior},
                                                                      {"hind", -axes.anterior},
                                                                      {"left", axes.left},
                                                                      {"right", -axes.left}}};
  constexpr double kBesideMm = 30;
  const char* missing = nullptr;
  double nearest = kBesideMm;
  for (const auto& [side, direction] : sides) {
    const double way = way_to_border_mm(grid, axes.center.mm, direction);
    if (way >= nearest) continue;
    nearest = way;
    missing = side;
  }
  if (missing == nullptr)
    return {"vertebra.not-whole", "A part of this vertebra was not found: it is neither graded nor weighed."};
  return {"vertebra.cut", "The image ends at this vertebra: its " + std::string(missing) +
                              " part is missing, and it is neither graded nor weighed."};
}

/// The name, the place and the certainty of a vertebra; no measurement yet.
VertebraMeasurement named(const SegmentedVertebra& v, const SeriesOutline& outline) {
  VertebraMeasurement m{};
  m.series_uid = outline.uid;
  m.series_part = outline.part;
  m.level = v.level;
  m.label_confidence = v.label_confidence;
  for (const auto& other : v.alternatives) m.alternatives.push_back({other.level, other.probability});
  m.label_evidence = v.label_evidence;
  m.complete = v.complete;
  m.detection_confidence = v.detection_confidence;
  const Eigen::Vector3d& center = v.axes.center.mm;
  m.center_mm = {center.x(), center.y(), center.z()};
  return m;
}

/// Options for a scan with these warnings: heights of a distorted column are believed less.
DeformityOptions heeding(const std::vector<Warning>& warnings, DeformityOptions options) {
  for (const Warning& warning : warnings)
    if (warning.code == "geometry.doubtful-distance")
      options.misreading_share = std::max(options.misreading_share, kDistortedMisreadings);
  return options;
}

void add_heights(const std::vector<SegmentedVertebra>& found, const DeformityOptions& options,
                 std::vector<VertebraMeasurement>& vertebrae) {
  std::vector<LevelHeights> column;
  std::vector<std::size_t> owner;
  for (std::size_t n = 0; n < found.size(); ++n) {
    // The sacrum has no lower endplate: no heights.
    if (!found[n].complete || !found[n].landmarks || found[n].level == BoneRegion::s1) continue;
    const SixPoints& points = found[n].landmarks->points;
    std::array<std::array<double, 3>, 6> plain{};
    for (std::size_t p = 0; p < 6; ++p) plain[p] = {points[p].mm.x(), points[p].mm.y(), points[p].mm.z()};
    vertebrae[n].landmarks_mm = plain;
    const auto& sd = found[n].landmarks->sd_mm;
    const std::array point_sd{mm(sd[0]), mm(sd[1]), mm(sd[2]), mm(sd[3]), mm(sd[4]), mm(sd[5])};
    vertebrae[n].heights = vertebral_heights(points, point_sd);
    column.push_back({found[n].level, true, *vertebrae[n].heights, body_depth(points)});
    owner.push_back(n);
  }
  const auto graded = grade_deformities(column, options);
  for (std::size_t k = 0; k < graded.size(); ++k) {
    VertebraMeasurement& v = vertebrae[owner[k]];
    v.deformity = graded[k].deformity;
    v.warnings.insert(v.warnings.end(), graded[k].warnings.begin(), graded[k].warnings.end());
  }
}

/// The inner side of a lower plate is above it.
PlateRelief relief(const EndplateSurface& plate, double outward) {
  PlateRelief result{plate.step_mm, plate.reach, plate.height_mm, plate.sd_mm};
  for (float& height : result.outward_mm) height *= static_cast<float>(outward);
  return result;
}

/// Only where the form of the plates is known.
void add_mimics(const std::vector<SegmentedVertebra>& found, std::vector<VertebraMeasurement>& vertebrae) {
  std::vector<VertebraRelief> column;
  std::vector<std::size_t> owner;
  for (std::size_t n = 0; n < found.size(); ++n) {
    const VertebraMeasurement& v = vertebrae[n];
    if (!found[n].shape || !found[n].landmarks || !v.heights || !v.deformity) continue;
    const BodyShape& shape = *found[n].shape;
    column.push_back({v.level, *v.heights, body_depth(found[n].landmarks->points), shape.back_mm,
                      shape.front_mm, shape.width_mm, relief(shape.superior, 1), relief(shape.inferior, -1),
                      v.deformity});
    owner.push_back(n);
  }
  auto mimics = find_mimics(column);
  for (std::size_t k = 0; k < owner.size(); ++k) vertebrae[owner[k]].deformity->mimics = std::move(mimics[k]);
}

/// A plate's plane: along the depth through its outer landmarks, across by its form or, where that is not
/// known, upright to the vertebra.
EndplatePlane plane_of(const SegmentedVertebra& v, bool upper) {
  constexpr double kDegrees = 180.0 / std::numbers::pi;
  constexpr double kUprightSdDeg = 3.0;  // of an axis that stands for a plate
  const std::size_t first = upper ? 0 : 3;
  const auto& landmarks = *v.landmarks;
  const Eigen::Vector3d along = landmarks.points[first].mm - landmarks.points[first + 2].mm;
  const double along_sd = std::hypot(landmarks.sd_mm[first], landmarks.sd_mm[first + 2]);
  Eigen::Vector3d across = v.axes.left;
  double across_sd_deg = kUprightSdDeg;
  if (v.shape) {
    const auto tilt = side_tilt(upper ? v.shape->superior : v.shape->inferior, *v.shape);
    if (tilt) {
      across += tilt->slope * v.axes.superior;
      across_sd_deg = kDegrees * tilt->sd;
    }
  }
  return {along.cross(across).normalized(), kDegrees * along_sd / along.norm(), across_sd_deg};
}

void add_densities(const WeighedScan& weighed, const SpineSegmentation& spine, const DensityOptions& options,
                   std::vector<VertebraMeasurement>& vertebrae) {
  for (const auto& measured : measure_densities(weighed.scan, spine.vertebrae, spine.bodies,
                                                measured_frames(spine), heeding(spine.warnings, options))) {
    for (auto& v : vertebrae) {
      if (v.level != measured.level) continue;
      for (const auto& region : measured.density)
        v.density.push_back(calibrated(region, v.level, weighed.scale));
      v.warnings.insert(v.warnings.end(), measured.warnings.begin(), measured.warnings.end());
      if (std::ranges::count(weighed.metal_levels, v.level) > 0)
        v.density_excluded.emplace_back("metal within 20 mm");
    }
  }
}

}  // namespace

std::vector<VertebraFrame> measured_frames(const SpineSegmentation& spine) {
  std::vector<VertebraFrame> frames;
  for (const auto& v : spine.found)
    if (v.complete && v.level != BoneRegion::s1)
      frames.push_back({v.level, v.axes.center, v.axes.left, v.axes.anterior, v.axes.superior});
  return frames;
}

std::vector<VertebraMeasurement> measured_vertebrae(const SpineSegmentation& spine,
                                                    const WeighedScan* weighed, const SeriesOutline& outline,
                                                    const DeformityOptions& deformity,
                                                    const DensityOptions& density) {
  std::vector<VertebraMeasurement> vertebrae;
  for (const auto& v : spine.found) {
    vertebrae.push_back(named(v, outline));
    if (!v.complete) vertebrae.back().warnings.push_back(what_is_missing(v.axes, spine.vertebrae.grid()));
  }
  add_heights(spine.found, heeding(spine.warnings, deformity), vertebrae);
  add_mimics(spine.found, vertebrae);
  if (weighed != nullptr) add_densities(*weighed, spine, density, vertebrae);
  return with_exclusions(std::move(vertebrae));
}

SpineCurvature measured_curvature(const SpineSegmentation& spine, const SeriesOutline& outline) {
  std::vector<VertebraPlanes> column;
  for (const auto& v : spine.found) {
    if (v.level == BoneRegion::s1 && v.superior_plane) {
      const PlatePlane& plate = *v.superior_plane;
      column.push_back({v.level, v.axes.left, v.axes.anterior,
                        EndplatePlane{plate.normal, plate.sagittal_sd_deg, plate.coronal_sd_deg},
                        std::nullopt});
      continue;
    }
    if (!v.complete || !v.landmarks) continue;
    column.push_back({v.level, v.axes.left, v.axes.anterior, plane_of(v, true), plane_of(v, false)});
  }
  SpineCurvature curvature = spine_curvature(column);
  curvature.series_uid = outline.uid;
  curvature.series_part = outline.part;
  return curvature;
}

}  // namespace osteon
