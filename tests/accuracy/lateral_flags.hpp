#pragma once

#include "lateral_truth.hpp"

#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

#include <string>

namespace osteon {

/// What `analyze` says of drawn collapses, in all pictures of one subject.
struct LateralFlags {
  int pictures = 0;                                ///< not refused
  int collapsed = 0, suspected = 0, possible = 0;  ///< drawn with 25 % and more, and showing
  int sound = 0, sound_evaluable = 0, falsely_suspected = 0,
      falsely_possible = 0;                     ///< less than 15 %, and plain by their true points
  int truly_suspected = 0, truly_possible = 0;  ///< of the collapsed ones, had the true points been found
  int not_evaluable = 0, refused = 0;           ///< of the collapsed ones
};

/// `spine` null: the picture was refused.
void judge(const LateralSpine* spine, const LateralTruth& truth, const std::map<BoneRegion, DrawnBody>& drawn,
           const Grid<2>& stored, LateralFlags& flags);

void print_heading_of_flags();
void print_row(const std::string& title, const LateralFlags& flags);

}  // namespace osteon
