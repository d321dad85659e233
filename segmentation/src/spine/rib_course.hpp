#pragma once

#include "spine/straight_volume.hpp"

#include <vector>

namespace osteon {

/// What became of a piece of bone beside the column when it was followed to the side.
enum class CourseEnd {
  rib,    ///< stays bone as thin as a rib beyond 58 mm from the middle, or falls like a short rib: no
          ///< transverse process does
  ended,  ///< ended before, in tissue that is seen
  lost,   ///< left the field of view, or went into metal: nobody knows
};

/// A piece of bone that begins 24 mm beside the middle, at the height and depth of a rib's neck.
struct BoneCourse {
  double s_mm;      ///< height of the head that a rib of this course would have, 15 mm beside the middle
  double reach_mm;  ///< how far from the middle it was followed
  CourseEnd end;
  bool slope_known;  ///< it was followed far enough to tell how much higher its head lies
};

/// All such pieces on one side: +1 = the patient's left, -1 = right.
[[nodiscard]] std::vector<BoneCourse> bone_courses(const StraightVolume& volume, double side);

/// Whether the volume shows where ribs begin between two heights. Those that leave the view later are `lost`.
[[nodiscard]] bool shows_rib_necks(const StraightVolume& volume, double from_s_mm, double to_s_mm,
                                   double side);

}  // namespace osteon
