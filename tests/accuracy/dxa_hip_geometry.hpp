#pragma once

#include <osteon/densitometry/dxa_density.hpp>
#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/simulate/dxa_truth.hpp>

#include <string>

namespace osteon {

/// Angle, lengths and the neck's section as found in a picture, beside what the shadow of the CT's femur and
/// all mineral along the rays show at the true places.
[[nodiscard]] std::string hip_geometry_row(const std::string& subject, const std::string& setting,
                                           const Image2D<float>& mineral, const HipTruth& truth,
                                           const BoneMap& map, const DxaHip& found, const HipPlaces& places);
[[nodiscard]] std::string hip_geometry_head();

}  // namespace osteon
