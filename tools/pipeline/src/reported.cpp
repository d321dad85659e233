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

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in kilobytes
}

}  // namespace osteon
