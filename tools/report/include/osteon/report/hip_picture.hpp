#pragma once

#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/report/pictures.hpp>

namespace osteon {

/// The projection of a hip with its outline and regions, as one faces the patient: lateral of a right hip is
/// on the left. The femur must carry its density with pictures, else std::invalid_argument. Pure.
[[nodiscard]] Picture hip_picture(const FemurMeasurement& femur);

}  // namespace osteon
