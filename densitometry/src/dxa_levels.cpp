#include <osteon/densitometry/dxa_scores.hpp>
#include <osteon/densitometry/rounding.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kApart = 1.0;  // T-scores between neighbouring levels (ISCD, as restated by fasanonet.com)

const ReportedRow* level_of(const ReportedDxa& report, const std::string& name) {
  for (const ReportedRow& row : report.rows)
    if (row.exam == DxaExam::ap_spine && row.region == name) return &row;
  return nullptr;
}

/// "L1-L4", "L2-L4": levels without a gap as makers print them; empty with a gap.
std::string range_of(const std::vector<std::string>& levels) {
  if (levels.empty() || levels.back()[1] - levels.front()[1] + 1 != static_cast<int>(levels.size()))
    return {};
  return levels.front() + "-" + levels.back();
}

}  // namespace

std::vector<ExcludedLevel> levels_apart(const ReportedDxa& report) {
  std::vector<ExcludedLevel> apart;
  for (int n = 1; n <= 4; ++n) {
    const ReportedRow* own = level_of(report, "L" + std::to_string(n));
    if (own == nullptr || !own->t_score) continue;
    int neighbours = 0, far = 0;
    std::string others;
    for (const int other : {n - 1, n + 1}) {
      const ReportedRow* next = level_of(report, "L" + std::to_string(other));
      if (next == nullptr || !next->t_score) continue;
      ++neighbours;
      far += std::abs(next->t_score->value - own->t_score->value) > kApart + 1e-9;
      others += ", " + next->region + " T " + number_text(next->t_score->value, next->t_score->decimals);
    }
    if (neighbours > 0 && far == neighbours)
      apart.push_back({own->region, "T " + number_text(own->t_score->value, own->t_score->decimals) +
                                        ", more than 1.0 from its neighbours" + others + "."});
  }
  // L1 and L4 have one neighbour: where that one is apart itself, it is the odd one.
  const auto is_apart = [found = apart](const char* level) {
    return std::any_of(found.begin(), found.end(), [&](const ExcludedLevel& e) { return e.level == level; });
  };
  const bool inner = is_apart("L2") || is_apart("L3");
  std::erase_if(apart, [&](const ExcludedLevel& e) {
    return inner && ((e.level == "L1" && is_apart("L2")) || (e.level == "L4" && is_apart("L3")));
  });
  return apart;
}

Result<RemainingSpine> remaining_spine(const ReportedDxa& report,
                                       const std::vector<ExcludedLevel>& excluded) {
  RemainingSpine spine;
  for (int n = 1; n <= 4; ++n) {
    const std::string name = "L" + std::to_string(n);
    const ReportedRow* row = level_of(report, name);
    const bool out = std::any_of(excluded.begin(), excluded.end(),
                                 [&](const ExcludedLevel& e) { return e.level == name; });
    if (row == nullptr || out || !row->bmc || !row->area || row->area->value <= 0) continue;
    spine.levels.push_back(name);
    spine.bmc += row->bmc->value;
    spine.area += row->area->value;
  }
  constexpr std::size_t kFewest = 2;
  if (spine.levels.size() < kFewest)
    return Error{"dxa.too-few-levels", "Fewer than two vertebrae remain: no diagnosis from one.",
                 "Use the hip or the forearm."};
  spine.bmd = spine.bmc / spine.area;
  const auto scale = scale_of_vendor(report.vendor);
  if (!scale)
    return Error{"dxa.vendor-unknown", "The maker of the densitometer is not known: no score on its scale.",
                 "Name the maker."};
  ReportedRow whole;
  whole.exam = DxaExam::ap_spine;
  whole.region = range_of(spine.levels);
  const auto site = scored_site(whole, scale);
  if (!site) {
    spine.no_t = Error{"dxa.region-not-scored", "There is no reference for just these levels.",
                       "Read the density itself."};
    return spine;
  }
  const auto t = t_score({g_per_cm2(spine.bmd), std::nullopt}, *site, *scale,
                         {report.patient.sex, report.patient.age_years, std::nullopt});
  t ? void(spine.t = *t) : void(spine.no_t = t.error());
  return spine;
}

}  // namespace osteon
