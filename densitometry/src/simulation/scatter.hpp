#pragma once

#include <osteon/densitometry/radiograph_simulation.hpp>

namespace osteon {

/// Where the exposure is measured: 60 x 60 mm in the middle of the open box, or what there is of it.
[[nodiscard]] OpenBox chamber_of(const OpenBox& open, const Eigen::Vector2d& pixel_mm);

[[nodiscard]] double mean_over(const Image2D<float>& image, const OpenBox& box);

/// Scattered energy: the straight beam times its attenuation, spread by a Gaussian; `ratio` of the straight
/// beam in the middle of all places of `open` that the patient covers.
[[nodiscard]] Image2D<float> scattered(const Image2D<float>& straight, const OpenBox& open, double ratio,
                                       double reach_mm);

}  // namespace osteon
