#include "commands.hpp"
#include "progress_bar.hpp"

#include <osteon/report/index.hpp>
#include <osteon/report/json.hpp>
#include <osteon/report/output_folder.hpp>
#include <osteon/report/site_table.hpp>
#include <osteon/report/write_study.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>

namespace osteon::cli {
namespace {

/// One line for each vertebra that was measured, and why a series was refused.
void tell(const Report& report) {
  for (const ReportedSeries& s : report.series) {
    if (s.refusal)
      spdlog::warn("{}: refused, {}: {} {}", s.source, s.refusal->code, s.refusal->message,
                   s.refusal->remedy);
    for (const Warning& w : s.warnings) spdlog::info("{}: {}: {}", s.source, w.code, w.message);
  }
  std::string levels;
  for (const auto& v : report.vertebrae)
    levels += fmt::format(" {}{}", name(v.level),
                          !v.complete                ? "(cut)"
                          : v.label_confidence < 0.8 ? "(?)"
                                                     : "");
  if (!levels.empty()) spdlog::info("vertebrae:{}", levels);
}

bool any_refused(const Report& report) {
  return std::any_of(report.series.begin(), report.series.end(),
                     [](const auto& s) { return s.refusal.has_value(); });
}

/// Nothing usable at all: still a report that says what was found and why it cannot be used.
Report empty_report(const Survey& survey) {
  Report report;
  report.ignored = survey.ignored;
  report.assessment = assess(Findings{});
  return report;
}

Result<bool> write_index(const std::vector<IndexEntry>& entries, const std::vector<IgnoredFile>& ignored,
                         const std::filesystem::path& folder) {
  auto output = OutputFolder::create(folder);
  if (!output) return output.error();
  if (auto written = output->write("index.json", index_json(entries, ignored)); !written) return written;
  if (auto written = output->write("index.html", index_html(entries, ignored)); !written) return written;
  return output->commit();
}

int failed(const Error& error) {
  spdlog::error("{}: {} {}", error.code, error.message, error.remedy);
  return kFailure;
}

}  // namespace

Result<CalibrationSources> calibration_sources(const Settings& settings) {
  CalibrationSources sources;
  if (settings.calibration.empty()) return sources;
  auto table = load_site_table(settings.calibration);
  if (!table) return table.error();
  sources.site = *std::move(table);
  return sources;
}

int run_analyze(const Settings& settings) {
  const auto sources = calibration_sources(settings);
  if (!sources) return failed(sources.error());
  const auto dxa = dxa_options(settings);
  if (!dxa) return failed(dxa.error());
  ProgressBar bar(settings.quiet || settings.json);
  bar.begin(0, 0, "reading headers");
  const Survey found = survey(settings.inputs, [&](double done) { bar.show("scan", done); });
  bar.clear();
  for (const IgnoredFile& file : found.ignored)
    spdlog::info("{}: ignored, {}", file.source, file.reason.code);
  if (found.studies.empty()) {
    spdlog::warn("no usable image in the input");
    // Of an earlier run nothing but the report goes: a wrong folder or an unplugged disk costs no maps.
    const auto written = write_report(empty_report(found), settings.output, Stale::keep);
    return written ? kRefused : failed(written.error());
  }
  AnalysisOptions options{settings.deformity, *sources, {}, *dxa};
  if (settings.pixel_size_mm.size() == 2)
    options.pixel_size_mm = Eigen::Vector2d(settings.pixel_size_mm[0], settings.pixel_size_mm[1]);
  const auto segmenter = make_classical_spine_segmenter();
  const bool one = found.studies.size() == 1;
  const auto names = study_folder_names(found.studies);
  std::vector<IndexEntry> entries;
  bool refused = false;
  for (std::size_t n = 0; n < found.studies.size(); ++n) {
    bar.begin(n + 1, found.studies.size(), names[n]);
    const auto folder = one ? settings.output : settings.output / names[n];
    const auto report = write_study(
        found.studies[n], one ? found.ignored : std::vector<IgnoredFile>{}, *segmenter, folder,
        [&](std::string_view stage, double done) { bar.show(stage, done); }, options);
    bar.clear();
    if (!report) return failed(report.error());
    tell(*report);
    refused = refused || any_refused(*report);
    entries.push_back(make_index_entry(*report, found.studies[n].uid, names[n]));
    if (one && settings.json) std::fputs(to_json(*report).c_str(), stdout);
  }
  if (!one) {
    if (const auto written = write_index(entries, found.ignored, settings.output); !written)
      return failed(written.error());
    if (settings.json) std::fputs(index_json(entries, found.ignored).c_str(), stdout);
  }
  spdlog::info("written: {}", (settings.output / (one ? "report.html" : "index.html")).string());
  return refused || left_out(found) ? kRefused : kAllAnalysed;
}

}  // namespace osteon::cli
