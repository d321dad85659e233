#pragma once

#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/pipeline/report.hpp>

#include <Eigen/Core>

#include <optional>

namespace osteon {

/// Loads a picture of the spine from the side, of a densitometer or a film, finds its vertebrae and measures
/// them. The reason when it cannot be.
[[nodiscard]] std::optional<Error> analyze_lateral(const SeriesOutline& outline,
                                                   const std::optional<Eigen::Vector2d>& operator_spacing_mm,
                                                   const DeformityOptions& deformity, const TakePicture& take,
                                                   ReportedSeries& series, Report& report);

}  // namespace osteon
