#include "column_kinds.hpp"

#include "fuzzy.hpp"
#include "number_checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace osteon::page {
namespace {

constexpr int kVoices = 4;        // of the header, that a line which closes is worth
constexpr int kOverruled = 12;    // three lines
constexpr int kFewestScores = 3;  // lines whose percentage and score agree
constexpr double kFewest = 0.1;   // lines that close at all

enum class Name { none, bmd, bmc, area, t_score, z_score, score, young, age, other };

/// What the words above a column say.
Name name_of(const std::string& text) {
  const bool young = holds_word(text, "YA", 0) || holds_word(text, "YOUNG", 1);
  const bool age = holds_word(text, "AM", 0) || holds_word(text, "AGE", 0) ||
                   holds_word(text, "MATCHED", 1) || holds_word(text, "MATCH", 1);
  const bool t = holds_word(text, "T", 0) || holds_word(text, "TSCORE", 0);
  const bool z = holds_word(text, "Z", 0) || holds_word(text, "ZSCORE", 0);
  if (holds_word(text, "SCORE", 1) || holds_word(text, "TSCORE", 0) || holds_word(text, "ZSCORE", 0)) {
    if (t != z) return t ? Name::t_score : Name::z_score;
    if (young != age) return young ? Name::t_score : Name::z_score;
    return Name::score;
  }
  if (holds_word(text, "CHANGE", 1)) return Name::other;
  if (holds_word(text, "BMD", 0) || holds_word(text, "BMO", 0)) return Name::bmd;
  if (holds_word(text, "BMC", 0)) return Name::bmc;
  if (holds_word(text, "AREA", 1)) return Name::area;
  if (young) return Name::young;
  if (age) return Name::age;
  return Name::none;
}

/// What stands above each column. Where the words right above it say which score it holds, those of an empty
/// column beside it do not count.
std::vector<std::string> header_texts(const TableLayout& table, const std::vector<Word>& header) {
  std::vector<std::string> above(table.columns.size()), all(table.columns.size());
  for (const Word& word : header) {
    if (word.box.centre_y() > table.lines.front().box.top || word.text.starts_with('(')) continue;  // a unit
    std::size_t best = 0;
    double nearest = 1e9;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Box& column = table.columns[c];
      const double away =
          std::max({0.0, column.left - word.box.centre_x(), word.box.centre_x() - column.right});
      if (away < nearest) {
        nearest = away;
        best = c;
      }
    }
    // A header may be wider than its numbers, by about its own width.
    if (table.columns.empty() || nearest > word.box.width()) continue;
    all[best] += " " + upper_case(word.text);
    if (nearest == 0) above[best] += " " + upper_case(word.text);
  }
  for (std::size_t c = 0; c < all.size(); ++c)
    if (const Name name = name_of(above[c]); name == Name::t_score || name == Name::z_score)
      all[c] = above[c];
  return all;
}

/// How many lines close, each by the share of its readings that do so at best.
double closing_lines(const NumberTable& numbers, std::size_t bmd, std::size_t bmc, std::size_t area) {
  double count = 0;
  for (const auto& row : numbers.cells) {
    const auto densities = choices(row[bmd]), contents = choices(row[bmc]), areas = choices(row[area]);
    double best = 0;
    for (const Choice& d : densities)
      for (const Choice& m : contents)
        for (const Choice& a : areas)
          if (d.share * m.share * a.share > best &&
              closes({d.value, m.value, a.value, d.decimals, m.decimals, a.decimals}))
            best = d.share * m.share * a.share;
    count += best;
  }
  return count;
}

/// Whether a column holds percentages and the next one the scores that go with them, in most lines that have
/// both.
bool percentages_and_scores(const NumberTable& numbers, std::size_t percent, std::size_t score,
                            std::size_t bmd) {
  if (numbers.decimals[percent].front() != 0 || numbers.decimals[score].front() != 1) return false;
  int agreeing = 0, both = 0;
  for (const auto& row : numbers.cells) {
    const auto p = choices(row[percent]), s = choices(row[score]), d = choices(row[bmd]);
    if (p.empty() || s.empty() || d.empty()) continue;
    ++both;
    const double sign = p.front().value < 100 ? -1 : 1;
    agreeing += percentage_agrees(d.front().value, p.front().value, sign * std::abs(s.front().value), 1);
  }
  return agreeing >= kFewestScores && 2 * agreeing > both;
}

/// Scores of which a heading could not be read: two pairs of percentage and score are of T and of Z, in this
/// order on every maker's page.
void scores_by_percentages(const NumberTable& numbers, ColumnKinds& kinds) {
  if (kinds.t_score >= 0 && kinds.z_score >= 0) return;
  std::vector<int> scores;
  const auto is_known = [&](int c) { return c == kinds.bmd || c == kinds.bmc || c == kinds.area; };
  for (int c = 1; c < std::ssize(numbers.decimals); ++c)
    if (!is_known(c) && !is_known(c - 1) &&
        percentages_and_scores(numbers, static_cast<std::size_t>(c - 1), static_cast<std::size_t>(c),
                               static_cast<std::size_t>(kinds.bmd)))
      scores.push_back(c);
  const auto other_than = [](int known, int column) { return known >= 0 && known != column; };
  if (scores.size() != 2 || other_than(kinds.t_score, scores[0]) || other_than(kinds.z_score, scores[1]))
    return;
  kinds.t_score = scores[0];
  kinds.z_score = scores[1];
}

}  // namespace

std::optional<ColumnKinds> column_kinds(const NumberTable& numbers, const TableLayout& table,
                                        const std::vector<Word>& header) {
  const auto texts = header_texts(table, header);
  std::vector<Name> names;
  for (const std::string& text : texts) names.push_back(name_of(text));
  ColumnKinds kinds;
  double most = 0;
  const std::size_t n = names.size();
  for (std::size_t d = 0; d < n; ++d)
    for (std::size_t m = 0; m < n; ++m)
      for (std::size_t a = 0; a < n; ++a) {
        if (d == m || d == a || m == a || numbers.decimals[d].front() < 3) continue;
        const std::array read = {std::pair(names[d], Name::bmd), std::pair(names[m], Name::bmc),
                                 std::pair(names[a], Name::area)};
        int voices = 0;  // of the header; it may be misread, which several lines that close overrule
        for (const auto& [name, wanted] : read)
          voices += name == wanted ? 1 : name == Name::none ? 0 : -kOverruled;
        const double lines = closing_lines(numbers, d, m, a);
        if (lines > kFewest && kVoices * lines + voices > most) {
          most = kVoices * lines + voices;
          kinds.bmd = static_cast<int>(d);
          kinds.bmc = static_cast<int>(m);
          kinds.area = static_cast<int>(a);
        }
      }
  const auto first = [&](Name wanted) {
    const auto found = std::find(names.begin(), names.end(), wanted);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
  };
  if (kinds.bmd < 0) kinds.bmd = first(Name::bmd);
  if (kinds.bmd < 0) return std::nullopt;
  // A column that closes is no score, whatever its heading was misread as.
  for (const int column : {kinds.bmd, kinds.bmc, kinds.area})
    if (column >= 0) names[static_cast<std::size_t>(column)] = Name::other;
  kinds.t_score = first(Name::t_score);
  kinds.z_score = first(Name::z_score);
  // T stands before Z on every maker's page: one that is known names the other.
  std::vector<int> unnamed;
  for (std::size_t c = 0; c < n; ++c)
    if (names[c] == Name::score) unnamed.push_back(static_cast<int>(c));
  if (unnamed.size() == 2 && kinds.t_score < 0 && kinds.z_score < 0) {
    kinds.t_score = unnamed[0];
    kinds.z_score = unnamed[1];
  } else if (unnamed.size() == 1) {
    if (kinds.t_score < 0 && unnamed[0] < kinds.z_score) kinds.t_score = unnamed[0];
    if (kinds.z_score < 0 && kinds.t_score >= 0 && unnamed[0] > kinds.t_score) kinds.z_score = unnamed[0];
  }
  scores_by_percentages(numbers, kinds);
  kinds.percent_young = first(Name::young);
  kinds.percent_age = first(Name::age);
  // A percentage stands beside its score. A heading that spans percentage and score names only one of them:
  // the percentage stands left of its score.
  const auto nameless_left_of = [&](int score) {
    const int left = score - 1;
    const bool fits = left >= 0 && left != kinds.bmd && left != kinds.bmc && left != kinds.area &&
                      (names[static_cast<std::size_t>(left)] == Name::none ||
                       names[static_cast<std::size_t>(left)] == Name::young ||
                       names[static_cast<std::size_t>(left)] == Name::age) &&
                      numbers.decimals[static_cast<std::size_t>(left)].front() == 0;
    return fits ? left : -1;
  };
  if (std::abs(kinds.percent_young - kinds.t_score) != 1)
    kinds.percent_young = nameless_left_of(kinds.t_score);
  if (std::abs(kinds.percent_age - kinds.z_score) != 1) kinds.percent_age = nameless_left_of(kinds.z_score);
  return kinds;
}

}  // namespace osteon::page
