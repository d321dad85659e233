#pragma once

#include <osteon/densitometry/hip_projection.hpp>

#include <optional>

namespace osteon {

/// Share of the mean around at which the outline of the projection runs: where the digital femur of the tests
/// has its own outline, for voxels of 1 to 2 mm.
inline constexpr double kEdgeShare = 0.55;

/// What the outline is read from.
struct EdgePicture {
  Image2D<float> sharp;   ///< the sums, HU mm, without the blur that voxels added
  Image2D<float> around;  ///< their mean around each place, over bone alone; 0 far from bone
};
[[nodiscard]] EdgePicture edge_picture(const HipProjection& projection);

/// 1 where the projection shows bone.
[[nodiscard]] LabelMap<2> outline_of(const EdgePicture& edges, double edge_share = kEdgeShare);

/// Where the greater trochanter rises out of the neck's upper border: the border stands 3 mm further from the
/// axis than where it is nearest, beyond the narrowest section. `axis` through the origin, away from the
/// head. Plane millimetres; nothing where the border does not rise.
[[nodiscard]] std::optional<Eigen::Vector2d> notch_of(const LabelMap<2>& bone, const Eigen::Vector2d& axis,
                                                      double narrowest_s);

}  // namespace osteon
