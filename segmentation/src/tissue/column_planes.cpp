#include "tissue/column_planes.hpp"

#include <cmath>

namespace osteon {
namespace {

constexpr double kUsualHalfDepthMm = 16.0, kBeyondMm = 15.0;

ColumnPlane plane_of(const SegmentedVertebra& v) {
  return {v.axes.center.mm,
          v.axes.left,
          v.axes.anterior,
          v.axes.superior,
          v.shape ? v.shape->front_mm : kUsualHalfDepthMm,
          craniocaudal_rank(v.level)};
}

ColumnPlane between(const ColumnPlane& a, const ColumnPlane& b, double t) {
  const auto mix = [t](const Eigen::Vector3d& x, const Eigen::Vector3d& y) -> Eigen::Vector3d {
    return (1 - t) * x + t * y;
  };
  ColumnPlane plane{mix(a.origin_mm, b.origin_mm),
                    {},
                    {},
                    mix(a.superior, b.superior).normalized(),
                    (1 - t) * a.front_mm + t * b.front_mm,
                    (1 - t) * a.rank + t * b.rank};
  const Eigen::Vector3d left = mix(a.left, b.left);
  plane.left = (left - left.dot(plane.superior) * plane.superior).normalized();
  plane.anterior = mix(a.anterior, b.anterior);
  plane.anterior -= plane.anterior.dot(plane.superior) * plane.superior;
  plane.anterior -= plane.anterior.dot(plane.left) * plane.left;
  plane.anterior.normalize();
  return plane;
}

}  // namespace

std::vector<ColumnPlane> column_planes(const SpineSegmentation& spine, double step_mm) {
  std::vector<ColumnPlane> knots;
  for (const SegmentedVertebra& v : spine.found) {
    if (v.level == BoneRegion::s1 || v.level == BoneRegion::coccyx) continue;  // the column turns away
    knots.push_back(plane_of(v));
  }
  if (knots.empty()) return {};
  ColumnPlane first = knots.front(), last = knots.back();
  first.origin_mm += kBeyondMm * first.superior;
  last.origin_mm -= kBeyondMm * last.superior;
  knots.insert(knots.begin(), first);
  knots.push_back(last);
  std::vector<ColumnPlane> planes;
  double next = 0;  // where along the polyline the next plane stands, from the knot at hand
  for (std::size_t n = 0; n + 1 < knots.size(); ++n) {
    const double length = (knots[n + 1].origin_mm - knots[n].origin_mm).norm();
    for (; next < length; next += step_mm) planes.push_back(between(knots[n], knots[n + 1], next / length));
    next -= length;
  }
  return planes;
}

}  // namespace osteon
