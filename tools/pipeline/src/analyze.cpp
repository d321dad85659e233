#include "analyze_displays.hpp"
#include "analyze_dxa.hpp"
#include "analyze_lateral.hpp"
#include "analyze_picture.hpp"
#include "analyze_scan.hpp"
#include "measured_vertebrae.hpp"
#include "reported.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/pipeline/measured_femurs.hpp>

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

/// What was outlined in one CT; an empty spine where hips alone are in view.
struct FoundBones {
  SpineSegmentation spine;
  std::optional<FemurSegmentation> femurs;
  [[nodiscard]] bool has_spine() const { return !spine.found.empty(); }
};

SpineSegmentation no_spine(const Grid<3>& grid, const Error& why) {
  return {LabelMap<3>(grid), LabelMap<3>(grid), {}, {}, {{why.code, why.message}}};
}

/// Errors: those of the spine, where no hip is in view either. A patient who lies the other way round than
/// the header says has no trustworthy side.
Result<FoundBones> find_bones(const CtScan& scan, StudyRun& run) {
  const Stopwatch watch(run.report, "segment");
  auto spine = run.segmenter.segment(scan, run.stage("segment"));
  if (!spine && spine.error().code != "anatomy.no-spine") return spine.error();
  FoundBones bones{spine ? *std::move(spine) : no_spine(scan.hounsfield.grid(), spine.error()), {}};
  if (!bones.has_spine() || hips_may_be_in_view(scan, bones.spine))
    if (auto femurs = find_femurs(scan)) bones.femurs = std::move(femurs).value();
  if (!bones.has_spine() && !bones.femurs) return spine.error();
  return bones;
}

struct Measurements {
  std::vector<VertebraMeasurement> vertebrae;
  std::vector<FemurMeasurement> femurs;
};

Measurements measure_bones(const CtScan& scan, const FoundBones& bones, const SeriesOutline& outline,
                           ReportedSeries& series, StudyRun& run) {
  const Stopwatch watch(run.report, "measure");
  run.stage("measure")(0);
  CtReading reading = bones.has_spine()
                          ? read_ct(scan, bones.spine, outline, run.options.calibration)
                          : read_ct_of_hips(scan, bones.femurs->found, outline, run.options.calibration);
  const ScanScale scale = scale_of(reading, outline, run.options.deformity.sex);
  Measurements result;
  if (bones.has_spine()) {
    const WeighedScan weighed{scan, scale, reading.acquisition.conditions.metal_levels};
    result.vertebrae = measured_vertebrae(bones.spine, &weighed, outline, run.options.deformity);
    run.findings.scans.push_back(conditions_of(outline, reading.acquisition.conditions));
  }
  if (bones.femurs) result.femurs = measured_femurs(scan, *bones.femurs, scale, run.report.patient, outline);
  keep_reading(std::move(reading), series);
  return result;
}

void hand_over(const CtScan& scan, const FoundBones& bones, const Measurements& measured,
               const SeriesOutline& outline, StudyRun& run) {
  if (!run.take) return;
  const Stopwatch watch(run.report, "report");
  run.stage("report")(0);
  run.take({outline, scan, bones.spine, measured_frames(bones.spine), DensityOptions{}, measured.vertebrae,
            bones.femurs ? &bones.femurs->femurs : nullptr, measured.femurs});
}

/// Loads, segments and measures one CT. The reason when it cannot be.
std::optional<Error> analyze_ct(const SeriesOutline& outline, ReportedSeries& series, StudyRun& run) {
  const auto loaded = [&] {
    const Stopwatch watch(run.report, "load");
    return load_ct(outline, run.stage("load"));
  }();
  if (!loaded) return loaded.error();
  series.grid = loaded->scan.hounsfield.grid();
  series.warnings.insert(series.warnings.end(), loaded->warnings.begin(), loaded->warnings.end());
  const auto bones = find_bones(loaded->scan, run);
  if (!bones) return bones.error();
  if (bones->has_spine()) series.method = run.segmenter.provenance();
  series.warnings.insert(series.warnings.end(), bones->spine.warnings.begin(), bones->spine.warnings.end());
  const Measurements measured = measure_bones(loaded->scan, *bones, outline, series, run);
  hand_over(loaded->scan, *bones, measured, outline, run);
  Report& report = run.report;
  if (bones->has_spine()) report.curvatures.push_back(measured_curvature(bones->spine, outline));
  report.vertebrae.insert(report.vertebrae.end(), measured.vertebrae.begin(), measured.vertebrae.end());
  for (const FemurMeasurement& femur : measured.femurs) report.femurs.push_back(without_pictures(femur));
  return std::nullopt;
}

/// Of a densitometer or a film.
bool is_lateral(const SeriesOutline& outline) {
  return outline.kind == SeriesKind::dxa_lateral || outline.radiograph.has_value();
}

/// A densitometer's picture or a film, a densitometer's numbers, or both. The reason when the series gives
/// neither.
std::optional<Error> analyze_densitometry(const SeriesOutline& outline, ReportedSeries& series,
                                          const TakePicture& take, StudyRun& run) {
  std::optional<Error> no_picture, no_numbers;
  if (is_lateral(outline))
    no_picture =
        analyze_lateral(outline, run.options.pixel_size_mm, run.options.deformity, take, series, run.report);
  else if (outline.weighable)
    no_picture = analyze_scan(outline, run.options.pixel_size_mm, run.options.dxa.references, take, series,
                              run.report);
  else if (outline.picture)
    no_picture = analyze_picture(outline, run.options.pixel_size_mm, take, series, run.report);
  const bool seek_numbers =
      outline.numbers != CarriedNumbers::none &&
      (outline.numbers != CarriedNumbers::printed_unless_picture || !outline.picture || no_picture);
  if (seek_numbers) no_numbers = analyze_numbers(outline, series, run.report);
  tell_proprietary(outline, series);
  const bool is_picture = outline.picture || outline.radiograph, measured = is_picture && !no_picture,
             read = seek_numbers && !no_numbers;
  if (measured || read) return std::nullopt;
  return is_picture ? no_picture : no_numbers;
}

}  // namespace

Report analyze(const StudyOutline& study, const SpineSegmenter& segmenter, const TakeCt& take,
               const StageProgress& progress, const AnalysisOptions& options,
               const TakePicture& take_picture) {
  StudyRun run{{}, {}, segmenter, take, progress, options};
  run.options.deformity.sex = study.patient.sex;
  {
    const Stopwatch watch(run.report, "total");
    run.report.patient = study.patient;
    for (const SeriesOutline& outline : study.series) {
      ReportedSeries series = reported_series(outline);
      if (!outline.refusal && outline.kind == SeriesKind::ct) {
        series.refusal = analyze_ct(outline, series, run);
      } else if (!outline.refusal) {
        series.refusal = analyze_densitometry(outline, series, take_picture, run);
      }
      run.report.series.push_back(std::move(series));
    }
    judge_numbers(study, options.dxa, run.report);
    estimate_displays(study, run.report);
    run.findings.patient = run.report.patient;
    run.findings.densitometers = densitometer_findings(run.report.dxa_readings);
    add_categories(run.report.scans, run.findings.densitometers);
    run.findings.vertebrae = run.report.vertebrae;
    run.findings.hips = hip_findings(run.report.femurs);
    run.report.assessment = assess(run.findings);
    run.report.label_shifts = label_shifts(run.findings, run.options.deformity);
  }
  run.report.peak_memory_bytes = peak_memory_bytes();
  return std::move(run.report);
}

}  // namespace osteon
