#pragma once

#include "spine/spine_frame.hpp"
#include "spine/working_volume.hpp"

#include <vector>

namespace osteon {

/// A part of a section across the body: HU on a lattice of kStepMm, `u` in front of the canal, `v` to the
/// patient's left of it. The section stands square to the canal's chord over two vertebrae to either side:
/// the canal's own bends would swing its far ends up and down.
class BodySection {
 public:
  static constexpr double kStepMm = 2;
  struct Part {
    double from_u_mm, to_u_mm, from_v_mm, to_v_mm;
  };

  BodySection(const SpineFrame& frame, const VolumeSampler& volume, double s_mm, const Part& part);

  [[nodiscard]] int count_u() const { return count_u_; }
  [[nodiscard]] int count_v() const { return count_v_; }
  [[nodiscard]] double hu(int iu, int iv) const {
    return hu_[static_cast<std::size_t>(iu) * static_cast<std::size_t>(count_v_) +
               static_cast<std::size_t>(iv)];
  }
  [[nodiscard]] double v_mm(int iv) const { return from_v_mm_ + kStepMm * iv; }
  /// Share of the part that the scan shows: no padding, not beyond its border.
  [[nodiscard]] double share_seen() const;

 private:
  double from_v_mm_;
  int count_u_, count_v_;
  std::vector<double> hu_;
};

/// Places of a section that hang together.
struct SectionPiece {
  double area_mm2, extent_mm, centre_v_mm;
  bool touches_border;
};

/// All pieces with from_hu <= HU <= to_hu.
[[nodiscard]] std::vector<SectionPiece> pieces_between(const BodySection& section, double from_hu,
                                                       double to_hu);

}  // namespace osteon
