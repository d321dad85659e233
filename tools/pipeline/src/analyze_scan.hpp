#pragma once

#include <osteon/densitometry/site_reference.hpp>
#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/pipeline/report.hpp>

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace osteon {

/// Weighs a densitometer's scan: densities from two energies by its calibration object, or as a map holds
/// them; spine or hip found in the picture that they make; mineral, area and density of their regions, with
/// scores where the maker's scale has references. Two energies without a calibration object give places
/// alone, and say so; samples of supposed meaning give nothing. The reason when nothing is measured.
[[nodiscard]] std::optional<Error> analyze_scan(const SeriesOutline& outline,
                                                const std::optional<Eigen::Vector2d>& operator_spacing_mm,
                                                const std::vector<SiteReference>& references,
                                                const TakePicture& take, ReportedSeries& series,
                                                Report& report);

/// Their categories, as rules want them.
void add_categories(const std::vector<MeasuredScan>& scans, std::vector<DensitometerFinding>& findings);

}  // namespace osteon
