#pragma once

#include "stored_values.hpp"

#include <osteon/imaging/grid.hpp>
#include <osteon/imaging/result.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace osteon {

/// What the header of a NIfTI or NRRD file says.
struct VolumeHeader {
  Grid<3> grid;  ///< LPS
  ValueType type;
  bool swap;             ///< bytes in the other order
  double slope, offset;  ///< value = slope * stored + offset
  std::string spacing_source;
  std::vector<Warning> warnings;
};

/// Takes the values of a file slab by slab: (index of the first value, bytes). False stops the reading.
using TakeSlab = std::function<bool(std::size_t first, std::span<const std::byte>)>;

/// A file that holds one three-dimensional volume. Nothing is kept in memory beyond one slab.
[[nodiscard]] Result<VolumeHeader> read_nifti_header(const std::filesystem::path& file);
[[nodiscard]] Result<VolumeHeader> read_nifti(const std::filesystem::path& file, const TakeSlab& take);
[[nodiscard]] Result<VolumeHeader> read_nrrd_header(const std::filesystem::path& file);
[[nodiscard]] Result<VolumeHeader> read_nrrd(const std::filesystem::path& file, const TakeSlab& take);

[[nodiscard]] bool is_nifti_name(const std::filesystem::path& file);
[[nodiscard]] bool is_nrrd_name(const std::filesystem::path& file);

/// By the file's name. Throws std::invalid_argument for any other name.
[[nodiscard]] Result<VolumeHeader> read_volume_header(const std::filesystem::path& file);
[[nodiscard]] Result<VolumeHeader> read_volume(const std::filesystem::path& file, const TakeSlab& take);

/// Refuses what this machine could not hold beside the rest of the system.
[[nodiscard]] std::optional<Error> too_large(double bytes);

/// Sizes and spacings that no patient image has are a broken header, not an image.
[[nodiscard]] Result<bool> check_plausible(const Grid<3>& grid);

}  // namespace osteon
