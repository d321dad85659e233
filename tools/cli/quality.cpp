#include "commands.hpp"

#include <osteon/report/output_folder.hpp>
#include <osteon/report/quality.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>

namespace osteon::cli {
namespace {

void tell(const Error& error) { spdlog::error("{}: {} {}", error.code, error.message, error.remedy); }

/// The file as JSON and as a page, if a folder was named.
int written(const Settings& settings, const std::string& json, const std::string& page, bool refused) {
  if (settings.json) std::fputs(json.c_str(), stdout);
  if (settings.output.empty()) return refused ? kRefused : kAllAnalysed;
  auto folder = OutputFolder::create(settings.output);
  if (!folder) {
    tell(folder.error());
    return kFailure;
  }
  for (const auto& [name, text] : {std::pair{"report.json", &json}, {"report.html", &page}})
    if (const auto done = folder->write(name, *text); !done) {
      tell(done.error());
      return kFailure;
    }
  if (const auto done = folder->commit(); !done) {
    tell(done.error());
    return kFailure;
  }
  spdlog::info("{}", (settings.output / "report.html").string());
  return refused ? kRefused : kAllAnalysed;
}

}  // namespace

int run_quality_precision(const Settings& settings) {
  const auto table = load_csv(settings.inputs.front());
  const auto studies = table ? precision_studies(*table) : Result<std::vector<SitePrecision>>(table.error());
  if (!studies) {
    tell(studies.error());
    return kRefused;
  }
  bool refused = false;
  for (const SitePrecision& site : *studies) {
    const std::string what = site.region + (site.technologist.empty() ? "" : " by " + site.technologist);
    if (!site.study) {
      tell(site.study.error());
      refused = true;
      continue;
    }
    const PrecisionStudy& study = *site.study;
    spdlog::info("{}: precision error {:.4f} g/cm2, least significant change {:.3f} g/cm2 ({} subjects)",
                 what, in_g_per_cm2(study.rms_sd), in_g_per_cm2(study.least_significant_change),
                 study.subjects);
    for (const Warning& warning : study.warnings) spdlog::info("  {}: {}", warning.code, warning.message);
  }
  return written(settings, precision_json(*studies), precision_html(*studies), refused);
}

int run_quality_phantom(const Settings& settings) {
  const auto table = load_csv(settings.inputs.front());
  const auto records =
      table ? phantom_records(*table, settings.control) : Result<std::vector<PhantomRecord>>(table.error());
  if (!records) {
    tell(records.error());
    return kRefused;
  }
  bool refused = false;
  for (const PhantomRecord& record : *records) {
    if (!record.control) {
      tell(record.control.error());
      refused = true;
      continue;
    }
    const PhantomControl& control = *record.control;
    spdlog::info("{}: {} scans, baseline {:.3f} g/cm2 (sd {:.4f}), {} rule(s) broken", record.phantom,
                 control.scans.size(), in_g_per_cm2(control.mean), in_g_per_cm2(control.sd),
                 control.breaches.size());
    for (const ControlBreach& breach : control.breaches)
      spdlog::info("  {}: {}", control.scans[breach.scan].date, words(breach.rule));
  }
  return written(settings, phantom_json(*records), phantom_html(*records), refused);
}

}  // namespace osteon::cli
