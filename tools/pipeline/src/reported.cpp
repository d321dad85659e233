#include "reported.hpp"

#include <sys/resource.h>

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

ScanConditions conditions_of(const SeriesOutline& outline) {
  // A header that names no agent proves nothing: most scanners leave the field empty.
  const bool enhanced = !outline.acquisition.contrast_agent.empty();
  return {outline.uid, enhanced ? Contrast::enhanced : Contrast::unknown, outline.acquisition.tube_voltage_kv,
          outline.part};
}

void warn_of_contrast(const SeriesOutline& outline, ReportedSeries& series) {
  if (!outline.acquisition.contrast_agent.empty())
    series.warnings.push_back(
        {"ct.contrast-enhanced", "The header names a contrast agent; attenuation may be raised by it."});
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in kilobytes
}

}  // namespace osteon
