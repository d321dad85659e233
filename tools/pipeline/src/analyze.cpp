#include "reported.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/analyze.hpp>

#include <map>

namespace osteon {
namespace {

SixPoints six_points(const VertebraLandmarks& l) {
  return {l.superior_anterior, l.superior_middle, l.superior_posterior,
          l.inferior_anterior, l.inferior_middle, l.inferior_posterior};
}

/// The name, the place and the certainty of a vertebra; no measurement yet.
VertebraMeasurement named(const SegmentedVertebra& v, const SeriesOutline& outline) {
  VertebraMeasurement m{};
  m.series_uid = outline.uid;
  m.series_part = outline.part;
  m.level = v.level;
  m.label_confidence = v.label_confidence;
  for (const auto& other : v.alternatives) m.alternatives.push_back({other.level, other.probability});
  m.label_evidence = v.label_evidence;
  m.complete = v.complete;
  const Eigen::Vector3d& center = v.body_center.mm;
  m.center_mm = {center.x(), center.y(), center.z()};
  return m;
}

void add_heights(const std::vector<SegmentedVertebra>& found, const std::optional<Sex>& sex,
                 std::vector<VertebraMeasurement>& vertebrae) {
  std::vector<LevelHeights> column;
  std::vector<std::size_t> owner;
  for (std::size_t n = 0; n < found.size(); ++n) {
    // The sacrum has no lower endplate: no heights.
    if (!found[n].complete || !found[n].landmarks || found[n].level == BoneRegion::s1) continue;
    const SixPoints points = six_points(*found[n].landmarks);
    std::array<std::array<double, 3>, 6> plain{};
    for (std::size_t p = 0; p < 6; ++p) plain[p] = {points[p].mm.x(), points[p].mm.y(), points[p].mm.z()};
    vertebrae[n].landmarks_mm = plain;
    vertebrae[n].heights = vertebral_heights(points, mm(found[n].endplate_sd_mm));
    column.push_back({found[n].level, true, *vertebrae[n].heights, body_depth(points)});
    owner.push_back(n);
  }
  DeformityOptions options;
  options.sex = sex;
  const auto graded = grade_deformities(column, options);
  for (std::size_t k = 0; k < graded.size(); ++k) {
    VertebraMeasurement& v = vertebrae[owner[k]];
    v.deformity = graded[k].deformity;
    v.warnings.insert(v.warnings.end(), graded[k].warnings.begin(), graded[k].warnings.end());
  }
}

/// The vertebrae whose density is measured: whole ones. The sacrum is outlined roughly, as an anchor for
/// names only.
std::vector<VertebraFrame> frames_of(const std::vector<SegmentedVertebra>& found) {
  std::vector<VertebraFrame> frames;
  for (const auto& v : found)
    if (v.complete && v.level != BoneRegion::s1)
      frames.push_back({v.level, v.body_center, v.left, v.anterior, v.superior});
  return frames;
}

void add_densities(const CtScan& scan, const SpineSegmentation& spine,
                   std::vector<VertebraMeasurement>& vertebrae) {
  for (const auto& measured :
       measure_densities(scan, spine.vertebrae, spine.bodies, frames_of(spine.found))) {
    for (auto& v : vertebrae) {
      if (v.level != measured.level) continue;
      v.density = measured.density;
      v.warnings.insert(v.warnings.end(), measured.warnings.begin(), measured.warnings.end());
    }
  }
}

ScanConditions conditions_of(const SeriesOutline& outline) {
  // A header that names no agent proves nothing: most scanners leave the field empty.
  const bool enhanced = !outline.acquisition.contrast_agent.empty();
  return {outline.uid, enhanced ? Contrast::enhanced : Contrast::unknown,
          outline.acquisition.tube_voltage_kv};
}

struct StudyRun {
  Report report;
  Findings findings;
  const SpineSegmenter& segmenter;
  const TakeCt& take;
  const StageProgress& progress;

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
    for (const auto& v : spine->found) vertebrae.push_back(named(v, outline));
    add_heights(spine->found, run.report.patient.sex, vertebrae);
    add_densities(loaded->scan, *spine, vertebrae);
    if (run.take) cores = trabecular_cores(spine->bodies, frames_of(spine->found));
  }
  if (run.take) {
    const Stopwatch watch(run.report, "report");
    run.stage("report")(0);
    run.take({outline, loaded->scan, *spine, cores, vertebrae});
  }
  run.findings.scans.push_back(conditions_of(outline));
  run.report.vertebrae.insert(run.report.vertebrae.end(), vertebrae.begin(), vertebrae.end());
  return std::nullopt;
}

void warn_of_contrast(const SeriesOutline& outline, ReportedSeries& series) {
  if (!outline.acquisition.contrast_agent.empty())
    series.warnings.push_back(
        {"ct.contrast-enhanced", "The header names a contrast agent; attenuation may be raised by it."});
}

}  // namespace

Report analyze(const StudyOutline& study, const SpineSegmenter& segmenter, const TakeCt& take,
               const StageProgress& progress) {
  StudyRun run{{}, {}, segmenter, take, progress};
  {
    const Stopwatch watch(run.report, "total");
    run.report.patient = study.patient;
    for (const SeriesOutline& outline : study.series) {
      ReportedSeries series = reported_series(outline);
      if (!outline.refusal && outline.kind == SeriesKind::ct) {
        warn_of_contrast(outline, series);
        series.refusal = analyze_ct(outline, series, run);
      }
      run.report.series.push_back(std::move(series));
    }
    run.findings.patient = study.patient;
    run.findings.vertebrae = run.report.vertebrae;
    run.report.assessment = assess(run.findings);
  }
  run.report.peak_memory_bytes = peak_memory_bytes();
  return std::move(run.report);
}

}  // namespace osteon
