#include "spine/canal_refinement.hpp"

#include "spine/canal_likelihood.hpp"
#include "spine/spine_frame.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

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
  Image3D<std::int16_t> result(grid);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        float sum = 0;
        for (int n = 0; n < 8; ++n) {
          const Eigen::Vector3d sub((n & 1) - 0.5, (n >> 1 & 1) - 0.5, (n >> 2 & 1) - 0.5);
          const Eigen::Vector3d place = grid.patient_from_index({Eigen::Vector3d(i, j, k) + 0.5 * sub}).mm;
          sum += bounded_for_canal(volume.at(frame.patient_from_spine({place.z(), -place.y(), place.x()})));
        }
        result.at(i, j, k) = static_cast<std::int16_t>(std::lround(sum / 8));
      }
  });
  return result;
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
