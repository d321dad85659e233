#include "../sources.hpp"
#include "rules.hpp"

#include <algorithm>

namespace osteon {
namespace {

std::string ungraded(const std::vector<GradedLevelFinding>& graded, BoneRegion first, BoneRegion last,
                     int& count) {
  std::string result;
  for (int n = static_cast<int>(first); n <= static_cast<int>(last); ++n) {
    const auto level = static_cast<BoneRegion>(n);
    if (std::any_of(graded.begin(), graded.end(), [&](const auto& one) { return one.level == level; }))
      continue;
    result += (count++ == 0 ? "" : ", ") + name(level);
  }
  return result;
}

}  // namespace

/// No finding is not the same as no fracture: says which levels nobody has looked at.
std::vector<Recommendation> coverage_rules(const Findings& findings,
                                           const std::vector<GradedLevelFinding>& graded) {
  if (findings.vertebrae.empty()) return {};
  int missing = 0, missing_of_validity = 0;
  const std::string levels = ungraded(graded, BoneRegion::t4, BoneRegion::l4, missing);
  (void)ungraded(graded, BoneRegion::t7, BoneRegion::l4, missing_of_validity);
  if (missing == 0) return {};
  Recommendation rule{
      "vertebral-fracture.coverage",
      std::string(kPack),
      "info",
      Priority::info,
      RuleStatus::active,
      std::to_string(missing) + " of the 13 levels T4 to L4 could not be graded: no statement about them.",
      "Not graded: " + levels + ".",
      {std::to_string(13 - missing) + " of 13 levels graded"},
      {},
      {"at most one level of T7-L4 not evaluable (nhanes-vfa-2013)"},
      {kNhanesVfa2013}};
  if (missing_of_validity > 1 && suspected(graded).empty())
    rule.detail += " With more than one of T7 to L4 missing the spine cannot be called free of fractures.";
  return {rule};
}

}  // namespace osteon
