#pragma once

#include "stored_values.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

namespace osteon {

/// What ITK says of a NRRD file, in plain numbers: ITK brings an Eigen of its own, which must not meet ours.
struct ItkNrrd {
  unsigned dimensions = 0, components = 0;
  std::optional<ValueType> type;
  std::array<long, 3> size{};  ///< places of two or three dimensions are filled in, of others none
  std::array<double, 3> spacing_mm{}, origin_mm{};  ///< LPS
  std::array<std::array<double, 3>, 3> axes{};      ///< axes[n] = direction of lattice axis n
};

/// Absent / false when ITK cannot; nothing is thrown.
[[nodiscard]] std::optional<ItkNrrd> itk_read_nrrd_header(const std::filesystem::path& file);
[[nodiscard]] bool itk_read_nrrd_values(const std::filesystem::path& file, std::span<std::byte> values);
[[nodiscard]] bool itk_write_nrrd(const ItkNrrd& header, std::span<const std::byte> values,
                                  const std::filesystem::path& file);

}  // namespace osteon
