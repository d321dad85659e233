#pragma once

#include <osteon/imaging/image.hpp>

#include <cstdint>

namespace osteon {

/// How much each place looks like the inside of the spinal canal, 0...1: soft contents, a bony ring seen by
/// rays in the axial plane, a vertebral body in front, as much bone on the left as on the right. Dense bone,
/// which no canal crosses, is -0.5.
///
/// Shape: `coarse` on cubes, axes roughly L, P, S (see coarse_volume); the answer lies on its grid.
[[nodiscard]] Image3D<float> canal_likelihood(const Image3D<std::int16_t>& coarse);

}  // namespace osteon
