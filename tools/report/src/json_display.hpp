#pragma once

#include "json_parts.hpp"

#include <osteon/pipeline/display_estimates.hpp>

namespace osteon {

[[nodiscard]] Json display_estimate(const DisplayEstimate& one);

}  // namespace osteon
