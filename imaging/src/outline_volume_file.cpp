#include "outline_volume_file.hpp"

#include "volume_file.hpp"

#include <osteon/imaging/digest.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

struct ValueRange {
  double lowest = 1e300, highest = -1e300;
  bool whole = true;
};

/// Looks at values until it has seen enough to tell a CT from a mask; a broken file is found when it is
/// loaded.
Result<ValueRange> sample_values(const std::filesystem::path& file, const VolumeHeader& header) {
  constexpr std::size_t kEnough = 16U << 20;
  ValueRange range;
  const auto read = read_volume(file, [&](std::size_t first, std::span<const std::byte> bytes) {
    visit_values(bytes, header.type, header.swap, [&](std::size_t, double stored) {
      const double value = header.slope * stored + header.offset;
      range.lowest = std::min(range.lowest, value);
      range.highest = std::max(range.highest, value);
      range.whole = range.whole && value == std::nearbyint(value);
    });
    return first + bytes.size() / size_of(header.type) < kEnough;
  });
  if (!read) return read.error();
  return range;
}

void judge(const ValueRange& range, SeriesOutline& outline) {
  if (range.lowest < kFatIsBelowHu) {
    outline.kind = SeriesKind::ct;
    outline.description = "CT volume";
  } else if (range.whole && range.lowest >= 0 && range.highest <= 255) {
    outline.kind = SeriesKind::label_map;
    outline.description = "label map";
    outline.refusal = Error{"series.label-map", "A label map, no image.",
                            "Give it to `osteon measure` with --labels, beside its CT."};
  } else {
    outline.kind = SeriesKind::unsupported;
    outline.description = "volume without Hounsfield units";
    outline.refusal =
        Error{"ct.not-hounsfield", "The values are not Hounsfield units: none lies below that of fat.",
              "Convert the image to Hounsfield units (water 0, air -1000)."};
  }
}

}  // namespace

SeriesOutline outline_volume_file(const FoundFile& file) {
  SeriesOutline outline;
  outline.source = file.source;
  outline.files = {file.path};
  outline.format = is_nifti_name(file.path) ? FileFormat::nifti : FileFormat::nrrd;
  outline.description = "volume file";
  outline.uid = "sha256:" + sha256_of_file(file.path).value_or("unreadable");
  const auto header = read_volume_header(file.path);
  if (!header) {
    outline.refusal = header.error();
    return outline;
  }
  outline.grid = header->grid;
  outline.spacing_source = header->spacing_source;
  outline.warnings = header->warnings;
  const auto range = sample_values(file.path, *header);
  if (!range) {
    outline.refusal = range.error();
    return outline;
  }
  judge(*range, outline);
  return outline;
}

}  // namespace osteon
