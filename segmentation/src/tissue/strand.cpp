#include "tissue/strand.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace osteon {
namespace {

constexpr double kAcrossMm = 6, kAlongMm = 9;
constexpr float kLeastHu = -60;  // fat
constexpr double kEvenHu = 35, kEvenShare = 0.4;
constexpr float kNowhere = -std::numeric_limits<float>::infinity();

/// The path through all planes of a window whose darkest box is brightest.
class StrandSearch {
 public:
  StrandSearch(const BlockVolume& volume, const StrandWindow& window)
      : volume_(volume),
        window_(window),
        size_{window.size[0], window.size[1], static_cast<int>(window.first.size())} {
    const auto& spacing = volume.grid().spacing_mm;
    for (std::size_t n = 0; n < 2; ++n)  // as steep as 45 degrees
      reach_[n] = std::max(1, static_cast<int>(std::lround(spacing[2] / spacing[static_cast<int>(n)])));
    hu_.assign(static_cast<std::size_t>(size_[0] * size_[1] * size_[2]), kNowhere);
    for (int k = 0; k < size_[2]; ++k)
      for (int j = 0; j < size_[1]; ++j)
        for (int i = 0; i < size_[0]; ++i) hu_[at(i, j, k)] = box_hu(corner(i, j, k));
  }

  [[nodiscard]] Strand brightest() const {
    std::vector<float> least = hu_;
    std::vector<int> from(hu_.size(), -1);
    for (int k = 1; k < size_[2]; ++k)
      for (int j = 0; j < size_[1]; ++j)
        for (int i = 0; i < size_[0]; ++i) {
          const int best = best_below(least, i, j, k - 1);
          from[at(i, j, k)] = best;
          auto& here = least[at(i, j, k)];
          here = std::min(here, best < 0 ? kNowhere : least[static_cast<std::size_t>(best)]);
        }
    const auto top = least.begin() + static_cast<std::ptrdiff_t>(at(0, 0, size_[2] - 1));
    const auto end = std::max_element(top, least.end());
    Strand strand{*end, {}};
    if (strand.least_hu == kNowhere) return strand;
    std::set<std::size_t> blocks;
    for (int n = static_cast<int>(end - least.begin()); n >= 0; n = from[static_cast<std::size_t>(n)]) {
      const int i = n % size_[0], j = n / size_[0] % size_[1], k = n / size_[0] / size_[1];
      for_each_block(corner(i, j, k), [&](const BlockIndex& b) { blocks.insert(volume_.offset(b)); });
    }
    strand.blocks.assign(blocks.begin(), blocks.end());
    return strand;
  }

 private:
  [[nodiscard]] BlockIndex corner(int i, int j, int k) const {
    const BlockIndex& first = window_.first[static_cast<std::size_t>(k)];
    return {first[0] + i, first[1] + j, first[2]};
  }

  /// Calls visit(block) for the blocks of a box; false where some lie outside of the scan or are barred.
  template <class Visit>
  bool for_each_block(const BlockIndex& corner, const Visit& visit) const {
    for (int k = 0; k < window_.box[2]; ++k)
      for (int j = 0; j < window_.box[1]; ++j)
        for (int i = 0; i < window_.box[0]; ++i) {
          const BlockIndex block{corner[0] + i, corner[1] + j, corner[2] + k};
          if (!volume_.holds(block) || (window_.is_barred && window_.is_barred(block))) return false;
          visit(block);
        }
    return true;
  }

  [[nodiscard]] std::size_t at(int i, int j, int k) const {
    return static_cast<std::size_t>((k * size_[1] + j) * size_[0] + i);
  }

  [[nodiscard]] float box_hu(const BlockIndex& corner) const {
    float sum = 0, count = 0;
    const bool whole = for_each_block(corner, [&](const BlockIndex& b) {
      sum += volume_.mean(b);
      count += 1;
    });
    if (!whole || sum < kLeastHu * count) return kNowhere;
    return sum / count;
  }

  [[nodiscard]] int best_below(const std::vector<float>& least, int i, int j, int k) const {
    int best = -1;
    for (int dj = -reach_[1]; dj <= reach_[1]; ++dj)
      for (int di = -reach_[0]; di <= reach_[0]; ++di) {
        if (i + di < 0 || i + di >= size_[0] || j + dj < 0 || j + dj >= size_[1]) continue;
        const std::size_t n = at(i + di, j + dj, k);
        if (least[n] > kNowhere && (best < 0 || least[n] > least[static_cast<std::size_t>(best)]))
          best = static_cast<int>(n);
      }
    return best;
  }

  const BlockVolume& volume_;
  const StrandWindow& window_;
  std::array<int, 3> size_;
  std::array<int, 2> reach_{};
  std::vector<float> hu_;
};

}  // namespace

std::array<int, 3> strand_box(const BlockVolume& volume) {
  std::array<int, 3> box{};
  for (std::size_t n = 0; n < 3; ++n)
    box[n] = std::max(1, static_cast<int>(std::lround((n == 2 ? kAlongMm : kAcrossMm) /
                                                      volume.grid().spacing_mm[static_cast<int>(n)])));
  return box;
}

Strand brightest_strand(const BlockVolume& volume, const StrandWindow& window) {
  return StrandSearch(volume, window).brightest();
}

bool is_even(const BlockVolume& volume, const std::vector<std::size_t>& blocks) {
  if (blocks.empty()) return false;
  double sum = 0, squares = 0;  // of blocks, not of voxels: noise is no unevenness
  for (const std::size_t b : blocks) {
    const double hu = static_cast<double>(volume.means()[b]);
    sum += hu;
    squares += hu * hu;
  }
  const double count = static_cast<double>(blocks.size()), mean = sum / count;
  return std::sqrt(std::max(0.0, squares / count - mean * mean)) <= kEvenHu + kEvenShare * std::abs(mean);
}

}  // namespace osteon
