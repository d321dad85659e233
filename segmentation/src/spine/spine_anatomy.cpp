#include "spine/spine_anatomy.hpp"

namespace osteon {

bool in_wall(const SpineAnatomy& spine, const SpinePlace& place) { return spine.side.share(place) <= 1; }

bool between_plates(const SpineAnatomy& spine, std::size_t n, const Eigen::Vector3d& place_mm) {
  return spine.endplates[n].above_upper_plate(place_mm) >= 0 &&
         spine.endplates[n + 1].above_lower_plate(place_mm) <= 0;
}

bool in_body(const SpineAnatomy& spine, std::size_t n, const SpinePlace& place,
             const Eigen::Vector3d& place_mm) {
  return in_wall(spine, place) && between_plates(spine, n, place_mm);
}

}  // namespace osteon
