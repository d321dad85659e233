#include "tissue/column_front.hpp"

#include "tissue/column_planes.hpp"
#include "tissue/strand.hpp"

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

// Crura of the diaphragm end at L2, the aorta parts at L4.
constexpr double kLengthMm = 40;
// From the front wall forwards: both vessels begin within a few millimetres of it. Psoas lies beside the
// bodies, not before them.
constexpr double kBehindFrontMm = 6, kForwardsMm = 25, kSidewaysMm = 25;
constexpr double kFromBoneMm = 3;  // its blurred edge

/// The plane of the column that crosses the height of a plane of blocks.
const ColumnPlane* plane_at(const std::vector<ColumnPlane>& planes, double z_mm) {
  const auto nearest = std::min_element(planes.begin(), planes.end(), [&](const auto& a, const auto& b) {
    return std::abs(a.origin_mm.z() - z_mm) < std::abs(b.origin_mm.z() - z_mm);
  });
  return nearest == planes.end() ? nullptr : &*nearest;
}

bool between_l2_and_l4(const ColumnPlane& plane) {
  return plane.rank >= craniocaudal_rank(BoneRegion::l2) && plane.rank <= craniocaudal_rank(BoneRegion::l4);
}

/// Whether a block lies in a vertebra or next to one.
class NearBone {
 public:
  NearBone(const BlockVolume& volume, const LabelMap<3>& vertebrae)
      : volume_(volume), vertebrae_(vertebrae) {}
  bool operator()(const BlockIndex& block) const {
    const Eigen::Vector3d place = volume_.place_mm(block);
    for (const double dx : {-kFromBoneMm, 0.0, kFromBoneMm})
      for (const double dy : {-kFromBoneMm, 0.0, kFromBoneMm})
        if (is_bone(place + Eigen::Vector3d(dx, dy, 0))) return true;
    return false;
  }

 private:
  [[nodiscard]] bool is_bone(const Eigen::Vector3d& place) const {
    const Eigen::Vector3d at = vertebrae_.grid().index_from_patient({place}).ijk;
    std::array<int, 3> voxel{};
    for (std::size_t n = 0; n < 3; ++n) {
      voxel[n] = static_cast<int>(std::lround(at[static_cast<int>(n)]));
      if (voxel[n] < 0 || voxel[n] >= vertebrae_.grid().size[n]) return false;
    }
    return vertebrae_.at(voxel[0], voxel[1], voxel[2]) != 0;
  }

  const BlockVolume& volume_;
  const LabelMap<3>& vertebrae_;
};

StrandWindow window_of(const BlockVolume& volume, const SpineSegmentation& spine) {
  const Eigen::Vector3d& spacing = volume.grid().spacing_mm;
  const auto planes = column_planes(spine, spacing[2]);
  StrandWindow window{strand_box(volume), {}, {}, NearBone(volume, spine.vertebrae)};
  window.size = {static_cast<int>(2 * kSidewaysMm / spacing[0]) - window.box[0] + 1,
                 static_cast<int>((kForwardsMm + kBehindFrontMm) / spacing[1]) - window.box[1] + 1};
  for (int k = 0; k + window.box[2] <= volume.grid().size[2]; ++k) {
    const double z_mm = volume.place_mm({0, 0, k}).z() + 0.5 * (window.box[2] - 1) * spacing[2];
    const ColumnPlane* plane = plane_at(planes, z_mm);
    if (plane == nullptr || !between_l2_and_l4(*plane) || std::abs(plane->origin_mm.z() - z_mm) > spacing[2])
      continue;
    const Eigen::Vector3d front = plane->place_mm(plane->front_mm + kForwardsMm, 0);
    const Eigen::Vector3d at = volume.grid().index_from_patient({front}).ijk;
    window.first.push_back({static_cast<int>(std::lround(at[0] - kSidewaysMm / spacing[0])),
                            static_cast<int>(std::lround(at[1])), k});
  }
  return window;
}

}  // namespace

std::vector<std::size_t> front_strand_places(const BlockVolume& volume, const SpineSegmentation& spine) {
  const StrandWindow window = window_of(volume, spine);
  const auto planes = static_cast<std::size_t>(std::ceil(kLengthMm / volume.grid().spacing_mm[2]));
  if (window.size[0] < 1 || window.size[1] < 1) return {};
  Strand brightest;
  for (std::size_t low = 0; low + planes <= window.first.size(); ++low) {
    StrandWindow part = window;
    part.first.assign(window.first.begin() + static_cast<std::ptrdiff_t>(low),
                      window.first.begin() + static_cast<std::ptrdiff_t>(low + planes));
    Strand strand = brightest_strand(volume, part);
    if (strand.least_hu > brightest.least_hu) brightest = std::move(strand);
  }
  if (!is_even(volume, brightest.blocks)) return {};
  return std::move(brightest.blocks);
}

}  // namespace osteon
