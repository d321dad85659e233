#pragma once

#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

namespace osteon {

/// What is found when the size of the picture's pixels is taken for so many times what it is; 0: when nobody
/// states it. Places in the picture's own millimetres.
Result<LateralSpine> spine_in(const DxaPicture& picture, double pixels_taken_for);

}  // namespace osteon
