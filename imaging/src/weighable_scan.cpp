#include "dicom/density_map.hpp"
#include "dxa/map_file.hpp"
#include "dxa/scan_description.hpp"

#include <osteon/imaging/weighable_scan.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace osteon {
namespace {

/// Attenuations of one sample of every place. No count at all is taken for half a photon: its logarithm ends.
Image2D<float> attenuations(const RawDxaSamples& raw, std::size_t sample, const Eigen::Vector2d& pixel_mm) {
  constexpr double kMostCounts = 65535, kNoCount = 0.5;
  Image2D<float> image(
      {{raw.places, raw.lines}, pixel_mm, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()});
  for (std::size_t n = 0; n < image.pixels().size(); ++n) {
    const double counts = raw.samples[kSamplesOfAPlace * n + sample];
    image.pixels()[n] = static_cast<float>(std::log(kMostCounts / std::max(counts, kNoCount)));
  }
  return image;
}

struct SampledScan {
  DualEnergyScan scan;
  std::optional<ReferenceScans> references;
};

Result<SampledScan> load_raw(const dxa::DualEnergyFiles& files) {
  constexpr std::uintmax_t kLargestBytes = 1U << 30;
  std::error_code error;
  const auto size = std::filesystem::file_size(files.raw, error);
  if (error || size > kLargestBytes)
    return Error{"raw-dxa.broken", "The raw scan is not there, or is larger than any scan.",
                 "Export the scan again from the densitometer."};
  std::ifstream in(files.raw, std::ios::binary);
  const std::vector<char> text((std::istreambuf_iterator<char>(in)), {});
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  const auto raw = read_raw_dxa(bytes);
  if (!raw) return raw.error();
  const auto seen = [&](RawSample sample) {
    const auto at = std::find(files.order.begin(), files.order.end(), sample);
    return attenuations(*raw, static_cast<std::size_t>(at - files.order.begin()), files.pixel_mm);
  };
  return SampledScan{{seen(RawSample::low_air), seen(RawSample::high_air)},
                     ReferenceScans{{seen(RawSample::low_tissue), seen(RawSample::high_tissue)},
                                    {seen(RawSample::low_bone), seen(RawSample::high_bone)}}};
}

Result<SampledScan> load_scan(const dxa::DualEnergyFiles& files) {
  if (!files.raw.empty()) return load_raw(files);
  auto low = dxa::read_map_file(files.low), high = dxa::read_map_file(files.high);
  if (!low) return low.error();
  if (!high) return high.error();
  if (!same_place(low->grid(), high->grid()))
    return Error{"dual-energy.different-grids", "The two energies do not lie on the same places.",
                 "Give both as one acquisition stored them."};
  return SampledScan{{*std::move(low), *std::move(high)}, {}};
}

bool all_finite(const Image2D<float>& image) {
  return std::all_of(image.pixels().begin(), image.pixels().end(), [](float v) { return std::isfinite(v); });
}

/// Bone of 0.2 to 3 g/cm2 is somewhere in every scan of a spine or hip; metal alone lies above.
Result<WeighableScan> judged(DxaScan map) {
  constexpr double kFaintest = 0.2, kDensest = 3, kSaturated = 0.985;
  if (!all_finite(map.g_per_cm2))
    return Error{"dxa.map-unusable", "Some values of the map are no numbers.",
                 "Save one picture with one finite value per pixel, nought where nothing was scanned."};
  std::vector<float> values = map.g_per_cm2.pixels();
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(kSaturated * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  if (!(*at >= kFaintest && *at <= kDensest))
    return Error{"dxa.map-not-density", "The values are no areal densities of bone in g/cm2.",
                 "Check the unit: a spine holds 0.3 to 2 g/cm2."};
  return WeighableScan(std::move(map));
}

Result<WeighableScan> load_described(const SeriesOutline& outline) {
  const auto description = dxa::read_scan_description(outline.files.front());
  if (!description) return description.error();
  if (!description->density.empty()) {
    auto map = dxa::read_map_file(description->density);
    if (!map) return map.error();
    return judged({*std::move(map)});
  }
  auto scan = load_scan(description->scan);
  if (!scan) return scan.error();
  DualEnergyExamination examination{std::move(scan->scan), std::move(scan->references), {}};
  bool finite = all_finite(examination.scan.low) && all_finite(examination.scan.high);
  if (description->object) {
    auto object = load_scan(*description->object);
    if (!object) return object.error();
    finite = finite && all_finite(object->scan.low) && all_finite(object->scan.high);
    examination.object = CalibrationObject{std::move(object->scan), description->places};
  }
  if (!finite)
    return Error{"dxa.map-unusable", "Some attenuations are no numbers.",
                 "Save ln(I0/I) as finite values for every pixel."};
  return WeighableScan(std::move(examination));
}

}  // namespace

std::string_view name(RawSample sample) {
  switch (sample) {
    case RawSample::low_air:
      return "low-air";
    case RawSample::low_tissue:
      return "low-tissue";
    case RawSample::low_bone:
      return "low-bone";
    case RawSample::high_air:
      return "high-air";
    case RawSample::high_tissue:
      return "high-tissue";
    case RawSample::high_bone:
      return "high-bone";
  }
  return "";
}

Result<WeighableScan> load_weighable_scan(const SeriesOutline& outline,
                                          const std::optional<Eigen::Vector2d>& operator_spacing_mm) {
  if (!outline.weighable || !outline.picture || outline.files.empty())
    throw std::invalid_argument("load_weighable_scan: nothing that can be weighed");
  if (outline.format == FileFormat::scan_description) return load_described(outline);
  auto map = load_density_map(outline, operator_spacing_mm);
  if (!map) return map.error();
  return judged(*std::move(map));
}

}  // namespace osteon
