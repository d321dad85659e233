#pragma once

#include <osteon/imaging/image.hpp>

#include <cstdint>

namespace osteon {

/// What a densitometer shows of a scan: soft tissue black, bone by its density, the densest saturated. Every
/// other of 8 bits up to 252, as GE Lunar's objects hold them.
///
/// The curve runs from a little below no bone to the 98.5th percentile of the field, straight in the middle.
[[nodiscard]] Image2D<std::uint8_t> dxa_display(const Image2D<float>& g_per_cm2, const LabelMap<2>& seen);

}  // namespace osteon
