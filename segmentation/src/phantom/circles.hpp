#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/segmentation/phantom_finder.hpp>

#include <vector>

namespace osteon {

/// An even disc with an edge all round, in one slab. Millimetres along the slab's own axes from its voxel 0.
struct Circle {
  double x_mm, y_mm, radius_mm;
  bool brighter;  ///< than what lies around
  double share;   ///< of its edge that was seen
};

/// Discs of one slab, none within another's half radius.
struct SlabCircles {
  std::vector<Circle> circles;
  bool noisy;  ///< the faintest rods are lost in the noise
};
/// An edge must stand out by `edge_in_noise` standard deviations.
[[nodiscard]] SlabCircles circles_in(const Image3D<float>& slabs, int k, const RodSearchOptions& options,
                                     double edge_in_noise);

}  // namespace osteon
