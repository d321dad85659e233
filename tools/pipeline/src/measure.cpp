#include "reported.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/resample.hpp>
#include <osteon/pipeline/measure.hpp>

#include <algorithm>

namespace osteon {
namespace {

namespace fs = std::filesystem;

bool is_empty(const LabelMap<3>& labels) {
  return std::all_of(labels.pixels().begin(), labels.pixels().end(), [](std::uint8_t v) { return v == 0; });
}

/// The mask on the CT's own grid.
Result<LabelMap<3>> brought_to(const Grid<3>& target, const LabelMap<3>& labels,
                               std::vector<Warning>& warnings) {
  LabelMap<3> placed = same_place(labels.grid(), target) ? LabelMap<3>(target, labels.pixels())
                                                         : resample_nearest(labels, target);
  if (is_empty(placed) && !is_empty(labels))
    return Error{"labels.elsewhere", "The mask lies outside the image.",
                 "Give the mask that was made from this image."};
  if (!on_same_lattice(labels.grid(), target) &&
      std::none_of(warnings.begin(), warnings.end(),
                   [](const Warning& w) { return w.code == "labels.resampled"; }))
    warnings.push_back(
        {"labels.resampled",
         "The mask lies on another grid; it was resampled to the image's by nearest neighbour."});
  return placed;
}

std::string stem_of(const fs::path& file) {
  std::string name = file.filename().string();
  return name.substr(0, name.find('.'));
}

bool is_mask_file(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.ends_with(".nii") || name.ends_with(".nii.gz") || name.ends_with(".nrrd");
}

/// The scheme's number for a name; 0 where it has none.
int label_of_name(LabelScheme scheme, const std::string& name) {
  for (int label = 1; label <= 255; ++label)
    if (label_name(scheme, label) == name) return label;
  return 0;
}

/// One structure a file: every voxel that is not 0 belongs to it, whatever its number.
Result<std::vector<LabelStatistics>> measure_folder(const CtScan& scan, const fs::path& folder,
                                                    LabelScheme scheme, std::vector<Warning>& warnings) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file() && is_mask_file(entry.path())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<LabelStatistics> all;
  for (const fs::path& file : files) {
    auto mask = load_labels(file);
    if (!mask)
      return Error{mask.error().code, stem_of(file) + ": " + mask.error().message, mask.error().remedy};
    for (auto& v : mask->pixels()) v = v != 0;
    auto placed = brought_to(scan.hounsfield.grid(), *mask, warnings);
    if (!placed)
      return Error{placed.error().code, stem_of(file) + ": " + placed.error().message, placed.error().remedy};
    auto statistics = label_statistics(scan, *placed, LabelScheme::unnamed);
    if (statistics.empty()) statistics.push_back({1, "", 0, 0, 0, 0});
    statistics.front().name = stem_of(file);
    statistics.front().label = label_of_name(scheme, statistics.front().name);
    all.push_back(statistics.front());
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.label < b.label; });
  if (all.empty())
    return Error{"labels.none", "The folder holds no mask.", "Give .nii, .nii.gz or .nrrd masks."};
  return all;
}

Result<std::vector<LabelStatistics>> measure_file(const CtScan& scan, const fs::path& file,
                                                  LabelScheme scheme, std::vector<Warning>& warnings) {
  const auto labels = load_labels(file);
  if (!labels) return labels.error();
  const auto placed = brought_to(scan.hounsfield.grid(), *labels, warnings);
  if (!placed) return placed.error();
  auto statistics = label_statistics(scan, *placed, scheme);
  if (statistics.empty())
    return Error{"labels.none", "The mask is empty.", "Give a mask with at least one label."};
  return statistics;
}

}  // namespace

Result<Report> measure(const StudyOutline& study, const SeriesOutline& ct, const fs::path& labels,
                       LabelScheme scheme) {
  Report report;
  {
    const Stopwatch total(report, "total");
    report.patient = study.patient;
    ReportedSeries series = reported_series(ct);
    const auto loaded = [&] {
      const Stopwatch watch(report, "load");
      return load_ct(ct);
    }();
    if (!loaded) return loaded.error();
    series.warnings.insert(series.warnings.end(), loaded->warnings.begin(), loaded->warnings.end());
    const Stopwatch watch(report, "measure");
    auto statistics = fs::is_directory(labels) ? measure_folder(loaded->scan, labels, scheme, series.warnings)
                                               : measure_file(loaded->scan, labels, scheme, series.warnings);
    if (!statistics) return statistics.error();
    series.method = "given mask, scheme " + name(scheme);
    report.labels = std::move(*statistics);
    report.series.push_back(std::move(series));
    Findings findings;
    findings.patient = study.patient;
    report.assessment = assess(findings);
  }
  report.peak_memory_bytes = peak_memory_bytes();
  return report;
}

}  // namespace osteon
