#pragma once

#include <osteon/imaging/image.hpp>

#include <cstdint>

namespace osteon {

/// How much each place looks like the inside of the spinal canal, 0...1: soft contents, a bony ring seen by
/// rays in the axial plane, a vertebral body in front, as much bone on the left as on the right. Dense bone,
/// which no canal crosses, is -0.5.
///
/// Shape: `coarse` on cubes, axes roughly L, P, S (see coarse_volume); the answer lies on its grid.
/// Below `lowest_contents_hu` is no canal: epidural fat mixed with cord stays above kCordAndFatHu. The sacral
/// canal holds plain fat, kPlainFatHu; so does the marrow of a femur, so that is asked for only where the
/// canal is known.
inline constexpr double kCordAndFatHu = -30, kPlainFatHu = -130;

/// Faint bone, little denser than muscle, closes rings that stay open otherwise; but in other scans muscle
/// then passes for bone, and the middle is known less well.
enum class RingBone { usual, faint };

[[nodiscard]] Image3D<float> canal_likelihood(const Image3D<std::int16_t>& coarse,
                                              RingBone bone = RingBone::usual,
                                              double lowest_contents_hu = kCordAndFatHu);

}  // namespace osteon
