#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <array>
#include <string>
#include <vector>

// The spine in a picture from the side: a densitometer's (VFA, LVA) or a radiograph. All places are picture
// millimetres.

namespace osteon {

/// One vertebral body.
struct LateralVertebra {
  BoneRegion level;
  /// Superior anterior, middle, posterior, then inferior anterior, middle, posterior.
  std::array<Eigen::Vector2d, 6> points;
  std::array<double, 6> sd_mm;  ///< of each place, one standard uncertainty in each direction
  double seen;                  ///< 0...1: how clearly its faintest point shows
  bool complete;                ///< all six points lie in the picture
  double clear = 1;             ///< 0...1: how clearly its points show, on average
  bool confirmed = true;        ///< a second way without a network sees its discs, and none within it
};

/// How a picture was turned before anything was found in it.
struct LateralPose {
  bool anterior_is_left = false, upside_down = false, bone_is_dark = false;
  friend bool operator==(const LateralPose&, const LateralPose&) = default;
};

/// A column of bodies that follow each other without a gap.
struct LateralSpine {
  std::vector<LateralVertebra> found;  ///< from the head down
  LateralPose pose;
  bool sacrum_seen = false;           ///< or what looks like one, below the lowest body
  double name_confidence = 0;         ///< all names move together
  std::string named_by;               ///< "sacrum", "lordosis", "lung-ends" or "count"
  std::vector<std::string> evidence;  ///< for the names, in words
  std::vector<Warning> warnings;
};

/// Vertebral bodies and their six points, by networks that were trained on simulated pictures
/// (tools/train/lateral); the steps: segmentation/README.md.
/// Errors: anatomy.not-a-lateral-spine (with what is missing).
[[nodiscard]] Result<LateralSpine> find_lateral_spine(const DxaPicture& picture);

}  // namespace osteon
