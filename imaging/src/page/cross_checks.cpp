#include "cross_checks.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::page {
namespace {

int find(const NamedRows& named, const std::string& region, std::optional<Side> side, bool mean) {
  for (std::size_t n = 0; n < named.regions.size(); ++n) {
    const auto& name = named.regions[n];
    if (name && !name->skipped && name->region == region && name->side == side && name->mean_of_sides == mean)
      return static_cast<int>(n);
  }
  return -1;
}

/// The single levels of "L1-L2,L4": its ranges written out.
std::vector<int> levels_in(const std::string& region) {
  std::vector<int> levels;
  bool range = false;
  for (const char c : region) {
    if (c == '-') range = true;
    if (c < '1' || c > '4') continue;
    for (int n = range && !levels.empty() ? levels.back() + 1 : c - '0'; n <= c - '0'; ++n)
      levels.push_back(n);
    range = false;
  }
  return levels;
}

/// The lines that make up this one, and by which share of their sum.
Relation relation_of(const NamedRows& named, std::size_t whole) {
  const RowRegion& row = *named.regions[whole];
  Relation relation{static_cast<int>(whole), {}, 1.0};
  if (named.exam == DxaExam::ap_spine) {
    for (const int level : levels_in(row.region))
      relation.parts.push_back(find(named, "L" + std::to_string(level), std::nullopt, false));
  } else if (named.exam == DxaExam::femur && row.mean_of_sides) {
    relation.parts = {find(named, row.region, Side::left, false),
                      find(named, row.region, Side::right, false)};
    relation.share = 0.5;
  } else if (named.exam == DxaExam::forearm && row.region.starts_with("both-")) {
    const std::string part = row.region.substr(5);
    relation.parts = {find(named, "radius-" + part, row.side, false),
                      find(named, "ulna-" + part, row.side, false)};
  } else if (named.exam == DxaExam::total_body && !row.side) {
    const std::string part = row.region == "arms" ? "arm" : row.region == "legs" ? "leg" : row.region;
    relation.parts = {find(named, part, Side::left, false), find(named, part, Side::right, false)};
  }
  return relation;
}

bool is_measured(const NamedRows& named, std::size_t n) {
  return named.regions[n] && !named.regions[n]->skipped;
}

}  // namespace

std::vector<Relation> relations_of(const NamedRows& named) {
  std::vector<Relation> relations;
  for (std::size_t n = 0; n < named.regions.size(); ++n) {
    if (!is_measured(named, n)) continue;
    Relation relation = relation_of(named, n);
    const auto& parts = relation.parts;
    if (parts.size() > 1 && std::find(parts.begin(), parts.end(), -1) == parts.end())
      relations.push_back(std::move(relation));
  }
  return relations;
}

bool adds_up(const std::vector<Printed>& parts, const Printed& whole, double share) {
  double sum = 0;
  for (const Printed& part : parts) sum += part.value;
  const double unit = std::pow(10.0, -whole.decimals);
  const double slack = 0.5 * (1 + share * static_cast<double>(parts.size())) * unit + 1e-9;
  return std::abs(share * sum - whole.value) <= slack;
}

std::vector<CrossCheck> cross_checks(const std::vector<SettledRow>& rows, const NamedRows& named) {
  std::vector<CrossCheck> checks(rows.size(), CrossCheck::none);
  for (std::size_t a = 0; a < rows.size(); ++a)
    for (std::size_t b = a + 1; b < rows.size(); ++b)
      if (rows[a].bmd && rows[b].bmd && is_measured(named, a) && is_measured(named, b) &&
          *named.regions[a] == *named.regions[b])
        checks[a] = checks[b] = CrossCheck::failed;
  const auto row = [&](int n) -> const SettledRow& { return rows[static_cast<std::size_t>(n)]; };
  for (const Relation& relation : relations_of(named)) {
    std::vector<int> all = relation.parts;
    all.push_back(relation.whole);
    if (std::any_of(all.begin(), all.end(), [&](int n) { return !row(n).bmd; })) continue;
    const auto holds = [&](const std::optional<Settled> SettledRow::*field) {
      std::vector<Printed> parts;
      for (const int n : relation.parts) parts.push_back({(row(n).*field)->value, (row(n).*field)->decimals});
      const Settled& whole = *(row(relation.whole).*field);
      return adds_up(parts, {whole.value, whole.decimals}, relation.share);
    };
    const bool agree = holds(&SettledRow::bmc) && holds(&SettledRow::area);
    for (const int n : all) {
      CrossCheck& check = checks[static_cast<std::size_t>(n)];
      if (!agree) check = CrossCheck::failed;
      if (agree && check == CrossCheck::none) check = CrossCheck::passed;
    }
  }
  return checks;
}

}  // namespace osteon::page
