#include "itk_with_clang.hpp"
//
#include "nrrd.hpp"
#include "volume_file.hpp"

#include <itkNrrdImageIO.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>

namespace osteon {
namespace {

Error broken(std::string message) {
  return {"nrrd.broken", std::move(message), "Export the image again, or check the copy against its source."};
}

std::optional<ValueType> value_type(itk::IOComponentEnum type) {
  using Type = itk::IOComponentEnum;
  switch (type) {
    case Type::CHAR:
      return ValueType::int8;
    case Type::UCHAR:
      return ValueType::uint8;
    case Type::SHORT:
      return ValueType::int16;
    case Type::USHORT:
      return ValueType::uint16;
    case Type::INT:
      return ValueType::int32;
    case Type::UINT:
      return ValueType::uint32;
    case Type::LONG:
      return ValueType::int64;
    case Type::ULONG:
      return ValueType::uint64;
    case Type::FLOAT:
      return ValueType::float32;
    case Type::DOUBLE:
      return ValueType::float64;
    default:
      return std::nullopt;
  }
}

/// The text before the first empty line. A detached header could name any other file, so only attached ones
/// are read.
Result<std::string> text_header(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return Error{"file.unreadable", "The file cannot be opened.", "Check that it exists and may be read."};
  std::string header, line;
  constexpr std::size_t kLongest = 1 << 16;
  while (std::getline(in, line) && header.size() < kLongest) {
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

Result<VolumeHeader> described(itk::NrrdImageIO& io, const std::string& text, double stored_bytes) {
  if (io.GetNumberOfDimensions() != 3 || io.GetNumberOfComponents() != 1)
    return Error{"nrrd.not-a-volume", "The file does not hold one value per voxel of a volume.",
                 "Give one three-dimensional volume per file."};
  const auto type = value_type(io.GetComponentType());
  if (!type) return broken("The type of the values is not one of a volume.");
  VolumeHeader header{{}, *type, false, 1, 0, "header", {}};
  for (unsigned n = 0; n < 3; ++n) {
    const auto axis = static_cast<int>(n);
    if (io.GetDimensions(n) < 1 || io.GetDimensions(n) > 100000)
      return broken("A dimension is not plausible.");
    header.grid.size[n] = static_cast<int>(io.GetDimensions(n));
    header.grid.spacing_mm[axis] = io.GetSpacing(n);
    header.grid.origin_mm[axis] = io.GetOrigin(n);
    for (unsigned row = 0; row < 3; ++row)
      header.grid.direction(static_cast<int>(row), axis) = io.GetDirection(n)[row];
  }
  const Eigen::Matrix3d should_be_unit = header.grid.direction.transpose() * header.grid.direction;
  if (!((should_be_unit - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 0.01))
    return Error{"geometry.inconsistent-header", "The axes of the image are not at right angles.",
                 "Write the file again with right-angled axes."};
  if (const auto plausible = check_plausible(header.grid); !plausible) return plausible.error();
  constexpr double kMostCompression = 1100;  // deflate and bzip2 on constant data stay below
  if (static_cast<double>(header.grid.pixel_count() * size_of(*type)) > stored_bytes * kMostCompression)
    return Error{"pixels.truncated", "The file is too short for the image that its header describes.",
                 "Copy the file again from its source."};
  if (!has_orientation(text))
    header.warnings.push_back({"geometry.orientation-assumed",
                               "The header gives no orientation; left, posterior, superior was assumed."});
  return header;
}

template <class Use>
Result<VolumeHeader> with_io(const std::filesystem::path& file, const Use& use) {
  const auto text = text_header(file);
  if (!text) return text.error();
  try {
    const auto io = itk::NrrdImageIO::New();
    io->SetFileName(file.string());
    if (!io->CanReadFile(file.c_str())) return broken("The file is no NRRD image.");
    io->ReadImageInformation();
    auto header = described(*io, *text, static_cast<double>(std::filesystem::file_size(file)));
    if (!header) return header;
    return use(*io, std::move(*header));
  } catch (const std::exception&) {  // ITK's text names paths; ours does not
    return broken("The file cannot be decoded as NRRD.");
  }
}

}  // namespace

bool is_nrrd_name(const std::filesystem::path& file) {
  std::string suffix = file.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return suffix == ".nrrd";
}

Result<VolumeHeader> read_nrrd_header(const std::filesystem::path& file) {
  return with_io(file, [](itk::NrrdImageIO&, VolumeHeader header) -> Result<VolumeHeader> { return header; });
}

Result<VolumeHeader> read_nrrd(const std::filesystem::path& file, const TakeSlab& take) {
  return with_io(file, [&](itk::NrrdImageIO& io, VolumeHeader header) -> Result<VolumeHeader> {
    itk::ImageIORegion region(3);
    for (unsigned n = 0; n < 3; ++n) region.SetSize(n, io.GetDimensions(n));
    io.SetIORegion(region);
    std::vector<std::byte> bytes(header.grid.pixel_count() * size_of(header.type));
    io.Read(bytes.data());
    take(0, bytes);
    return header;
  });
}

Result<bool> write_nrrd(const Grid<3>& grid, ValueType type, std::span<const std::byte> values,
                        const std::filesystem::path& file) {
  try {
    const auto io = itk::NrrdImageIO::New();
    io->SetFileName(file.string());
    io->SetNumberOfDimensions(3);
    itk::ImageIORegion region(3);
    for (unsigned n = 0; n < 3; ++n) {
      io->SetDimensions(n, static_cast<unsigned>(grid.size[n]));
      io->SetSpacing(n, grid.spacing_mm[static_cast<int>(n)]);
      io->SetOrigin(n, grid.origin_mm[static_cast<int>(n)]);
      const Eigen::Vector3d axis = grid.direction.col(static_cast<int>(n));
      io->SetDirection(n, std::vector<double>(axis.data(), axis.data() + 3));
      region.SetSize(n, static_cast<unsigned>(grid.size[n]));
    }
    io->SetIORegion(region);
    io->SetComponentType(type == ValueType::uint8 ? itk::IOComponentEnum::UCHAR
                                                  : itk::IOComponentEnum::SHORT);
    io->SetPixelType(itk::IOPixelEnum::SCALAR);
    io->SetNumberOfComponents(1);
    io->UseCompressionOn();
    io->Write(values.data());
    return true;
  } catch (const std::exception&) {
    return Error{"output.unwritable", "The file cannot be written.",
                 "Check the folder and the space left on the disk."};
  }
}

}  // namespace osteon
