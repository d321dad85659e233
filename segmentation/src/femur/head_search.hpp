#pragma once

#include <osteon/imaging/image.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace osteon {

/// A place on which the normals of bone edges converge as those of a femoral head do.
struct HeadCandidate {
  Eigen::Vector3d center_mm;
  double votes;  ///< share of a whole sphere's edges that point here
};

/// Radii of adult femoral heads, 19 to 29 mm in women and men, with room.
constexpr double kLeastHeadRadiusMm = 17, kLargestHeadRadiusMm = 31;

/// Candidates, best first, at least one head apart; centres may lie up to 10 mm outside of the volume.
/// Shape:  `coarse` holds cubes of about 3 mm, attenuations within -200...600 HU.
[[nodiscard]] std::vector<HeadCandidate> search_heads(const Image3D<std::int16_t>& coarse);

}  // namespace osteon
