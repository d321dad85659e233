#include "spine/working_volume.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr float kAir = -1024.0F;

std::array<int, 3> block_of(const Grid<3>& grid, double spacing_mm) {
  std::array<int, 3> block{};
  for (std::size_t n = 0; n < 3; ++n) {
    const double ratio = spacing_mm / grid.spacing_mm[static_cast<int>(n)];
    block[n] = std::clamp(static_cast<int>(std::min(ratio, 1e6) + 0.01), 1, grid.size[n]);
  }
  return block;
}

Grid<3> block_grid(const Grid<3>& grid, const std::array<int, 3>& block) {
  Grid<3> result = grid;
  Eigen::Vector3d shift;  // the centre of the first block, in voxels of the scan
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    result.size[n] = grid.size[n] / block[n];
    result.spacing_mm[axis] = grid.spacing_mm[axis] * block[n];
    shift[axis] = 0.5 * (block[n] - 1);
  }
  result.origin_mm = grid.patient_from_index({shift}).mm;
  return result;
}

}  // namespace

// A voxel is a box (1/12 of its square); linear interpolation adds a triangle's mean 1/6.
VolumeSampler::VolumeSampler(const Image3D<std::int16_t>& volume)
    : VolumeSampler(volume, std::sqrt(1.0 / 12 + 1.0 / 6) * volume.grid().spacing_mm) {}

VolumeSampler::VolumeSampler(const Image3D<std::int16_t>& volume, const Eigen::Vector3d& blur_mm)
    : pixels_(volume.pixels().data()),
      size_(volume.grid().size),
      spacing_mm_(volume.grid().spacing_mm),
      blur_mm_(blur_mm) {
  const Grid<3>& grid = volume.grid();
  stride_ = {1, static_cast<std::size_t>(size_[0]),
             static_cast<std::size_t>(size_[0]) * static_cast<std::size_t>(size_[1])};
  to_index_ = grid.spacing_mm.cwiseInverse().asDiagonal() * grid.direction.transpose();
  offset_ = -(to_index_ * grid.origin_mm);
}

float VolumeSampler::at(const Eigen::Vector3d& place_mm) const {
  const Eigen::Vector3d p = index_from_patient(place_mm);
  std::array<std::size_t, 3> low{}, step{};
  std::array<float, 3> f{};
  for (std::size_t n = 0; n < 3; ++n) {
    const double x = p[static_cast<int>(n)];
    if (!(x >= -0.5 && x <= size_[n] - 0.5)) return kAir;
    const double inner = std::clamp(x, 0.0, static_cast<double>(size_[n] - 1));
    const int cell = std::min(static_cast<int>(inner), std::max(size_[n] - 2, 0));
    low[n] = static_cast<std::size_t>(cell) * stride_[n];
    step[n] = size_[n] > 1 ? stride_[n] : 0;
    f[n] = static_cast<float>(inner - cell);
  }
  const std::int16_t* corner = pixels_ + low[0] + low[1] + low[2];
  const auto row = [&](const std::int16_t* q) {
    return (1 - f[0]) * static_cast<float>(q[0]) + f[0] * static_cast<float>(q[step[0]]);
  };
  const auto plane = [&](const std::int16_t* q) { return (1 - f[1]) * row(q) + f[1] * row(q + step[1]); };
  return (1 - f[2]) * plane(corner) + f[2] * plane(corner + step[2]);
}

bool VolumeSampler::inside(const Eigen::Vector3d& place_mm, double margin_mm) const {
  const Eigen::Vector3d p = index_from_patient(place_mm);
  for (std::size_t n = 0; n < 3; ++n) {
    const double x = p[static_cast<int>(n)];
    const double margin = margin_mm / spacing_mm_[static_cast<int>(n)];
    if (!(x >= margin - 0.5 && x <= size_[n] - 0.5 - margin)) return false;
  }
  return true;
}

std::optional<Image3D<std::int16_t>> reduced_volume(const Image3D<std::int16_t>& scan, double spacing_mm) {
  const auto block = block_of(scan.grid(), spacing_mm);
  const int members = block[0] * block[1] * block[2];
  if (members == 1) return std::nullopt;
  Image3D<std::int16_t> result(block_grid(scan.grid(), block));
  tbb::parallel_for(0, result.grid().size[2], [&](int k) {
    std::vector<int> sums(static_cast<std::size_t>(result.grid().size[0]));
    for (int j = 0; j < result.grid().size[1]; ++j) {
      std::fill(sums.begin(), sums.end(), 0);
      for (int n = 0; n < block[1] * block[2]; ++n) {
        const std::int16_t* row = &scan.at(0, j * block[1] + n % block[1], k * block[2] + n / block[1]);
        for (int& sum : sums)
          for (int i = 0; i < block[0]; ++i) sum += *row++;
      }
      for (int i = 0; i < result.grid().size[0]; ++i)
        result.at(i, j, k) = static_cast<std::int16_t>(
            std::lround(static_cast<double>(sums[static_cast<std::size_t>(i)]) / members));
    }
  });
  return result;
}

Image3D<std::int16_t> sampled_for_canal(const Grid<3>& grid,
                                        const std::function<float(const Eigen::Vector3d&)>& hu_at) {
  Image3D<std::int16_t> result(grid);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        float sum = 0;
        for (int n = 0; n < 8; ++n) {
          const Eigen::Vector3d sub((n & 1) - 0.5, (n >> 1 & 1) - 0.5, (n >> 2 & 1) - 0.5);
          const auto place = grid.patient_from_index({Eigen::Vector3d(i, j, k) + 0.5 * sub});
          sum += std::clamp(hu_at(place.mm), -200.0F, 600.0F);
        }
        result.at(i, j, k) = static_cast<std::int16_t>(std::lround(sum / 8));
      }
  });
  return result;
}

Image3D<std::int16_t> coarse_volume(const Image3D<std::int16_t>& scan, double spacing_mm,
                                    const Eigen::Matrix3d& patient_from_axes) {
  const Grid<3>& source = scan.grid();
  Eigen::Vector3d low = Eigen::Vector3d::Constant(1e30), high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int n = 0; n < 3; ++n)
      index[n] = (corner >> n & 1) != 0 ? source.size[static_cast<std::size_t>(n)] - 0.5 : -0.5;
    const Eigen::Vector3d place = patient_from_axes.transpose() * source.patient_from_index({index}).mm;
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  Grid<3> grid{{}, Eigen::Vector3d::Constant(spacing_mm), {}, patient_from_axes};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    grid.size[n] = std::max(1, static_cast<int>((high[axis] - low[axis]) / spacing_mm + 0.01));
  }
  grid.origin_mm = patient_from_axes * (low + Eigen::Vector3d::Constant(0.5 * spacing_mm));

  const VolumeSampler sampler(scan);
  return sampled_for_canal(grid, [&](const Eigen::Vector3d& place) { return sampler.at(place); });
}

}  // namespace osteon
