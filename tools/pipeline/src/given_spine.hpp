#pragma once

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>
#include <string>

namespace osteon {

/// What given masks say of the spine, before it is a spine.
struct GivenSpineMaps {
  std::optional<LabelMap<3>> vertebrae;  ///< BoneRegion numbers
  std::optional<LabelMap<3>> bodies;     ///< the scheme's words for bodies, or 1; any grid
};

/// Adds one vertebra's own mask; the first one gives the grid.
void add_vertebra(const LabelMap<3>& mask, BoneRegion region, GivenSpineMaps& maps);

/// Whether a class mask of this name holds the bodies of all vertebrae.
[[nodiscard]] bool is_mask_of_bodies(LabelScheme scheme, const std::string& name);

/// The spine of the masks. Errors: as spine_from_labels; labels.no-bodies.
[[nodiscard]] Result<SpineSegmentation> given_spine(GivenSpineMaps maps, LabelScheme scheme);

/// Brings both maps of a spine to a grid; what was measured on their own grid stays. A label that lies partly
/// beyond the grid is left out, so that no part is measured for the whole.
void move_maps(const Grid<3>& grid, SpineSegmentation& spine);

/// A given body's core is eroded as the tools do it that such masks come from: by voxels, over its whole
/// height.
[[nodiscard]] DensityOptions as_given_masks_are_measured();

}  // namespace osteon
