#include "commands.hpp"

#include <osteon/imaging/survey.hpp>
#include <osteon/report/inspect.hpp>

#include <algorithm>
#include <cstdio>

namespace osteon::cli {

bool left_out(const Survey& survey) {
  return std::any_of(survey.ignored.begin(), survey.ignored.end(), [](const IgnoredFile& file) {
    const std::string& code = file.reason.code;
    return code == "file.unreadable" || code == "dicom.broken" || code == "pixels.truncated";
  });
}

int run_inspect(const Settings& settings) {
  const Survey found = survey(settings.inputs);
  std::fputs((settings.json ? inspect_json(found) : inspect_text(found)).c_str(), stdout);
  const auto unusable = [](const StudyOutline& study) {
    return std::any_of(study.series.begin(), study.series.end(),
                       [](const auto& s) { return s.refusal.has_value(); });
  };
  const bool refused =
      found.studies.empty() || std::any_of(found.studies.begin(), found.studies.end(), unusable);
  return refused || left_out(found) ? kRefused : kAllAnalysed;
}

}  // namespace osteon::cli
