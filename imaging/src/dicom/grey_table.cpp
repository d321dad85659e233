#include "grey_table.hpp"

#include "attributes.hpp"

#include <cmath>
#include <functional>
#include <optional>

namespace osteon {
namespace {

using dicom::first_item;
using dicom::integer_of;
using dicom::number_of;
using dicom::text_of;

using Curve = std::function<double(double)>;

/// A table of a Modality or VOI LUT Sequence; nothing where it is damaged.
std::optional<Curve> table_of(DcmItem& item, const DcmTagKey& sequence, bool unit_output) {
  DcmItem* lut = first_item(item, sequence);
  if (lut == nullptr) return std::nullopt;
  const auto count_stated = number_of(*lut, DCM_LUTDescriptor, 0),
             first = number_of(*lut, DCM_LUTDescriptor, 1), bits = number_of(*lut, DCM_LUTDescriptor, 2);
  const Uint16* data = nullptr;
  unsigned long words = 0;
  if (!count_stated || !first || !bits || lut->findAndGetUint16Array(DCM_LUTData, data, &words).bad() ||
      data == nullptr || words == 0)
    return std::nullopt;
  constexpr double kAll = 65536;
  const double wanted = *count_stated == 0 ? kAll : *count_stated < 0 ? *count_stated + kAll : *count_stated;
  if (!(*bits >= 1 && *bits <= 16) || wanted < 2) return std::nullopt;
  const auto count = static_cast<std::size_t>(wanted);
  std::vector<double> values;
  values.reserve(count);
  const bool packed = words < count && 2 * words >= count && *bits <= 8;  // two entries in a word
  if (!packed && words < count) return std::nullopt;
  for (std::size_t n = 0; n < count; ++n)
    values.push_back(packed ? (n % 2 == 0 ? data[n / 2] & 0xFF : data[n / 2] >> 8) : data[n]);
  const double scale = unit_output ? 1 / (std::exp2(*bits) - 1) : 1;
  return [values = std::move(values), first = *first, scale](double x) {
    const double at = std::clamp(std::round(x - first), 0.0, static_cast<double>(values.size() - 1));
    return scale * values[static_cast<std::size_t>(at)];
  };
}

/// The first window (PS3.3 C.11.2.1.2, C.11.2.1.3); nothing where it has no width.
std::optional<Curve> window_of(DcmItem& item) {
  const auto center = number_of(item, DCM_WindowCenter), width = number_of(item, DCM_WindowWidth);
  if (!center || !width) return std::nullopt;
  const std::string kind = text_of(item, DCM_VOILUTFunction);
  const double c = *center, w = *width;
  if (kind == "SIGMOID" && w > 0) return [=](double x) { return 1 / (1 + std::exp(-4 * (x - c) / w)); };
  if (kind == "LINEAR_EXACT" && w > 0)
    return [=](double x) { return std::clamp((x - c) / w + 0.5, 0.0, 1.0); };
  if (!(w > 1)) return std::nullopt;
  return [=](double x) { return std::clamp((x - (c - 0.5)) / (w - 1) + 0.5, 0.0, 1.0); };
}

Curve modality_of(DcmItem& item) {
  if (auto table = table_of(item, DCM_ModalityLUTSequence, false)) return *std::move(table);
  const double slope = number_of(item, DCM_RescaleSlope).value_or(1),
               intercept = number_of(item, DCM_RescaleIntercept).value_or(0);
  if (slope == 0) return [](double x) { return x; };
  return [=](double x) { return slope * x + intercept; };
}

bool is_for_processing(DcmItem& item, const DicomHeader& header) {
  constexpr auto kDxForProcessing = "1.2.840.10008.5.1.4.1.1.1.1.1";
  return header.sop_class == kDxForProcessing ||
         text_of(item, DCM_PresentationIntentType) == "FOR PROCESSING";
}

/// Attenuation from what the detector wrote. Sign 1: less beam, lower values (C.8.11.3.1.2).
Curve attenuation_of(DcmItem& item, double lowest, double highest) {
  const bool linear = text_of(item, DCM_PixelIntensityRelationship) == "LIN";
  const bool less_beam_is_lower = integer_of(item, DCM_PixelIntensityRelationshipSign, 1) != -1;
  if (!linear) return [=](double x) { return less_beam_is_lower ? -x : x; };
  const double least = (highest - lowest) / 65536;  // of a detector's range: the dark is no infinity
  return [=](double x) {
    const double beam = less_beam_is_lower ? x - lowest : highest - x;
    return -std::log(std::max(beam, least > 0 ? least : 1.0));
  };
}

}  // namespace

GreyTable grey_table(DcmItem& item, const DicomHeader& header, bool with_window) {
  const int bits = std::clamp(header.bits_stored, 1, 16);
  GreyTable table{header.is_signed ? -(1 << (bits - 1)) : 0, {}, false};
  const std::size_t count = std::size_t{1} << bits;
  const Curve modality = modality_of(item);
  std::vector<double> values(count);
  for (std::size_t n = 0; n < count; ++n) values[n] = modality(static_cast<double>(n) + table.first);
  if (is_for_processing(item, header)) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const Curve attenuation = attenuation_of(item, *low, *high);
    for (double& value : values) value = attenuation(value);
  } else {
    std::optional<Curve> voi;
    if (with_window) voi = table_of(item, DCM_VOILUTSequence, true);
    if (with_window && !voi) voi = window_of(item);
    table.clips = voi.has_value();
    for (double& value : values) {
      if (voi) value = (*voi)(value);
      if (header.photometric == "MONOCHROME1") value = voi ? 1 - value : -value;
    }
  }
  table.shown.assign(values.begin(), values.end());
  return table;
}

}  // namespace osteon
