#include "nrrd.hpp"
#include "volume_file.hpp"

#include <osteon/imaging/save.hpp>

#include <Eigen/Geometry>
#include <zlib.h>

#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <span>

namespace osteon {
namespace {

template <class T>
void put(std::array<std::byte, 352>& header, std::size_t at, T value) {
  std::memcpy(header.data() + at, &value,
              sizeof(T));  // this machine's byte order; readers look at the first field
}

/// NIfTI-1 header with the same place in sform and qform, RAS millimetres.
std::array<std::byte, 352> nifti_header(const Grid<3>& grid, ValueType type) {
  std::array<std::byte, 352> header{};
  put<std::int32_t>(header, 0, 348);
  put<std::int16_t>(header, 40, 3);
  for (std::size_t n = 0; n < 3; ++n) {
    put(header, 42 + 2 * n, static_cast<std::int16_t>(grid.size[n]));
    put(header, 80 + 4 * n, static_cast<float>(grid.spacing_mm[static_cast<int>(n)]));
  }
  for (std::size_t n = 3; n < 7; ++n) put<std::int16_t>(header, 42 + 2 * n, 1);
  put<std::int16_t>(header, 70, type == ValueType::uint8 ? 2 : 4);
  put(header, 72, static_cast<std::int16_t>(8 * size_of(type)));
  put(header, 108, 352.0F);
  put(header, 112, 1.0F);
  put<std::uint8_t>(header, 123, 2);  // millimetres
  put<std::int16_t>(header, 252, 1);  // qform: scanner coordinates
  put<std::int16_t>(header, 254, 1);
  const Eigen::Vector3d ras_from_lps(-1, -1, 1);
  Eigen::Matrix3d rotation = ras_from_lps.asDiagonal() * grid.direction;
  const Eigen::Vector3d origin = ras_from_lps.asDiagonal() * grid.origin_mm;
  for (std::size_t row = 0; row < 3; ++row) {
    const auto r = static_cast<int>(row);
    for (std::size_t column = 0; column < 3; ++column) {
      const auto c = static_cast<int>(column);
      put(header, 280 + 16 * row + 4 * column, static_cast<float>(rotation(r, c) * grid.spacing_mm[c]));
    }
    put(header, 280 + 16 * row + 12, static_cast<float>(origin[r]));
    put(header, 268 + 4 * row, static_cast<float>(origin[r]));
  }
  const bool mirrored = rotation.determinant() < 0;
  if (mirrored) rotation.col(2) *= -1;
  put(header, 76, mirrored ? -1.0F : 1.0F);
  Eigen::Quaterniond q(rotation);
  if (q.w() < 0) q.coeffs() *= -1;
  put(header, 256, static_cast<float>(q.x()));
  put(header, 260, static_cast<float>(q.y()));
  put(header, 264, static_cast<float>(q.z()));
  std::memcpy(header.data() + 344, "n+1", 4);
  return header;
}

Result<bool> write_nifti(const Grid<3>& grid, ValueType type, std::span<const std::byte> values,
                         const std::filesystem::path& file) {
  const Error unwritable{"output.unwritable", "The file cannot be written.",
                         "Check the folder and the space left on the disk."};
  for (int n : grid.size)
    if (n > 32767)
      return Error{"output.too-large", "NIfTI-1 holds at most 32767 pixels along an axis.", "Use .nrrd."};
  const bool compressed = file.extension() == ".gz";
  gzFile out = gzopen(file.c_str(), compressed ? "wb6" : "wbT");
  if (out == nullptr) return unwritable;
  const auto write = [&](std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const auto block = bytes.first(std::min<std::size_t>(bytes.size(), 1U << 26));
      if (gzwrite(out, block.data(), static_cast<unsigned>(block.size())) != static_cast<int>(block.size()))
        return false;
      bytes = bytes.subspan(block.size());
    }
    return true;
  };
  const auto header = nifti_header(grid, type);
  const bool written = write(header) && write(values);
  if (gzclose(out) != Z_OK || !written) return unwritable;
  return true;
}

template <class Pixel>
Result<std::filesystem::path> save(const Image3D<Pixel>& image, const std::filesystem::path& file) {
  const ValueType type = sizeof(Pixel) == 1 ? ValueType::uint8 : ValueType::int16;
  const auto values = std::as_bytes(std::span(image.pixels()));
  Result<bool> written = Error{"output.unknown-suffix", "Volumes are written as .nii, .nii.gz or .nrrd.",
                               "Choose one of these suffixes."};
  if (is_nifti_name(file)) written = write_nifti(image.grid(), type, values, file);
  if (is_nrrd_name(file)) written = write_nrrd(image.grid(), type, values, file);
  if (!written) return written.error();
  return file;
}

}  // namespace

Result<std::filesystem::path> save_labels(const LabelMap<3>& labels, const std::filesystem::path& file) {
  return save(labels, file);
}

Result<std::filesystem::path> save_volume(const Image3D<std::int16_t>& volume,
                                          const std::filesystem::path& file) {
  return save(volume, file);
}

Result<std::filesystem::path> save_map(const Image2D<float>& map, const std::filesystem::path& file) {
  if (!is_nrrd_name(file))
    return Error{"output.unknown-suffix", "Maps are written as .nrrd.", "Choose this suffix."};
  if (const auto written = write_nrrd_map(map, file); !written) return written.error();
  return file;
}

}  // namespace osteon
