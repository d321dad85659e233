#pragma once

#include "recognize.hpp"

namespace osteon {

/// What a radiograph shows, as region and view name it: codes, BodyPartExamined, ViewPosition, descriptions.
/// A spine without a view is a lateral one until its picture says otherwise.
[[nodiscard]] Recognized recognize_radiograph(const DicomHeader& header);

/// Whether an object is a radiograph: CR, DX, a single RF exposure, a digitised film.
[[nodiscard]] bool is_radiograph(const DicomHeader& header);

}  // namespace osteon
