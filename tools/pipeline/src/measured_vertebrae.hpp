#pragma once

#include <osteon/densitometry/calibrated_density.hpp>
#include <osteon/densitometry/ct_density.hpp>
#include <osteon/densitometry/measurements.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <vector>

namespace osteon {

/// The vertebrae whose density is measured: whole ones. The sacrum is outlined roughly, as an anchor for
/// names only.
[[nodiscard]] std::vector<VertebraFrame> measured_frames(const SpineSegmentation& spine);

/// A scan and how its numbers are to be read.
struct WeighedScan {
  const CtScan& scan;
  ScanScale scale;
  std::vector<BoneRegion> metal_levels;
};

/// Heights, deformity and densities of every vertebra, whoever outlined it. Without a scan: no densities.
[[nodiscard]] std::vector<VertebraMeasurement> measured_vertebrae(const SpineSegmentation& spine,
                                                                  const WeighedScan* weighed,
                                                                  const SeriesOutline& outline,
                                                                  const DeformityOptions& deformity,
                                                                  const DensityOptions& density = {});

/// How the column is bent, from the planes of the endplates.
[[nodiscard]] SpineCurvature measured_curvature(const SpineSegmentation& spine, const SeriesOutline& outline);

}  // namespace osteon
