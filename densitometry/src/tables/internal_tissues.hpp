#pragma once

#include <osteon/densitometry/internal_calibration.hpp>

#include <array>

namespace osteon {

/// CT numbers by which a tissue is known, in HU. `expected`: source kOgo (sanity windows of the published
/// implementation). `accepted`: our own judgement, without a source: beyond it a sample is not the tissue
/// that it is taken for (blood and muscle: contrast medium; air: partial volume or lung; cortical bone: too
/// thin or metal).
struct ReferenceWindow {
  Tissue tissue;
  std::string_view name;
  double expected_low, expected_high;
  double accepted_low, accepted_high;
};

inline constexpr std::array kTissueWindows{
    ReferenceWindow{Tissue::air, "air", -1030, -980, -1100, -900},
    ReferenceWindow{Tissue::adipose, "fat", -130, -70, -150, -50},
    ReferenceWindow{Tissue::blood, "blood", -20, 60, -20, 60},
    ReferenceWindow{Tissue::muscle, "muscle", -5, 65, -20, 90},
    ReferenceWindow{Tissue::cortical_bone, "cortical bone", 950, 1450, 700, 2000},
};

}  // namespace osteon
