#include "kernel_class.hpp"

#include "words.hpp"

#include <cctype>
#include <optional>

namespace osteon {
namespace {

// Noise of filtered back projection goes with f MTF(f)^2. Of a Gaussian MTF (Nickoloff, Riley 1985) that is
// one half at 0.35 per mm (body kernels for soft tissue) the mean frequency is 0.26 per mm, at 0.8 per mm
// (for bone and lung) 0.60. Between them lies doubt.
constexpr double kSmoothBelow = 0.20, kStandardBelow = 0.36, kSharpFrom = 0.44;  // per mm
constexpr double kLeastNoiseHu = 4;  // less is rounding and texture

/// Two-figure number after one or two letters, as in B30f, Br38f, FC51.
struct LettersAndNumber {
  std::string letters;
  int number;
};

std::optional<LettersAndNumber> letters_and_number(const std::string& word) {
  std::size_t n = 0;
  while (n < word.size() && std::isalpha(static_cast<unsigned char>(word[n])) != 0) ++n;
  const auto digit = [&](std::size_t at) {
    return at < word.size() && std::isdigit(static_cast<unsigned char>(word[at])) != 0;
  };
  if (n < 1 || n > 2 || !digit(n) || !digit(n + 1) || digit(n + 2)) return std::nullopt;
  return LettersAndNumber{word.substr(0, n), (word[n] - '0') * 10 + word[n + 1] - '0'};
}

/// Siemens: 10 and 20 softer, 30 and 40 standard, 50 and more for higher sharpness (operating instructions of
/// SOMATOM Sensation, "Body kernels"); later families count on in the same way.
KernelClass by_sharpness(int number) {
  return number < 30 ? KernelClass::soft : number < 50 ? KernelClass::standard : KernelClass::sharp;
}

/// Toshiba and Canon: FC01 to FC19 for the body, FC30s for bone, FC50s for lung, FC80s for fine detail.
KernelClass by_fc(int number) {
  if (number >= 1 && number <= 19) return KernelClass::standard;
  if ((number >= 30 && number <= 39) || (number >= 50 && number <= 59) || number >= 80)
    return KernelClass::sharp;
  return KernelClass::unknown;
}

/// Philips: one letter, from smooth to sharp; two from Y for the sharpest.
KernelClass by_letter(const std::string& word) {
  if (word == "A") return KernelClass::soft;
  if (word == "B" || word == "C") return KernelClass::standard;
  if (word == "D" || word == "E" || word == "L" || (word.size() == 2 && word[0] == 'Y'))
    return KernelClass::sharp;
  return KernelClass::unknown;
}

KernelClass by_word(const std::string& kernel) {
  for (const char* sharp : {"LUNG", "BONE", "SHARP", "EDGE"})
    if (contains(kernel, sharp)) return KernelClass::sharp;
  for (const char* soft : {"SOFT", "SMOOTH"})
    if (contains(kernel, soft)) return KernelClass::soft;
  for (const char* standard : {"STANDARD", "STND"})
    if (contains(kernel, standard)) return KernelClass::standard;
  return KernelClass::unknown;
}

KernelCall by_noise(const ImageNoise& noise) {
  if (!noise.mean_frequency_per_mm || noise.sd_hu < kLeastNoiseHu)
    return {KernelClass::unknown,
            "the header names no kernel that is known, and the pixels are too coarse or too even "
            "for the noise to tell"};
  const double f = *noise.mean_frequency_per_mm;
  const std::string text = "the noise is of " + rounded(f, 2) + " periods per mm";
  if (f < kSmoothBelow) return {KernelClass::soft, text};
  if (f < kStandardBelow) return {KernelClass::standard, text};
  if (f >= kSharpFrom) return {KernelClass::sharp, text};
  return {KernelClass::unknown, text + ", between standard and sharp"};
}

}  // namespace

KernelClass kernel_by_name(const std::string& kernel, const std::string& manufacturer) {
  const std::string maker = upper(manufacturer), full = upper(kernel), word = full.substr(0, full.find('/'));
  if (const auto call = by_word(word); call != KernelClass::unknown) return call;
  if (const auto coded = letters_and_number(word)) {
    if (coded->letters == "FC") return by_fc(coded->number);
    if (contains(maker, "SIEMENS")) return by_sharpness(coded->number);
  }
  return contains(maker, "PHILIPS") ? by_letter(word) : KernelClass::unknown;
}

KernelCall kernel_call(const ConditionEvidence& evidence) {
  const CtAcquisition& ct = evidence.acquisition;
  if (const auto call = kernel_by_name(ct.kernel, ct.manufacturer); call != KernelClass::unknown)
    return {call, "the header names the kernel " + ct.kernel};
  if (evidence.noise) return by_noise(*evidence.noise);
  return {KernelClass::unknown,
          "the header names no kernel that is known, and no even tissue shows the noise"};
}

}  // namespace osteon
