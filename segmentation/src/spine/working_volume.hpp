#pragma once

#include <osteon/imaging/image.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace osteon {

/// Trilinear reading of a volume at patient places. Holds a reference: the volume must outlive it.
class VolumeSampler {
 public:
  explicit VolumeSampler(const Image3D<std::int16_t>& volume);
  /// A volume whose voxels tell less than their size would let expect: `blur_mm` as below.
  VolumeSampler(const Image3D<std::int16_t>& volume, const Eigen::Vector3d& blur_mm);

  [[nodiscard]] Eigen::Vector3d index_from_patient(const Eigen::Vector3d& place_mm) const {
    return to_index_ * place_mm + offset_;
  }
  /// HU at the place; air outside the volume (edge voxels reach half a voxel outwards).
  [[nodiscard]] float at(const Eigen::Vector3d& place_mm) const;
  /// A patient direction in the volume's own axes.
  [[nodiscard]] Eigen::Vector3d lattice_components(const Eigen::Vector3d& direction) const {
    return (to_index_ * direction).cwiseProduct(spacing_mm_);
  }
  [[nodiscard]] const Eigen::Vector3d& spacing_mm() const { return spacing_mm_; }
  /// sd of what voxels and the reading between them blur, along the volume's own axes.
  [[nodiscard]] const Eigen::Vector3d& blur_mm() const { return blur_mm_; }
  /// Whether the place lies in the volume, `margin_mm` away from every face.
  [[nodiscard]] bool inside(const Eigen::Vector3d& place_mm, double margin_mm = 0) const;

 private:
  const std::int16_t* pixels_;
  std::array<int, 3> size_;
  std::array<std::size_t, 3> stride_;
  Eigen::Vector3d spacing_mm_, blur_mm_;
  Eigen::Matrix3d to_index_;
  Eigen::Vector3d offset_;
};

/// The scan with whole blocks of voxels averaged until the spacing is just below `spacing_mm`, on the scan's
/// own axes; nothing where the scan is already as coarse as that (then the scan itself is to be used).
[[nodiscard]] std::optional<Image3D<std::int16_t>> reduced_volume(const Image3D<std::int16_t>& scan,
                                                                  double spacing_mm);

/// A volume on `grid`, each voxel the mean of 2 x 2 x 2 readings of `hu_at` (a place of the grid, mm), which
/// are held within -200...600 HU, fat to dense cortex: metal and air carry no more for finding the canal.
[[nodiscard]] Image3D<std::int16_t> sampled_for_canal(
    const Grid<3>& grid, const std::function<float(const Eigen::Vector3d&)>& hu_at);

/// A volume of `spacing_mm` cubes along the patient's axes L, P, S, turned by `patient_from_axes`, that
/// covers the scan, sampled for the canal (outside the scan: -200 HU).
[[nodiscard]] Image3D<std::int16_t> coarse_volume(const Image3D<std::int16_t>& scan, double spacing_mm,
                                                  const Eigen::Matrix3d& patient_from_axes);

}  // namespace osteon
