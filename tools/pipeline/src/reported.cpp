#include "reported.hpp"

#include <sys/resource.h>
#include <utility>

namespace osteon {

ReportedSeries reported_series(const SeriesOutline& outline) {
  ReportedSeries series{};
  series.uid = outline.uid;
  series.source = outline.source;
  series.part = outline.part;
  series.kind = outline.kind;
  series.description = outline.description;
  series.refusal = outline.refusal;
  series.warnings = outline.warnings;
  series.grid = outline.grid;
  series.spacing_source = outline.spacing_source;
  series.acquisition = outline.acquisition;
  series.file_count = outline.files.size();
  return series;
}

ScanConditions conditions_of(const SeriesOutline& outline, const CtConditions& conditions) {
  const auto enhanced = carries_contrast(conditions.contrast);
  const Contrast contrast = !enhanced ? Contrast::unknown : *enhanced ? Contrast::enhanced : Contrast::native;
  return {outline.uid, contrast, outline.acquisition.tube_voltage_kv, outline.part};
}

void keep_reading(CtReading reading, ReportedSeries& series) {
  series.warnings.insert(series.warnings.end(), reading.warnings.begin(), reading.warnings.end());
  series.conditions = std::move(reading.acquisition.conditions);
  series.tissues = std::move(reading.acquisition.tissues.found);
  series.water_diameter = reading.water_diameter;
  series.calibration = std::move(reading.calibration);
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in kilobytes
}

}  // namespace osteon
