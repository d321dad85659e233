#include "graded_levels.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace osteon {

std::vector<GradedLevelFinding> graded_levels(const Findings& findings) {
  std::vector<GradedLevelFinding> result;
  for (const auto& vertebra : findings.vertebrae) {
    if (!vertebra.deformity) continue;
    const auto same = std::find_if(result.begin(), result.end(),
                                   [&](const auto& other) { return other.level == vertebra.level; });
    if (same == result.end())
      result.push_back({vertebra.level, &vertebra});
    else if (std::pair(vertebra.deformity->suspected, vertebra.deformity->genant_grade) >
             std::pair(same->suspected(), same->grade()))
      same->vertebra = &vertebra;
  }
  std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
    return craniocaudal_rank(a.level) < craniocaudal_rank(b.level);
  });
  return result;
}

std::vector<GradedLevelFinding> suspected(const std::vector<GradedLevelFinding>& graded) {
  std::vector<GradedLevelFinding> result;
  std::copy_if(graded.begin(), graded.end(), std::back_inserter(result),
               [](const auto& one) { return one.suspected(); });
  return result;
}

std::string names(const std::vector<GradedLevelFinding>& levels) {
  std::string result;
  for (const auto& one : levels) result += (result.empty() ? "" : ", ") + name(one.level);
  return result;
}

}  // namespace osteon
