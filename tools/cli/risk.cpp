#include "commands.hpp"

#include <osteon/report/person_file.hpp>

#include <spdlog/spdlog.h>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace osteon::cli {

int run_risk(const Settings& settings) {
  if (settings.new_questionnaire) {
    std::fputs(empty_questionnaire().c_str(), stdout);
    return kAllAnalysed;
  }
  if (settings.inputs.empty()) {
    spdlog::error("Name a person's data, or --new for an empty questionnaire.");
    return kUsage;
  }
  std::ifstream in(settings.inputs.front(), std::ios::binary);
  const auto file = read_person({std::istreambuf_iterator<char>(in), {}});
  if (!file) {
    spdlog::error("{}: {} {}", file.error().code, file.error().message, file.error().remedy);
    return kRefused;
  }
  for (const FieldFault& fault : file->faults)
    spdlog::warn("{}: \"{}\" is left out; it may be: {}", fault.field, fault.value, fault.limit);
  std::fputs(advice_json(*file, settings.pack == "bhof" ? GuidelinePack::bhof : GuidelinePack::none).c_str(),
             stdout);
  return file->faults.empty() ? kAllAnalysed : kRefused;
}

}  // namespace osteon::cli
