#pragma once

#include <osteon/imaging/image.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace osteon {

/// Reads an image between its voxels, trilinear; edge voxels reach half a voxel outwards.
template <class Pixel>
class LatticeSampler {
 public:
  explicit LatticeSampler(const Image3D<Pixel>& volume)
      : volume_(volume),
        to_index_(volume.grid().spacing_mm.cwiseInverse().asDiagonal() * volume.grid().direction.transpose()),
        offset_(-to_index_ * volume.grid().origin_mm) {}

  /// Where a place lies in the image's own indices, and a way in it.
  [[nodiscard]] Eigen::Vector3d index_of(const Eigen::Vector3d& place_mm) const {
    return to_index_ * place_mm + offset_;
  }
  [[nodiscard]] Eigen::Vector3d steps_of(const Eigen::Vector3d& way_mm) const { return to_index_ * way_mm; }

  [[nodiscard]] bool inside(const Eigen::Vector3d& p) const {
    for (int n = 0; n < 3; ++n)
      if (!(p[n] >= -0.5 && p[n] <= size(n) - 0.5)) return false;
    return true;
  }

  /// At an index; `read` turns a pixel into a number.
  template <class Read>
  [[nodiscard]] double at(const Eigen::Vector3d& p, const Read& read) const {
    std::array<int, 3> low{}, high{};
    std::array<double, 3> t{};
    for (int n = 0; n < 3; ++n) {
      const auto m = static_cast<std::size_t>(n);
      const double x = std::clamp(p[n], 0.0, size(n) - 1.0);
      low[m] = std::min(static_cast<int>(x), std::max(0, static_cast<int>(size(n)) - 2));
      high[m] = std::min(low[m] + 1, static_cast<int>(size(n)) - 1);
      t[m] = x - low[m];
    }
    const auto row = [&](int j, int k) {
      return (1 - t[0]) * read(volume_.at(low[0], j, k)) + t[0] * read(volume_.at(high[0], j, k));
    };
    const auto sheet = [&](int k) { return (1 - t[1]) * row(low[1], k) + t[1] * row(high[1], k); };
    return (1 - t[2]) * sheet(low[2]) + t[2] * sheet(high[2]);
  }

 private:
  [[nodiscard]] double size(int n) const { return volume_.grid().size[static_cast<std::size_t>(n)]; }
  const Image3D<Pixel>& volume_;
  Eigen::Matrix3d to_index_;
  Eigen::Vector3d offset_;
};

}  // namespace osteon
