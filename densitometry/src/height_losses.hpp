#pragma once

#include <osteon/densitometry/measurements.hpp>

#include <array>
#include <cmath>
#include <optional>

namespace osteon {

/// Loss of one height against a reference, in per cent; negative = taller.
struct HeightLoss {
  double percent;
  std::optional<double> sd_percent;
};

/// Anterior, middle, posterior.
using HeightLosses = std::array<HeightLoss, 3>;

[[nodiscard]] inline HeightLoss height_loss(const Measured<Length>& height,
                                            const Measured<Length>& reference) {
  const double ratio = height.value / reference.value;
  HeightLoss result{100.0 * (1.0 - ratio), std::nullopt};
  if (height.sd && reference.sd)
    result.sd_percent =
        100.0 * std::hypot(*height.sd / reference.value, ratio * (*reference.sd / reference.value));
  return result;
}

[[nodiscard]] inline HeightLosses height_losses(const VertebralHeights& heights,
                                                const VertebralHeights& expected) {
  return {height_loss(heights.anterior, expected.anterior), height_loss(heights.middle, expected.middle),
          height_loss(heights.posterior, expected.posterior)};
}

}  // namespace osteon
