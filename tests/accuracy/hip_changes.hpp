#pragma once

#include "../support/disturbed_scan.hpp"

#include <functional>
#include <string>
#include <vector>

namespace osteon {

/// A way to make another scan of the same hips.
struct HipChange {
  std::string name;
  std::function<testing::Disturbed(const CtScan&)> apply;
};

/// Turned by 10 degrees about each axis, shifted by parts of a voxel, cubes of 1 to 4 mm, slices of 1.5 to 5
/// mm, noise of 20 and 40 HU.
[[nodiscard]] std::vector<HipChange> hip_changes();

}  // namespace osteon
