#pragma once

#include "lateral/body_points.hpp"

namespace osteon::lateral {

/// A second opinion that knows no network: the discs along the line through the bodies, each told by the two
/// plates that face each other, dark between bright. `picture` is what `normalised` gives. For every body:
/// whether its discs are where the bodies say, and none within it.
[[nodiscard]] std::vector<bool> confirmed_by_discs(const cv::Mat1f& picture,
                                                   const std::vector<BodyPoints>& bodies);

/// What may be a disc: its place along the line, pixels, and how plainly it shows, 0...1.
struct Rung {
  double at, worth;
};

/// Places of the discs that make the best ladder: plain rungs whose distances change little from one to the
/// next.
[[nodiscard]] std::vector<double> best_ladder(const std::vector<Rung>& candidates);

}  // namespace osteon::lateral
