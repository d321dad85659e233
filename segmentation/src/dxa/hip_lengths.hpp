#pragma once

#include <osteon/segmentation/dxa_hip.hpp>

namespace osteon {

struct HipLengths {
  std::optional<Measured<Length>> neck_axis, hip_axis;
};

/// Along the neck's axis, by the outline of the bones and the head's circle; what the picture cuts is absent.
[[nodiscard]] HipLengths lengths_of(const DxaHip& hip);

}  // namespace osteon
