#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <vector>

// The lumbar spine in a densitometer's picture from the front. All places are picture millimetres.

namespace osteon {

/// Between two vertebrae, tilted as they are.
struct IntervertebralLine {
  BoneRegion above, below;
  Eigen::Vector2d left, right;  ///< its ends at the edges of the column; left = smaller x
  double sd_mm;                 ///< of its place along the spine
  [[nodiscard]] Eigen::Vector2d middle() const { return 0.5 * (left + right); }
};

/// How sure the names are: all levels move together.
struct LevelShift {
  int shift;  ///< +1 = every vertebra is the one below the name that was given
  double probability;
};

struct DxaSpine {
  LabelMap<2> vertebrae;              ///< BoneRegion numbers between lines and edges; cut ones are not in it
  std::vector<Eigen::Vector2d> axis;  ///< middle of the column, from above, steps of about 2 mm
  std::vector<IntervertebralLine> lines;  ///< from above
  std::vector<LevelShift> names;          ///< most likely first; the first is what `lines` say (0)
  LabelMap<2> field;                      ///< 1 = scanned
  std::vector<Warning> warnings;
  double clarity = 0;  ///< how deep the discs are and how evenly they repeat; below 1.2 there is no spine
};

/// Finds lines, edges and names of the lumbar vertebrae.
/// Errors: anatomy.not-an-ap-spine (with what is missing).
[[nodiscard]] Result<DxaSpine> find_dxa_spine(const DxaPicture& picture);

}  // namespace osteon
