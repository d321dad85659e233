#pragma once

#include "spine/profile.hpp"
#include "spine/spine_frame.hpp"
#include "spine/working_volume.hpp"

#include <cstddef>
#include <vector>

namespace osteon {

/// The spine pulled straight: HU on a lattice along s (1 mm), u and v (1.5 mm).
class StraightVolume {
 public:
  static constexpr double kStepMm = 1.5;
  static constexpr double kFirstU = -50, kFirstV = -66;
  static constexpr int kCountU = 74, kCountV = 89;  // u to 59.5 mm, v to 66 mm: a rib reaches beyond 51 mm

  StraightVolume(const SpineFrame& frame, const VolumeSampler& volume);

  [[nodiscard]] int length() const { return length_; }
  [[nodiscard]] static int u_index(double u_mm);
  [[nodiscard]] static int v_index(double v_mm);
  [[nodiscard]] static double u_mm(int iu) { return kFirstU + kStepMm * iu; }
  [[nodiscard]] static double v_mm(int iv) { return kFirstV + kStepMm * iv; }
  [[nodiscard]] static std::size_t offset(int s, int iu, int iv) {
    return (static_cast<std::size_t>(s) * kCountU + static_cast<std::size_t>(iu)) * kCountV +
           static_cast<std::size_t>(iv);
  }
  /// Whether the scan shows the place: beyond its border and in its padding there is air, which no spine
  /// holds (vacuum in a disc reaches -400 HU).
  [[nodiscard]] bool is_seen(int s, int iu, int iv) const { return hu_[offset(s, iu, iv)] > -900.0F; }
  [[nodiscard]] float at(int s, int iu, int iv) const { return hu_[offset(s, iu, iv)]; }
  /// Trilinear, the edge's value beyond the edge.
  [[nodiscard]] double at(const SpinePlace& place) const;
  [[nodiscard]] const std::vector<float>& pixels() const { return hu_; }

  /// Length of the canal that contrast fills.
  [[nodiscard]] int filled_mm() const { return filled_mm_; }

 private:
  void empty_filled_canal(const SpineFrame& frame);

  int length_, filled_mm_ = 0;
  std::vector<float> hu_;
};

/// Back and front wall of the column of bodies and discs, per millimetre of s: u of each.
struct ColumnWalls {
  Profile posterior_u_mm, anterior_u_mm;
  [[nodiscard]] double depth(double s_mm) const {
    return value_at(anterior_u_mm, s_mm) - value_at(posterior_u_mm, s_mm);
  }
  [[nodiscard]] double centre(double s_mm) const {
    return 0.5 * (value_at(anterior_u_mm, s_mm) + value_at(posterior_u_mm, s_mm));
  }
};

[[nodiscard]] ColumnWalls find_column_walls(const StraightVolume& volume, const SpineFrame& frame);

}  // namespace osteon
