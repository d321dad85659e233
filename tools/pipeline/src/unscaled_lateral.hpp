#pragma once

#include <osteon/segmentation/lateral_spine.hpp>
#include <osteon/segmentation/unscaled_picture.hpp>

namespace osteon {

/// As find_lateral_spine for a picture whose scale nobody knows and whose longer side is 25 to 52 cm long: a
/// film, or a densitometer's. Its own spacing tells the shape of its pixels. Errors:
/// anatomy.not-a-lateral-spine, also where the runs do not agree.
[[nodiscard]] Result<Unscaled<LateralSpine>> find_unscaled_lateral_spine(const DxaPicture& picture);

}  // namespace osteon
