#pragma once

#include <osteon/imaging/image.hpp>

#include <cstdint>

namespace osteon {

/// Labels looked up at the nearest pixel centre of `labels`; 0 outside. Shape: the answer has `target`.
[[nodiscard]] LabelMap<3> resample_nearest(const LabelMap<3>& labels, const Grid<3>& target);

/// Trilinear; `outside` where `target` leaves the volume by more than half a pixel. Shape: the answer has
/// `target`.
[[nodiscard]] Image3D<std::int16_t> resample_linear(const Image3D<std::int16_t>& volume,
                                                    const Grid<3>& target, std::int16_t outside = -1024);

/// Trilinear value at a place; edge pixels reach half a pixel outwards, beyond that `outside`.
[[nodiscard]] double sample_linear(const Image3D<std::int16_t>& volume, const PatientPoint<3>& place,
                                   double outside = -1024.0);

}  // namespace osteon
