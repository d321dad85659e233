#pragma once

#include <osteon/densitometry/dxa_density.hpp>
#include <osteon/imaging/study.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

// How regions look in a display picture. Pure.

namespace osteon {

/// A region as a display shows it: its size can be measured, its grey has no unit.
struct DisplayedRegion {
  std::string region;  ///< "L1" to "L4", or a name of HipRegion
  double mean_grey;
  Area area;
  double cut_off;  ///< share of its pixels at its own darkest or brightest value, whichever is more: 0 to 1
};

struct DisplayedBone {
  std::vector<DisplayedRegion> regions;
  double soft_tissue_grey;  ///< median of the field beside bone: what the display makes of no mineral
};

/// L1 to L4 so far as they are in the map; those at the picture's border are left out. `field`: 1 = scanned.
/// Throws std::invalid_argument where the grids differ.
[[nodiscard]] DisplayedBone displayed_bone(const DxaPicture& picture, const LabelMap<2>& vertebrae,
                                           const LabelMap<2>& field);

/// Where the regions of a hip lie; Ward's square where the display is darkest. Throws as above.
[[nodiscard]] HipLayout displayed_layout(const DxaPicture& picture, const LabelMap<2>& femur,
                                         const HipPlaces& places);

/// Corners of the box of a neck, Hologic's (HipRegion::neck) or about the narrowest section, or of Ward's
/// square, in picture millimetres, one after the other. Errors: std::invalid_argument for another region.
/// Nothing without a place for Ward's.
[[nodiscard]] std::optional<std::array<Eigen::Vector2d, 4>> corners_of(const HipLayout& layout,
                                                                       HipRegion region,
                                                                       const HipPlaces& places);

/// The regions of hip_densities. `femur`: odd where the femur is, 0 = no bone. Throws as above.
[[nodiscard]] DisplayedBone displayed_bone(const DxaPicture& picture, const LabelMap<2>& femur,
                                           const LabelMap<2>& field, const HipPlaces& places);

}  // namespace osteon
