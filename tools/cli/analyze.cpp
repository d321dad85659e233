#include "commands.hpp"
#include "progress_bar.hpp"

#include <osteon/report/conclusion.hpp>
#include <osteon/report/index.hpp>
#include <osteon/report/json.hpp>
#include <osteon/report/output_folder.hpp>
#include <osteon/report/site_table.hpp>
#include <osteon/report/write_study.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <optional>

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

/// Whom the images show, if that was said.
struct Asked {
  std::optional<PersonFile> person;
  PackChoice chosen;
};

/// Several studies, one after the other.
struct Batch {
  std::vector<IndexEntry> entries;
  std::vector<Examination> examinations;  ///< of the one person
  std::vector<Recommendation> of_images;
};

/// What a study's report says beside its measurements. Of one person's several studies each says what its
/// images suggest; the rest stands in the page over all of them.
Conclude conclusion_of(const Asked& asked, bool one, Batch& batch) {
  if (!asked.person) return conclude_without_person;
  if (one) return [&asked](Report& report) { conclude(report, *asked.person, asked.chosen); };
  return [&batch](Report& report) {
    const auto& of_images = report.assessment.recommendations;
    batch.of_images.insert(batch.of_images.end(), of_images.begin(), of_images.end());
    report.assessment.recommendations = of_images_alone(std::move(report.assessment.recommendations));
  };
}

void keep(const WrittenStudy& written, const StudyOutline& study, const std::string& name, const Asked& asked,
          Batch& batch) {
  batch.entries.push_back(make_index_entry(written.report, study.uid, name));
  if (!asked.person) return;
  for (const Picture& picture : written.pictures)
    if (!picture.name.starts_with("axial")) batch.entries.back().views.push_back(picture);
  batch.examinations.push_back(
      examination_of(written.report, static_cast<int>(batch.examinations.size()) + 1));
}

Result<bool> write_index(const Batch& batch, const Asked& asked, const std::vector<IgnoredFile>& ignored,
                         const Settings& settings) {
  std::optional<Together> together;
  if (asked.person)
    together = conclude_together(batch.examinations, batch.of_images, *asked.person, asked.chosen);
  const std::string json = index_json(batch.entries, ignored, together);
  auto output = OutputFolder::create(settings.output);
  if (!output) return output.error();
  if (auto written = output->write("index.json", json); !written) return written;
  if (auto written = output->write("index.html", index_html(batch.entries, ignored, together)); !written)
    return written;
  if (settings.json) std::fputs(json.c_str(), stdout);
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

namespace {

Result<AnalysisOptions> options_of(const Settings& settings) {
  auto sources = calibration_sources(settings);
  if (!sources) return sources.error();
  auto dxa = dxa_options(settings);
  if (!dxa) return dxa.error();
  AnalysisOptions options{settings.deformity, *std::move(sources), {}, *std::move(dxa)};
  if (settings.pixel_size_mm.size() == 2)
    options.pixel_size_mm = Eigen::Vector2d(settings.pixel_size_mm[0], settings.pixel_size_mm[1]);
  return options;
}

/// Analyses and writes all of them. The exit code.
int analyze_all(Survey& found, const AnalysisOptions& options, const Asked& asked, const Settings& settings,
                ProgressBar& bar) {
  const auto segmenter = make_classical_spine_segmenter();
  const bool one = found.studies.size() == 1;
  const auto names = study_folder_names(found.studies);
  Batch batch;
  bool refused = asked.person && !asked.person->faults.empty();
  for (std::size_t n = 0; n < found.studies.size(); ++n) {
    StudyOutline& study = found.studies[n];
    if (asked.person) study.patient = completed(std::move(study.patient), asked.person->person);
    bar.begin(n + 1, found.studies.size(), names[n]);
    const auto written = write_study(
        study, one ? found.ignored : std::vector<IgnoredFile>{}, *segmenter,
        one ? settings.output : settings.output / names[n],
        [&](std::string_view stage, double done) { bar.show(stage, done); }, options,
        conclusion_of(asked, one, batch));
    bar.clear();
    if (!written) return failed(written.error());
    tell(written->report);
    refused = refused || any_refused(written->report);
    if (one && settings.json) std::fputs(to_json(written->report).c_str(), stdout);
    if (!one) keep(*written, study, names[n], asked, batch);
  }
  if (!one)
    if (const auto written = write_index(batch, asked, found.ignored, settings); !written)
      return failed(written.error());
  spdlog::info("written: {}", (settings.output / (one ? "report.html" : "index.html")).string());
  return refused || left_out(found) ? kRefused : kAllAnalysed;
}

}  // namespace

int run_analyze(const Settings& settings) {
  const auto options = options_of(settings);
  if (!options) return failed(options.error());
  Asked asked;
  if (!settings.person.empty()) {
    auto person = load_person(settings.person);
    if (!person) {
      (void)failed(person.error());
      return kRefused;
    }
    asked.person = *std::move(person);
    const auto chosen = chosen_packs(settings.pack);
    if (!chosen) return kUsage;
    asked.chosen = *chosen;
  }
  ProgressBar bar(settings.quiet || settings.json);
  bar.begin(0, 0, "reading headers");
  Survey found = survey(settings.inputs, [&](double done) { bar.show("scan", done); });
  bar.clear();
  for (const IgnoredFile& file : found.ignored)
    spdlog::info("{}: ignored, {}", file.source, file.reason.code);
  if (found.studies.empty()) {
    spdlog::warn("no usable image in the input");
    // Of an earlier run nothing but the report goes: a wrong folder or an unplugged disk costs no maps.
    const auto written = write_report(empty_report(found), settings.output, Stale::keep);
    return written ? kRefused : failed(written.error());
  }
  return analyze_all(found, *options, asked, settings, bar);
}

}  // namespace osteon::cli
