#include "misreading.hpp"

#include <osteon/densitometry/rounding.hpp>
#include <osteon/densitometry/vertebral_height.hpp>

#include <cmath>

namespace osteon {

VertebralHeights vertebral_heights(const SixPoints& points,
                                   const std::optional<std::array<Length, 6>>& point_sd) {
  const auto height = [&](std::size_t n) {
    std::optional<Length> sd;
    if (point_sd) sd = mm(std::hypot(in_mm((*point_sd)[n]), in_mm((*point_sd)[n + 3])));
    return Measured<Length>{mm((points[n].mm - points[n + 3].mm).norm()), sd};
  };
  return {height(0), height(1), height(2)};
}

std::optional<Length> half_range_95(const Measured<Length>& height, double misreading_share) {
  if (!height.sd) return std::nullopt;
  const Misreading law{in_mm(*height.sd), kMisreadShare * in_mm(height.value), misreading_share};
  return mm(half_width(0.95, law));
}

Length body_depth(const SixPoints& points) {
  const Eigen::Vector3d anterior = 0.5 * (points[0].mm + points[3].mm);
  const Eigen::Vector3d posterior = 0.5 * (points[2].mm + points[5].mm);
  return mm((anterior - posterior).norm());
}

Percentage reported(Percentage loss) { return percent(rounded(in_percent(loss), 1)); }

int genant_grade(Percentage height_loss, const GenantLimits& limits) {
  const double loss_percent = in_percent(reported(height_loss));
  if (loss_percent > limits.severe) return 3;  // kGenant1993: severe "more than 40 %"
  if (loss_percent >= limits.moderate) return 2;
  return loss_percent >= limits.mild ? 1 : 0;
}

bool are_usable(const GenantLimits& limits) {
  return limits.mild > 0 && limits.mild <= limits.moderate && limits.moderate <= limits.severe &&
         limits.severe < 100;
}

}  // namespace osteon
