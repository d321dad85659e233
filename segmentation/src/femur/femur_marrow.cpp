#include "femur/femur_marrow.hpp"

#include "femur/femur_surface.hpp"
#include "femur/voxel_mask.hpp"

namespace osteon {
namespace {

/// Cavities that an oblique end of the image opens: what bone and the image's end enclose, mostly bone. Soft
/// tissue between a bone and the end has as much of the one as of the other round it.
void fill_cut_cavities(const Image3D<std::int16_t>& hu, LabelMap<3>& bone) {
  constexpr double kMostOpen = 0.3;
  LabelMap<3> closed = bone;
  for (std::size_t n = 0; n < closed.pixels().size(); ++n)
    if (hu.pixels()[n] == kOutsideHu) closed.pixels()[n] = 1;
  LabelMap<3> cavities = filled(closed, 6);
  for (std::size_t n = 0; n < closed.pixels().size(); ++n)
    if (closed.pixels()[n] != 0) cavities.pixels()[n] = 0;
  for (const auto& piece : pieces_of(cavities)) {
    double walls = 0, open = 0;
    for (const std::size_t voxel : piece)
      for_each_neighbour(hu.grid().size, voxel, [&](std::size_t n) {
        walls += closed.pixels()[n] != 0 ? 1 : 0;
        open += hu.pixels()[n] == kOutsideHu ? 1 : 0;
      });
    if (open > kMostOpen * walls) continue;
    for (const std::size_t voxel : piece) bone.pixels()[voxel] = 1;
  }
}

}  // namespace

LabelMap<3> with_marrow(const Image3D<std::int16_t>& hu, const LabelMap<3>& bone) {
  constexpr double kHalfThicknessMm = 3, kLeastCavityMl = 3;
  LabelMap<3> result = filled(bone, 6);
  fill_cut_cavities(hu, result);
  for (const double gap_mm : {9.0, 12.0}) {
    const LabelMap<3> wide = filled(bone, gap_mm);
    LabelMap<3> more = wide;
    for (std::size_t n = 0; n < more.pixels().size(); ++n)
      if (result.pixels()[n] != 0) more.pixels()[n] = 0;
    const LabelMap<3> deep = without_small_pieces(eroded(more, kHalfThicknessMm), kLeastCavityMl);
    const LabelMap<3> cavity = dilated(deep, kHalfThicknessMm + bone.grid().spacing_mm[0]);
    for (std::size_t n = 0; n < more.pixels().size(); ++n)
      if (cavity.pixels()[n] != 0 && wide.pixels()[n] != 0) result.pixels()[n] = 1;
  }
  return result;
}

}  // namespace osteon
