#include "plate_plane.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace osteon {

RobustPlane robust_plane(const std::vector<PlatePlace>& places) {
  constexpr double kDentMm = 1.5;
  constexpr int kRounds = 4;
  Eigen::Vector3d plane = Eigen::Vector3d::Zero();  // slope forwards, slope to the left, height
  for (int round = 0; round < kRounds; ++round) {
    Eigen::Matrix3d normal = Eigen::Vector3d(100, 100, 1e-3).asDiagonal();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    for (const PlatePlace& p : places) {
      const Eigen::Vector3d x(p.at_mm[0], p.at_mm[1], 1);
      const double off = (p.at_mm[2] - x.dot(plane)) / kDentMm;
      const double weight = round == 0 ? 1 : 1 / (1 + off * off);
      normal += weight * x * x.transpose();
      right += weight * p.at_mm[2] * x;
    }
    plane = normal.ldlt().solve(right);
  }
  return {plane[0], plane[1], plane[2]};
}

PlatePlane plate_plane(const VertebraAxes& axes, const std::vector<PlatePlace>& places) {
  if (places.empty()) throw std::invalid_argument("plate_plane: no places");
  const RobustPlane plane = robust_plane(places);
  Eigen::Vector2d low = places[0].at_mm.head<2>(), high = low;
  double variance = 0;
  for (const PlatePlace& p : places) {
    low = low.cwiseMin(p.at_mm.head<2>());
    high = high.cwiseMax(p.at_mm.head<2>());
    variance += p.sd_mm * p.sd_mm;
  }
  const double sd = std::sqrt(2 * variance / static_cast<double>(places.size()));
  const auto tilt_sd_deg = [&](double extent_mm) {
    return 180 / std::numbers::pi * std::atan(sd / std::max(2.0 / 3 * extent_mm, 1e-3));
  };
  const Eigen::Vector2d middle = 0.5 * (low + high);
  const Eigen::Vector3d n = plane.normal();
  return {{axes.center.mm + middle[0] * axes.anterior + middle[1] * axes.left +
           plane.at(middle[0], middle[1]) * axes.superior},
          n[0] * axes.anterior + n[1] * axes.left + n[2] * axes.superior,
          tilt_sd_deg(high[0] - low[0]),
          tilt_sd_deg(high[1] - low[1])};
}

}  // namespace osteon
