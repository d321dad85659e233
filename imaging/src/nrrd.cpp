#include "nrrd.hpp"

#include "itk_nrrd.hpp"
#include "volume_file.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace osteon {
namespace {

Error broken(std::string message) {
  return {"nrrd.broken", std::move(message), "Export the image again, or check the copy against its source."};
}

/// The text before the first empty line. A detached header could name any other file, so only attached ones
/// are read.
Result<std::string> text_header(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return Error{"file.unreadable", "The file cannot be opened.", "Check that it exists and may be read."};
  std::string header, line;
  constexpr std::size_t kLongest = 1 << 16;
  while (header.size() < kLongest && std::getline(in, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) return header;
    header += line + '\n';
    if (line.starts_with("data file") || line.starts_with("datafile"))
      return Error{"nrrd.two-files", "The header keeps its values in another file.",
                   "Save the image as one .nrrd file."};
  }
  return broken("The header of the file has no end.");
}

bool has_orientation(const std::string& header) {
  return header.find("\nspace directions:") != std::string::npos &&
         header.find("\nspace:") != std::string::npos;
}

Result<VolumeHeader> described(const ItkNrrd& raw, double stored_bytes) {
  if (raw.dimensions != 3 || raw.components != 1)
    return Error{"nrrd.not-a-volume", "The file does not hold one value per voxel of a volume.",
                 "Give one three-dimensional volume per file."};
  if (!raw.type) return broken("The type of the values is not one of a volume.");
  VolumeHeader header{{}, *raw.type, false, 1, 0, "header", {}};
  for (std::size_t n = 0; n < 3; ++n) {
    const auto axis = static_cast<int>(n);
    constexpr long kLongestAxis = 100000;
    if (raw.size[n] < 1 || raw.size[n] > kLongestAxis) return broken("A dimension is not plausible.");
    header.grid.size[n] = static_cast<int>(raw.size[n]);
    header.grid.spacing_mm[axis] = raw.spacing_mm[n];
    header.grid.origin_mm[axis] = raw.origin_mm[n];
    header.grid.direction.col(axis) = Eigen::Vector3d(raw.axes[n][0], raw.axes[n][1], raw.axes[n][2]);
  }
  const Eigen::Matrix3d should_be_unit = header.grid.direction.transpose() * header.grid.direction;
  if (!((should_be_unit - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 0.01))
    return Error{"geometry.inconsistent-header", "The axes of the image are not at right angles.",
                 "Write the file again with right-angled axes."};
  if (const auto plausible = check_plausible(header.grid); !plausible) return plausible.error();
  constexpr double kMostCompression = 1100;  // deflate on constant data stays below
  if (static_cast<double>(header.grid.pixel_count() * size_of(*raw.type)) > stored_bytes * kMostCompression)
    return Error{"pixels.truncated", "The file is too short for the image that its header describes.",
                 "Copy the file again from its source."};
  return header;
}

}  // namespace

bool is_nrrd_name(const std::filesystem::path& file) {
  std::string suffix = file.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return suffix == ".nrrd";
}

Result<VolumeHeader> read_nrrd_header(const std::filesystem::path& file) {
  const auto text = text_header(file);
  if (!text) return text.error();
  const auto raw = itk_read_nrrd_header(file);
  if (!raw) return broken("The file cannot be decoded as NRRD.");
  auto header = described(*raw, static_cast<double>(std::filesystem::file_size(file)));
  if (header && !has_orientation(*text))
    header->warnings.push_back({"geometry.orientation-assumed",
                                "The header gives no orientation; left, posterior, superior was assumed."});
  return header;
}

Result<VolumeHeader> read_nrrd(const std::filesystem::path& file, const TakeSlab& take) {
  auto header = read_nrrd_header(file);
  if (!header) return header;
  std::vector<std::byte> values(header->grid.pixel_count() * size_of(header->type));
  if (!itk_read_nrrd_values(file, values))
    return Error{"pixels.truncated", "The file ends, or its compression breaks, within the values.",
                 "Copy the file again from its source."};
  take(0, values);
  return header;
}

Result<bool> write_nrrd(const Grid<3>& grid, ValueType type, std::span<const std::byte> values,
                        const std::filesystem::path& file) {
  ItkNrrd header;
  header.type = type;
  for (std::size_t n = 0; n < 3; ++n) {
    const auto axis = static_cast<int>(n);
    header.size[n] = grid.size[n];
    header.spacing_mm[n] = grid.spacing_mm[axis];
    header.origin_mm[n] = grid.origin_mm[axis];
    header.axes[n] = {grid.direction(0, axis), grid.direction(1, axis), grid.direction(2, axis)};
  }
  if (!itk_write_nrrd(header, values, file))
    return Error{"output.unwritable", "The file cannot be written.",
                 "Check the folder and the space left on the disk."};
  return true;
}

}  // namespace osteon
