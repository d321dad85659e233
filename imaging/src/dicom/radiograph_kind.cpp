#include "radiograph_kind.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string_view>

namespace osteon {
namespace {

/// Capitals and figures; one space for all else, and at both ends: words are looked for in spaces.
std::string plain(const std::string& text) {
  std::string result = " ";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const char next = std::isalnum(u) != 0 ? static_cast<char>(std::toupper(u)) : ' ';
    if (next != ' ' || result.back() != ' ') result += next;
  }
  if (result.back() != ' ') result += ' ';
  return result;
}

bool has(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != text.npos; });
}

enum class Region { none, spine, neck, hip, chest };
enum class View { none, lateral, frontal, oblique };

/// Of English, German, French and Spanish houses. Lumbar and thoracic come first: a film of the whole spine
/// names the neck too.
Region region_of(const std::string& words) {
  if (has(words, {"LUMB", "LOMB", "TSPINE", "LSPINE", " T SPINE ", " L SPINE ", "THORACIC SP", "THORACIC V",
                  "DORSAL SP", "DORSOL", "THORACOL", " LWS ", " BWS ", "LENDENWIRBEL", "BRUSTWIRBEL"}))
    return Region::spine;
  if (has(words, {"CERVIC", "CSPINE", " C SPINE ", " HWS ", "HALSWIRBEL"})) return Region::neck;
  if (has(words, {"SPINE", "VERTEBRA", "WIRBELS", "RACHIS", "COLUMNA"})) return Region::spine;
  if (has(words, {" HIP", "PELVI", "FEMUR", "BECKEN", "HUEFT", "BASSIN", "CADERA"})) return Region::hip;
  if (has(words, {"CHEST", "THORAX", "LUNG"})) return Region::chest;
  return Region::none;
}

View view_of(const std::string& words) {
  if (has(words, {"OBLIQUE", " OBL ", " RLO ", " LLO ", " RAO ", " LAO ", " RPO ", " LPO "}))
    return View::oblique;
  const bool lateral =
      has(words, {"LATERAL", " LAT ", " LL ", " RL ", " LLD ", " RLD ", "SEITLICH", " PROFIL"});
  const bool frontal = has(words, {" AP ", " PA ", "FRONTAL", " FACE "});
  if (lateral == frontal) return View::none;
  return lateral ? View::lateral : View::frontal;
}

/// Code and position come before free words.
View view_of(const DicomHeader& h) {
  for (const std::string& source :
       {h.radiograph.view_words, h.view, h.series_description, h.protocol, h.body_part})
    if (const View view = view_of(plain(source)); view != View::none) return view;
  return View::none;
}

Recognized not_analysed(SeriesKind kind, const std::string& what) {
  return {
      kind, what + " radiograph",
      Error{"analysis.not-available",
            "This is a radiograph of the " + what + ", which this version recognises but does not analyse.",
            "Nothing to do: the other series are analysed."}};
}

Recognized of_spine(const DicomHeader& h, View view) {
  if (view == View::frontal) return not_analysed(SeriesKind::radiograph_ap_spine, "spine from the front");
  if (view == View::oblique) return not_analysed(SeriesKind::unsupported, "spine, oblique");
  Recognized film{SeriesKind::radiograph_lateral_spine, "lateral spine radiograph", std::nullopt};
  film.is_radiograph = true;
  if (!h.has_pixels)
    film.refusal = Error{"radiograph.no-image", "The object holds no image.", "Send the film."};
  if (h.frames > 1)
    film.refusal = Error{"radiograph.several-frames", "The object is a series of exposures, no single film.",
                         "Send the one film of the spine from the side as an object of its own."};
  if (view == View::none)
    film.warnings.push_back(
        {"radiograph.view-not-stated",
         "The header does not say from where the spine is seen: it is taken for a lateral "
         "film where vertebrae show from the side."});
  return film;
}

}  // namespace

bool is_radiograph(const DicomHeader& h) {
  constexpr std::string_view kStorage = "1.2.840.10008.5.1.4.1.1.";
  const std::string& uid = h.sop_class;
  const std::string_view suffix =
      uid.starts_with(kStorage) ? std::string_view(uid).substr(kStorage.size()) : std::string_view();
  const bool film_class = suffix == "1" || suffix == "1.1" || suffix == "1.1.1";
  const bool digitised = suffix.starts_with("7") && h.radiograph.conversion == "DF";
  return film_class || digitised || h.modality == "DX" || h.modality == "CR" || h.modality == "RF" ||
         h.modality == "RG";
}

Recognized recognize_radiograph(const DicomHeader& h) {
  const std::string words = plain(h.radiograph.region_words + " " + h.body_part + " " + h.series_description +
                                  " " + h.protocol + " " + h.study_description);
  switch (region_of(words)) {
    case Region::spine:
      return of_spine(h, view_of(h));
    case Region::neck:
      return not_analysed(SeriesKind::unsupported, "neck");
    case Region::hip:
      return not_analysed(SeriesKind::radiograph_hip, "hip");
    case Region::chest:
      return not_analysed(SeriesKind::unsupported, "chest");
    case Region::none:
      break;
  }
  if (words == " ")
    return {SeriesKind::unsupported, "radiograph",
            Error{"radiograph.region-not-stated", "The header does not say what this radiograph shows.",
                  "Name the region in BodyPartExamined or the series description."}};
  return {
      SeriesKind::unsupported, "radiograph",
      Error{"radiograph.other-region", "A radiograph of a region that is not analysed.", "Nothing to do."}};
}

}  // namespace osteon
