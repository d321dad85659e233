#pragma once

#include <osteon/imaging/image.hpp>

#include <cstdint>
#include <vector>

namespace osteon {

/// Contents of a canal that are as dense as bone: contrast in the dural sac (myelogram), from about here on.
inline constexpr double kDenseContentsHu = 130;

/// Soft tissue, which takes the place of such contents where the ring round them is looked at.
inline constexpr std::int16_t kSoftContentsHu = 40;

/// Per voxel of `coarse` (3 mm cubes, axes roughly L, P, S), whether it belongs to something dense, at least
/// 9 mm wide and deep, that goes on for 36 mm along the body, upright or leaning forwards or backwards: the
/// filled dural sac, a vessel full of contrast, the shaft of a bone. Bodies end at their discs, arches and
/// pedicles at the foramina.
[[nodiscard]] std::vector<char> upright_tubes(const Image3D<std::int16_t>& coarse);

}  // namespace osteon
