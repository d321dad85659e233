#pragma once

#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/imaging/weighable_scan.hpp>
#include <osteon/simulate/simulated_examination.hpp>

#include <string>

namespace osteon {

/// Steps of 0, 0.5, 1 and 1.5 g/cm2 of hydroxyapatite in 12 and in 24 g/cm2 of water, each 20 x 20 mm, as the
/// same beams see them; so many photons that there is no noise.
[[nodiscard]] CalibrationObject simulated_object(const DxaBeams& beams);

/// The document that lets `osteon analyze` read low.nrrd and high.nrrd with calibration-low.nrrd and
/// calibration-high.nrrd beside it.
[[nodiscard]] std::string scan_description(DxaTarget target, const CalibrationObject& object);

}  // namespace osteon
