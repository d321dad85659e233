#pragma once

// A column of healthy vertebrae for tests of height loss.

#include <osteon/densitometry/vertebral_height.hpp>

#include <cstddef>
#include <vector>

namespace osteon::testing {

inline Measured<Length> height(double value_mm, double sd_mm = 0.4) { return {mm(value_mm), mm(sd_mm)}; }

inline LevelHeights level(BoneRegion region, double anterior, double middle, double posterior) {
  return {region, true, {height(anterior), height(middle), height(posterior)}, mm(30.0)};
}

/// T10 to L5 without a fracture. L5: anterior 29.6, posterior 25.5 mm (ijssurgery.com article 11003, Table 6,
/// women); the others lean by the angles of PMC2899959 at a depth of 30 mm.
inline std::vector<LevelHeights> plain_column() {
  return {level(BoneRegion::t10, 21.0, 21.0, 22.7), level(BoneRegion::t11, 21.5, 22.0, 24.1),
          level(BoneRegion::t12, 23.5, 23.5, 25.7), level(BoneRegion::l1, 25.0, 24.5, 26.7),
          level(BoneRegion::l2, 26.5, 25.5, 27.3),  level(BoneRegion::l3, 27.5, 25.8, 27.4),
          level(BoneRegion::l4, 28.0, 25.8, 27.0),  level(BoneRegion::l5, 29.6, 25.5, 25.5)};
}
inline constexpr std::size_t kL1 = 3;  ///< place of L1 in plain_column()

inline void scale(LevelHeights& one, double anterior, double middle, double posterior) {
  one.heights.anterior.value = anterior * one.heights.anterior.value;
  one.heights.middle.value = middle * one.heights.middle.value;
  one.heights.posterior.value = posterior * one.heights.posterior.value;
}

}  // namespace osteon::testing
