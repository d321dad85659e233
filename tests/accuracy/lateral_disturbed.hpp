#pragma once

#include "lateral_collapsed.hpp"

#include <functional>
#include <string>
#include <vector>

namespace osteon {

/// Something that may happen to a picture on its way to us.
struct Disturbance {
  std::string kind, name;
  std::function<MarkedPicture(const MarkedPicture&)> done;
};

/// Of pictures of 0...255.
std::vector<Disturbance> lateral_disturbances();

}  // namespace osteon
