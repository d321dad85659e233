#include "contrast_call.hpp"
#include "kernel_class.hpp"
#include "words.hpp"

#include <osteon/densitometry/ct_acquisition.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace osteon {
namespace {

// Lung screening: at most 3 mGy for a person of usual size (CMS, ACR); its tube current-time products are 20
// to 40 mAs, routine ones 100 and more.
constexpr double kLowDoseMgy = 3.0, kLowDoseMas = 60.0;
constexpr double kBoneHu = 1300;  // cortical bone of this and less would be cut off
constexpr double kAirHu = -950;

/// Words that say that values are not those of one X-ray spectrum: DICOM's terms for multi-energy images
/// (PS3.3 C.8.15.3.13, Supplement 188) and makers' words.
constexpr std::array<std::string_view, 13> kSpectralTypes{"VMI",
                                                          "MONO",
                                                          "VNC",
                                                          "VNCA",
                                                          "MONOE",
                                                          "MAT_SPECIFIC",
                                                          "MAT_REMOVED",
                                                          "MAT_FRACTIONAL",
                                                          "EFF_ATOMIC_NUM",
                                                          "ELECTRON_DENSITY",
                                                          "MAT_MODIFIED",
                                                          "MAT_VALUE_BASED",
                                                          "Z_EFF"};

/// Words parted by what is neither letter, figure nor underscore.
bool has_word(std::string_view text, std::string_view word) {
  const auto part_of_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !part_of_word(text[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !part_of_word(text[end]))) return true;
  }
  return false;
}

/// DirectDensity reconstructions of Siemens: relative electron densities under kernels Sd.., mass densities
/// under Sm.. (Direct density is also what the series is then called.)
bool is_density(const CtAcquisition& ct) {
  const std::string kernel = upper(ct.kernel);
  const bool siemens = contains(upper(ct.manufacturer), "SIEMENS");
  const bool named = kernel.size() > 2 && (kernel.starts_with("SD") || kernel.starts_with("SM")) &&
                     std::isdigit(static_cast<unsigned char>(kernel[2])) != 0;
  return (siemens && named) || contains(ct.energy_words, "DENSITY");
}

bool is_spectral(const CtAcquisition& ct) {
  const std::string type = upper(ct.image_type);
  return !ct.energy_words.empty() || std::any_of(kSpectralTypes.begin(), kSpectralTypes.end(),
                                                 [&](std::string_view word) { return has_word(type, word); });
}

std::optional<Error> why_not_attenuation(const CtAcquisition& ct) {
  if (is_density(ct))
    return Error{"ct.density-reconstruction",
                 "The values are relative electron or mass densities (a direct density reconstruction), not "
                 "attenuation.",
                 "Use a reconstruction of the same scan with an ordinary kernel."};
  if (is_spectral(ct))
    return Error{
        "ct.spectral-image",
        "The values were computed from several X-ray energies (monoenergetic, virtual non-contrast or of one "
        "material): calibrations for an ordinary tube voltage do not hold for them.",
        "Use the series of the same scan that looks like an ordinary CT."};
  return std::nullopt;
}

bool is_low_dose(const CtAcquisition& ct) {
  if (ct.dose_index_mgy) return *ct.dose_index_mgy <= kLowDoseMgy;
  return ct.tube_current_time_mas && *ct.tube_current_time_mas <= kLowDoseMas;
}

void judge_range(const ValueRange& range, CtConditions& c) {
  if (range.cut_off_above) {
    c.cut_off_above_hu = range.highest_hu;
    if (range.highest_hu < kBoneHu)
      c.warnings.push_back(
          {"ct.cut-off-above", "Values end at " + rounded(range.highest_hu, 0) +
                                   " HU: dense bone is cut off, and means over it are too low."});
  }
  if (range.cut_off_below) {
    c.cut_off_below_hu = range.lowest_hu;
    if (range.lowest_hu > kAirHu)
      c.warnings.push_back({"ct.cut-off-below", "Values begin at " + rounded(range.lowest_hu, 0) +
                                                    " HU: air, and perhaps fat, is cut off."});
  }
}

std::string list_of(const std::vector<BoneRegion>& levels) {
  std::string text;
  for (const BoneRegion level : levels) text += (text.empty() ? "" : ", ") + name(level);
  return text;
}

}  // namespace

CtConditions judge_conditions(const ConditionEvidence& evidence) {
  CtConditions c;
  ContrastCall contrast = contrast_call(evidence);
  c.contrast = contrast.state;
  c.contrast_evidence = std::move(contrast.evidence);
  if (contrast.warning) c.warnings.push_back(std::move(*contrast.warning));
  if (carries_contrast(c.contrast).value_or(false))
    c.warnings.push_back(
        {"ct.contrast-in-blood",
         "Contrast medium in the blood raises the attenuation of bone (" + c.contrast_evidence + ")."});
  KernelCall kernel = kernel_call(evidence);
  c.kernel = kernel.kernel;
  c.kernel_evidence = std::move(kernel.evidence);
  if (c.kernel == KernelClass::sharp)
    c.warnings.push_back({"ct.sharp-kernel",
                          "A sharp kernel raises noise and edges: attenuation of bone is less "
                          "certain than with a standard one (" +
                              c.kernel_evidence + ")."});
  if (evidence.noise) c.noise_hu = evidence.noise->sd_hu;
  c.low_dose = is_low_dose(evidence.acquisition);
  if (c.low_dose)
    c.warnings.push_back({"ct.low-dose", "A scan of low dose: noise makes densities less certain."});
  if (evidence.range) judge_range(*evidence.range, c);
  c.metal_levels = evidence.metal_levels;
  if (!c.metal_levels.empty())
    c.warnings.push_back({"ct.metal-near-spine", "Metal lies within 20 mm of " + list_of(c.metal_levels) +
                                                     ": attenuation there is not to be trusted."});
  c.not_attenuation = why_not_attenuation(evidence.acquisition);
  return c;
}

}  // namespace osteon
