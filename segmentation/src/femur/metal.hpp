#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>

#include <Eigen/Core>

#include <cstdint>

namespace osteon {

/// A stem or plate beside the head reaches at least that near to its centre.
constexpr double kHipReachMm = 75;
/// A wire or clip has less; one screw 1 ml and more.
constexpr double kLeastMetalMl = 0.3;

/// Volume of metal within `reach_mm` of a place: brighter than any bone (cortex up to 2200 HU at 80 kV).
[[nodiscard]] double metal_ml(const Image3D<std::int16_t>& scan, const Eigen::Vector3d& place_mm,
                              double reach_mm);

[[nodiscard]] Error metal_refusal(Side side);

/// Middle of the body from right to left at a place's height, patient mm. Shape: `coarse` along L, P, S.
[[nodiscard]] double body_middle_mm(const Image3D<std::int16_t>& coarse, const Eigen::Vector3d& place_mm);

}  // namespace osteon
