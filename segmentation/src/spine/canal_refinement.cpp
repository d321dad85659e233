#include "spine/canal_refinement.hpp"

#include "spine/canal_likelihood.hpp"
#include "spine/spine_frame.hpp"

#include <algorithm>

namespace osteon {
namespace {

constexpr double kSpacingMm = 3.0;
constexpr double kSideMm = 54, kBehindMm = 54, kFrontMm = 63;  // the ring, the body and the boxes beside them
constexpr double kBeyondEndsMm = 60.0;                         // two vertebrae
constexpr double kLeastShareOfLength = 0.8;

/// The spine pulled straight as a volume of its own: axes left, posterior, along the canal, in 3 mm cubes.
Image3D<std::int16_t> straightened(const SpineFrame& frame, const VolumeSampler& volume) {
  const Grid<3> grid{{static_cast<int>(2 * kSideMm / kSpacingMm) + 1,
                      static_cast<int>((kBehindMm + kFrontMm) / kSpacingMm) + 1,
                      std::max(1, static_cast<int>(frame.length_mm() / kSpacingMm))},
                     Eigen::Vector3d::Constant(kSpacingMm),
                     {-kSideMm, -kFrontMm, 0.5 * kSpacingMm},
                     Eigen::Matrix3d::Identity()};
  return sampled_for_canal(grid, [&](const Eigen::Vector3d& place) {
    return volume.at(frame.patient_from_spine({place.z(), -place.y(), place.x()}));
  });
}

}  // namespace

CanalPath refined(const CanalPath& path, const Grid<3>& scan, const VolumeSampler& volume, RingBone bone) {
  const SpineFrame frame = make_spine_frame(extended(path, scan, kBeyondEndsMm, 0), volume);
  CanalPath better = find_canal(canal_likelihood(straightened(frame, volume), bone, kPlainFatHu));
  const auto length = static_cast<double>(path.place_mm.size());
  if (static_cast<double>(better.place_mm.size()) < kLeastShareOfLength * length) return path;
  for (Eigen::Vector3d& place : better.place_mm)
    place = frame.patient_from_spine({place.z(), -place.y(), place.x()});
  better.place_mm = at_every_millimetre(better.place_mm);
  better.measured_to = static_cast<int>(better.place_mm.size()) - 1;
  return better;
}

}  // namespace osteon
