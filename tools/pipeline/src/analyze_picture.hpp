#pragma once

#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/pipeline/report.hpp>

#include <Eigen/Core>

#include <optional>

namespace osteon {

/// Loads a densitometer's picture and finds spine or hip on it, as its header names it. The reason when it
/// cannot be.
[[nodiscard]] std::optional<Error> analyze_picture(const SeriesOutline& outline,
                                                   const std::optional<Eigen::Vector2d>& operator_spacing_mm,
                                                   const TakePicture& take, ReportedSeries& series,
                                                   Report& report);

/// The same for a picture that is loaded already, or was made of densities.
[[nodiscard]] std::optional<Error> find_in_picture(const SeriesOutline& outline, const DxaPicture& picture,
                                                   const TakePicture& take, ReportedSeries& series,
                                                   Report& report);

}  // namespace osteon
