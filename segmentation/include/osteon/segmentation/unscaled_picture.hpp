#pragma once

#include <osteon/imaging/reported_dxa.hpp>
#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/segmentation/dxa_spine.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

// Pictures whose scale nobody knows, as paper shows them. The finders are run as if the picture had different
// sizes; an answer on which runs agree is taken.

namespace osteon {

/// Lengths and places of `found` are as if a pixel were `assumed_mm` wide: right in relation to each other
/// alone.
template <class Found>
struct Unscaled {
  Found found;
  double assumed_mm;
  int agreeing, tried;  ///< runs at other widths that show the same; all runs
};

/// 85 to 200 mm wide. Errors: anatomy.not-an-ap-spine. `grey`: square pixels, bone brighter.
[[nodiscard]] Result<Unscaled<DxaSpine>> find_unscaled_spine(const PageCut& grey);

/// 85 to 200 mm wide. Errors: anatomy.not-a-hip; also where head and neck of no run fit
/// together.
[[nodiscard]] Result<Unscaled<DxaHip>> find_unscaled_hip(const PageCut& grey);

/// The longer side is 18 to 43 cm; the picture's own spacing tells the shape of its pixels. Errors:
/// anatomy.not-a-lateral-spine, also where the runs do not agree.
[[nodiscard]] Result<Unscaled<LateralSpine>> find_unscaled_lateral_spine(const DxaPicture& picture);

}  // namespace osteon
