// clang-format off
#include "itk_with_clang.hpp"
// clang-format on

#include "itk_nrrd.hpp"

#include <itkNrrdImageIO.h>

#include <exception>
#include <vector>

namespace osteon {
namespace {

using Type = itk::IOComponentEnum;

std::optional<ValueType> value_type(Type type) {
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
    case Type::LONGLONG:
      return ValueType::int64;
    case Type::ULONG:
    case Type::ULONGLONG:
      return ValueType::uint64;
    case Type::FLOAT:
      return ValueType::float32;
    case Type::DOUBLE:
      return ValueType::float64;
    default:
      return std::nullopt;
  }
}

itk::ImageIORegion whole(const itk::ImageIOBase& io) {
  itk::ImageIORegion region(io.GetNumberOfDimensions());
  for (unsigned n = 0; n < io.GetNumberOfDimensions(); ++n) region.SetSize(n, io.GetDimensions(n));
  return region;
}

}  // namespace

std::optional<ItkNrrd> itk_read_nrrd_header(const std::filesystem::path& file) {
  try {
    const auto io = itk::NrrdImageIO::New();
    io->SetFileName(file.string());
    if (!io->CanReadFile(file.c_str())) return std::nullopt;
    io->ReadImageInformation();
    ItkNrrd header;
    header.dimensions = io->GetNumberOfDimensions();
    header.components = io->GetNumberOfComponents();
    header.type = value_type(io->GetComponentType());
    if (header.dimensions != 3 && header.dimensions != 2) return header;
    header.size.fill(1);
    for (unsigned n = 0; n < header.dimensions; ++n) {
      header.size[n] = static_cast<long>(io->GetDimensions(n));
      header.spacing_mm[n] = io->GetSpacing(n);
      header.origin_mm[n] = io->GetOrigin(n);
      for (unsigned row = 0; row < header.dimensions; ++row) header.axes[n][row] = io->GetDirection(n)[row];
    }
    return header;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

bool itk_read_nrrd_values(const std::filesystem::path& file, std::span<std::byte> values) {
  try {
    const auto io = itk::NrrdImageIO::New();
    io->SetFileName(file.string());
    io->ReadImageInformation();
    io->SetIORegion(whole(*io));
    if (static_cast<std::size_t>(io->GetImageSizeInBytes()) != values.size()) return false;
    io->Read(values.data());
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

bool itk_write_nrrd(const ItkNrrd& header, std::span<const std::byte> values,
                    const std::filesystem::path& file) {
  try {
    const auto io = itk::NrrdImageIO::New();
    io->SetFileName(file.string());
    io->SetNumberOfDimensions(3);
    for (unsigned n = 0; n < 3; ++n) {
      io->SetDimensions(n, static_cast<itk::SizeValueType>(header.size[n]));
      io->SetSpacing(n, header.spacing_mm[n]);
      io->SetOrigin(n, header.origin_mm[n]);
      io->SetDirection(n, std::vector<double>(header.axes[n].begin(), header.axes[n].end()));
    }
    io->SetIORegion(whole(*io));
    io->SetComponentType(header.type == ValueType::uint8 ? Type::UCHAR : Type::SHORT);
    io->SetPixelType(itk::IOPixelEnum::SCALAR);
    io->SetNumberOfComponents(1);
    io->UseCompressionOn();
    io->Write(values.data());
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace osteon
