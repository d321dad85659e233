#pragma once

// How far a stack of slices may be from even, in millimetres.

namespace osteon {

/// DICOM writes positions as decimal text, often rounded to 0.1 mm.
constexpr double kRoundingMm = 0.06;

/// A hole up to this wide is bridged by linear interpolation: an endplate is still seen from both sides of
/// it.
constexpr double kBridgedGapMm = 6.0;

/// A slice this far beside its neighbours has a damaged header.
constexpr double kLargestJumpMm = 5.0;

}  // namespace osteon
