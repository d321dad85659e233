#include "row_groups.hpp"

#include "cross_checks.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace osteon::page {
namespace {

constexpr std::size_t kMostReadings = 8;  // of one line; the four levels of a spine have to stay countable
constexpr std::size_t kMostParts = 4;
// Support of a line that was not read at all, and of a sum that does not hold, in that of the readings.
constexpr double kNotRead = 1e-4, kNotHeld = 1e-3;
// How much better supported than any rival a line has to be.
constexpr double kLeastOdds = 20.0;

using Readings = std::vector<RowReading>;

Printed printed(const Reading& reading) { return {std::stod(reading.text), decimals_of(reading)}; }

/// Whether a whole is made of its parts: BMC and area; BMD too where it is no quotient.
bool holds(const RowReading& whole, const std::vector<const RowReading*>& parts, double share) {
  for (std::size_t n = whole.closes ? 1 : 0; n < 3; ++n) {
    std::vector<Printed> numbers;
    for (const RowReading* part : parts) numbers.push_back(printed(part->numbers[n]));
    if (!adds_up(numbers, printed(whole.numbers[n]), share)) return false;
  }
  return true;
}

/// Lines that relations tie together.
struct Group {
  std::vector<int> parts;
  std::vector<Relation> relations;
};

std::vector<Group> groups_of(const NamedRows& named) {
  std::vector<Group> groups;
  for (const Relation& relation : relations_of(named)) {
    Group joined{relation.parts, {relation}};
    std::erase_if(groups, [&](const Group& group) {
      const bool common = std::any_of(group.parts.begin(), group.parts.end(), [&](int n) {
        return std::find(joined.parts.begin(), joined.parts.end(), n) != joined.parts.end();
      });
      if (!common) return false;
      joined.parts.insert(joined.parts.end(), group.parts.begin(), group.parts.end());
      joined.relations.insert(joined.relations.end(), group.relations.begin(), group.relations.end());
      return true;
    });
    std::sort(joined.parts.begin(), joined.parts.end());
    joined.parts.erase(std::unique(joined.parts.begin(), joined.parts.end()), joined.parts.end());
    groups.push_back(std::move(joined));
  }
  return groups;
}

/// Goes through all ways to read the lines of a group.
class Search {
 public:
  Search(const Group& group, const std::map<int, Readings>& readings) : group_(group), readings_(readings) {
    for (const auto& [line, list] : readings) best_with_[line].assign(list.size() + 1, 0.0);
    walk(0, 1.0);
  }

  /// The best reading of a line together with all others, where a relation holds; and its odds.
  [[nodiscard]] const RowReading* best(int line) const {
    const auto found = best_.find(line);
    return found == best_.end() || !held_.contains(line) ? nullptr : found->second;
  }
  [[nodiscard]] double odds(int line) const {
    auto scores = best_with_.at(line);
    std::sort(scores.begin(), scores.end(), std::greater<>());
    return scores.size() < 2 || scores[1] <= 0 ? 1e6 : scores[0] / scores[1];
  }

 private:
  using Chosen = std::map<int, const RowReading*>;  ///< nothing: not read

  static bool all_read(const Relation& relation, const Chosen& chosen) {
    const auto is_read = [&](int line) {
      const auto found = chosen.find(line);
      return found != chosen.end() && found->second != nullptr;
    };
    return is_read(relation.whole) && std::all_of(relation.parts.begin(), relation.parts.end(), is_read);
  }
  static bool relation_holds(const Relation& relation, const Chosen& chosen) {
    std::vector<const RowReading*> parts;
    for (const int n : relation.parts) parts.push_back(chosen.at(n));
    return holds(*chosen.at(relation.whole), parts, relation.share);
  }

  void walk(std::size_t part, double support) {
    if (part == group_.parts.size()) return finish(support);
    const int line = group_.parts[part];
    const Readings& list = readings_.at(line);
    for (std::size_t n = 0; n <= list.size(); ++n) {
      const bool read = n < list.size();
      if (read && !list[n].closes) continue;
      chosen_[line] = read ? &list[n] : nullptr;
      place_[line] = n;
      walk(part + 1, support * (read ? list[n].support : kNotRead));
    }
  }

  /// All parts are chosen: each whole takes what suits it best.
  void finish(double support) {
    std::map<int, std::vector<double>> factors;
    for (const Relation& relation : group_.relations) {
      const Readings& list = readings_.at(relation.whole);
      std::vector<const RowReading*> parts;
      for (const int n : relation.parts) parts.push_back(chosen_.at(n));
      const bool parts_read = std::find(parts.begin(), parts.end(), nullptr) == parts.end();
      auto& factor = factors[relation.whole];
      for (const RowReading& reading : list) {
        const bool held = parts_read && holds(reading, parts, relation.share);
        const bool possible = held || reading.closes;
        factor.push_back(!possible ? 0.0 : reading.support * (held || !parts_read ? 1.0 : kNotHeld));
      }
      factor.push_back(kNotRead * kNotHeld);
    }
    Chosen chosen = chosen_;
    std::map<int, std::size_t> place = place_;
    for (const auto& [line, factor] : factors) {
      const auto most = std::max_element(factor.begin(), factor.end());
      const auto n = static_cast<std::size_t>(most - factor.begin());
      place[line] = n;
      chosen[line] = n < readings_.at(line).size() ? &readings_.at(line)[n] : nullptr;
      support *= *most;
    }
    for (const auto& [line, n] : place_) raise(line, n, support);
    for (const auto& [line, factor] : factors)
      for (std::size_t n = 0; n < factor.size(); ++n)
        raise(line, n, support / factor[place[line]] * factor[n]);
    if (support <= most_) return;
    most_ = support;
    best_ = std::move(chosen);
    held_.clear();
    for (const Relation& relation : group_.relations)
      if (all_read(relation, best_) && relation_holds(relation, best_)) {
        held_.insert(relation.whole);
        held_.insert(relation.parts.begin(), relation.parts.end());
      }
  }
  void raise(int line, std::size_t n, double support) {
    double& best = best_with_[line][n];
    best = std::max(best, support);
  }

  const Group& group_;
  const std::map<int, Readings>& readings_;
  Chosen chosen_, best_;
  std::map<int, std::size_t> place_;
  std::map<int, std::vector<double>> best_with_;
  std::set<int> held_;
  double most_ = 0;
};

}  // namespace

void settle_together(const NumberTable& numbers, const ColumnKinds& kinds, const NamedRows& named,
                     std::vector<SettledRow>& rows) {
  if (kinds.bmd < 0 || kinds.bmc < 0 || kinds.area < 0) return;
  for (const Group& group : groups_of(named)) {
    if (group.parts.size() > kMostParts) continue;
    std::set<int> lines(group.parts.begin(), group.parts.end());
    for (const Relation& relation : group.relations) lines.insert(relation.whole);
    std::map<int, Readings> readings;
    for (const int line : lines) {
      Readings& list = readings[line];
      // Only the mean of two sides may be no quotient.
      const bool is_mean = named.regions[static_cast<std::size_t>(line)]->mean_of_sides;
      for (RowReading& reading : row_readings(numbers.cells[static_cast<std::size_t>(line)], kinds))
        if (reading.closes || is_mean) list.push_back(std::move(reading));
      const std::size_t most = is_mean ? kMostReadings * kMostReadings : kMostReadings;
      if (list.size() > most) list.resize(most);
    }
    const Search search(group, readings);
    for (const int line : lines) {
      const RowReading* best = search.best(line);
      if (best == nullptr || search.odds(line) < kLeastOdds) continue;
      SettledRow& row = rows[static_cast<std::size_t>(line)];
      row.reason.clear();
      take(row, *best, numbers.cells[static_cast<std::size_t>(line)], kinds);
      row.together = true;
      settle_scores(row, numbers.cells[static_cast<std::size_t>(line)], kinds);
    }
  }
}

}  // namespace osteon::page
