#include "spine_levels.hpp"

#include "fuzzy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon::page {
namespace {

constexpr int kLevels = 4;

/// "L1", "L1-L3", "L1,L3", "L1-L2,L4": the levels of a set of bits, as the makers print them.
std::string label_of(unsigned levels) {
  std::string text;
  for (int n = 0; n < kLevels; ++n) {
    if ((levels >> n & 1U) == 0) continue;
    int end = n;
    while (end + 1 < kLevels && (levels >> (end + 1) & 1U) != 0) ++end;
    if (!text.empty()) text += ",";
    text += "L" + std::to_string(n + 1);
    if (end > n) text += "-L" + std::to_string(end + 1);
    n = end;
  }
  return text;
}

/// Letters that recognisers mix up made one.
std::string skeleton(const std::string& text) {
  std::string kept;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = static_cast<char>(std::toupper(static_cast<unsigned char>(text[n])));
    if (static_cast<unsigned char>(text[n]) == 0xE2 && n + 2 < text.size()) {
      kept += '-';
      n += 2;
    } else if (c == '.') {
      kept += ',';
    } else if (c == 'I' || c == '|' || c == '!' || c == ']' || c == '[' || c == 'L' || c == '1') {
      kept += '1';
    } else if (c == 'Z') {
      kept += '2';
    } else if (c == 'U') {
      kept += "11";
    } else if (c != ' ' && c != ':') {
      kept += c;
    }
  }
  return kept;
}

/// 1 = letter for letter, 0 = nothing alike; the best of the readings.
double likeness(const LabelText& label, const std::string& wanted);

/// The letters speak clearly for another label than `name`.
bool speak_against(const LabelText& label, const std::string& name) {
  double best = 0;
  for (unsigned levels = 1; levels < 1U << kLevels; ++levels)
    best = std::max(best, likeness(label, label_of(levels)));
  return likeness(label, name) < best - 0.15;
}

double likeness(const LabelText& label, const std::string& wanted) {
  const std::string target = skeleton(wanted);
  double best = 0;
  for (const std::string& reading : label.readings) {
    const std::string text = skeleton(reading);
    const auto longest = static_cast<double>(std::max(text.size(), target.size()));
    best = std::max(best, 1 - edit_distance(text, target) / std::max(1.0, longest));
  }
  return best;
}

int exact_readings(const LabelText& label, const std::string& wanted);

/// Two readings are another label letter for letter, and none is this one.
bool is_another(const LabelText& label, const std::string& name) {
  if (exact_readings(label, name) > 0) return false;
  for (unsigned levels = 1; levels < 1U << kLevels; ++levels)
    if (label_of(levels) != name && exact_readings(label, label_of(levels)) >= 2) return true;
  return false;
}

int exact_readings(const LabelText& label, const std::string& wanted) {
  return static_cast<int>(
      std::count_if(label.readings.begin(), label.readings.end(),
                    [&](const std::string& r) { return skeleton(r) == skeleton(wanted); }));
}

using Lines = std::array<int, kLevels>;  ///< line of each level, -1 = not in the table

/// Whether line `n` is the sum of the levels, in area and in mineral content.
bool adds_up(unsigned levels, int n, const Lines& lines, const std::vector<SettledRow>& rows) {
  const SettledRow& whole = rows[static_cast<std::size_t>(n)];
  if (!whole.bmd || !whole.area || !whole.bmc) return false;
  double area = 0, bmc = 0;
  int parts = 0;
  for (int level = 0; level < kLevels; ++level) {
    if ((levels >> level & 1U) == 0) continue;
    const int line = lines[static_cast<std::size_t>(level)];
    if (line < 0 || line == n) return false;
    const SettledRow& part = rows[static_cast<std::size_t>(line)];
    if (!part.bmd || !part.area || !part.bmc) return false;
    area += part.area->value;
    bmc += part.bmc->value;
    ++parts;
  }
  const auto slack = [&](int decimals) { return 0.5 * (parts + 1) * std::pow(10.0, -decimals) + 1e-9; };
  return std::abs(area - whole.area->value) <= slack(whole.area->decimals) &&
         std::abs(bmc - whole.bmc->value) <= slack(whole.bmc->decimals);
}

struct Naming {
  Lines lines = {-1, -1, -1, -1};
  std::vector<unsigned> sums;  ///< of each line, 0 = no proven sum
  double score = -1;
};

Naming sums_under(const Lines& lines, const std::vector<LabelText>& labels,
                  const std::vector<SettledRow>& rows) {
  Naming naming{lines, std::vector<unsigned>(rows.size(), 0), 0};
  for (int level = 0; level < kLevels; ++level) {
    const int line = lines[static_cast<std::size_t>(level)];
    if (line >= 0)
      naming.score += likeness(labels[static_cast<std::size_t>(line)], "L" + std::to_string(level + 1)) - 0.4;
  }
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (std::find(lines.begin(), lines.end(), static_cast<int>(n)) != lines.end()) continue;
    double best = 0;
    for (unsigned levels = 1; levels < 1U << kLevels; ++levels) {
      if ((levels & (levels - 1)) == 0 || !adds_up(levels, static_cast<int>(n), lines, rows)) continue;
      double alike = likeness(labels[n], label_of(levels));
      if (levels == 15) alike = std::max(alike, likeness(labels[n], "Total"));
      if (0.5 + alike > best) {
        best = 0.5 + alike;
        naming.sums[n] = levels;
      }
    }
    naming.score += best;
  }
  return naming;
}

/// Four levels and their sum, and no line between them that was not read: only then do sums alone name the
/// levels. With one of them missing the others add up under each other's names too.
bool is_whole(const Naming& naming, const std::vector<SettledRow>& rows) {
  if (std::find(naming.lines.begin(), naming.lines.end(), -1) != naming.lines.end()) return false;
  const auto first = static_cast<std::size_t>(naming.lines.front()),
             last = static_cast<std::size_t>(naming.lines.back());
  for (std::size_t n = first; n <= last; ++n)
    if (!rows[n].bmd) return false;
  constexpr unsigned kAll = (1U << kLevels) - 1;
  return std::find(naming.sums.begin(), naming.sums.end(), kAll) != naming.sums.end();
}

/// Tries every ordered choice of lines for L1 to L4.
void try_lines(int level, int from, Lines& lines, const std::vector<LabelText>& labels,
               const std::vector<SettledRow>& rows, Naming& best) {
  if (level == kLevels) {
    Naming naming = sums_under(lines, labels, rows);
    if (naming.score > best.score + 1e-9) best = std::move(naming);
    return;
  }
  for (int n = from; n < static_cast<int>(rows.size()); ++n) {
    lines[static_cast<std::size_t>(level)] = n;
    try_lines(level + 1, n + 1, lines, labels, rows, best);
  }
  lines[static_cast<std::size_t>(level)] = -1;
  try_lines(level + 1, from, lines, labels, rows, best);
}

}  // namespace

std::vector<std::string> level_labels() {
  std::vector<std::string> labels;
  for (unsigned levels = 1; levels < 1U << kLevels; ++levels) labels.push_back(label_of(levels));
  return labels;
}

std::vector<std::optional<std::string>> levels_by_letters(const std::vector<LabelText>& labels) {
  std::vector<std::optional<std::string>> names(labels.size());
  for (std::size_t n = 0; n < labels.size(); ++n) {
    int most = 0;
    for (const std::string& name : level_labels()) {
      const int voices = exact_readings(labels[n], name);
      if (voices > most)
        names[n] = name;
      else if (voices == most)
        names[n].reset();
      most = std::max(most, voices);
    }
  }
  auto single = names;
  std::string last;
  bool ascending = true;  // as every maker prints the levels
  for (auto& name : single) {
    if (name && std::count(names.begin(), names.end(), name) > 1) name.reset();
    if (!name || name->size() > 2) continue;
    ascending = ascending && *name > last;
    last = *name;
  }
  if (!ascending) single.assign(labels.size(), std::nullopt);
  return single;
}

std::vector<std::optional<std::string>> spine_levels(const std::vector<LabelText>& labels,
                                                     const std::vector<SettledRow>& rows) {
  std::vector<std::optional<std::string>> names(rows.size());
  if (rows.size() > 24) return names;
  Naming best;
  Lines lines = {-1, -1, -1, -1};
  try_lines(0, 0, lines, labels, rows, best);
  const bool whole = is_whole(best, rows);
  unsigned proven = 0;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (best.sums[n] == 0) continue;
    if (!whole && exact_readings(labels[n], label_of(best.sums[n])) == 0) continue;
    if (speak_against(labels[n], label_of(best.sums[n])) && likeness(labels[n], "Total") < 0.8) continue;
    names[n] = label_of(best.sums[n]);
    proven |= best.sums[n];
  }
  for (int level = 0; level < kLevels; ++level) {
    const int line = best.lines[static_cast<std::size_t>(level)];
    if (line < 0) continue;
    const auto at = static_cast<std::size_t>(line);
    const std::string label = "L" + std::to_string(level + 1);
    if (!rows[at].bmd) continue;
    const bool in_a_sum = (proven >> level & 1U) != 0 && !is_another(labels[at], label);
    if (in_a_sum || (exact_readings(labels[at], label) >= 2 && !speak_against(labels[at], label)))
      names[at] = label;
  }
  // Without its parts in the table a sum has only its letters.
  for (std::size_t n = 0; n < rows.size(); ++n)
    for (unsigned levels = 1; levels < 1U << kLevels && !names[n]; ++levels) {
      if ((levels & (levels - 1)) == 0 || exact_readings(labels[n], label_of(levels)) < 2) continue;
      const bool parts_stand_here = [&] {
        for (int level = 0; level < kLevels; ++level) {
          const int line = best.lines[static_cast<std::size_t>(level)];
          if ((levels >> level & 1U) != 0 && (line < 0 || !rows[static_cast<std::size_t>(line)].bmd))
            return false;
        }
        return true;
      }();
      if (!parts_stand_here) names[n] = label_of(levels);
    }
  return names;
}

}  // namespace osteon::page
