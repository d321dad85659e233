#pragma once

#include <osteon/densitometry/dxa_simulation.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace osteon {

/// Of one voxel: attenuations and mineral.
struct Matter {
  double low_per_mm, high_per_mm;  ///< 1/mm
  double mineral;                  ///< g/cm2 in a millimetre of the ray
};

/// What CT numbers stand for.
class TissueTable {
 public:
  TissueTable(const DensityLine& line, const DxaBeams& beams);
  [[nodiscard]] const Matter& at(std::int16_t hounsfield, bool bone) const {
    const int n = std::clamp<int>(hounsfield, kFirst, kLast) - kFirst;
    return (bone ? bone_ : soft_)[static_cast<std::size_t>(n)];
  }

 private:
  static constexpr int kFirst = -1024, kLast = 8000;
  std::vector<Matter> soft_, bone_;
};

}  // namespace osteon
