#include "rule.hpp"

#include <osteon/risk/advice.hpp>

#include <algorithm>
#include <array>

namespace osteon {
namespace {

// One body and country, one pack; the first group is this program's own and always on.
// clang-format off
const std::array kPacks{
    Pack{"red-flags", "safety/2", "osteon: red flags", "", true, red_flag_rules()},
    Pack{"medicines", "safety/2", "osteon: reasons against classes of medicines", "", true, medicine_rules()},
    Pack{"sequence", "safety/2", "osteon: order and end of medicines", "", true, sequence_rules()},
    Pack{"diagnosis", "who-iscd/2023", "World Health Organization, International Society for Clinical Densitometry", "", true, diagnosis_rules()},
    Pack{"risk-factors", "plan/1", "osteon: risk factors", "", true, risk_factor_rules()},
    Pack{"work-up", "plan/1", "osteon: tests for causes", "", true, work_up_rules()},
    Pack{"nutrition", "plan/1", "osteon: nutrition", "", true, nutrition_rules()},
    Pack{"exercise", "plan/1", "osteon: exercise", "", true, exercise_rules()},
    Pack{"falls", "plan/1", "osteon: falls, by STEADI", "", true, falls_rules()},
    Pack{"plan", "plan/1", "osteon: care plan", "", true, plan_rules()},
    Pack{"explanations", "explain/1", "osteon: explanations", "", true, explanations()},
    Pack{"bhof", "bhof/2022", "Bone Health and Osteoporosis Foundation", "US", false, bhof_rules()},
    Pack{"aace", "aace/2020", "American Association of Clinical Endocrinologists", "US", false, aace_rules()},
    Pack{"uspstf", "uspstf/2025", "US Preventive Services Task Force", "US", false, uspstf_rules()},
    Pack{"nogg", "nogg/2024", "National Osteoporosis Guideline Group", "UK", false, nogg_rules()},
    Pack{"nice", "nice-cg146", "National Institute for Health and Care Excellence", "UK", false, nice_rules()},
    Pack{"oc", "oc/2023", "Osteoporosis Canada", "CA", false, canada_rules()},
    Pack{"esceo", "esceo-iof/2019", "ESCEO and International Osteoporosis Foundation", "EU", false, esceo_rules()},
    Pack{"acr", "acr-giop/2022", "American College of Rheumatology, glucocorticoids", "US", false, acr_rules()},
    Pack{"iscd", "iscd/2023", "International Society for Clinical Densitometry, indications", "", false, iscd_rules()},
};
// clang-format on

}  // namespace

std::span<const Pack> all_packs() { return kPacks; }

std::vector<PackInfo> packs() {
  std::vector<PackInfo> result;
  for (const Pack& pack : kPacks)
    result.push_back({pack.key, pack.id, pack.body, pack.country, pack.always, pack.rules.size()});
  return result;
}

std::optional<PackChoice> choose_packs(std::string_view keys) {
  PackChoice chosen;
  while (!keys.empty()) {
    const std::size_t end = std::min(keys.find(','), keys.size());
    const std::string_view key = keys.substr(0, end);
    keys.remove_prefix(std::min(end + 1, keys.size()));
    if (key == "none") continue;
    bool found = false;
    for (const Pack& pack : kPacks)
      if (!pack.always && (key == pack.key || key == "all")) {
        if (std::find(chosen.keys.begin(), chosen.keys.end(), pack.key) == chosen.keys.end())
          chosen.keys.push_back(pack.key);
        found = true;
      }
    if (!found) return std::nullopt;
  }
  return chosen;
}

std::string_view word(Evidence evidence) {
  switch (evidence) {
    case Evidence::verified:
      return "verified";
    case Evidence::secondary:
      return "secondary";
    case Evidence::memory:
      break;
  }
  return "memory";
}

}  // namespace osteon
