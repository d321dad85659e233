#pragma once

#include "volume_file.hpp"

#include <osteon/imaging/image.hpp>

namespace osteon {

[[nodiscard]] Result<bool> write_nrrd(const Grid<3>& grid, ValueType type, std::span<const std::byte> values,
                                      const std::filesystem::path& file);

/// Two axes with their spacing, not compressed: a text header and the floats.
[[nodiscard]] Result<bool> write_nrrd_map(const Image2D<float>& map, const std::filesystem::path& file);

/// The same and its like of other types and encodings, as displayed. Errors: as read_nrrd_header.
[[nodiscard]] Result<Image2D<float>> read_nrrd_map(const std::filesystem::path& file);

}  // namespace osteon
