#pragma once

#include <osteon/densitometry/dxa_simulation.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace osteon {

/// What a voxel holds, g/cm3 each.
struct Mixture {
  double adipose, muscle, water, mineral;
};

/// One value for every CT number, of bone and of what is none.
template <class Value>
class HounsfieldTable {
 public:
  static constexpr int kFirst = -1024, kLast = 8000;

  /// `value_of(hounsfield, bone)`
  template <class ValueOf>
  explicit HounsfieldTable(const ValueOf& value_of) {
    for (const bool bone : {false, true})
      for (int hounsfield = kFirst; hounsfield <= kLast; ++hounsfield)
        values_.push_back(value_of(hounsfield, bone));
  }
  [[nodiscard]] const Value& at(std::int16_t hounsfield, bool bone) const {
    const int n = std::clamp<int>(hounsfield, kFirst, kLast) - kFirst + (bone ? kLast - kFirst + 1 : 0);
    return values_.data()[n];
  }

 private:
  std::vector<Value> values_;  ///< of soft tissue, then of bone
};

/// What CT numbers stand for.
[[nodiscard]] HounsfieldTable<Mixture> mixtures_of(const DensityLine& line, SoftTissueModel model);

/// Of one voxel: attenuations and mineral.
struct Matter {
  double low_per_mm, high_per_mm;  ///< 1/mm
  double mineral;                  ///< g/cm2 in a millimetre of the ray
};

/// How a densitometer sees it.
[[nodiscard]] HounsfieldTable<Matter> matter_of(const DensityLine& line, const DxaBeams& beams);

}  // namespace osteon
