#pragma once

#include <osteon/densitometry/dxa_density.hpp>

#include <optional>
#include <vector>

// How areal density varies from place to place within a bone. Pure.

namespace osteon {

/// Slope of the logarithm of the experimental variogram V(d) = mean of (density here - density d away)^2 by
/// that of d, up to kTextureFarthestMm, the mean of across and down; the noise of pixels (twice its variance)
/// is taken off first. Nought: neighbours have nothing in common; 1: a random walk; 2: an even slope. It
/// depends on pixels and beam: for repeats on one densitometer alone. It is no product's score and has no
/// reference.
struct TextureIndex {
  double slope;
  double slope_sd;  ///< of the mean of several regions, by their scatter; of one, of the fitted line
};
inline constexpr double kTextureFarthestMm = 5;  // a sixth of a vertebra: its shape is left out

/// Of the bone that `map` holds where `region` is `label`; nothing where there are too few pairs or nothing
/// but noise.
[[nodiscard]] std::optional<TextureIndex> texture_index(const BoneMap& map, const LabelMap<2>& region,
                                                        std::uint8_t label);

/// The mean of L1 to L4; nothing of fewer than two.
[[nodiscard]] std::optional<TextureIndex> spine_texture(const BoneMap& map, const LabelMap<2>& vertebrae);

}  // namespace osteon
