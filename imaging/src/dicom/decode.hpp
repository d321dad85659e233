#pragma once

#include "../volume_file.hpp"

#include <osteon/imaging/load.hpp>

#include <filesystem>

namespace osteon {

/// The volume of a usable DICOM outline. Planes that cannot be decoded are filled from their neighbours where
/// the hole is narrow, and said; else the volume is refused.
[[nodiscard]] Result<LoadedCt> decode_ct(const SeriesOutline& outline, const Progress& progress);

/// Whether two stored frames hold the same pixels; false when either cannot be decoded.
[[nodiscard]] bool same_stored_pixels(const std::filesystem::path& a, int frame_a,
                                      const std::filesystem::path& b, int frame_b);

}  // namespace osteon
