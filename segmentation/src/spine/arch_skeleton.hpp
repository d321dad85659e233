#pragma once

#include "spine/spine_anatomy.hpp"

#include <vector>

namespace osteon {

/// The parts of a vertebra behind its body as lines: pedicles, articular, transverse and spinous processes.
/// Where two arches touch, bone belongs to the one whose parts are nearer: facets lie obliquely, an upper
/// articular process in front of and beside the lower one that it meets.
class ArchSkeleton {
 public:
  /// `lower_s`, `upper_s`: of the discs that bound the vertebra; `back_u`, `depth_mm`: of its body.
  ArchSkeleton(BoneRegion level, double lower_s, double upper_s, double back_u, double depth_mm);

  /// A place beside the canal: in front of it, and to either side.
  struct Beside {
    double u_mm, v_mm;
  };
  /// Where the joint between an arch and the one below it is expected: half-way between their processes.
  [[nodiscard]] static Beside joint(const ArchSkeleton& upper, const ArchSkeleton& lower);
  /// Moves the tips of the processes that meet there, as persons differ in where their facets stand.
  static void move_joint(ArchSkeleton& upper, ArchSkeleton& lower, const Beside& by);

  /// Distance of a place from the nearest line, mm; left and right are alike.
  [[nodiscard]] double distance_mm(const SpinePlace& place) const;

 private:
  struct Segment {
    Eigen::Vector3d from, way;
  };
  std::vector<Segment> segments_;  ///< articular processes first, upper and lower
};

}  // namespace osteon
