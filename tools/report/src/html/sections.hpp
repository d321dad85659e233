#pragma once

#include <osteon/pipeline/report.hpp>
#include <osteon/report/pictures.hpp>

#include <string>
#include <vector>

namespace osteon {

// The parts of the page, in the order in which they are read.
[[nodiscard]] std::string glance_section(const Report& report);
/// Pictures and table of one series; nothing where it has no vertebra.
[[nodiscard]] std::string spine_section(const Report& report, const ReportedSeries& series,
                                        const std::vector<Picture>& pictures);
/// Pictures and table of the hips of one series; nothing where it has none.
[[nodiscard]] std::string hip_section(const Report& report, const ReportedSeries& series,
                                      const std::vector<Picture>& pictures);
/// A densitometer's picture with what was found on it; nothing for another series.
[[nodiscard]] std::string dxa_picture_section(const Report& report, const ReportedSeries& series,
                                              const std::vector<Picture>& pictures);
/// Tables, scores and the auditor's findings of what a densitometer printed or sent in this series.
[[nodiscard]] std::string dxa_number_section(const Report& report, const ReportedSeries& series);
/// Pictures on the pages of this series; nothing where none was found.
[[nodiscard]] std::string printed_section(const Report& report, const ReportedSeries& series,
                                          const std::vector<Picture>& pictures);
/// The auditor's findings between the study's objects.
[[nodiscard]] std::string dxa_between_section(const Report& report);
/// What was weighed in a scan.
[[nodiscard]] std::string scan_section(const MeasuredScan& scan);
[[nodiscard]] std::string figure(const Picture& picture);

/// A stored series that was split has one identifier for all its parts.
template <class Of>
bool belongs_to(const ReportedSeries& series, const Of& one) {
  return one.series_uid == series.uid && one.series_part == series.part;
}

/// How the vertebrae of one series were named, and what an error of one level would change where that is
/// possible.
[[nodiscard]] std::string naming_section(const Report& report, const ReportedSeries& series);
[[nodiscard]] std::string labels_section(const Report& report);
[[nodiscard]] std::string recommendation_section(const Report& report);
[[nodiscard]] std::string input_section(const Report& report);
[[nodiscard]] std::string ignored_section(const std::vector<IgnoredFile>& files);
[[nodiscard]] std::string provenance_section(const Report& report);

/// Below this confidence a level's name is said to be doubtful, as in the pictures.
inline constexpr double kDoubtfulBelow = PictureOptions{}.doubtful_below;

}  // namespace osteon
