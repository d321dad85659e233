#include "recognize.hpp"

#include "radiograph_kind.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace osteon {
namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

bool has(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != text.npos; });
}

/// Whether one of the components of an image type, joined by '/', is one of the words.
bool has_component(std::string_view type, std::initializer_list<std::string_view> words) {
  while (true) {
    const std::size_t end = type.find('/');
    const std::string_view component = type.substr(0, end);
    if (std::find(words.begin(), words.end(), component) != words.end()) return true;
    if (end == std::string_view::npos) return false;
    type.remove_prefix(end + 1);
  }
}

// SOP classes, PS3.4 B.5.
constexpr std::string_view kStorage = "1.2.840.10008.5.1.4.1.1.";
bool is_class(const DicomHeader& h, std::initializer_list<std::string_view> suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](auto s) { return h.sop_class == std::string(kStorage) + std::string(s); });
}
bool is_secondary_capture(const DicomHeader& h) { return is_class(h, {"7", "7.1", "7.2", "7.3", "7.4"}); }
bool is_ct_class(const DicomHeader& h) { return is_class(h, {"2", "2.1", "2.2"}); }

Error not_analysed(const std::string& what) {
  return {"analysis.not-available",
          "This is " + what + ", which this version recognises but does not analyse.",
          "Nothing to do: the other series are analysed."};
}

Recognized of_ct(const DicomHeader& h) {
  const std::string type = h.planes.empty() ? "" : upper(h.planes.front().image_type);
  if (has_component(type, {"LOCALIZER"}))
    return {SeriesKind::unsupported, "CT localizer",
            Error{"ct.localizer", "A CT localizer: a projection, no slices.",
                  "Nothing to do: it is not needed."}};
  const std::string description = upper(h.series_description);
  if (is_secondary_capture(h) || has_component(type, {"SCREEN SAVE", "DOSE", "DOSE_INFO", "REPORT"}) ||
      h.samples != 1 || description == "DOSE REPORT" || description == "EXAM SUMMARY" ||
      description == "PATIENT PROTOCOL")
    return {SeriesKind::unsupported, "CT screen capture or dose report",
            Error{"ct.screen-capture", "A screen capture or a dose report that carries the modality CT.",
                  "Nothing to do: it is not needed."}};
  if (!h.has_pixels)
    return {SeriesKind::unsupported, "CT object without an image",
            Error{"ct.no-image", "The object holds no image.", "Send the original slices."}};
  return {SeriesKind::ct, "CT", std::nullopt};
}

/// Where an object of a densitometer may carry its numbers.
CarriedNumbers numbers_of(const DicomHeader& h) {
  if (h.has_analysis_text) return CarriedNumbers::stored;
  if (h.has_document) return CarriedNumbers::printed;
  if (!h.has_pixels) return CarriedNumbers::none;
  if (h.samples == 3 || h.photometric == "PALETTE COLOR") return CarriedNumbers::printed;
  return is_secondary_capture(h) ? CarriedNumbers::printed_unless_picture : CarriedNumbers::none;
}

/// The densitometer's own word for the view is the only label that its pictures carry (facts: ProtocolName).
SeriesKind kind_of_view(const DicomHeader& h) {
  const std::string words = upper(h.protocol + " " + h.series_description + " " + h.body_part);
  if (has(words, {"LVA", "VFA", "LATERAL"})) return SeriesKind::dxa_lateral;
  if (has(words, {"AP SPINE", "LUMBAR", "SPINE"})) return SeriesKind::dxa_spine;
  if (has(words, {"FEMUR", "HIP"})) return SeriesKind::dxa_hip;
  if (has(words, {"FOREARM", "RADIUS"})) return SeriesKind::dxa_forearm;
  if (has(words, {"TOTAL BODY", "WHOLE BODY"})) return SeriesKind::dxa_total_body;
  return SeriesKind::unsupported;
}

Recognized of_densitometry(const DicomHeader& h) {
  SeriesKind kind = kind_of_view(h);
  CarriedNumbers numbers = numbers_of(h);
  if (kind == SeriesKind::dxa_lateral && numbers == CarriedNumbers::printed_unless_picture)
    numbers = CarriedNumbers::none;
  if (numbers == CarriedNumbers::printed) kind = SeriesKind::dxa_report;  // colour: no picture to be measured
  const bool analysed =
      kind == SeriesKind::dxa_spine || kind == SeriesKind::dxa_hip || kind == SeriesKind::dxa_lateral;
  if (analysed && h.samples == 1 && h.has_pixels && h.photometric.starts_with("MONOCHROME"))
    return {kind, "DXA picture, " + name(kind), std::nullopt, true, numbers};
  if (numbers == CarriedNumbers::printed_unless_picture) numbers = CarriedNumbers::printed;
  if (numbers != CarriedNumbers::none)
    return {SeriesKind::dxa_report, "report of a bone densitometer", std::nullopt, false, numbers};
  if (kind == SeriesKind::unsupported)
    return {kind, "DXA picture of another region",
            Error{"dxa.other-region", "A DXA picture of a region that is not analysed.", "Nothing to do."}};
  return {kind, "DXA picture, " + name(kind), not_analysed("a picture of a bone densitometer")};
}

/// Pixels that are areal densities by their unit, whatever kind of object holds them.
Recognized of_density_map(const DicomHeader& h) {
  const SeriesKind kind = kind_of_view(h);
  if (kind != SeriesKind::dxa_spine && kind != SeriesKind::dxa_hip)
    return {kind, "map of areal density of another region",
            Error{"dxa.other-region", "A map of bone density whose region is not analysed, or not named.",
                  "Name the region in protocol, series description or body part: spine or hip."}};
  Recognized map{kind, "map of areal density, " + name(kind), std::nullopt, true};
  map.is_density = true;
  return map;
}

bool is_densitometry(const DicomHeader& h) {
  const std::string maker = upper(h.manufacturer + " " + h.ct.model);
  const std::string words = upper(h.study_description + " " + h.series_description + " " + h.document_title);
  return h.modality == "BMD" || h.has_analysis_text || h.states_bone_density ||
         has(maker, {"LUNAR", "HOLOGIC", "NORLAND"}) ||
         has(words, {"DXA", "DEXA", "BONE DENSITOMETRY", "BONE DENSITY"});
}

}  // namespace

Recognized recognize(const DicomHeader& h) {
  if (is_class(h, {"66.4", "66.7"}) || h.modality == "SEG")
    return {SeriesKind::segmentation, "DICOM segmentation",
            Error{"series.segmentation", "A segmentation, no image.",
                  "Use `osteon measure` with the mask as NIfTI or NRRD."}};
  if (is_class(h, {"88.67", "88.68", "88.76"}))
    return {SeriesKind::unsupported, "radiation dose report",
            Error{"series.dose-report", "A radiation dose report, no image.",
                  "Nothing to do: it is not needed."}};
  if (h.modality == "SR" || h.sop_class.starts_with(std::string(kStorage) + "88.")) {
    if (h.states_bone_density)
      return {SeriesKind::dxa_sr, "structured DXA report", std::nullopt, false, CarriedNumbers::stored};
    if (is_densitometry(h))
      return {SeriesKind::dxa_sr, "structured DXA report",
              Error{"dxa.no-numbers", "The structured report holds no bone density.",
                    "Give the densitometer's SR object."}};
    return {
        SeriesKind::unsupported, "structured report",
        Error{"series.report", "A structured report of another kind.", "Nothing to do: it is not needed."}};
  }
  if (!is_ct_class(h) && h.has_pixels && h.areal_density) return of_density_map(h);
  if (is_class(h, {"30"}))
    return {SeriesKind::unsupported, "parametric map",
            Error{"dxa.map-unusable", "A parametric map that names no unit of areal density.",
                  "State g/cm2 as the unit of its Real World Value Mapping, if it is one."}};
  if (is_ct_class(h) || h.modality == "CT")
    return of_ct(h);  // first: a QCT names bone density in its description
  if (is_densitometry(h)) return of_densitometry(h);
  if (is_radiograph(h)) return recognize_radiograph(h);
  const std::string modality = h.modality.empty() ? "unknown" : h.modality;
  return {SeriesKind::unsupported, "object of modality " + modality,
          Error{"series.modality", "An object of modality " + modality + ", which is not analysed.",
                "Nothing to do."}};
}

}  // namespace osteon
