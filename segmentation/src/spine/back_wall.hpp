#pragma once

#include "spine/disc_chain.hpp"
#include "spine/side_wall.hpp"
#include "spine/spine_frame.hpp"
#include "spine/working_volume.hpp"

#include <vector>

namespace osteon {

/// The back of one body beside its middle, as a straight line up its inner two thirds.
struct BackWall {
  double middle_s_mm, u_mm, slope;
  [[nodiscard]] double at(double s_mm) const { return u_mm + slope * (s_mm - middle_s_mm); }
};

/// One per vertebra of the chain: the line along which HU rises most from the canal to the bone. The side
/// wall is no guide there: where the veins leave the body its cortex is open, and fatty marrow looks like the
/// canal.
[[nodiscard]] std::vector<BackWall> find_back_walls(const VolumeSampler& scan, const SpineFrame& frame,
                                                    const SideWall& side, const DiscChain& chain);

}  // namespace osteon
