#include "region_statistics.hpp"

#include <osteon/imaging/digest.hpp>

#include <Eigen/Dense>

#include <algorithm>
#include <array>
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

/// Place of a voxel in mm, from the first of the box.
Eigen::Vector3d place_mm(const LabelBox& box, const Eigen::Vector3d& spacing_mm, int i, int j, int k) {
  return Eigen::Vector3d(i - box.first[0], j - box.first[1], k - box.first[2]).cwiseProduct(spacing_mm);
}

/// HU = mean + slope * (place - centre): what changes evenly across the region.
struct Trend {
  Eigen::Vector3d centre_mm = Eigen::Vector3d::Zero(), slope = Eigen::Vector3d::Zero();
  int parameters = 1;
};

Trend trend_of(const Image3D<std::int16_t>& volume, const LabelBox& box,
               const std::vector<std::uint8_t>& mask, double count, double mean_hu) {
  const Eigen::Vector3d& spacing = volume.grid().spacing_mm;
  Trend trend;
  for_each_voxel(box, mask, [&](int i, int j, int k, std::size_t) {
    trend.centre_mm += place_mm(box, spacing, i, j, k) / count;
  });
  Eigen::Matrix3d spread = Eigen::Matrix3d::Zero();
  Eigen::Vector3d with_hu = Eigen::Vector3d::Zero();
  for_each_voxel(box, mask, [&](int i, int j, int k, std::size_t) {
    const Eigen::Vector3d d = place_mm(box, spacing, i, j, k) - trend.centre_mm;
    spread += d * d.transpose();
    with_hu += d * (volume.at(i, j, k) - mean_hu);
  });
  // Of a region that is flat along an axis nothing is known along it: the least slope.
  const Eigen::CompleteOrthogonalDecomposition<Eigen::Matrix3d> solver(spread);
  trend.slope = solver.solve(with_hu);
  trend.parameters += static_cast<int>(solver.rank());
  return trend;
}

/// Standard error of the mean from the sums of blocks: what is alike within one counts once.
double standard_error(const Image3D<std::int16_t>& volume, const LabelBox& box,
                      const std::vector<std::uint8_t>& mask, double count, double mean_hu,
                      const Trend& trend) {
  constexpr double kMostMm = 5.0;       // noise and trabecular texture are forgotten over less
  constexpr double kBlocksWanted = 27;  // fewer tell a scatter badly
  const Eigen::Vector3d& spacing = volume.grid().spacing_mm;
  const double block_mm = std::min(kMostMm, std::cbrt(count * spacing.prod() / kBlocksWanted));
  std::array<int, 3> blocks{};
  for (std::size_t n = 0; n < 3; ++n)
    blocks[n] = static_cast<int>(box.size()[n] * spacing[static_cast<int>(n)] / block_mm) + 1;
  std::vector<double> sums(static_cast<std::size_t>(blocks[0]) * static_cast<std::size_t>(blocks[1]) *
                           static_cast<std::size_t>(blocks[2]));
  std::vector<std::uint8_t> used(sums.size());
  for_each_voxel(box, mask, [&](int i, int j, int k, std::size_t) {
    const Eigen::Vector3d place = place_mm(box, spacing, i, j, k);
    const Eigen::Vector3i at = (place / block_mm).cast<int>();
    const auto n = static_cast<std::size_t>((at[2] * blocks[1] + at[1]) * blocks[0] + at[0]);
    sums[n] += volume.at(i, j, k) - mean_hu - trend.slope.dot(place - trend.centre_mm);
    used[n] = 1;
  });
  double squares = 0;
  for (const double sum : sums) squares += sum * sum;
  const double number = static_cast<double>(std::count(used.begin(), used.end(), 1));
  return std::sqrt(squares * number / std::max(1.0, number - trend.parameters)) / count;
}

}  // namespace

RegionStatistics region_statistics(const Image3D<std::int16_t>& volume, const LabelBox& box,
                                   const std::vector<std::uint8_t>& mask) {
  constexpr std::int64_t kDenseHu = 800;
  std::int64_t count = 0, sum = 0, dense = 0;
  for_each_voxel(box, mask, [&](int i, int j, int k, std::size_t) {
    const std::int64_t value = volume.at(i, j, k);
    ++count;
    sum += value;
    dense += value > kDenseHu;
  });
  if (count == 0) return {};
  const double n = static_cast<double>(count);
  const double mean = static_cast<double>(sum) / n;
  const Trend trend = trend_of(volume, box, mask, n, mean);
  return {static_cast<std::size_t>(count), mean, standard_error(volume, box, mask, n, mean, trend),
          trend.slope.norm(), static_cast<double>(dense) / n};
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
