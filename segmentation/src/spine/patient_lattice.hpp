#pragma once

#include <osteon/imaging/image.hpp>

#include <array>
#include <cstdint>
#include <optional>

namespace osteon {

/// How the voxels of a scan are to be stored so that the lattice axes run most nearly towards L, P and S:
/// axis n of the new order is axis `axis[n]` of the scan, run backwards where `backwards[n]`.
struct LatticeOrder {
  std::array<int, 3> axis;
  std::array<bool, 3> backwards;
  friend bool operator==(const LatticeOrder&, const LatticeOrder&) = default;
};

[[nodiscard]] LatticeOrder patient_order(const Grid<3>& grid);

/// The same voxels at the same places in that order, the origin rounded to a nanometre: one patient, one
/// answer, bit for bit, however the file was stored. Nothing where the scan is like that already.
[[nodiscard]] std::optional<Image3D<std::int16_t>> in_patient_order(const Image3D<std::int16_t>& scan);

/// Labels found in that order, back on the scan's own grid.
[[nodiscard]] LabelMap<3> in_order_of(const Grid<3>& scan, LabelMap<3> labels);

}  // namespace osteon
