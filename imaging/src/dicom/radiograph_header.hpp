#pragma once

#include <Eigen/Core>

#include <optional>
#include <string>

class DcmItem;

namespace osteon {

/// What a header says of how a radiograph was made, beside what every image says.
struct RadiographHeader {
  std::string region_words, view_words;  ///< meanings of the codes of region and view
  std::string conversion;                ///< ConversionType: "DF" = a digitised film
  std::string calibration_type;          ///< PixelSpacingCalibrationType: "GEOMETRY", "FIDUCIAL"
  std::optional<double> magnification;   ///< EstimatedRadiographicMagnificationFactor
  std::optional<double> source_to_detector_mm, source_to_patient_mm;
  std::optional<Eigen::Vector2d>
      scanned_spacing_mm;                 ///< NominalScannedPixelSpacing: rows first, then columns
  std::optional<Eigen::Vector2d> aspect;  ///< PixelAspectRatio: vertical, horizontal
};

[[nodiscard]] RadiographHeader radiograph_header_of(DcmItem& item);

}  // namespace osteon
