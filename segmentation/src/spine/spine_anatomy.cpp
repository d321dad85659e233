#include "spine/spine_anatomy.hpp"

#include <cmath>

namespace osteon {

bool in_body(const SpineAnatomy& spine, std::size_t n, const SpinePlace& place) {
  if (place.s_mm < spine.endplates[n].above_s_mm(place.u_mm, place.v_mm) ||
      place.s_mm > spine.endplates[n + 1].below_s_mm(place.u_mm, place.v_mm))
    return false;
  const double du = place.u_mm - spine.walls.centre(place.s_mm);
  return std::hypot(du, place.v_mm) <= spine.side.radius_mm(place.s_mm, du, place.v_mm);
}

}  // namespace osteon
