#pragma once

#include <osteon/densitometry/ct_conditions.hpp>
#include <osteon/densitometry/internal_calibration.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/segmentation/tissue_finder.hpp>

#include <vector>

namespace osteon {

/// What a CT shows of its own making.
struct AcquisitionFindings {
  TissueRegions tissues;
  CtConditions conditions;
};

/// Tissues about spine, heart and hips, and what they, the noise, the metal and the header say. Pure.
/// `spine`, `femurs`: null = none was found; then blood and muscle beside them are not sought.
[[nodiscard]] AcquisitionFindings describe_acquisition(const CtScan& scan, const SpineSegmentation* spine,
                                                       const SeriesOutline& outline,
                                                       const std::vector<SegmentedFemur>* femurs = nullptr);

/// The tissues that internal calibration may rest on: blood only where it carries no contrast medium for
/// sure.
[[nodiscard]] std::vector<TissueSample> calibration_samples(const AcquisitionFindings& findings);

}  // namespace osteon
