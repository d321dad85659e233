#include "commands.hpp"

#include <osteon/pipeline/measure.hpp>
#include <osteon/report/json.hpp>
#include <osteon/report/write_study.hpp>

#include <spdlog/spdlog.h>

#include <cstdio>

namespace osteon::cli {

Result<const SeriesOutline*> only_ct(const Survey& survey) {
  std::vector<const SeriesOutline*> found;
  const Error* refusal = nullptr;
  for (const StudyOutline& study : survey.studies) {
    for (const SeriesOutline& s : study.series) {
      if (s.refusal) refusal = &*s.refusal;
      if (!s.refusal && s.kind == SeriesKind::ct) found.push_back(&s);
    }
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1)
    return Error{"image.ambiguous", "The image input holds several CT volumes.",
                 "Name the folder of one series."};
  if (refusal != nullptr) return *refusal;
  return Error{"image.none", "The image input holds no CT.", "Give a CT as DICOM, NIfTI or NRRD."};
}

int run_measure(const Settings& settings) {
  const auto refuse = [](const Error& error) {
    spdlog::error("{}: {} {}", error.code, error.message, error.remedy);
    return error.code.starts_with("output.") ? kFailure : kRefused;
  };
  const auto report = [&]() -> Result<Report> {
    GivenMasks given{settings.labels, label_scheme_from_name(settings.scheme).value()};
    if (!settings.bodies.empty()) given.bodies = settings.bodies;
    given.deformity = settings.deformity;
    auto sources = calibration_sources(settings);
    if (!sources) return sources.error();
    given.calibration = *std::move(sources);
    if (settings.image.empty()) {
      auto measured = measure(given);
      if (!measured) return measured;
      if (const auto written = write_report(*measured, settings.output); !written) return written.error();
      return measured;
    }
    const Survey found = survey({settings.image});
    const auto ct = only_ct(found);
    if (!ct) return ct.error();
    return write_measurement(found, **ct, given, settings.output);
  }();
  if (!report) return refuse(report.error());
  for (const auto& s : report->series)
    for (const Warning& w : s.warnings) spdlog::info("{}: {}", w.code, w.message);
  if (settings.json) std::fputs(to_json(*report).c_str(), stdout);
  spdlog::info("{} vertebrae, {} femurs, {} labels measured; written: {}", report->vertebrae.size(),
               report->femurs.size(), report->labels.size(), (settings.output / "report.html").string());
  return kAllAnalysed;
}

}  // namespace osteon::cli
