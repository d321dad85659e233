#pragma once

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

/// Heights, deformity and densities of every vertebra, whoever outlined it. Without a scan: no densities.
[[nodiscard]] std::vector<VertebraMeasurement> measured_vertebrae(const SpineSegmentation& spine,
                                                                  const CtScan* scan,
                                                                  const SeriesOutline& outline,
                                                                  const DeformityOptions& deformity,
                                                                  const DensityOptions& density = {});

/// How the column is bent, from the planes of the endplates.
[[nodiscard]] SpineCurvature measured_curvature(const SpineSegmentation& spine, const SeriesOutline& outline);

}  // namespace osteon
