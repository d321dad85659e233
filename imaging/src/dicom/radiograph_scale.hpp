#pragma once

#include "header.hpp"

#include <osteon/imaging/survey.hpp>

#include <string>
#include <vector>

namespace osteon {

struct DescribedRadiograph {
  RadiographOutline outline;
  std::string spacing_source;  ///< empty = no size of pixels is stated
  std::vector<Warning> warnings;
};

/// The size of a film's pixels (PS3.3 10.7.1.3). PixelSpacing that was calibrated, or that differs from
/// ImagerPixelSpacing, is that of the patient; anything else is that of the detector, and of the patient only
/// by EstimatedRadiographicMagnificationFactor or both distances from the source. 1 x 1 is nobody's pixel.
[[nodiscard]] DescribedRadiograph described_radiograph(const DicomHeader& header);

}  // namespace osteon
