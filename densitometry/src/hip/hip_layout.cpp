#include "hip_layout.hpp"

#include <Eigen/Geometry>

#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kBelowLesserMm = 10;  // kHologicNeckBox
constexpr double kHalfLesserMm = 8;    // from the most prominent place of the lesser trochanter to its end
constexpr double kWardsBesideAxisMm = 6;

/// In the box whose edges lie `from` and `to` along the axis.
bool in_box(const Eigen::Vector2d& q, double from, double to) {
  return q[0] >= from && q[0] < to && std::abs(q[1]) <= 0.5 * kNeckBoxAcrossMm;
}

}  // namespace

std::string_view name(HipRegion region) {
  switch (region) {
    case HipRegion::neck:
      return "femoral-neck";
    case HipRegion::neck_narrowest:
      return "femoral-neck-narrowest";
    case HipRegion::trochanter:
      return "trochanter";
    case HipRegion::intertrochanter:
      return "intertrochanter";
    case HipRegion::total_hip:
      return "total-hip";
    case HipRegion::wards:
      return "wards";
  }
  return "";
}

BmdSite site_of(HipRegion region) {
  switch (region) {
    case HipRegion::trochanter:
      return BmdSite::trochanter;
    case HipRegion::intertrochanter:
      return BmdSite::intertrochanter;
    case HipRegion::total_hip:
      return BmdSite::total_hip;
    case HipRegion::wards:
      return BmdSite::wards;
    default:
      return BmdSite::femoral_neck;
  }
}

std::string definition_of(HipRegion region) {
  switch (region) {
    case HipRegion::neck:
      return "box of 15 x 49 mm across the neck, its outer edge through the notch of the greater trochanter";
    case HipRegion::neck_narrowest:
      return "box of 15 x 49 mm about the neck's narrowest section";
    case HipRegion::trochanter:
      return "outwards of the neck box, above the neck's axis";
    case HipRegion::intertrochanter:
      return "outwards of the neck box, below the neck's axis, to 10 mm below the lesser trochanter";
    case HipRegion::total_hip:
      return "neck box, trochanter and intertrochanter";
    case HipRegion::wards:
      return "square of 11 mm of least density at the outer edge of the neck box";
  }
  return "";
}

bool holds(const HipLayout& layout, HipRegion region, const Eigen::Vector2d& place_mm) {
  const Eigen::Vector2d q = layout.along_and_above(place_mm);
  const double notch = layout.notch_s();
  const bool neck = in_box(q, notch - kNeckBoxAlongMm, notch);
  const bool beyond = !neck && q[0] >= notch - kNeckBoxAlongMm;
  const bool above_edge = layout.lower_edge && place_mm[1] >= *layout.lower_edge;
  switch (region) {
    case HipRegion::neck:
      return neck;
    case HipRegion::neck_narrowest:
      return in_box(q, layout.narrowest_s - 0.5 * kNeckBoxAlongMm,
                    layout.narrowest_s + 0.5 * kNeckBoxAlongMm);
    case HipRegion::trochanter:
      return beyond && above_edge && q[1] >= 0;
    case HipRegion::intertrochanter:
      return beyond && above_edge && q[1] < 0;
    case HipRegion::total_hip:
      return (neck || beyond) && above_edge;
    case HipRegion::wards: {
      if (!layout.wards) return false;
      const Eigen::Vector2d d = q - layout.along_and_above(*layout.wards);
      return d.cwiseAbs().maxCoeff() <= 0.5 * kWardsSquareMm;
    }
  }
  return false;
}

double lower_edge_of(double lesser_trochanter_mm) {
  return lesser_trochanter_mm - kHalfLesserMm - kBelowLesserMm;
}

LayoutDoubt doubt_of(const FemurPlacement& femur) {
  // Of the landmarks in the plane: what turned and resampled copies of real scans show.
  return {1.0, 1.5, 2.0, std::max(0.5, femur.neck_direction_sd_deg)};
}

std::optional<HipLayout> layout_of(const FemurPlacement& femur, const HipPlane& plane) {
  if (!femur.trochanteric_notch) return std::nullopt;
  const Eigen::Vector2d axis = plane.of(femur.neck_direction + plane.origin).normalized();
  const double narrowest = plane.of(femur.neck_center).dot(axis);
  HipLayout layout{axis, narrowest, plane.of(*femur.trochanteric_notch), {}, {}};
  if (femur.lesser_trochanter) layout.lower_edge = lower_edge_of(plane.of(*femur.lesser_trochanter)[1]);
  return layout;
}

std::optional<Eigen::Vector2d> wards_place(const HipLayout& layout, const Image2D<float>& bmd,
                                           const LabelMap<2>& bone) {
  const Grid<2>& grid = bmd.grid();
  const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
  std::optional<Eigen::Vector2d> best;
  double least = 1e9;
  const double notch = layout.notch_s();
  for (double s = notch - 0.5 * kWardsSquareMm; s <= notch + 0.5 * kWardsSquareMm; s += 1)
    for (double t = -kWardsBesideAxisMm; t <= kWardsBesideAxisMm; t += 1) {
      const Eigen::Vector2d middle = s * layout.axis + t * above;
      double sum = 0;
      int count = 0;
      bool inside = true;
      for (double a = -0.5 * kWardsSquareMm; a <= 0.5 * kWardsSquareMm; a += 0.5)
        for (double b = -0.5 * kWardsSquareMm; b <= 0.5 * kWardsSquareMm; b += 0.5) {
          const Eigen::Vector2d p = middle + a * layout.axis + b * above;
          const int u = static_cast<int>(std::lround((p[0] - grid.origin_mm[0]) / grid.spacing_mm[0]));
          const int v = static_cast<int>(std::lround((p[1] - grid.origin_mm[1]) / grid.spacing_mm[1]));
          inside = inside && u >= 0 && v >= 0 && u < grid.size[0] && v < grid.size[1] && bone.at(u, v);
          if (!inside) break;
          sum += bmd.at(u, v);
          ++count;
        }
      if (!inside || sum / count >= least) continue;
      least = sum / count;
      best = middle;
    }
  return best;
}

std::vector<HipLayout> moved_layouts(const HipLayout& layout, HipRegion region, const LayoutDoubt& doubt,
                                     double sds) {
  std::vector<HipLayout> result;
  HipLayout turned = layout;
  turned.axis = Eigen::Rotation2Dd(sds * doubt.axis_deg * std::numbers::pi / 180) * layout.axis;
  result.push_back(turned);
  if (region == HipRegion::neck_narrowest) {
    HipLayout moved = layout;
    moved.narrowest_s += sds * doubt.narrowest_mm;
    result.push_back(moved);
    return result;
  }
  HipLayout moved = layout;
  moved.notch += sds * doubt.notch_mm * layout.axis;
  if (layout.wards) moved.wards = *layout.wards + sds * doubt.notch_mm * layout.axis;
  result.push_back(moved);
  if (layout.lower_edge) {
    HipLayout lower = layout;
    lower.lower_edge = *layout.lower_edge + sds * doubt.lower_edge_mm;
    result.push_back(lower);
  }
  return result;
}

}  // namespace osteon
