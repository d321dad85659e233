#include "tissue/block_volume.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace osteon {
namespace {

constexpr double kOriginStepMm = 1e-6;     // one place, bit for bit, whichever corner the file begins at
constexpr double kBlockMm = 3.01;          // a vessel of 15 mm still has five blocks across
constexpr std::int16_t kBelowAir = -1010;  // air is -1000; what is flat and lower is padding
constexpr float kUnseen = std::numeric_limits<float>::quiet_NaN();

Grid<3> block_grid(const Grid<3>& scan, const LatticeOrder& order, const std::array<int, 3>& block) {
  Grid<3> grid = scan;
  Eigen::Vector3d first = Eigen::Vector3d::Zero();
  for (std::size_t n = 0; n < 3; ++n) {
    const int to = static_cast<int>(n), from = order.axis[n];
    const int size = scan.size[static_cast<std::size_t>(from)];
    grid.size[n] = size / block[n];
    grid.spacing_mm[to] = scan.spacing_mm[from] * block[n];
    grid.direction.col(to) = scan.direction.col(from) * (order.backwards[n] ? -1 : 1);
    const double half = 0.5 * (block[n] - 1);
    first[from] = order.backwards[n] ? size - 1 - half : half;
  }
  grid.origin_mm = scan.patient_from_index({first}).mm;
  for (double& x : grid.origin_mm) x = std::round(x / kOriginStepMm) * kOriginStepMm;
  return grid;
}

std::array<int, 3> block_size(const Grid<3>& scan, const LatticeOrder& order) {
  std::array<int, 3> block{};
  for (std::size_t n = 0; n < 3; ++n) {
    const int size = scan.size[static_cast<std::size_t>(order.axis[n])];
    block[n] =
        std::clamp(static_cast<int>(std::min(kBlockMm / scan.spacing_mm[order.axis[n]], 1e6)), 1, size);
  }
  return block;
}

}  // namespace

BlockVolume::BlockVolume(const Image3D<std::int16_t>& scan)
    : scan_(&scan),
      order_(patient_order(scan.grid())),
      block_(block_size(scan.grid(), order_)),
      mean_(block_grid(scan.grid(), order_, block_)) {
  const Grid<3>& grid = scan.grid();
  const std::array<std::ptrdiff_t, 3> own{1, grid.size[0],
                                          static_cast<std::ptrdiff_t>(grid.size[0]) * grid.size[1]};
  for (std::size_t n = 0; n < 3; ++n) {
    const auto from = static_cast<std::size_t>(order_.axis[n]);
    step_[n] = order_.backwards[n] ? -own[from] : own[from];
    start_[n] = order_.backwards[n] ? own[from] * (grid.size[from] - 1) : 0;
    members_ *= static_cast<std::size_t>(block_[n]);
  }
  average();
}

// The scan is read in the order of memory; each thread owns whole blocks along its slowest axis.
void BlockVolume::average() {
  std::array<std::size_t, 3> axis{};  // of the patient, for each axis of the scan
  for (std::size_t n = 0; n < 3; ++n) axis[static_cast<std::size_t>(order_.axis[n])] = n;
  std::array<int, 3> block{}, first{}, count{};
  std::array<std::ptrdiff_t, 3> stride{};
  const std::array<std::ptrdiff_t, 3> own{
      1, mean_.grid().size[0], static_cast<std::ptrdiff_t>(mean_.grid().size[0]) * mean_.grid().size[1]};
  std::ptrdiff_t start = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t n = axis[a];
    block[a] = block_[n];
    count[a] = mean_.grid().size[n];
    first[a] = order_.backwards[n] ? scan_->grid().size[a] - count[a] * block[a] : 0;
    stride[a] = order_.backwards[n] ? -own[n] : own[n];
    if (order_.backwards[n]) start += own[n] * (count[a] - 1);
  }
  const auto slabs = static_cast<std::size_t>(count[2]);
  std::vector<std::int16_t> low(slabs, INT16_MAX), high(slabs, INT16_MIN);
  tbb::parallel_for(0, count[2], [&](int ck) {
    auto& least = low[static_cast<std::size_t>(ck)];
    auto& most = high[static_cast<std::size_t>(ck)];
    std::vector<int> sums(static_cast<std::size_t>(count[0]));
    for (int cj = 0; cj < count[1]; ++cj) {
      std::fill(sums.begin(), sums.end(), 0);
      for (int n = 0; n < block[1] * block[2]; ++n) {
        const std::int16_t* row = &scan_->at(first[0], first[1] + cj * block[1] + n % block[1],
                                             first[2] + ck * block[2] + n / block[1]);
        for (int& sum : sums)
          for (int i = 0; i < block[0]; ++i, ++row) {
            sum += *row;
            least = std::min(least, *row);
            most = std::max(most, *row);
          }
      }
      for (int ci = 0; ci < count[0]; ++ci)
        mean_.pixels()[static_cast<std::size_t>(start + ci * stride[0] + cj * stride[1] + ck * stride[2])] =
            static_cast<float>(sums[static_cast<std::size_t>(ci)]) / static_cast<float>(members_);
    }
  });
  lowest_ = *std::min_element(low.begin(), low.end());
  highest_ = *std::max_element(high.begin(), high.end());
}

BlockIndex BlockVolume::index(std::size_t offset) const {
  const auto nx = static_cast<std::size_t>(grid().size[0]), ny = static_cast<std::size_t>(grid().size[1]);
  return {static_cast<int>(offset % nx), static_cast<int>(offset / nx % ny),
          static_cast<int>(offset / nx / ny)};
}

Eigen::Vector3d BlockVolume::place_mm(const BlockIndex& b) const {
  return grid().patient_from_index({Eigen::Vector3d(b[0], b[1], b[2])}).mm;
}

float BlockVolume::sample(const Eigen::Vector3d& place_mm) const {
  const Eigen::Vector3d p = grid().index_from_patient({place_mm}).ijk;
  BlockIndex low{};
  std::array<float, 3> f{};
  for (std::size_t n = 0; n < 3; ++n) {
    const double x = p[static_cast<int>(n)];
    if (!(x >= -0.5 && x <= grid().size[n] - 0.5)) return kUnseen;
    const double inner = std::clamp(x, 0.0, static_cast<double>(grid().size[n] - 1));
    low[n] = std::min(static_cast<int>(inner), std::max(grid().size[n] - 2, 0));
    f[n] = static_cast<float>(inner - low[n]);
  }
  const auto nx = static_cast<std::size_t>(grid().size[0]);
  const std::size_t ny = nx * static_cast<std::size_t>(grid().size[1]);
  const std::array<std::size_t, 3> step{grid().size[0] > 1 ? 1U : 0U, grid().size[1] > 1 ? nx : 0U,
                                        grid().size[2] > 1 ? ny : 0U};
  const float* corner = means().data() + offset(low);
  const auto row = [&](const float* q) { return (1 - f[0]) * q[0] + f[0] * q[step[0]]; };
  const auto sheet = [&](const float* q) { return (1 - f[1]) * row(q) + f[1] * row(q + step[1]); };
  return (1 - f[2]) * sheet(corner) + f[2] * sheet(corner + step[2]);
}

bool BlockVolume::is_void(const BlockIndex& b) const {
  if (lowest_ >= kBelowAir) return false;
  const auto least = static_cast<float>(lowest_);
  if (mean(b) != least) return false;
  for (std::size_t n = 0; n < 3; ++n)
    for (const int step : {-1, 1}) {
      BlockIndex next = b;
      next[n] += step;
      if (holds(next) && mean(next) != least) return false;
    }
  return true;
}

std::optional<Neighbourhood> neighbourhood(const BlockVolume& volume, const BlockIndex& b) {
  for (std::size_t n = 0; n < 3; ++n)
    if (b[n] < 1 || b[n] + 1 >= volume.grid().size[n]) return std::nullopt;
  double sum = 0, squares = 0;
  for (int k = -1; k <= 1; ++k)
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i) {
        const double v = volume.mean({b[0] + i, b[1] + j, b[2] + k});
        sum += v;
        squares += v * v;
      }
  const double mean = sum / 27;
  return Neighbourhood{static_cast<float>(mean),
                       static_cast<float>(std::sqrt(std::max(0.0, squares / 27 - mean * mean)))};
}

}  // namespace osteon
