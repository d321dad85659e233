#pragma once

#include "volume_file.hpp"

namespace osteon {

[[nodiscard]] Result<bool> write_nrrd(const Grid<3>& grid, ValueType type, std::span<const std::byte> values,
                                      const std::filesystem::path& file);

}  // namespace osteon
