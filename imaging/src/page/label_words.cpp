#include "row_labels.hpp"
#include "spine_levels.hpp"

namespace osteon::page {
namespace {

/// Every part and every ending, alone and together.
std::vector<std::string> combined(const std::vector<std::string>& parts,
                                  const std::vector<std::string>& endings) {
  std::vector<std::string> words = parts;
  words.insert(words.end(), endings.begin(), endings.end());
  for (const std::string& part : parts)
    for (const std::string& ending : endings) words.push_back(part + " " + ending);
  return words;
}

std::vector<std::string> spine_words() {
  // Neighbours that are not used have to be there: nearest to "L5" would otherwise be another level.
  std::vector<std::string> words = {"Total", "T10", "T11", "T12", "L5", "L1-L5", "L2-L5", "T12-L4"};
  for (const std::string& label : level_labels()) {
    words.push_back(label);
    std::string wide;
    for (const char c : label) wide += c == '-' ? " - " : std::string(1, c);
    if (wide != label) words.push_back(wide);
  }
  return words;
}

}  // namespace

std::vector<std::string> label_words(DxaExam exam) {
  if (exam == DxaExam::ap_spine) return spine_words();
  if (exam == DxaExam::femur)
    return combined({"Neck", "Fem Neck", "Femoral Neck", "Wards", "Ward's", "Troch", "Trochanter", "Inter",
                     "Shaft", "Total"},
                    {"Left", "Right", "Mean", "Diff.", "Diff"});
  if (exam == DxaExam::forearm)
    return combined({"Radius", "Ulna", "Both"}, {"UD", "33%", "1/3", "MID", "Total"});
  return {};
}

const std::vector<std::string>& heading_words() {
  // Units and other columns have to be there, too: nearest to "Height" would otherwise be another word.
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all = {
        "BMD",    "BMC",   "Area",   "Region", "PR",          "YA",          "AM",          "Young-Adult",
        "Young",  "Adult", "Age",    "(g)",    "(g/cm)",      "(g/cm2)",     "Age-Matched", "Match",
        "(cm)",   "(cm2)", "(%)",    "%",      "Score",       "Young Adult", "Matched",     "Width",
        "Height", "score", "Change", "Date",   "Age Matched", "sBMD",        "Centile"};
    for (const std::string score : {"T", "Z"})
      for (const std::string ending :
           {"", "-", " -", "-score", "-Score", " Score", " score", " - score", " - Score"})
        all.push_back(score + ending);
    return all;
  }();
  return words;
}

}  // namespace osteon::page
