#include "spine/filled_canal.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace osteon {
namespace {

constexpr double kLengthMm = 36.0;
constexpr double kSteepest = 0.5, kSlopeStep = 0.25;  // 27 degrees: the lordosis of most

/// The voxels of one section that are dense with all of their neighbours in it.
std::vector<char> wide_cores(const Image3D<std::int16_t>& coarse, int k) {
  const int nx = coarse.grid().size[0], ny = coarse.grid().size[1];
  std::vector<char> core(static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny), 0);
  for (int j = 1; j + 1 < ny; ++j)
    for (int i = 1; i + 1 < nx; ++i) {
      bool whole = true;
      for (int n = 0; whole && n < 9; ++n)
        whole = coarse.at(i + n % 3 - 1, j + n / 3 - 1, k) > kDenseContentsHu;
      core[static_cast<std::size_t>(i) + static_cast<std::size_t>(nx) * static_cast<std::size_t>(j)] =
          whole ? 1 : 0;
    }
  return core;
}

/// Marked voxels and their neighbours in the section.
void widen(std::span<char> section, int nx) {
  const std::vector<char> old(section.begin(), section.end());
  const auto ny = static_cast<int>(old.size()) / nx;
  for (int j = 1; j + 1 < ny; ++j)
    for (int i = 1; i + 1 < nx; ++i)
      for (int n = 0; n < 9; ++n)
        if (old[static_cast<std::size_t>((j + n / 3 - 1) * nx + i + n % 3 - 1)] != 0)
          section[static_cast<std::size_t>(j * nx + i)] = 1;
}

}  // namespace

std::vector<char> upright_tubes(const Image3D<std::int16_t>& coarse) {
  const auto& size = coarse.grid().size;
  const std::size_t section = static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]);
  const int least = static_cast<int>(std::lround(kLengthMm / coarse.grid().spacing_mm[2]));
  std::vector<std::vector<char>> wide(static_cast<std::size_t>(size[2]));
  tbb::parallel_for(0, size[2], [&](int k) { wide[static_cast<std::size_t>(k)] = wide_cores(coarse, k); });
  std::vector<char> tubes(section * static_cast<std::size_t>(size[2]), 0);
  tbb::parallel_for(0, size[0], [&](int i) {  // a line stays in its sagittal plane
    for (double slope = -kSteepest; slope <= kSteepest; slope += kSlopeStep) {
      const auto place = [&](int foot, int k) { return foot + static_cast<int>(std::lround(slope * k)); };
      const int lean = static_cast<int>(std::ceil(std::abs(slope) * size[2]));
      for (int foot = -lean; foot < size[1] + lean; ++foot) {
        int run = 0;
        for (int k = 0; k <= size[2]; ++k) {
          const int j = place(foot, k);
          const std::size_t n = static_cast<std::size_t>(i) +
                                static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(std::max(0, j));
          if (k < size[2] && j >= 0 && j < size[1] && wide[static_cast<std::size_t>(k)][n] != 0) {
            ++run;
            continue;
          }
          for (int m = k - run; run >= least && m < k; ++m)
            tubes[section * static_cast<std::size_t>(m) + static_cast<std::size_t>(i) +
                  static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(place(foot, m))] = 1;
          run = 0;
        }
      }
    }
  });
  tbb::parallel_for(0, size[2], [&](int k) {
    widen(std::span(tubes).subspan(section * static_cast<std::size_t>(k), section), size[0]);
  });
  return tubes;
}

}  // namespace osteon
