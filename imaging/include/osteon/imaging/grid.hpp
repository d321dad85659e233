#pragma once

#include <Eigen/Core>

#include <array>
#include <cmath>
#include <cstddef>

namespace osteon {

/// A place in the lattice: (i, j[, k]) = column, row, slice; a whole number is a pixel's CENTRE.
template <int N>
struct IndexPoint {
  Eigen::Matrix<double, N, 1> ijk;
};

/// A place in the patient: millimetres along DICOM's axes Left, Posterior, Superior.
template <int N>
struct PatientPoint {
  Eigen::Matrix<double, N, 1> mm;
  friend bool operator==(const PatientPoint&, const PatientPoint&) = default;
};

/// Where an image lies: everything about it but the pixels.
/// An image covers half a pixel beyond its outermost centres on every side.
template <int N>
struct Grid {
  std::array<int, N> size;                 ///< pixels along i, j[, k]; i varies fastest in memory
  Eigen::Matrix<double, N, 1> spacing_mm;  ///< distance between centres along i, j[, k]
  Eigen::Matrix<double, N, 1> origin_mm;   ///< patient place of the centre of pixel 0
  Eigen::Matrix<double, N, N>
      direction;  ///< column n = unit vector of lattice axis n, in patient axes; orthonormal

  [[nodiscard]] PatientPoint<N> patient_from_index(const IndexPoint<N>& p) const {
    return {origin_mm + direction * p.ijk.cwiseProduct(spacing_mm)};
  }
  [[nodiscard]] IndexPoint<N> index_from_patient(const PatientPoint<N>& p) const {
    return {(direction.transpose() * (p.mm - origin_mm)).cwiseQuotient(spacing_mm)};
  }
  [[nodiscard]] std::size_t pixel_count() const {
    std::size_t count = 1;
    for (int n : size) count *= static_cast<std::size_t>(n);
    return count;
  }
  [[nodiscard]] double pixel_volume_mm() const { return spacing_mm.prod(); }

  friend bool operator==(const Grid&, const Grid&) = default;
};

/// Whether two grids place every pixel within `tolerance_pixels` of each other (files round their headers).
template <int N>
[[nodiscard]] bool same_place(const Grid<N>& a, const Grid<N>& b, double tolerance_pixels = 0.02) {
  if (a.size != b.size) return false;
  for (int corner = 0; corner < (1 << N); ++corner) {
    IndexPoint<N> p;
    for (int n = 0; n < N; ++n) p.ijk[n] = (corner >> n & 1) ? a.size[static_cast<std::size_t>(n)] - 1 : 0;
    const auto q = b.index_from_patient(a.patient_from_index(p));
    if (!((q.ijk - p.ijk).cwiseAbs().maxCoeff() <= tolerance_pixels)) return false;
  }
  return true;
}

/// Whether the voxels of `a` are voxels of `b`, in whatever order and direction of axes, within a fiftieth of
/// a voxel.
[[nodiscard]] inline bool on_same_lattice(const Grid<3>& a, const Grid<3>& b) {
  constexpr double kTolerance = 0.02;
  const auto in_b = [&](double i, double j, double k) -> Eigen::Vector3d {
    return b.index_from_patient(a.patient_from_index({Eigen::Vector3d(i, j, k)})).ijk;
  };
  const auto whole = [&](const Eigen::Vector3d& v) {
    return (v.array() - v.array().round()).abs().maxCoeff() <= kTolerance;
  };
  const Eigen::Vector3d start = in_b(0, 0, 0);
  const double ei = a.size[0] - 1, ej = a.size[1] - 1, ek = a.size[2] - 1;
  for (const Eigen::Vector3d& step :
       {Eigen::Vector3d(in_b(1, 0, 0) - start), Eigen::Vector3d(in_b(0, 1, 0) - start),
        Eigen::Vector3d(in_b(0, 0, 1) - start)}) {
    if (!(std::abs(step.norm() - 1) <= kTolerance)) return false;
  }
  return whole(start) && whole(in_b(ei, 0, 0)) && whole(in_b(0, ej, 0)) && whole(in_b(0, 0, ek));
}

}  // namespace osteon
