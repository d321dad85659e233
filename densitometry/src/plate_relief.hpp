#pragma once

#include <osteon/densitometry/vertebral_mimics.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace osteon {

/// One place of a plate: in shares of the body's half-depth and half-width from its middle, and in
/// millimetres outwards from the smooth surface that the inner plate follows.
struct ReliefPlace {
  int a, l;
  double along, across;
  double off_mm, sd_mm;
  [[nodiscard]] double radius_square() const { return along * along + across * across; }
};

/// The plate without its smooth curvature: a parabola fitted to the places inside of 0.8 of the radius,
/// against which single dents and lips do not count. Empty without enough places.
[[nodiscard]] std::vector<ReliefPlace> relief_of(const PlateRelief& plate, const VertebraRelief& body);

/// Standard deviation of the inner plate about its smooth surface, in mm.
[[nodiscard]] double unevenness_mm(const std::vector<ReliefPlace>& relief);

}  // namespace osteon
