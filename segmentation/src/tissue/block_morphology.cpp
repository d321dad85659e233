#include "tissue/block_morphology.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace osteon {
namespace {

constexpr std::array<BlockIndex, 6> kFaces{
    {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}}};

/// Calls visit(offset of a neighbour) for the neighbours across the faces of a block.
template <class Visit>
void for_each_neighbour(const BlockVolume& volume, std::size_t offset, const Visit& visit) {
  const BlockIndex b = volume.index(offset);
  for (const BlockIndex& step : kFaces) {
    const BlockIndex next{b[0] + step[0], b[1] + step[1], b[2] + step[2]};
    if (volume.holds(next)) visit(volume.offset(next));
  }
}

}  // namespace

BlockFlags outside_of_body(const BlockVolume& volume) {
  const auto& means = volume.means();
  const auto& size = volume.grid().size;
  BlockFlags outside(means.size());
  std::vector<BlockIndex> seeds;
  const auto is_new = [&](std::size_t b) { return means[b] < kAirToBodyHu && outside[b] == 0; };
  /// The first block of every stretch of new air in a part of a row.
  const auto add_seeds = [&](int j, int k, int from, int to) {
    if (j < 0 || j >= size[1] || k < 0 || k >= size[2]) return;
    const std::size_t row = volume.offset({0, j, k});
    bool before = false;
    for (int i = from; i <= to; ++i) {
      const bool here = is_new(row + static_cast<std::size_t>(i));
      if (here && !before) seeds.push_back({i, j, k});
      before = here;
    }
  };
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j)
      for (const int i : {0, size[0] - 1}) add_seeds(j, k, i, i);
    for (const int j : {0, size[1] - 1}) add_seeds(j, k, 0, size[0] - 1);
  }
  while (!seeds.empty()) {
    const auto [at, j, k] = seeds.back();
    seeds.pop_back();
    const std::size_t row = volume.offset({0, j, k});
    if (!is_new(row + static_cast<std::size_t>(at))) continue;
    int from = at, to = at;
    while (from > 0 && is_new(row + static_cast<std::size_t>(from - 1))) --from;
    while (to + 1 < size[0] && is_new(row + static_cast<std::size_t>(to + 1))) ++to;
    std::fill(outside.begin() + static_cast<std::ptrdiff_t>(row) + from,
              outside.begin() + static_cast<std::ptrdiff_t>(row) + to + 1, std::uint8_t{1});
    for (const auto& [dj, dk] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}})
      add_seeds(j + dj, k + dk, from, to);
  }
  return outside;
}

std::vector<std::vector<std::size_t>> pieces(const BlockVolume& volume, BlockFlags marked) {
  std::vector<std::vector<std::size_t>> all;
  for (std::size_t seed = 0; seed < marked.size(); ++seed) {
    if (marked[seed] == 0) continue;
    std::vector<std::size_t> piece{seed};
    marked[seed] = 0;
    for (std::size_t n = 0; n < piece.size(); ++n)
      for_each_neighbour(volume, piece[n], [&](std::size_t next) {
        if (std::exchange(marked[next], std::uint8_t{0}) != 0) piece.push_back(next);
      });
    std::sort(piece.begin(), piece.end());
    all.push_back(std::move(piece));
  }
  return all;
}

BlockFlags eroded(const BlockVolume& volume, const BlockFlags& marked) {
  BlockFlags inner(marked.size());
  for (std::size_t b = 0; b < marked.size(); ++b) {
    if (marked[b] == 0) continue;
    int neighbours = 0;
    for_each_neighbour(volume, b, [&](std::size_t next) { neighbours += marked[next]; });
    inner[b] = neighbours == 6 ? 1 : 0;
  }
  return inner;
}

BlockFlags surroundings(const BlockVolume& volume, const std::vector<std::size_t>& blocks, double reach_mm) {
  BlockFlags near(volume.means().size());
  if (blocks.empty()) return near;
  for (const std::size_t b : blocks) near[b] = 1;
  std::size_t stride = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto length = static_cast<std::size_t>(volume.grid().size[axis]);
    const int reach = static_cast<int>(reach_mm / volume.grid().spacing_mm[static_cast<int>(axis)]);
    for (const bool backwards : {false, true}) {
      // Counts down from every block that was given, along each line of blocks.
      std::vector<int> left(near.size() / length, -1);
      BlockFlags grown = near;
      for (std::size_t n = 0; n < length; ++n) {
        const std::size_t at = backwards ? length - 1 - n : n;
        for (std::size_t line = 0; line < left.size(); ++line) {
          const std::size_t b = line / stride * stride * length + line % stride + at * stride;
          left[line] = near[b] != 0 ? reach : left[line] - 1;
          if (left[line] >= 0) grown[b] = 1;
        }
      }
      near = std::move(grown);
    }
    stride *= length;
  }
  return near;
}

double densest_around(const BlockVolume& volume, const std::vector<std::size_t>& piece, BlockFlags marked) {
  for (const std::size_t b : piece) marked[b] = 0;
  std::vector<float> around;
  std::vector<std::size_t> front = piece;
  for (int step = 0; step < 2; ++step) {
    std::vector<std::size_t> next_front;
    for (const std::size_t b : front)
      for_each_neighbour(volume, b, [&](std::size_t next) {
        if (std::exchange(marked[next], std::uint8_t{0}) == 0) return;
        next_front.push_back(next);
        around.push_back(volume.means()[next]);
      });
    front = std::move(next_front);
  }
  if (around.empty()) return 0;
  const auto top = around.begin() + static_cast<std::ptrdiff_t>(around.size() * 9 / 10);
  std::nth_element(around.begin(), top, around.end());
  return *top;
}

}  // namespace osteon
