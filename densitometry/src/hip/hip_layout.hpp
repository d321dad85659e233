#pragma once

#include <osteon/densitometry/hip_density.hpp>

#include <string>

namespace osteon {

/// How far landmarks may lie elsewhere: one sd.
struct LayoutDoubt {
  double notch_mm, narrowest_mm, lower_edge_mm, axis_deg;
};
[[nodiscard]] LayoutDoubt doubt_of(const FemurPlacement& femur);

/// Nothing without a notch. Ward's square is not placed yet.
[[nodiscard]] std::optional<HipLayout> layout_of(const FemurPlacement& femur, const HipPlane& plane);

/// Where the total hip ends below the most prominent place of the lesser trochanter; proximal coordinates.
[[nodiscard]] double lower_edge_of(double lesser_trochanter_mm);

/// Middle of the square of least density.
[[nodiscard]] std::optional<Eigen::Vector2d> wards_place(const HipLayout& layout, const Image2D<float>& bmd,
                                                         const LabelMap<2>& bone);

[[nodiscard]] std::string definition_of(HipRegion region);

/// The layout with one landmark moved by `sds` of its sd; one entry a landmark that the region hangs on.
[[nodiscard]] std::vector<HipLayout> moved_layouts(const HipLayout& layout, HipRegion region,
                                                   const LayoutDoubt& doubt, double sds);

}  // namespace osteon
