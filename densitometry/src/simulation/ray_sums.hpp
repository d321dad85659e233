#pragma once

#include <osteon/densitometry/dxa_simulation.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace osteon {

/// The way of one ray through a lattice: it is cut by the planes of voxels that it meets most squarely, and
/// read between the four voxels around each cut.
class RayPath {
 public:
  RayPath(const Grid<3>& grid, const Eigen::Vector3d& ray)
      : size_(grid.size),
        to_index_(grid.spacing_mm.cwiseInverse().asDiagonal() * grid.direction.transpose()),
        offset_(-to_index_ * grid.origin_mm),
        step_(to_index_ * ray) {
    step_.cwiseAbs().maxCoeff(&main_);
    mm_ = 1 / std::abs(step_[main_]);
    step_ *= mm_ * (step_[main_] > 0 ? 1 : -1);
    first_ = (main_ + 1) % 3;
    second_ = (main_ + 2) % 3;
    const std::array<std::ptrdiff_t, 3> stride{1, size_[0], static_cast<std::ptrdiff_t>(size_[0]) * size_[1]};
    for (std::size_t n = 0; n < 3; ++n) stride_[n] = stride[n];
  }

  /// Calls add(offset of a voxel, millimetres of the ray that count for it).
  template <class Add>
  void visit(const Eigen::Vector3d& place_mm, const Add& add) const {
    Eigen::Vector3d p = to_index_ * place_mm + offset_;
    p -= p[main_] * step_;
    const auto [from, to] = planes(p);
    for (int m = from; m <= to; ++m) {
      const double a = p[first_] + m * step_[first_], b = p[second_] + m * step_[second_];
      const int i = whole_below(a), j = whole_below(b);
      const double s = a - i, t = b - j;
      // Edge voxels reach half a voxel outwards.
      const int i0 = std::clamp(i, 0, last(first_)), i1 = std::clamp(i + 1, 0, last(first_));
      const int j0 = std::clamp(j, 0, last(second_)), j1 = std::clamp(j + 1, 0, last(second_));
      const std::ptrdiff_t plane = m * stride(main_);
      const std::ptrdiff_t u0 = i0 * stride(first_), u1 = i1 * stride(first_);
      const std::ptrdiff_t v0 = j0 * stride(second_), v1 = j1 * stride(second_);
      add(static_cast<std::size_t>(plane + u0 + v0), mm_ * (1 - s) * (1 - t));
      add(static_cast<std::size_t>(plane + u1 + v0), mm_ * s * (1 - t));
      add(static_cast<std::size_t>(plane + u0 + v1), mm_ * (1 - s) * t);
      add(static_cast<std::size_t>(plane + u1 + v1), mm_ * s * t);
    }
  }

 private:
  /// std::floor, which is a call where the compiler may not use newer instructions.
  [[nodiscard]] static int whole_below(double x) {
    const int n = static_cast<int>(x);
    return x < n ? n - 1 : n;
  }
  [[nodiscard]] int last(int axis) const { return size_[static_cast<std::size_t>(axis)] - 1; }
  [[nodiscard]] std::ptrdiff_t stride(int axis) const { return stride_[static_cast<std::size_t>(axis)]; }

  /// First and last plane at which the ray is within the lattice. `p`: where it meets plane 0.
  [[nodiscard]] std::pair<int, int> planes(const Eigen::Vector3d& p) const {
    double from = 0, to = last(main_);
    for (const int axis : {first_, second_}) {
      const double low = -0.5, high = last(axis) + 0.5;
      if (std::abs(step_[axis]) < 1e-12) {
        if (p[axis] < low || p[axis] > high) return {1, 0};
        continue;
      }
      const double a = (low - p[axis]) / step_[axis], b = (high - p[axis]) / step_[axis];
      from = std::max(from, std::min(a, b));
      to = std::min(to, std::max(a, b));
    }
    if (!(from <= to)) return {1, 0};
    return {static_cast<int>(std::ceil(from)), static_cast<int>(std::floor(to))};
  }

  std::array<int, 3> size_;
  Eigen::Matrix3d to_index_;
  Eigen::Vector3d offset_, step_;  ///< step_: of the index from one plane to the next
  std::array<std::ptrdiff_t, 3> stride_{};
  int main_ = 0, first_ = 1, second_ = 2;
  double mm_ = 0;
};

/// Rays to a pixel along the picture's axes: as many as voxels lie beside each other in it.
[[nodiscard]] inline std::array<int, 2> rays_to_pixel(const Grid<3>& grid, const DxaView& view) {
  const auto count = [&](const Eigen::Vector3d& axis, double pixel_mm) {
    const double voxel = 1 / (grid.direction.transpose() * axis).cwiseQuotient(grid.spacing_mm).norm();
    return std::clamp(static_cast<int>(std::ceil(pixel_mm / voxel - 0.01)), 1, 8);
  };
  return {count(view.across, view.pixel_mm[0]), count(view.down, view.pixel_mm[1])};
}

/// Where the rays of a pixel meet the plane of the view.
template <class See>
void for_each_ray(const DxaView& view, const std::array<int, 2>& rays, int x, int y, const See& see) {
  for (int v = 0; v < rays[1]; ++v)
    for (int u = 0; u < rays[0]; ++u)
      see(view.origin + view.pixel_mm[0] * (x + (u + 0.5) / rays[0] - 0.5) * view.across +
          view.pixel_mm[1] * (y + (v + 0.5) / rays[1] - 0.5) * view.down);
}

}  // namespace osteon
