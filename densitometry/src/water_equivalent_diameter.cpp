#include <osteon/densitometry/beam_calibration.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kHalfSlabMm = 10.0;
constexpr double kSampleMm = 4.0;
constexpr int kBodyAboveHu = -300;
constexpr double kCutShare = 0.05;  // of the sides' voxels; a table or an arm may touch them
// A round field that ends within the patient: tissue stands next to padding without the blur of a surface.
constexpr int kPaddingHu = -1000;   // or below
constexpr int kPaddingRun = 3;      // so many voxels of one value; those of air scatter
constexpr double kBareShare = 0.2;  // of the patient's outline; sharp kernels undershoot at skin in places

/// Whether padding begins at a neighbour in the plane across `along`.
bool beside_padding(const Image3D<std::int16_t>& volume, const std::array<int, 3>& at, std::size_t along) {
  for (std::size_t n = 0; n < 3; ++n)
    for (const int way : {-1, 1}) {
      const int last = at[n] + way * kPaddingRun;
      if (n == along || last < 0 || last >= volume.grid().size[n]) continue;
      std::array<int, 3> next = at;
      next[n] += way;
      const int first = volume.at(next[0], next[1], next[2]);
      bool padding = first <= kPaddingHu;
      for (next[n] += way; padding && next[n] != last + way; next[n] += way)
        padding = volume.at(next[0], next[1], next[2]) == first;
      if (padding) return true;
    }
  return false;
}

}  // namespace

std::optional<Length> water_equivalent_diameter(const CtScan& scan, PatientPoint<3> level) {
  const auto& grid = scan.hounsfield.grid();
  // The stored axis that runs along the patient.
  int along = 0;
  grid.direction.row(2).cwiseAbs().maxCoeff(&along);
  const double step_mm = grid.spacing_mm[along];
  const auto along_at = static_cast<std::size_t>(along);
  const double middle = grid.index_from_patient(level).ijk[along];
  const int first = std::max(0, static_cast<int>(std::ceil(middle - kHalfSlabMm / step_mm)));
  const int last =
      std::min(grid.size[along_at] - 1, static_cast<int>(std::floor(middle + kHalfSlabMm / step_mm)));
  if (first > last) return std::nullopt;
  std::array<int, 3> step{}, from{}, to{};
  for (std::size_t n = 0; n < 3; ++n) {
    step[n] = std::max(1, static_cast<int>(std::lround(kSampleMm / grid.spacing_mm[static_cast<int>(n)])));
    from[n] = 0;
    to[n] = grid.size[n] - 1;
  }
  step[along_at] = 1;
  from[along_at] = first;
  to[along_at] = last;
  double sum = 0;
  std::size_t border = 0, cut = 0, bare = 0;
  for (int k = from[2]; k <= to[2]; k += step[2])
    for (int j = from[1]; j <= to[1]; j += step[1])
      for (int i = from[0]; i <= to[0]; i += step[0]) {
        const int value = scan.hounsfield.at(i, j, k);
        sum += std::max(0.0, 1.0 + value / 1000.0);
        const std::array<int, 3> at{i, j, k};
        bare += value > kBodyAboveHu && beside_padding(scan.hounsfield, at, along_at);
        for (std::size_t n = 0; n < 3; ++n) {
          if (n == along_at || (at[n] >= step[n] && at[n] + step[n] <= to[n])) continue;
          ++border;
          cut += value > kBodyAboveHu;
          break;
        }
      }
  if (border == 0 || static_cast<double>(cut) > kCutShare * static_cast<double>(border)) return std::nullopt;
  double pixel_mm2 = 1, voxel_mm2 = 1;
  for (std::size_t n = 0; n < 3; ++n) {
    if (n == along_at) continue;
    pixel_mm2 *= step[n] * grid.spacing_mm[static_cast<int>(n)];
    voxel_mm2 *= grid.spacing_mm[static_cast<int>(n)];
  }
  const int planes = last - first + 1;
  const double diameter_mm = 2.0 * std::sqrt(sum * pixel_mm2 / planes / std::numbers::pi);
  // Of the outline, one voxel wide, so much was met on the lattice of samples.
  const double bare_mm = static_cast<double>(bare) * pixel_mm2 / std::sqrt(voxel_mm2) / planes;
  if (bare_mm > kBareShare * std::numbers::pi * diameter_mm) return std::nullopt;
  return mm(diameter_mm);
}

}  // namespace osteon
