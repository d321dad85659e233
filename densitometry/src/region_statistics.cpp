#include "region_statistics.hpp"

#include <osteon/imaging/digest.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace osteon {
namespace {

template <class Visit>
void for_each_voxel(const LabelBox& box, const std::vector<std::uint8_t>& mask, const Visit& visit) {
  std::size_t n = 0;
  for (int k = box.first[2]; k <= box.last[2]; ++k) {
    for (int j = box.first[1]; j <= box.last[1]; ++j) {
      for (int i = box.first[0]; i <= box.last[0]; ++i, ++n)
        if (mask[n]) visit(i, j, k, n);
    }
  }
}

/// Share of the variance that is common to voxels next to each other along `axis`; 0 when no two are.
double neighbour_correlation(const Image3D<std::int16_t>& volume, const LabelBox& box,
                             const std::vector<std::uint8_t>& mask, std::size_t axis, double mean_hu,
                             double variance) {
  const auto size = box.size();
  std::size_t stride = 1;
  for (std::size_t n = 0; n < axis; ++n) stride *= static_cast<std::size_t>(size[n]);
  double products = 0;
  std::size_t pairs = 0;
  for_each_voxel(box, mask, [&](int i, int j, int k, std::size_t n) {
    std::array<int, 3> next{i, j, k};
    if (++next[axis] > box.last[axis] || !mask[n + stride]) return;
    products += (volume.at(i, j, k) - mean_hu) * (volume.at(next[0], next[1], next[2]) - mean_hu);
    ++pairs;
  });
  if (pairs == 0 || !(variance > 0.0)) return 0.0;
  return std::clamp(products / (static_cast<double>(pairs) * variance), 0.0,
                    0.999);  // below 1: else nothing is left
}

}  // namespace

RegionStatistics region_statistics(const Image3D<std::int16_t>& volume, const LabelBox& box,
                                   const std::vector<std::uint8_t>& mask) {
  constexpr std::int64_t kDenseHu = 800;
  std::int64_t count = 0, sum = 0, sum_of_squares = 0, dense = 0;
  for_each_voxel(box, mask, [&](int i, int j, int k, std::size_t) {
    const std::int64_t value = volume.at(i, j, k);
    ++count;
    sum += value;
    sum_of_squares += value * value;
    dense += value > kDenseHu;
  });
  if (count == 0) return {};
  const double n = static_cast<double>(count);
  const double mean = static_cast<double>(sum) / n;
  const double variance = std::max(0.0, static_cast<double>(sum_of_squares) / n - mean * mean);
  double independent = n;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double r = neighbour_correlation(volume, box, mask, axis, mean, variance);
    independent *= (1.0 - r) / (1.0 + r);
  }
  return {static_cast<std::size_t>(count), mean, std::sqrt(variance / std::max(1.0, independent)),
          static_cast<double>(dense) / n};
}

std::string region_sha256(const LabelBox& box, const std::vector<std::uint8_t>& mask) {
  std::vector<std::byte> bytes;
  for_each_voxel(box, mask, [&](int i, int j, int k, std::size_t) {
    for (const int index : {i, j, k}) {
      for (int shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::byte>(static_cast<std::uint32_t>(index) >> shift & 0xFFU));
    }
  });
  return sha256(bytes);
}

}  // namespace osteon
