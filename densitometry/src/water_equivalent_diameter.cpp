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
  std::size_t border = 0, cut = 0;
  for (int k = from[2]; k <= to[2]; k += step[2])
    for (int j = from[1]; j <= to[1]; j += step[1])
      for (int i = from[0]; i <= to[0]; i += step[0]) {
        const int value = scan.hounsfield.at(i, j, k);
        sum += std::max(0.0, 1.0 + value / 1000.0);
        const std::array<int, 3> at{i, j, k};
        for (std::size_t n = 0; n < 3; ++n) {
          if (n == along_at || (at[n] >= step[n] && at[n] + step[n] <= to[n])) continue;
          ++border;
          cut += value > kBodyAboveHu;
          break;
        }
      }
  if (border == 0 || static_cast<double>(cut) > kCutShare * static_cast<double>(border)) return std::nullopt;
  double pixel_mm2 = 1;
  for (std::size_t n = 0; n < 3; ++n)
    if (n != along_at) pixel_mm2 *= step[n] * grid.spacing_mm[static_cast<int>(n)];
  const double area_mm2 = sum * pixel_mm2 / (last - first + 1);
  return mm(2.0 * std::sqrt(area_mm2 / std::numbers::pi));
}

}  // namespace osteon
