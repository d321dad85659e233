#include "given_spine.hpp"
#include "measured_vertebrae.hpp"
#include "read_masks.hpp"
#include "reported.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/pipeline/measure.hpp>
#include <osteon/pipeline/measured_femurs.hpp>

#include <stdexcept>

namespace osteon {
namespace {

DeformityOptions grading_of(const GivenMasks& given, const Patient& patient) {
  DeformityOptions result = given.deformity;
  result.sex = patient.sex;
  result.misreading_share = kMaskMisreadings;
  return result;
}

/// The spine of the masks, brought to the image. Nothing without a vertebra in them.
Result<std::optional<SpineSegmentation>> spine_of(GivenSpineMaps maps, const CtScan* scan,
                                                  LabelScheme scheme) {
  if (!maps.vertebrae || is_empty(*maps.vertebrae)) return std::optional<SpineSegmentation>{};
  auto spine = given_spine(std::move(maps), scheme);
  if (!spine) return spine.error();
  if (scan != nullptr) move_maps(scan->hounsfield.grid(), *spine);
  return std::optional(std::move(spine).value());
}

/// What the masks tell of the bones in the image: vertebrae and femurs, where there are any.
std::optional<Error> add_bones(ReadMasks read, const CtScan& scan, const SeriesOutline& outline,
                               const GivenMasks& given, const TakeCt& take, ReportedSeries& series,
                               Report& report) {
  auto spine = spine_of(std::move(read.spine), &scan, given.scheme);
  if (!spine) return spine.error();
  std::optional<FemurSegmentation> femurs;
  if (read.femurs) femurs = femurs_from_labels(scan, *read.femurs);
  if (!*spine && !femurs) return std::nullopt;
  const DensityOptions density = as_given_masks_are_measured();
  const DeformityOptions deformity = grading_of(given, report.patient);
  CtReading reading = *spine ? read_ct(scan, **spine, outline, given.calibration)
                             : read_ct_of_hips(scan, femurs->found, outline, given.calibration);
  const ScanScale scale = scale_of(reading, outline, deformity.sex);
  const Grid<3>& grid = scan.hounsfield.grid();
  const bool has_spine = spine->has_value();
  const SpineSegmentation bones =
      has_spine ? *std::move(*spine) : SpineSegmentation{LabelMap<3>(grid), LabelMap<3>(grid), {}, {}, {}};
  std::vector<FemurMeasurement> hips;
  if (femurs) hips = measured_femurs(scan, *femurs, scale, report.patient, outline);
  if (has_spine) {
    series.warnings.insert(series.warnings.end(), bones.warnings.begin(), bones.warnings.end());
    const WeighedScan weighed{scan, scale, reading.acquisition.conditions.metal_levels};
    report.vertebrae = measured_vertebrae(bones, &weighed, outline, deformity, density);
    report.curvatures.push_back(measured_curvature(bones, outline));
  }
  keep_reading(std::move(reading), series);
  if (take)
    take({outline, scan, bones, measured_frames(bones), density, report.vertebrae,
          femurs ? &femurs->femurs : nullptr, hips});
  for (const FemurMeasurement& hip : hips) report.femurs.push_back(without_pictures(hip));
  return std::nullopt;
}

/// The CT that was measured, and every other series of the input with the reason why it was not.
void add_series(const Survey& image, const SeriesOutline& ct, const ReportedSeries& measured,
                Report& report) {
  for (const StudyOutline& study : image.studies) {
    for (const SeriesOutline& outline : study.series) {
      ReportedSeries series = &outline == &ct ? measured : reported_series(outline);
      if (&outline != &ct && !series.refusal)
        series.refusal = Error{"image.not-measured", "Another series of the input was measured.",
                               "Give this one alone to measure it."};
      report.series.push_back(std::move(series));
    }
  }
}

void judge(Report& report, std::vector<ScanConditions> scans, const DeformityOptions& deformity) {
  Findings findings;
  findings.patient = report.patient;
  findings.vertebrae = report.vertebrae;
  findings.hips = hip_findings(report.femurs);
  findings.scans = std::move(scans);
  report.assessment = assess(findings);
  report.label_shifts = label_shifts(findings, deformity);
}

Patient patient_of(const Survey& image, const SeriesOutline& ct) {
  for (const StudyOutline& study : image.studies)
    for (const SeriesOutline& outline : study.series)
      if (&outline == &ct) return study.patient;
  throw std::invalid_argument("measure: the CT is not of this survey");
}

}  // namespace

Result<SpineSegmentation> spine_of_masks(const CtScan& scan, const GivenMasks& given) {
  MaskNotes notes;
  auto read = read_masks(&scan, given, notes);
  if (!read) return read.error();
  if (!read->spine.vertebrae || is_empty(*read->spine.vertebrae))
    return Error{"labels.none", "The mask holds no vertebra of the scheme " + name(given.scheme) + ".",
                 "Give a mask with vertebrae and the scheme that numbers them."};
  auto spine = given_spine(std::move(read->spine), given.scheme);
  if (!spine) return spine.error();
  move_maps(scan.hounsfield.grid(), *spine);
  return spine;
}

Result<Report> measure(const Survey& image, const SeriesOutline& ct, const GivenMasks& given,
                       const TakeCt& take) {
  Report report;
  {
    const Stopwatch total(report, "total");
    report.patient = patient_of(image, ct);
    ReportedSeries series = reported_series(ct);
    const auto loaded = [&] {
      const Stopwatch watch(report, "load");
      return load_ct(ct);
    }();
    if (!loaded) return loaded.error();
    series.grid = loaded->scan.hounsfield.grid();
    series.warnings.insert(series.warnings.end(), loaded->warnings.begin(), loaded->warnings.end());
    const Stopwatch watch(report, "measure");
    MaskNotes notes;
    auto read = read_masks(&loaded->scan, given, notes);
    if (!read) return read.error();
    warn_of_outside(notes);
    series.warnings.insert(series.warnings.end(), notes.warnings.begin(), notes.warnings.end());
    series.method = "given mask, scheme " + name(given.scheme);
    report.labels = std::move(read->statistics);
    if (const auto error = add_bones(std::move(*read), loaded->scan, ct, given, take, series, report))
      return *error;
    add_series(image, ct, series, report);
    report.ignored = image.ignored;
    report.ignored.insert(report.ignored.end(), notes.ignored.begin(), notes.ignored.end());
    judge(report, {conditions_of(ct, series.conditions.value_or(CtConditions{}))},
          grading_of(given, report.patient));
  }
  report.peak_memory_bytes = peak_memory_bytes();
  return report;
}

Result<Report> measure(const GivenMasks& given) {
  Report report;
  {
    const Stopwatch total(report, "total");
    const Survey found = survey({given.labels});
    const SeriesOutline* first = nullptr;
    for (const StudyOutline& study : found.studies)
      for (const SeriesOutline& s : study.series)
        if (first == nullptr && s.kind == SeriesKind::label_map) first = &s;
    MaskNotes notes;
    auto read = read_masks(nullptr, given, notes);
    if (!read) return read.error();
    if (first == nullptr || !read->spine.vertebrae || is_empty(*read->spine.vertebrae))
      return Error{"labels.none", "The mask holds no vertebra of the scheme " + name(given.scheme) + ".",
                   "Give a mask with vertebrae and the scheme that numbers them."};
    ReportedSeries series = reported_series(*first);
    series.refusal.reset();
    series.method = "given mask, scheme " + name(given.scheme);
    series.warnings.push_back({"image.not-given",
                               "No image was given: heights and deformities are those of the "
                               "mask, and no attenuation is known."});
    const auto spine = spine_of(std::move(read->spine), nullptr, given.scheme);
    if (!spine) return spine.error();
    series.warnings.insert(series.warnings.end(), (*spine)->warnings.begin(), (*spine)->warnings.end());
    report.vertebrae = measured_vertebrae(**spine, nullptr, *first, grading_of(given, report.patient),
                                          as_given_masks_are_measured());
    report.curvatures.push_back(measured_curvature(**spine, *first));
    report.series.push_back(std::move(series));
    report.ignored = notes.ignored;
    judge(report, {}, grading_of(given, report.patient));
  }
  report.peak_memory_bytes = peak_memory_bytes();
  return report;
}

}  // namespace osteon
