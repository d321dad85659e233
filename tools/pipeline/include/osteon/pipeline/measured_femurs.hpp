#pragma once

#include <osteon/densitometry/calibrated_density.hpp>
#include <osteon/densitometry/dxa_equivalent.hpp>
#include <osteon/densitometry/hip_density.hpp>
#include <osteon/imaging/patient.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/risk/recommendation.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// A region's scores, or why there are none.
struct HipScore {
  HipRegion region;  ///< neck or total_hip: those that ISCD takes for diagnosis
  DxaEquivalent equivalent;
  std::optional<DensityScore> t, z;
  std::optional<Error> no_t, no_z;
};

/// All that is known of one hip in one series.
struct FemurMeasurement {
  std::string series_uid;
  int series_part = 0;
  Side side;
  std::optional<Error> refusal;  ///< no shape and no density
  std::optional<SegmentedFemur> shape;
  std::optional<HipDensity> density;  ///< in a report without its pictures
  std::optional<Error> no_density;
  std::vector<HipScore> scores;
};

/// Where a femur stands, as its projection needs it; nothing without its shaft.
[[nodiscard]] std::optional<FemurPlacement> placement_of(const SegmentedFemur& femur);

/// Its density; `femur` is one of those that were found. Errors: femur.no-shaft, and those of
/// measure_hip_density.
[[nodiscard]] Result<HipDensity> hip_density(const CtScan& scan, const FemurSegmentation& femurs,
                                             const SegmentedFemur& femur, const DensityLine& line);

/// Whether hips can be in a scan with this spine: not where the image ends soon below a vertebra that is not
/// the sacrum. A search for hips costs about a second.
[[nodiscard]] bool hips_may_be_in_view(const CtScan& scan, const SpineSegmentation& spine);

/// Every hip that was found or refused, left before right, with density where the scan is calibrated. Scores
/// are withheld with contrast medium in the blood: nobody has published a correction for hips.
[[nodiscard]] std::vector<FemurMeasurement> measured_femurs(const CtScan& scan,
                                                            const FemurSegmentation& femurs,
                                                            const ScanScale& scale, const Patient& patient,
                                                            const SeriesOutline& outline);

/// Their T-scores, as rules want them.
[[nodiscard]] std::vector<HipFinding> hip_findings(const std::vector<FemurMeasurement>& femurs);

/// The same without the pictures of the projection.
[[nodiscard]] FemurMeasurement without_pictures(FemurMeasurement femur);

}  // namespace osteon
