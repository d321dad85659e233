#include "description_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>
#include <utility>

namespace osteon::dicom {
namespace {

constexpr std::size_t kLongest = 256;  // DICOM allows 64 characters; a broken file may hold any number

/// Capitals, figures and underscores; one space for all else, and at both ends.
std::string plain(std::string text) {
  text.resize(std::min(text.size(), kLongest));
  std::string result = " ";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const char next = std::isalnum(u) != 0 || c == '_' ? static_cast<char>(std::toupper(u)) : ' ';
    if (next != ' ' || result.back() != ' ') result += next;
  }
  if (result.back() != ' ') result += ' ';
  return result;
}

/// Two or three digits.
bool is_number(const std::string& word) {
  return (word.size() == 2 || word.size() == 3) &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool tells_of_energy(const std::string& word) {
  constexpr std::array kWords{"VNC",   "VNCA",   "VMI",           "MONO",     "MONOE",    "ZEFF",
                              "Z_EFF", "IODINE", "DIRECTDENSITY", "MONOPLUS", "RHO_ZEFF", "RHO_Z_EFF"};
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
  if (word.ends_with("ENERGETIC") || word.ends_with("CHROMATIC")) return true;
  return word.ends_with("KEV") && is_number(word.substr(0, word.size() - 3));
}

/// Phrases as the houses of several countries write them, each in spaces.
constexpr std::pair<std::string_view, std::string_view> kContrastPhrases[] = {
    {" NATIVE ", "NATIVE"},           {" NATIV ", "NATIVE"},          {" NATIF ", "NATIVE"},
    {" UNENHANCED ", "NATIVE"},       {" NONCONTRAST ", "NATIVE"},    {" NON CONTRAST ", "NATIVE"},
    {" NONCON ", "NATIVE"},           {" NON CON ", "NATIVE"},        {" NCCT ", "NATIVE"},
    {" WITHOUT CONTRAST ", "NATIVE"}, {" W O CONTRAST ", "NATIVE"},   {" WO CONTRAST ", "NATIVE"},
    {" NO CONTRAST ", "NATIVE"},      {" PRE CONTRAST ", "NATIVE"},   {" PRECONTRAST ", "NATIVE"},
    {" OHNE KM ", "NATIVE"},          {" SIN CONTRASTE ", "NATIVE"},  {" SANS CONTRASTE ", "NATIVE"},
    {" ARTERIAL ", "ARTERIAL"},       {" ARTERIELL ", "ARTERIAL"},    {" PORTAL ", "VENOUS"},
    {" PORTALVENOUS ", "VENOUS"},     {" PORTOVENOUS ", "VENOUS"},    {" VENOUS ", "VENOUS"},
    {" DELAYED ", "DELAYED"},         {" EXCRETORY ", "DELAYED"},     {" WITH CONTRAST ", "ENHANCED"},
    {" POST CONTRAST ", "ENHANCED"},  {" POSTCONTRAST ", "ENHANCED"}, {" CONTRAST ENHANCED ", "ENHANCED"},
    {" MIT KM ", "ENHANCED"},         {" CECT ", "ENHANCED"},         {" CTA ", "ENHANCED"},
    {" ANGIO ", "ENHANCED"},          {" WITH AND ", "ENHANCED"},     {" W AND ", "ENHANCED"},
    {" AND WITH ", "ENHANCED"},       {" AND W ", "ENHANCED"}};

}  // namespace

std::string energy_words(const std::string& description) {
  std::istringstream in(plain(description));
  std::string words, before;
  for (std::string word; in >> word; before = word) {
    const bool after_number = word == "KEV" && is_number(before),
               after_kind = word == "DENSITY" && (before == "DIRECT" || before == "ELECTRON");
    if (after_number || after_kind) word = before + " " + word;
    if (after_number || after_kind || tells_of_energy(word)) words += (words.empty() ? "" : " ") + word;
  }
  return words;
}

std::string contrast_words(const std::string& description) {
  const std::string text = plain(description);
  std::string_view told;
  bool enhanced = false, several = false;
  for (const auto& [phrase, meaning] : kContrastPhrases) {
    if (text.find(phrase) == std::string::npos) continue;
    if (meaning == "ENHANCED") {
      enhanced = true;
    } else {
      several = several || (!told.empty() && told != meaning);
      told = meaning;
    }
  }
  if (several || (enhanced && told == "NATIVE")) return {};
  return std::string(told.empty() && enhanced ? "ENHANCED" : told);
}

}  // namespace osteon::dicom
