#pragma once

#include <Eigen/Core>
#include <opencv2/core.hpp>

#include <array>
#include <vector>

namespace osteon::testing {

using Six = std::array<Eigen::Vector2d, 6>;

/// A body of half width 15: corners and middles about its middle, `dent` off the middle of the upper plate.
[[nodiscard]] Six body_at(const Eigen::Vector2d& c, double half_height = 11.5, double dent = 0);

/// A spine from the side in pixels of a millimetre: seven bodies with bright rims, arches behind them, noise.
/// The lowest three stand like lumbar ones, if wanted.
struct DrawnSpine {
  static constexpr double kBodyHeight = 26;
  std::vector<Six> bodies;
  cv::Mat1f grey{cv::Size(160, 300), 60.0F};
  /// `flat`: the body whose upper plate lies half its height lower.
  explicit DrawnSpine(bool lordotic = true, int flat = -1);
  /// The picture without room for a sacrum.
  [[nodiscard]] cv::Mat1f cut_below_the_last() const { return grey.rowRange(0, 266).clone(); }
};

}  // namespace osteon::testing
