#include "commands.hpp"

#include <osteon/imaging/survey.hpp>
#include <osteon/report/inspect.hpp>

#include <algorithm>
#include <cstdio>

namespace osteon::cli {

int run_inspect(const Settings& settings) {
  const Survey found = survey(settings.inputs);
  std::fputs((settings.json ? inspect_json(found) : inspect_text(found)).c_str(), stdout);
  const auto unusable = [](const StudyOutline& study) {
    return std::any_of(study.series.begin(), study.series.end(),
                       [](const auto& s) { return s.refusal.has_value(); });
  };
  const bool refused =
      found.studies.empty() || std::any_of(found.studies.begin(), found.studies.end(), unusable);
  return refused ? kRefused : kAllAnalysed;
}

}  // namespace osteon::cli
