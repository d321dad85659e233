#pragma once

#include "dxa_subjects.hpp"

#include <osteon/densitometry/dxa_density.hpp>
#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/simulate/dxa_truth.hpp>

#include <string>

namespace osteon {

/// Angle, length and neck's section as found in a picture, beside what the shadow of the CT's femur and its
/// own mineral show at the true places.
[[nodiscard]] std::string hip_geometry_row(const DxaSubject& subject, const std::string& setting,
                                           const DxaView& view, const HipTruth& truth, const BoneMap& map,
                                           const DxaHip& found, const HipPlaces& places);
[[nodiscard]] std::string hip_geometry_head();

}  // namespace osteon
