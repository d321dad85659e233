#pragma once

#include "lateral/body_points.hpp"

namespace osteon::lateral {

/// Bodies looked at one by one, each turned upright and at the same size: where a network
/// (tools/train/lateral/train_lateral_points.py) then sees their points, and how surely. `picture` is what
/// `normalised` gives. Masses stay those of the first look.
[[nodiscard]] std::vector<BodyPoints> looked_at_closely(const cv::Mat1f& picture,
                                                        std::vector<BodyPoints> bodies);

}  // namespace osteon::lateral
