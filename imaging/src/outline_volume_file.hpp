#pragma once

#include "walk.hpp"

#include <osteon/imaging/survey.hpp>

namespace osteon {

/// A NIfTI or NRRD file: a CT, a label map, or neither, judged by its first values.
[[nodiscard]] SeriesOutline outline_volume_file(const FoundFile& file);

}  // namespace osteon
