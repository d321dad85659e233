#pragma once

#include "femur/head_sphere.hpp"
#include "femur/neck_search.hpp"

#include <osteon/imaging/anatomy.hpp>

#include <vector>

namespace osteon {

/// A head with the beginning of its neck.
struct HipCandidate {
  HeadSphere head;
  NeckCourse course;
  double voxel_mm;  ///< longest side of the scan's voxels

  [[nodiscard]] Side side() const { return course.direction[0] > 0 ? Side::left : Side::right; }
  /// How much like a hip: of seven false ones the best has 0.37, of five true ones the worst 0.27 (3 mm).
  [[nodiscard]] double likeness() const {
    return course.ball_share * course.socket_share * course.open_share * course.tube_share / head.rms_mm;
  }
};

/// Likeness of a head beyond doubt.
constexpr double kSurelyAHip = 0.45;

/// A ball in a socket with a tube on the other side. True hips of 1 to 3 mm: distance from the sphere 0.69 to
/// 0.85 mm, socket 0.6 to 0.8; vertebrae, hearts and shafts mostly above 0.9 and below 0.5.
/// Voxels add to the distance; beyond 3.3 mm they would let wrong balls in (0.97 mm in a copy of 4 mm cubes).
[[nodiscard]] bool like_a_hip(const HipCandidate& hip);

/// Every head with a course of its neck, most alike first.
/// `voxel_mm`: longest side of the scan's voxels.
[[nodiscard]] std::vector<HipCandidate> heads_in(const Image3D<std::int16_t>& coarse,
                                                 const VolumeSampler& sampler, double voxel_mm);

}  // namespace osteon
