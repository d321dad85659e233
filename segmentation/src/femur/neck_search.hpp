#pragma once

#include "femur/head_sphere.hpp"

#include <Eigen/Core>

#include <optional>

namespace osteon {

/// The way on which bone goes on beyond a head: a tube narrower than the head, without a joint between.
struct NeckCourse {
  Eigen::Vector3d direction;  ///< unit, away from the head
  double open_share;          ///< of the head's surface round the axis where no joint ends it
  double tube_share;          ///< of the tube's wall that is seen as an edge of bone
  double seen_share;          ///< of the tube's wall that lies in the volume
  double radius_mm;           ///< median distance of the wall from the axis
  double ball_share;          ///< of the head's surface away from the neck that lies on the sphere
  double socket_share;        ///< of the directions away from the neck in which a socket's bone follows
};

/// Best course of a neck, or nothing where no direction looks like one.
[[nodiscard]] std::optional<NeckCourse> find_neck_course(const VolumeSampler& scan, const HeadSphere& head);

}  // namespace osteon
