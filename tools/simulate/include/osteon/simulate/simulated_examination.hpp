#pragma once

#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/pipeline/measure.hpp>
#include <osteon/simulate/dxa_plan.hpp>
#include <osteon/simulate/dxa_truth.hpp>

#include <cstdint>
#include <optional>
#include <string>

// `osteon simulate dxa`: one CT in, one picture with its truth out.

namespace osteon {

enum class DxaTarget { spine, left_hip, right_hip };

struct DxaRequest {
  DxaTarget target = DxaTarget::spine;
  Eigen::Vector2d pixel_mm = {0.6, 1.05};
  DxaPose pose;
  DxaBeams beams;
  std::optional<GivenMasks> masks;  ///< of the spine; without them the CT is segmented
  CalibrationSources calibration;
};

struct SimulatedExamination {
  DxaView view;
  SimulatedDxa picture;
  BoneMap measured;               ///< what the densitometer makes of it
  Image2D<std::uint8_t> display;  ///< what it shows
  std::string truth;              ///< JSON
  std::vector<Warning> warnings;  ///< of calibration and measurement
};

/// Errors: as load_ct, the segmenters, spine_of_masks, measure_hip_density and bone_map; anatomy.no-hip (not
/// on this side, or why it was refused); dxa.no-calibration (what mineral is in the CT is not known).
[[nodiscard]] Result<SimulatedExamination> simulate_examination(const SeriesOutline& ct,
                                                                const DxaRequest& request);

}  // namespace osteon
