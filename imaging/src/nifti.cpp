#include "volume_file.hpp"

#include <osteon/imaging/grid.hpp>

#include <Eigen/Geometry>
#include <Eigen/SVD>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <memory>
#include <optional>

// NIfTI-1 (nifti1.h, NIMH DFWG, 2004). Read here and not through a library for three reasons: the pixels
// stream through one slab of memory whatever their type, the checksum of a compressed file is verified to its
// end, and a header that contradicts itself is refused instead of resolved in silence.

namespace osteon {
namespace {

constexpr std::size_t kHeaderBytes = 348;

struct GzClose {
  void operator()(gzFile file) const { gzclose(file); }
};
using GzHandle = std::unique_ptr<std::remove_pointer_t<gzFile>, GzClose>;

Error broken(std::string message) {
  return {"nifti.broken", std::move(message),
          "Export the image again, or check the copy against its source."};
}

Error inconsistent(std::string message) {
  return {"geometry.inconsistent-header", std::move(message),
          "Write the file again with one orientation (sform and qform alike) and right-angled axes."};
}

/// The fields of the 348-byte header that place the image.
class RawHeader {
 public:
  explicit RawHeader(const std::array<std::byte, kHeaderBytes>& bytes) : bytes_(bytes) {
    const auto size = get<std::int32_t>(0);
    swap_ = size != static_cast<std::int32_t>(kHeaderBytes) && size != 540;
  }
  template <class T>
  [[nodiscard]] T get(std::size_t at) const {
    std::array<std::byte, sizeof(T)> raw;
    for (std::size_t b = 0; b < sizeof(T); ++b) raw[swap_ ? sizeof(T) - 1 - b : b] = bytes_[at + b];
    return std::bit_cast<T>(raw);
  }
  [[nodiscard]] bool swapped() const { return swap_; }
  [[nodiscard]] bool valid() const { return get<std::int32_t>(0) == static_cast<std::int32_t>(kHeaderBytes); }
  [[nodiscard]] std::string magic() const { return {reinterpret_cast<const char*>(bytes_.data()) + 344, 3}; }
  [[nodiscard]] double pixdim(std::size_t n) const { return static_cast<double>(get<float>(76 + 4 * n)); }
  [[nodiscard]] int dim(std::size_t n) const { return get<std::int16_t>(40 + 2 * n); }

 private:
  std::array<std::byte, kHeaderBytes> bytes_;
  bool swap_ = false;
};

std::optional<ValueType> value_type(int code) {
  switch (code) {
    case 2:
      return ValueType::uint8;
    case 4:
      return ValueType::int16;
    case 8:
      return ValueType::int32;
    case 16:
      return ValueType::float32;
    case 64:
      return ValueType::float64;
    case 256:
      return ValueType::int8;
    case 512:
      return ValueType::uint16;
    case 768:
      return ValueType::uint32;
    case 1024:
      return ValueType::int64;
    case 1280:
      return ValueType::uint64;
    default:
      return std::nullopt;
  }
}

/// Columns = steps along the lattice in RAS millimetres, and the place of voxel 0.
struct Affine {
  Eigen::Matrix3d steps;
  Eigen::Vector3d origin;
};

Affine sform_of(const RawHeader& raw) {
  Affine affine;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column)
      affine.steps(row, column) = static_cast<double>(
          raw.get<float>(280 + 16 * static_cast<std::size_t>(row) + 4 * static_cast<std::size_t>(column)));
    affine.origin[row] = static_cast<double>(raw.get<float>(280 + 16 * static_cast<std::size_t>(row) + 12));
  }
  return affine;
}

/// Whether the quaternion of the header is one of length 1, and its handedness a number.
bool is_rotation(const RawHeader& raw) {
  double squares = 0;
  for (std::size_t n = 0; n < 3; ++n) {
    const double part = static_cast<double>(raw.get<float>(256 + 4 * n));
    squares += part * part;
  }
  constexpr double kRounded = 1.001;
  return squares <= kRounded && std::isfinite(raw.pixdim(0));
}

Affine qform_of(const RawHeader& raw) {
  const double b = static_cast<double>(raw.get<float>(256));
  const double c = static_cast<double>(raw.get<float>(260));
  const double d = static_cast<double>(raw.get<float>(264));
  const double a = std::sqrt(std::max(0.0, 1.0 - b * b - c * c - d * d));
  Affine affine;
  affine.steps = Eigen::Quaterniond(a, b, c, d).normalized().toRotationMatrix();
  if (raw.pixdim(0) < 0) affine.steps.col(2) *= -1;
  for (int n = 0; n < 3; ++n) {
    affine.steps.col(n) *= raw.pixdim(static_cast<std::size_t>(n) + 1);
    affine.origin[n] = static_cast<double>(raw.get<float>(268 + 4 * static_cast<std::size_t>(n)));
  }
  return affine;
}

/// Right-angled axes nearest to the given ones (polar decomposition); refuses axes that are off by over half
/// a degree.
Result<Grid<3>> grid_of(const Affine& affine, const std::array<int, 3>& size, double mm_per_unit) {
  if (!affine.steps.allFinite() || !affine.origin.allFinite())
    return inconsistent("The orientation of the image is not a number.");
  Grid<3> grid{
      size, affine.steps.colwise().norm().transpose() * mm_per_unit, affine.origin * mm_per_unit, {}};
  if (!(affine.steps.colwise().norm().minCoeff() > 0))
    return inconsistent("An axis of the image has no length.");
  Eigen::Matrix3d axes = affine.steps;
  axes.colwise().normalize();
  const Eigen::JacobiSVD<Eigen::Matrix3d> svd(axes, Eigen::ComputeFullU | Eigen::ComputeFullV);
  grid.direction = svd.matrixU() * svd.matrixV().transpose();
  for (int n = 0; n < 3; ++n) {
    constexpr double kCosHalfDegree = 0.99996;
    if (grid.direction.col(n).dot(axes.col(n)) < kCosHalfDegree)
      return inconsistent("The axes of the image are not at right angles (sheared or broken orientation).");
  }
  const Eigen::Vector3d lps_from_ras(-1, -1, 1);
  grid.direction = lps_from_ras.asDiagonal() * grid.direction;
  grid.origin_mm = lps_from_ras.asDiagonal() * grid.origin_mm;
  return grid;
}

bool steps_match_pixdim(const RawHeader& raw, const Affine& affine) {
  for (int n = 0; n < 3; ++n) {
    const double pixdim = std::abs(raw.pixdim(static_cast<std::size_t>(n) + 1));
    if (!(std::abs(affine.steps.col(n).norm() - pixdim) <= 0.01 * pixdim)) return false;
  }
  return true;
}

Result<VolumeHeader> placed(const RawHeader& raw, VolumeHeader header, const std::array<int, 3>& size) {
  const int units = raw.get<std::uint8_t>(123) & 7;
  const double mm_per_unit = units == 1 ? 1000.0 : units == 3 ? 0.001 : 1.0;
  const bool has_sform = raw.get<std::int16_t>(254) > 0;
  const bool has_qform = raw.get<std::int16_t>(252) > 0;
  for (std::size_t n = 1; n <= 3; ++n) {
    if (!(raw.pixdim(n) > 0) || !std::isfinite(raw.pixdim(n)))
      return Error{"geometry.missing-spacing", "The header gives no spacing along one of the axes.",
                   "Write the spacing of the scanner into the header."};
  }
  Affine affine;
  if (has_sform) {
    affine = sform_of(raw);
    if (!steps_match_pixdim(raw, affine))
      return inconsistent("The spacing and the orientation matrix of the header contradict each other.");
  } else if (has_qform) {
    if (!is_rotation(raw)) return inconsistent("The rotation in the header is none.");
    affine = qform_of(raw);
  } else {
    affine = {Eigen::DiagonalMatrix<double, 3>(raw.pixdim(1), raw.pixdim(2), raw.pixdim(3)),
              Eigen::Vector3d::Zero()};
    header.warnings.push_back({"geometry.orientation-assumed",
                               "The header gives no orientation; right, anterior, superior was assumed."});
  }
  const auto grid = grid_of(affine, size, mm_per_unit);
  if (!grid) return grid.error();
  if (has_sform && has_qform) {
    const auto other = grid_of(qform_of(raw), size, mm_per_unit);
    if (!other || !same_place(*grid, *other, 1.0))
      header.warnings.push_back(
          {"geometry.two-orientations",
           "The two orientations in the header (sform, qform) differ; the sform was used."});
  }
  header.grid = *grid;
  header.spacing_source = "header";
  if (const auto plausible = check_plausible(header.grid); !plausible) return plausible.error();
  return header;
}

Result<VolumeHeader> parse(const std::array<std::byte, kHeaderBytes>& bytes) {
  const RawHeader raw(bytes);
  if (raw.get<std::int32_t>(0) == 540)
    return Error{"nifti.version-2", "The image is a NIfTI-2 file.", "Save it as NIfTI-1 (.nii, .nii.gz)."};
  if (!raw.valid()) return broken("The file is no NIfTI-1 image: its header is not 348 bytes long.");
  if (raw.magic() == "ni1")
    return Error{"nifti.two-files", "The image is a pair of files (.hdr, .img).",
                 "Save it as one .nii file."};
  if (raw.magic() != "n+1") return broken("The file is no NIfTI-1 image: its magic is missing.");
  const int dimensions = raw.dim(0);
  std::array<int, 3> size{1, 1, 1};
  for (std::size_t n = 1; n <= 7 && static_cast<int>(n) <= dimensions; ++n) {
    if (raw.dim(n) < 1) return broken("A dimension of the image is not positive.");
    if (n > 3 && raw.dim(n) > 1)
      return Error{"nifti.more-than-3d", "The image has more than three dimensions.",
                   "Give one volume per file."};
    if (n <= 3) size[n - 1] = raw.dim(n);
  }
  if (dimensions < 3 || dimensions > 7) return broken("The image does not have three dimensions.");
  const auto type = value_type(raw.get<std::int16_t>(70));
  if (!type)
    return Error{"nifti.value-type", "The values are colours, complex or of an unusual length.",
                 "Save the image as 16-bit integers or 32-bit floats."};
  if (raw.get<std::int16_t>(72) != static_cast<int>(8 * size_of(*type)))
    return broken("The value type and its length contradict each other.");
  double slope = static_cast<double>(raw.get<float>(112));
  double offset = static_cast<double>(raw.get<float>(116));
  if (!std::isfinite(slope) || !std::isfinite(offset))
    return broken("The slope or the offset of the values is not a number.");
  if (slope == 0) {  // the format's word for "not scaled"
    slope = 1;
    offset = 0;
  }
  return placed(raw, VolumeHeader{{}, *type, raw.swapped(), slope, offset, "", {}}, size);
}

/// Reads exactly `count` bytes.
bool read_all(gzFile file, void* to, std::size_t count) {
  auto* at = static_cast<unsigned char*>(to);
  while (count > 0) {
    const auto block = static_cast<unsigned>(std::min<std::size_t>(count, 1U << 30));
    const int got = gzread(file, at, block);
    if (got <= 0) return false;
    at += got;
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

struct Opened {
  GzHandle file;
  VolumeHeader header;
  std::size_t data_offset;
};

Result<Opened> open(const std::filesystem::path& path) {
  GzHandle file(gzopen(path.c_str(), "rb"));
  if (!file)
    return Error{"file.unreadable", "The file cannot be opened.", "Check that it exists and may be read."};
  gzbuffer(file.get(), 1 << 18);
  std::array<std::byte, kHeaderBytes> bytes{};
  if (!read_all(file.get(), bytes.data(), bytes.size()))
    return broken("The file ends, or its compression breaks, within the header.");
  auto header = parse(bytes);
  if (!header) return header.error();
  const double data_offset = static_cast<double>(RawHeader(bytes).get<float>(108));
  if (!(data_offset >= 348 && data_offset < 1e8))
    return broken("The header does not say where the values begin.");
  // deflate cannot expand by more than 1032; a header that promises more was never written with this file.
  const auto stored = std::filesystem::file_size(path);
  const double promised =
      static_cast<double>(header->grid.pixel_count() * size_of(header->type)) + data_offset;
  const bool compressed = gzdirect(file.get()) == 0;
  if (promised > static_cast<double>(stored) * (compressed ? 1032.0 : 1.0))
    return Error{"pixels.truncated", "The file is too short for the image that its header describes.",
                 "Copy the file again from its source."};
  return Opened{std::move(file), std::move(*header), static_cast<std::size_t>(data_offset)};
}

}  // namespace

bool is_nifti_name(const std::filesystem::path& file) {
  std::string name = file.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name.ends_with(".nii") || name.ends_with(".nii.gz");
}

Result<VolumeHeader> read_nifti_header(const std::filesystem::path& file) {
  auto opened = open(file);
  if (!opened) return opened.error();
  return std::move(opened->header);
}

Result<VolumeHeader> read_nifti(const std::filesystem::path& path, const TakeSlab& take) {
  auto opened = open(path);
  if (!opened) return opened.error();
  gzFile file = opened->file.get();
  const Error truncated{"pixels.truncated", "The file ends, or its compression breaks, within the values.",
                        "Copy the file again from its source."};
  std::vector<std::byte> gap(opened->data_offset - kHeaderBytes);
  if (!read_all(file, gap.data(), gap.size())) return truncated;
  const auto& grid = opened->header.grid;
  const std::size_t slab = static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
  std::vector<std::byte> bytes(slab * size_of(opened->header.type));
  for (int k = 0; k < grid.size[2]; ++k) {
    if (!read_all(file, bytes.data(), bytes.size())) return truncated;
    if (!take(slab * static_cast<std::size_t>(k), bytes)) return std::move(opened->header);
  }
  std::byte beyond;  // reading past the end makes zlib verify the checksum
  if (gzread(file, &beyond, 1) < 0) return truncated;
  return std::move(opened->header);
}

}  // namespace osteon
