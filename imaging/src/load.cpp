#include "dicom/decode.hpp"
#include "volume_file.hpp"

#include <osteon/imaging/load.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace osteon {
namespace {

Error not_hounsfield() {
  return {"ct.not-hounsfield", "The values are not Hounsfield units: none lies below that of fat.",
          "Convert the image to Hounsfield units (water 0, air -1000)."};
}

/// Whether the rescaling of the header led to Hounsfield units, or to an offset of its own.
Result<LoadedCt> in_hounsfield(Result<LoadedCt> loaded) {
  if (!loaded) return loaded;
  const auto& pixels = loaded->scan.hounsfield.pixels();
  const auto is_light = [](std::int16_t v) { return v < kFatIsBelowHu; };
  if (std::none_of(pixels.begin(), pixels.end(), is_light)) return not_hounsfield();
  if (std::all_of(pixels.begin(), pixels.end(), is_light))
    return Error{"ct.not-hounsfield", "The values are not Hounsfield units: all are as light as air or fat.",
                 "Send the original slices."};
  return loaded;
}

Result<LoadedCt> load_ct_file(const std::filesystem::path& file) {
  const auto header = read_volume_header(file);
  if (!header) return header.error();
  std::vector<std::int16_t> pixels(header->grid.pixel_count());
  bool has_fat_or_air = false;
  const auto read = read_volume(file, [&](std::size_t first, std::span<const std::byte> bytes) {
    visit_values(bytes, header->type, header->swap, [&](std::size_t n, double stored) {
      pixels[first + n] = kept_hounsfield(header->slope * stored + header->offset);
      has_fat_or_air = has_fat_or_air || pixels[first + n] < kFatIsBelowHu;
    });
    return true;
  });
  if (!read) return read.error();
  if (!has_fat_or_air) return not_hounsfield();
  return LoadedCt{CtScan{Image3D<std::int16_t>(header->grid, std::move(pixels))}, {}};
}

}  // namespace

Result<LoadedCt> load_ct(const SeriesOutline& outline, const Progress& progress) {
  if (outline.kind != SeriesKind::ct || outline.refusal || !outline.grid)
    throw std::invalid_argument("load_ct: the outline is no usable CT");
  // The volume, and a second one while it is resampled.
  if (auto refusal = too_large(2.0 * sizeof(std::int16_t) * static_cast<double>(outline.grid->pixel_count())))
    return *refusal;
  if (outline.format == FileFormat::dicom) return in_hounsfield(decode_ct(outline, progress));
  return load_ct_file(outline.files.front());
}

Result<LabelMap<3>> load_labels(const std::filesystem::path& file) {
  if (!is_nifti_name(file) && !is_nrrd_name(file))
    return Error{"labels.unknown-format", "Label maps are read from .nii, .nii.gz or .nrrd.",
                 "Convert the mask."};
  const auto header = read_volume_header(file);
  if (!header) return header.error();
  if (auto refusal = too_large(2.0 * static_cast<double>(header->grid.pixel_count()))) return *refusal;
  LabelMap<3> labels(header->grid);
  bool whole = true, small = true;
  const auto read = read_volume(file, [&](std::size_t first, std::span<const std::byte> bytes) {
    visit_values(bytes, header->type, header->swap, [&](std::size_t n, double stored) {
      const double value = header->slope * stored + header->offset;
      const double rounded = std::nearbyint(value);
      whole = whole && std::abs(value - rounded) < 1e-3;
      small = small && rounded >= 0 && rounded <= 255;
      if (whole && small) labels.pixels()[first + n] = static_cast<std::uint8_t>(rounded);
    });
    return whole && small;
  });
  if (!read) return read.error();
  if (!whole)
    return Error{"labels.not-integer", "The mask holds values that are no whole numbers.",
                 "Save the mask as integer labels, without interpolation."};
  if (!small)
    return Error{"labels.too-large", "The mask holds labels outside 0 to 255.", "Renumber the labels."};
  return labels;
}

}  // namespace osteon
