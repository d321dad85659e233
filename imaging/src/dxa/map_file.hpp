#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>

#include <filesystem>

namespace osteon::dxa {

/// One value for each pixel from NIfTI or NRRD: two axes, or three of which one has a single plane. Axes that
/// run along the patient's left-right and head-feet are turned as a densitometer displays them (left to the
/// right, feet below); others are taken as they are stored. Errors: dxa.map-unusable, and those of the
/// formats.
[[nodiscard]] Result<Image2D<float>> read_map_file(const std::filesystem::path& file);

}  // namespace osteon::dxa
