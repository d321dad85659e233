#include "cross_checks.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::page {
namespace {

double unit(const Settled& number) { return std::pow(10.0, -number.decimals); }

class Rows {
 public:
  Rows(const std::vector<SettledRow>& rows, const NamedRows& named)
      : rows_(rows), named_(named), checks_(rows.size(), CrossCheck::none) {}

  [[nodiscard]] int find(const std::string& region, std::optional<Side> side, bool mean) const {
    for (std::size_t n = 0; n < rows_.size(); ++n)
      if (is(n, region, side, mean)) return static_cast<int>(n);
    return -1;
  }

  void refuse_repeated() {
    for (std::size_t a = 0; a < rows_.size(); ++a)
      for (std::size_t b = a + 1; b < rows_.size(); ++b)
        if (rows_[a].bmd && rows_[b].bmd && named_.regions[a] && !named_.regions[a]->skipped &&
            is(b, named_.regions[a]->region, named_.regions[a]->side, named_.regions[a]->mean_of_sides))
          checks_[a] = checks_[b] = CrossCheck::failed;
  }

  /// Whether BMC and area of `whole` are `share` times the sums of the parts.
  void relate(int whole, const std::vector<int>& parts, double share) {
    std::vector<int> all = parts;
    all.push_back(whole);
    if (std::any_of(all.begin(), all.end(),
                    [&](int n) { return n < 0 || !rows_[static_cast<std::size_t>(n)].bmd; }))
      return;
    const auto holds = [&](const std::optional<Settled> SettledRow::*field) {
      double sum = 0;
      for (const int n : parts) sum += (rows_[static_cast<std::size_t>(n)].*field)->value;
      const Settled& printed = *(rows_[static_cast<std::size_t>(whole)].*field);
      const double slack = 0.5 * (1 + share * static_cast<double>(parts.size())) * unit(printed) + 1e-9;
      return std::abs(share * sum - printed.value) <= slack;
    };
    const bool agree = holds(&SettledRow::bmc) && holds(&SettledRow::area);
    for (const int n : all) {
      CrossCheck& check = checks_[static_cast<std::size_t>(n)];
      if (!agree) check = CrossCheck::failed;
      if (agree && check == CrossCheck::none) check = CrossCheck::passed;
    }
  }

  [[nodiscard]] std::vector<CrossCheck> checks() && { return std::move(checks_); }

 private:
  [[nodiscard]] bool is(std::size_t n, const std::string& region, std::optional<Side> side, bool mean) const {
    const auto& name = named_.regions[n];
    return name && !name->skipped && name->region == region && name->side == side &&
           name->mean_of_sides == mean;
  }
  const std::vector<SettledRow>& rows_;
  const NamedRows& named_;
  std::vector<CrossCheck> checks_;
};

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

}  // namespace

std::vector<CrossCheck> cross_checks(const std::vector<SettledRow>& rows, const NamedRows& named) {
  Rows table(rows, named);
  table.refuse_repeated();
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (!named.regions[n] || named.regions[n]->skipped) continue;
    const RowRegion& row = *named.regions[n];
    const auto whole = static_cast<int>(n);
    if (named.exam == DxaExam::ap_spine) {
      std::vector<int> parts;
      for (const int level : levels_in(row.region))
        parts.push_back(table.find("L" + std::to_string(level), std::nullopt, false));
      if (parts.size() > 1) table.relate(whole, parts, 1.0);
    } else if (named.exam == DxaExam::femur && row.mean_of_sides) {
      table.relate(whole,
                   {table.find(row.region, Side::left, false), table.find(row.region, Side::right, false)},
                   0.5);
    } else if (named.exam == DxaExam::forearm && row.region.starts_with("both-")) {
      const std::string part = row.region.substr(5);
      table.relate(
          whole, {table.find("radius-" + part, row.side, false), table.find("ulna-" + part, row.side, false)},
          1.0);
    } else if (named.exam == DxaExam::total_body && !row.side) {
      const std::string part = row.region == "arms" ? "arm" : row.region == "legs" ? "leg" : row.region;
      table.relate(whole, {table.find(part, Side::left, false), table.find(part, Side::right, false)}, 1.0);
    }
  }
  return std::move(table).checks();
}

}  // namespace osteon::page
