#pragma once

#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <array>
#include <vector>

namespace osteon::testing {

/// A densitometer's picture of a hip drawn from circles and straight pieces whose places are known.
struct DigitalHipPicture {
  Eigen::Vector2d spacing_mm{0.6, 1.05};
  bool right = false;
  double turn_deg = 0;  ///< of the whole hip, about the head
  double noise = 3;     ///< grey values, one sd

  // Of a left hip before it is turned: picture millimetres.
  static constexpr double kHeadRadiusMm = 24, kNeckWidthMm = 34, kNeckShaftDeg = 128;
  [[nodiscard]] Eigen::Vector2d head() const;        ///< in the picture
  [[nodiscard]] Eigen::Vector2d neck() const;        ///< direction away from the head, in the picture
  [[nodiscard]] Eigen::Vector2d trochanter() const;  ///< tip of the greater one
  [[nodiscard]] DxaPicture picture() const;
};

/// A picture of a lumbar spine from the front: bodies with bright plates between dark discs.
struct DigitalSpinePicture {
  Eigen::Vector2d spacing_mm{0.6, 1.05};
  double turn_deg = 0, noise = 6;
  bool dark_bone = false;
  bool left_crest = false, right_crest = false;  ///< of the iliac bone, on this side of the picture
  int collapsed = -1;  ///< this vertebra, counted from the first whole one, has three fifths of its height

  /// Middles of the discs from above: T12/L1 ... L4/L5.
  [[nodiscard]] std::vector<Eigen::Vector2d> discs() const;
  [[nodiscard]] DxaPicture picture() const;
};

}  // namespace osteon::testing
