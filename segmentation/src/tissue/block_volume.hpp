#pragma once

#include "spine/patient_lattice.hpp"

#include <osteon/imaging/image.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace osteon {

/// Place of a block; axes nearest to L, P, S.
using BlockIndex = std::array<int, 3>;

/// The scan as means over whole blocks of voxels, at most 3 mm wide where the voxels allow it, laid from
/// the patient's right, front and lower end: the same blocks however the file stores the voxels. Holds a
/// reference: the scan must outlive it.
class BlockVolume {
 public:
  explicit BlockVolume(const Image3D<std::int16_t>& scan);

  [[nodiscard]] const Grid<3>& grid() const { return mean_.grid(); }
  [[nodiscard]] float mean(const BlockIndex& b) const { return mean_.at(b[0], b[1], b[2]); }
  [[nodiscard]] const std::vector<float>& means() const { return mean_.pixels(); }
  [[nodiscard]] bool holds(const BlockIndex& b) const {
    for (std::size_t n = 0; n < 3; ++n)
      if (b[n] < 0 || b[n] >= grid().size[n]) return false;
    return true;
  }
  [[nodiscard]] std::size_t offset(const BlockIndex& b) const { return mean_.offset(b[0], b[1], b[2]); }
  [[nodiscard]] BlockIndex index(std::size_t offset) const;
  [[nodiscard]] Eigen::Vector3d place_mm(const BlockIndex& b) const;
  /// Trilinear between the centres of blocks; NaN outside.
  [[nodiscard]] float sample(const Eigen::Vector3d& place_mm) const;

  /// Padding: every voxel here and next to here holds the scan's least value, and that is below any air.
  [[nodiscard]] bool is_void(const BlockIndex& b) const;
  /// The scan's least and greatest values.
  [[nodiscard]] std::int16_t lowest() const { return lowest_; }
  [[nodiscard]] std::int16_t highest() const { return highest_; }
  [[nodiscard]] std::size_t voxels_per_block() const { return members_; }

  /// Calls visit(HU) for every voxel of a block.
  template <class Visit>
  void for_each_voxel(const BlockIndex& b, const Visit& visit) const {
    std::array<std::ptrdiff_t, 3> from{};
    for (std::size_t n = 0; n < 3; ++n)
      from[n] = start_[n] + static_cast<std::ptrdiff_t>(b[n]) * block_[n] * step_[n];
    const std::int16_t* first = scan_->pixels().data() + from[0] + from[1] + from[2];
    for (int k = 0; k < block_[2]; ++k)
      for (int j = 0; j < block_[1]; ++j)
        for (int i = 0; i < block_[0]; ++i) visit(first[i * step_[0] + j * step_[1] + k * step_[2]]);
  }

 private:
  void average();

  const Image3D<std::int16_t>* scan_;
  LatticeOrder order_;
  std::array<int, 3> block_{};                      ///< voxels of a block along each axis of the patient
  std::array<std::ptrdiff_t, 3> start_{}, step_{};  ///< of voxels along each axis of the patient, in memory
  std::size_t members_ = 1;
  Image3D<float> mean_;
  std::int16_t lowest_ = 0, highest_ = 0;
};

/// Mean and sd of a block and its 26 neighbours.
struct Neighbourhood {
  float mean, sd;
};
/// Nothing at the border of the scan.
[[nodiscard]] std::optional<Neighbourhood> neighbourhood(const BlockVolume& volume, const BlockIndex& b);

}  // namespace osteon
