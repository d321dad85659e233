#include "analyze_displays.hpp"

#include <osteon/imaging/dxa_object.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

bool is_doubtful(const std::vector<Warning>& warnings) {
  return std::any_of(warnings.begin(), warnings.end(), [](const Warning& warning) {
    return warning.code.ends_with("-doubtful") || warning.code == "dxa-hip.unsteady" ||
           warning.code == "dxa-hip.side-conflict";
  });
}

template <class Of>
bool is_of(const Of& one, const SeriesOutline& outline) {
  return one.series_uid == outline.uid && one.series_part == outline.part;
}

/// The scan that a series shows, unless its pixels were weighed.
std::optional<ShownScan> shown_by(const SeriesOutline& outline, const ReportedSeries& series,
                                  const Report& report) {
  for (const MeasuredScan& scan : report.scans)
    if (is_of(scan, outline)) return std::nullopt;
  const std::string date =
      outline.files.empty() ? std::string() : describe_dxa_object(outline.files.front()).date;
  for (const SpinePicture& one : report.spine_pictures)
    if (is_of(one, outline))
      return ShownScan{DxaExam::ap_spine, {}, date, one.shown, is_doubtful(series.warnings)};
  for (const HipPicture& one : report.hip_pictures)
    if (is_of(one, outline))
      return ShownScan{DxaExam::femur, one.hip.side, date, one.shown, is_doubtful(series.warnings)};
  return std::nullopt;
}

/// Regions that were drawn otherwise than they lie.
void tell_regions(const DisplayEstimate& estimate, ReportedSeries& series) {
  if (!estimate.found) return;
  for (const RemeasuredRegion& one : estimate.found->regions)
    if (one.drawn_otherwise)
      series.warnings.push_back(
          {"dxa.region-differs",
           fmt::format("The table's region {} is {:.0f} % {} than the one found in the picture, the others "
                       "agree: check how it was drawn. Within the found one grey values suggest {:.3f} +- "
                       "{:.3f} g/cm2 (an estimate); reported are {:.3f}.",
                       one.region, 100 * std::abs(1 / *one.area_ratio - 1),
                       *one.area_ratio < 1 ? "larger" : "smaller", in_g_per_cm2(one.estimated.value),
                       in_g_per_cm2(*one.estimated.sd), in_g_per_cm2(one.reported))});
}

}  // namespace

void estimate_displays(const StudyOutline& study, Report& report) {
  for (const SeriesOutline& outline : study.series) {
    const auto series = std::find_if(
        report.series.begin(), report.series.end(),
        [&](const ReportedSeries& one) { return one.uid == outline.uid && one.part == outline.part; });
    if (series == report.series.end() || report.dxa_readings.empty()) continue;
    const auto shown = shown_by(outline, *series, report);
    if (!shown) continue;
    auto estimate = estimate_display(*shown, report.dxa_readings);
    if (!estimate) continue;
    estimate->series_uid = outline.uid;
    estimate->series_part = outline.part;
    tell_regions(*estimate, *series);
    report.display_estimates.push_back(*std::move(estimate));
  }
}

}  // namespace osteon
