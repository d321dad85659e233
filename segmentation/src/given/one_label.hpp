#pragma once

#include <osteon/imaging/image.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace osteon {

/// The smallest box that holds a label; `last` included. Empty: first > last.
struct VoxelBox {
  std::array<int, 3> first, last;
  [[nodiscard]] bool empty() const { return first[0] > last[0]; }
};

/// Boxes of all 256 labels in one pass.
[[nodiscard]] std::array<VoxelBox, 256> boxes_of_labels(const LabelMap<3>& labels);

/// One label cut out of a map with a margin of one empty voxel: 1 inside, 0 elsewhere.
[[nodiscard]] LabelMap<3> cut_out(const LabelMap<3>& labels, std::uint8_t label, const VoxelBox& box);

/// The largest piece of a mask together with what lies within `gap_mm` of its box, and how much was left out.
struct MainPiece {
  LabelMap<3> mask;
  std::size_t largest = 0;       ///< voxels of the largest piece
  std::size_t left_out = 0;      ///< voxels
  std::size_t next_largest = 0;  ///< voxels of the largest piece that was left out
};
[[nodiscard]] MainPiece main_piece(const LabelMap<3>& mask, double gap_mm);

/// Holes without a way out are part of the bone.
void fill_cavities(LabelMap<3>& mask);

/// A mask read between its voxels: trilinear, 0...1, nothing outside. Holds a reference.
class MaskSampler {
 public:
  explicit MaskSampler(const LabelMap<3>& mask);
  [[nodiscard]] double at(const Eigen::Vector3d& patient_mm) const;
  /// Distance of the voxel layers that a surface across `direction` passes: it is known to half of that
  /// either way.
  [[nodiscard]] double step_mm(const Eigen::Vector3d& direction) const;
  /// Calls visit(place of the centre, whether it is inside) for every voxel.
  template <class Visit>
  void for_each_voxel(const Visit& visit) const {
    const auto& size = mask_.grid().size;
    for (int k = 0; k < size[2]; ++k)
      for (int j = 0; j < size[1]; ++j)
        for (int i = 0; i < size[0]; ++i)
          visit(mask_.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm, mask_.at(i, j, k) != 0);
  }
  /// Number of the layer, of those a surface across `direction` passes, that a place lies in; fractions
  /// between.
  [[nodiscard]] double layer(const Eigen::Vector3d& patient_mm, const Eigen::Vector3d& direction) const;

 private:
  const LabelMap<3>& mask_;
  Eigen::Matrix3d to_index_;
  Eigen::Vector3d offset_;
};

}  // namespace osteon
