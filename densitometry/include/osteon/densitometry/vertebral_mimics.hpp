#pragma once

#include <osteon/densitometry/measurements.hpp>

#include <string>
#include <vector>

namespace osteon {

/// An endplate's outer surface over a square lattice in the frame of its vertebra.
struct PlateRelief {
  double step_mm;
  int reach;  ///< (2 reach + 1)^2 places; (a, l) at (a + reach) (2 reach + 1) + l + reach, a forwards, l left
  std::vector<float> outward_mm;  ///< away from the body's middle; NaN where there is no plate
  std::vector<float> sd_mm = {};  ///< one standard uncertainty of each; empty = not known
};

/// A vertebra as its mimics are looked for.
struct VertebraRelief {
  BoneRegion level;
  VertebralHeights heights;
  Length depth;  ///< between anterior and posterior landmarks
  double back_mm, front_mm, width_mm;
  PlateRelief superior, inferior;
  std::optional<VertebralDeformity> deformity;
};

/// What may look like a fracture and is none, for each vertebra of a column given from the head down. Pure.
/// A mimic says "look there": it neither takes a grade away nor shows that there is no fracture.
///
/// "schmorl": a focal depression inside the rim, the plate around it intact. "scheuermann": three adjacent
/// levels wedged by 5 degrees or more (Sorensen's criterion) with uneven plates. "cupids-bow": two hollows
/// beside the midline in the hind part of a lower plate of L3-L5. "osteophytes": the rim stands out.
/// "physiologic-wedge": a mild wedge no more wedged than the next levels on both sides. "short-height": as
/// low in front as in the middle and behind, with even plates, and not the only such level. The shapes are
/// those of the radiological literature; the limits in millimetres are this tree's, each with its reason in
/// the source: no validation on proven cases was possible.
[[nodiscard]] std::vector<std::vector<std::string>> find_mimics(const std::vector<VertebraRelief>& column);

}  // namespace osteon
