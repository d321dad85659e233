#include "hip_picture.hpp"

#include "hip_layout.hpp"

namespace osteon {
namespace {

Eigen::Vector2d upright(const Eigen::Vector2d& way, Side side) {
  return {side == Side::left ? way[0] : -way[0], -way[1]};
}

}  // namespace

HipLayout layout_of(const HipPlaces& places) {
  const auto from_head = [&](const Eigen::Vector2d& p) {
    return upright(p - places.head_center, places.side);
  };
  HipLayout layout{
      upright(places.neck_direction, places.side).normalized(), 0, from_head(places.notch), {}, {}};
  layout.narrowest_s = from_head(places.neck_center).dot(layout.axis);
  if (places.lesser_trochanter) layout.lower_edge = lower_edge_of(from_head(*places.lesser_trochanter)[1]);
  return layout;
}

}  // namespace osteon
