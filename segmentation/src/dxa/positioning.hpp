#pragma once

#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/segmentation/dxa_spine.hpp>

#include <vector>

// Whether the patient lay as a technologist would have him lie, and what is in view.

namespace osteon {

/// dxa-spine.narrow-margin, .tilted, .curved, .not-in-view, .height-jump.
[[nodiscard]] std::vector<Warning> positioning_of(const DxaSpine& spine);

/// dxa-hip.shaft-tilted, .not-in-view.
[[nodiscard]] std::vector<Warning> positioning_of(const DxaHip& hip);

}  // namespace osteon
