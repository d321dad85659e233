#include "true_region.hpp"

namespace osteon {
namespace {

constexpr HipRegion kRegions[] = {HipRegion::neck,       HipRegion::neck_narrowest,
                                  HipRegion::trochanter, HipRegion::intertrochanter,
                                  HipRegion::total_hip,  HipRegion::wards};

Eigen::Vector2d direction_of(const DxaView& view, const Eigen::Vector3d& way) {
  return Eigen::Vector2d(way.dot(view.across), way.dot(view.down)).normalized();
}

std::optional<Eigen::Vector2d> maybe_place(const DxaView& view, const std::optional<PatientPoint<3>>& place) {
  if (!place) return std::nullopt;
  return view.picture_of(place->mm);
}

/// The layout of the CT's own plane as the picture shows it.
HipLayout layout_in_picture(const HipDensity& density, const DxaView& view, const HipTruth& truth) {
  const HipPlane& plane = density.plane;
  const auto moved = [&](const Eigen::Vector2d& p) {
    return truth.in_layout(view.picture_of(plane.origin + p[0] * plane.lateral + p[1] * plane.proximal));
  };
  HipLayout layout = density.layout;
  layout.axis = (moved(density.layout.axis) - moved(Eigen::Vector2d::Zero())).normalized();
  layout.narrowest_s = truth.in_layout(truth.neck_center).dot(layout.axis);
  layout.notch = moved(density.layout.notch);
  if (density.layout.lower_edge) layout.lower_edge = moved({0, *density.layout.lower_edge})[1];
  if (density.layout.wards) layout.wards = moved(*density.layout.wards);
  return layout;
}

}  // namespace

HipTruth hip_truth(const CtScan& scan, const LabelMap<3>& femurs, const SegmentedFemur& femur,
                   const std::optional<HipDensity>& density, const DensityLine& line, const DxaView& view,
                   const SimulatedDxa& picture) {
  HipTruth truth{femur.side,
                 view.picture_of(femur.head.center.mm),
                 in_mm(femur.head.radius.value),
                 view.picture_of(femur.neck.center.mm),
                 direction_of(view, femur.neck.direction),
                 direction_of(view, femur.shaft ? femur.shaft->direction : Eigen::Vector3d(-view.down)),
                 view.picture_of(femur.shaft ? femur.shaft->point.mm : femur.head.center.mm),
                 maybe_place(view, femur.greater_trochanter),
                 maybe_place(view, femur.lesser_trochanter),
                 maybe_place(view, femur.trochanteric_notch),
                 {},
                 LabelMap<2>(view.grid()),
                 {}};
  LabelMap<3> own = femurs;
  const std::uint8_t label = femur.side == Side::left ? kLeftFemurLabel : kRightFemurLabel;
  for (auto& voxel : own.pixels()) voxel = voxel == label;
  const Image2D<float> mineral = mineral_along_rays(scan, own, line, view);
  for (std::size_t n = 0; n < mineral.pixels().size(); ++n)
    truth.femur.pixels()[n] = mineral.pixels()[n] >= kBoneEdge;
  if (!density) return truth;
  truth.layout = layout_in_picture(*density, view, truth);
  for (const HipRegion region : kRegions) {
    const auto within = [&](std::size_t n, int x, int y) {
      const Eigen::Vector2d p(x * view.pixel_mm[0], y * view.pixel_mm[1]);
      return truth.femur.pixels()[n] != 0 && holds(*truth.layout, region, truth.in_layout(p));
    };
    const auto cut = [&](std::size_t n) { return picture.seen.pixels()[n] == 0; };
    const TrueHipRegion one{region, true_region(picture.mineral.g_per_cm2, within, cut),
                            true_region(mineral, within, cut)};
    if (one.all.area_cm2 > 0) truth.densities.push_back(one);
  }
  return truth;
}

}  // namespace osteon
