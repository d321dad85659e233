#include "hip_changes.hpp"

#include <Eigen/Geometry>
#include <fmt/format.h>

#include <numbers>
#include <utility>

namespace osteon {

std::vector<HipChange> hip_changes() {
  std::vector<HipChange> all;
  constexpr const char* kAxes = "LPS";
  const auto same = [](double hu) { return hu; };
  const auto unmoved = [](const Eigen::Vector3d& p) { return p; };
  for (int axis = 0; axis < 3; ++axis)
    for (const double deg : {-10.0, 10.0})
      all.push_back({fmt::format("turned {:+.0f}° about {}", deg, kAxes[axis]), [=](const CtScan& scan) {
                       const Eigen::AngleAxisd turn(deg * std::numbers::pi / 180,
                                                    Eigen::Vector3d::Unit(axis));
                       return testing::turned_patient(scan, turn.toRotationMatrix());
                     }});
  for (const double spacing : {1.0, 2.0, 3.0, 4.0})
    all.push_back({fmt::format("{:.0f} mm cubes", spacing), [=](const CtScan& scan) {
                     CtScan copy = scan;
                     for (int axis = 0; axis < 3; ++axis) copy = testing::with_spacing(copy, axis, spacing);
                     return testing::Disturbed{std::move(copy), unmoved, same};
                   }});
  for (const double sd : {20.0, 40.0})
    all.push_back({fmt::format("noise of {:.0f} HU", sd), [=](const CtScan& scan) {
                     return testing::Disturbed{testing::noisy(scan, sd), unmoved, same};
                   }});
  return all;
}

}  // namespace osteon
