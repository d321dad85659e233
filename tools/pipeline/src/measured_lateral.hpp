#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/pipeline/measured_pictures.hpp>

#include <vector>

namespace osteon {

/// Heights and deformity of every vertebra of a picture from the side, by the rules of CT. A level whose
/// points are not clear enough is not evaluable, and says why. `stored`: the picture's own pixels.
[[nodiscard]] std::vector<VertebraMeasurement> measured_lateral(const LateralPicture& picture,
                                                                const Grid<2>& stored,
                                                                const DeformityOptions& deformity);

/// Kyphosis, lordosis and slips; a picture from the side shows no sideward curve.
[[nodiscard]] SpineCurvature measured_curvature(const LateralPicture& picture);

}  // namespace osteon
