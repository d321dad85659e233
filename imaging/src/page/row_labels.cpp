#include "row_labels.hpp"

#include "fuzzy.hpp"
#include "spine_levels.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace osteon::page {
namespace {

struct Term {
  const char* word;
  int changes;  ///< that the recogniser may make in it
  const char* region;
};

constexpr std::array kFemur = {Term{"NECK", 1, "neck"},
                               Term{"WARDS", 1, "wards"},
                               Term{"TROCH", 1, "trochanter"},
                               Term{"TROCHANTER", 2, "trochanter"},
                               Term{"INTER", 1, "intertrochanter"},
                               Term{"SHAFT", 1, "shaft"},
                               Term{"TOTAL", 1, "total"}};
constexpr std::array kBody = {
    Term{"HEAD", 1, "head"},   Term{"ARMS", 0, "arms"},       Term{"ARM", 0, "arm"},
    Term{"LEGS", 0, "legs"},   Term{"LEG", 0, "leg"},         Term{"TRUNK", 1, "trunk"},
    Term{"RIBS", 1, "ribs"},   Term{"SPINE", 1, "spine"},     Term{"PELVIS", 1, "pelvis"},
    Term{"CHEST", 1, "chest"}, Term{"MIDRIFF", 2, "midriff"}, Term{"TOTAL", 1, "total"}};

std::string words_upper(const LabelText& label) {
  std::string text;
  for (const std::string& reading : label.readings) text += " " + reading;
  return upper_case(text);
}

std::optional<Side> side_in(const std::string& text) {
  const bool left = holds_word(text, "LEFT", 1), right = holds_word(text, "RIGHT", 1);
  if (left == right) return std::nullopt;
  return left ? Side::left : Side::right;
}

/// What at least two readings say and none contradicts; `of` answers for one reading, empty = nothing.
template <class Of>
std::string agreed(const LabelText& label, const Of& of) {
  std::string answer;
  int voices = 0;
  for (const std::string& reading : label.readings) {
    const std::string said = of(upper_case(reading));
    if (said.empty()) continue;
    if (!answer.empty() && said != answer) return {};
    answer = said;
    ++voices;
  }
  return voices >= 2 ? answer : std::string();
}

bool is_no_measurement(const std::string& text) {
  return holds_word(text, "DIFF", 1) || holds_word(text, "SBMD", 1) || holds_word(text, "DEFF", 1);
}

template <std::size_t N>
std::string term_in(const std::string& text, const std::array<Term, N>& terms) {
  const Term* best = nullptr;
  int fewest = 99;
  for (const std::string& word : words_of(text))
    for (const Term& term : terms) {
      const int changes = edit_distance(word, term.word);
      if (changes <= term.changes && changes < fewest) {
        fewest = changes;
        best = &term;
      }
    }
  return best == nullptr ? "" : best->region;
}

std::optional<RowRegion> femur_region(const LabelText& label, const std::string& title) {
  if (is_no_measurement(words_upper(label))) return RowRegion{"", {}, false, true};
  const auto part_of = [](const std::string& text) { return term_in(text, kFemur); };
  const auto side_of = [](const std::string& text) -> std::string {
    if (holds_word(text, "MEAN", 1)) return "mean";
    const auto side = side_in(text);
    return !side ? "" : *side == Side::left ? "left" : "right";
  };
  const bool own_words = std::any_of(label.readings.begin(), label.readings.end(),
                                     [&](const std::string& r) { return !part_of(upper_case(r)).empty(); });
  const std::string part = own_words ? agreed(label, part_of) : part_of(upper_case(label.heading));
  std::string side = agreed(label, side_of);
  // A title says left or right; other words of it may look like "mean".
  if (side.empty() && words_of(label.readings.empty() ? "" : label.readings.back()).size() <= 2)
    if (const auto titled = side_in(upper_case(title))) side = *titled == Side::left ? "left" : "right";
  if (part.empty() || side.empty()) return std::nullopt;  // a hip without a side is not used
  if (side == "mean") return RowRegion{part, std::nullopt, true, false};
  return RowRegion{part, side == "left" ? Side::left : Side::right, false, false};
}

std::optional<RowRegion> body_region(const LabelText& label) {
  if (is_no_measurement(words_upper(label))) return RowRegion{"", {}, false, true};
  const std::string part = agreed(label, [](const std::string& text) { return term_in(text, kBody); });
  const std::string side = agreed(label, [](const std::string& text) -> std::string {
    const auto found = side_in(text);
    return !found ? "" : *found == Side::left ? "left" : "right";
  });
  // A second word that is no side is a side that was not read.
  const auto has_more = [](const std::string& reading) {
    const auto words = words_of(reading);
    return std::count_if(words.begin(), words.end(), [](const std::string& w) { return w.size() >= 3; }) > 1;
  };
  const bool two_words = std::any_of(label.readings.begin(), label.readings.end(), has_more);
  if (part.empty() || (side.empty() && (two_words || part == "arm" || part == "leg"))) return std::nullopt;
  return RowRegion{part,
                   side.empty() ? std::nullopt : std::optional(side == "left" ? Side::left : Side::right),
                   false, false};
}

/// The third of the radius and the ultradistal part go by figures and short words: both have to be plain.
std::optional<RowRegion> forearm_region(const LabelText& label, const std::string& title) {
  const std::string bone = agreed(label, [](const std::string& text) -> std::string {
    return holds_word(text, "RADIUS", 1) ? "radius"
           : holds_word(text, "ULNA", 1) ? "ulna"
           : holds_word(text, "BOTH", 1) ? "both"
                                         : "";
  });
  const std::string part = agreed(label, [](const std::string& text) -> std::string {
    return holds_word(text, "UD", 0)               ? "ultradistal"
           : holds_word(text, "TOTAL", 1)          ? "total"
           : holds_word(text, "MID", 0)            ? "mid"
           : text.find("33") != std::string::npos  ? "33"
           : text.find("1/3") != std::string::npos ? "33"
                                                   : "";
  });
  if (bone.empty() || part.empty()) return std::nullopt;
  return RowRegion{bone + "-" + part, side_in(upper_case(title)), false, false};
}

/// What the page says it is of; several answers are none.
DxaExam exam_of(const std::string& text) {
  const bool spine =
      (holds_word(text, "SPINE", 1) && (holds_word(text, "AP", 0) || holds_word(text, "LUMBAR", 1))) ||
      holds_word(text, "LUMBAR", 1);
  const bool femur =
      holds_word(text, "FEMUR", 1) || holds_word(text, "DUALFEMUR", 2) || holds_word(text, "HIP", 0);
  const bool forearm = holds_word(text, "FOREARM", 1) || holds_word(text, "RADIUS", 0);
  const bool body =
      holds_word(text, "BODY", 0) && (holds_word(text, "TOTAL", 0) || holds_word(text, "WHOLE", 0));
  if (spine + femur + forearm + body != 1) return DxaExam::other;
  return spine     ? DxaExam::ap_spine
         : femur   ? DxaExam::femur
         : forearm ? DxaExam::forearm
                   : DxaExam::total_body;
}

}  // namespace

DxaExam exam_of_table(const std::string& exam_words, const std::string& title) {
  const DxaExam exam = exam_of(upper_case(title));
  return exam == DxaExam::other ? exam_of(upper_case(exam_words)) : exam;
}

NamedRows name_rows(DxaExam exam, const std::vector<LabelText>& labels, const std::vector<SettledRow>& rows,
                    const std::string& exam_words, const std::string& title) {
  NamedRows named{exam, {}};
  named.regions.resize(rows.size());
  if (named.exam == DxaExam::ap_spine) {
    const auto levels = spine_levels(labels, rows);
    for (std::size_t n = 0; n < rows.size(); ++n) {
      if (levels[n]) named.regions[n] = RowRegion{*levels[n], {}, false, false};
      if (!levels[n] && is_no_measurement(words_upper(labels[n])))
        named.regions[n] = RowRegion{"", {}, false, true};
    }
    return named;
  }
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (named.exam == DxaExam::femur) named.regions[n] = femur_region(labels[n], title);
    if (named.exam == DxaExam::forearm)
      named.regions[n] = forearm_region(labels[n], title.empty() ? exam_words : title);
    if (named.exam == DxaExam::total_body) named.regions[n] = body_region(labels[n]);
  }
  return named;
}

NamedRows with_names_by_letters(NamedRows named, const std::vector<LabelText>& labels) {
  if (named.exam != DxaExam::ap_spine) return named;
  const auto names = levels_by_letters(labels);
  for (std::size_t n = 0; n < names.size(); ++n) {
    if (!names[n] || named.regions[n]) continue;
    const RowRegion region{*names[n], {}, false, false};
    if (std::find(named.regions.begin(), named.regions.end(), region) == named.regions.end())
      named.regions[n] = region;
  }
  return named;
}

std::string known_words(const LabelText& label) {
  if (label.readings.empty()) return "";
  std::string known;
  for (const std::string& word : words_of(upper_case(label.readings.back()))) {
    const bool level =
        word.size() == 2 && (word[0] == 'L' || word[0] == 'T') && word[1] >= '1' && word[1] <= '9';
    const bool side = word == "LEFT" || word == "RIGHT" || word == "MEAN";
    if (!level && !side && term_in(word, kFemur).empty() && term_in(word, kBody).empty()) continue;
    known += (known.empty() ? "" : " ") + word;
  }
  return known;
}

}  // namespace osteon::page
