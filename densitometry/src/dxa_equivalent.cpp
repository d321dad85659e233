#include <osteon/densitometry/dxa_equivalent.hpp>

#include <cmath>

namespace osteon {

DxaEquivalent dxa_equivalent(const Measured<ArealDensity>& by_ct, Mineral mineral) {
  constexpr double kScatter = 0.044;      // kCann2014
  constexpr double kMineralShare = 0.10;  // half of what kGoodsitt1992 finds
  const double value = in_g_per_cm2(by_ct.value), own = by_ct.sd ? in_g_per_cm2(*by_ct.sd) : 0;
  const double scale = mineral == Mineral::hydroxyapatite ? kMineralShare * value : 0;
  return {{by_ct.value, g_per_cm2(std::hypot(own, kScatter, scale))},
          BmdScale::hologic,
          false,
          "CT-equivalent, conversion not verified: " + std::string(name(mineral)) +
              " per area read as Hologic g/cm2",
          kCann2014};
}

}  // namespace osteon
