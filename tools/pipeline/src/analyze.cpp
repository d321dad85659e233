#include "measured_vertebrae.hpp"
#include "reported.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/pipeline/ct_reading.hpp>

#include <map>

namespace osteon {
namespace {

struct StudyRun {
  Report report;
  Findings findings;
  const SpineSegmenter& segmenter;
  const TakeCt& take;
  const StageProgress& progress;
  AnalysisOptions options;

  [[nodiscard]] Progress stage(std::string_view name) const {
    return [this, name](double done) {
      if (progress) progress(name, done);
    };
  }
};

/// Loads, segments and measures one CT. The reason when it cannot be.
std::optional<Error> analyze_ct(const SeriesOutline& outline, ReportedSeries& series, StudyRun& run) {
  const auto loaded = [&] {
    const Stopwatch watch(run.report, "load");
    return load_ct(outline, run.stage("load"));
  }();
  if (!loaded) return loaded.error();
  series.grid = loaded->scan.hounsfield.grid();
  series.warnings.insert(series.warnings.end(), loaded->warnings.begin(), loaded->warnings.end());
  const auto spine = [&] {
    const Stopwatch watch(run.report, "segment");
    return run.segmenter.segment(loaded->scan, run.stage("segment"));
  }();
  if (!spine) return spine.error();
  series.method = run.segmenter.provenance();
  series.warnings.insert(series.warnings.end(), spine->warnings.begin(), spine->warnings.end());
  std::vector<VertebraMeasurement> vertebrae;
  LabelMap<3> cores(Grid<3>{{0, 0, 0}, {1, 1, 1}, {0, 0, 0}, Eigen::Matrix3d::Identity()});
  {
    const Stopwatch watch(run.report, "measure");
    run.stage("measure")(0);
    CtReading reading = read_ct(loaded->scan, *spine, outline, run.options.calibration);
    const WeighedScan weighed{loaded->scan, scale_of(reading, outline, run.options.deformity.sex),
                              reading.acquisition.conditions.metal_levels};
    vertebrae = measured_vertebrae(*spine, &weighed, outline, run.options.deformity);
    run.findings.scans.push_back(conditions_of(outline, reading.acquisition.conditions));
    keep_reading(std::move(reading), series);
    if (run.take) cores = trabecular_cores(spine->bodies, measured_frames(*spine));
  }
  if (run.take) {
    const Stopwatch watch(run.report, "report");
    run.stage("report")(0);
    run.take({outline, loaded->scan, *spine, cores, vertebrae});
  }
  run.report.curvatures.push_back(measured_curvature(*spine, outline));
  run.report.vertebrae.insert(run.report.vertebrae.end(), vertebrae.begin(), vertebrae.end());
  return std::nullopt;
}

}  // namespace

Report analyze(const StudyOutline& study, const SpineSegmenter& segmenter, const TakeCt& take,
               const StageProgress& progress, const AnalysisOptions& options) {
  StudyRun run{{}, {}, segmenter, take, progress, options};
  run.options.deformity.sex = study.patient.sex;
  {
    const Stopwatch watch(run.report, "total");
    run.report.patient = study.patient;
    for (const SeriesOutline& outline : study.series) {
      ReportedSeries series = reported_series(outline);
      if (!outline.refusal && outline.kind == SeriesKind::ct) {
        series.refusal = analyze_ct(outline, series, run);
      }
      run.report.series.push_back(std::move(series));
    }
    run.findings.patient = study.patient;
    run.findings.vertebrae = run.report.vertebrae;
    run.report.assessment = assess(run.findings);
    run.report.label_shifts = label_shifts(run.findings, run.options.deformity);
  }
  run.report.peak_memory_bytes = peak_memory_bytes();
  return std::move(run.report);
}

}  // namespace osteon
