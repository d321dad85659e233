#include "tissue/groin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace osteon {
namespace {

// Femoral vessels, mm from the middle of the head: iliopsoas and the capsule lie between. They come under the
// groin's ligament at the height of the head and lie before its inner third.
constexpr double kAboveMm = 5, kBelowMm = -40, kInwardsMm = 42, kOutwardsMm = -12;
constexpr double kFromHeadMm = 6, kBeforeHeadMm = 55;  // from its surface; fat pushes them forwards
// A vessel of 7 to 12 mm: means over so much, along it more.
constexpr double kAcrossMm = 6, kAlongMm = 9;
constexpr float kLeastHu = -60;        // fat
constexpr double kMostHeadSdMm = 4;    // of a head that is cut: the window has margins of 10 mm
constexpr double kMostCoarseMm = 3.6;  // across: a vessel must fill a block
constexpr double kEvenHu = 35, kEvenShare = 0.4;

constexpr float kNowhere = -std::numeric_limits<float>::infinity();

/// Means over little boxes, each named by its lowest corner, within the window of one hip.
class Window {
 public:
  Window(const BlockVolume& volume, const SegmentedFemur& femur)
      : volume_(volume), head_(femur.head), inwards_(femur.side == Side::left ? -1.0 : 1.0) {
    const Eigen::Vector3d& spacing = volume.grid().spacing_mm;
    for (std::size_t n = 0; n < 3; ++n) {
      const double length = n == 2 ? kAlongMm : kAcrossMm;
      box_[n] = std::max(1, static_cast<int>(std::lround(length / spacing[static_cast<int>(n)])));
    }
    const Eigen::Vector3d at = volume.grid().index_from_patient(head_.center).ijk;
    const double radius = in_mm(head_.radius.value);
    const double side_low = inwards_ > 0 ? kOutwardsMm : -kInwardsMm;
    const double side_high = inwards_ > 0 ? kInwardsMm : -kOutwardsMm;
    const std::array<double, 3> from{side_low, -(radius + kBeforeHeadMm), kBelowMm},
        to{side_high, -(radius + kFromHeadMm), kAboveMm};
    for (std::size_t n = 0; n < 3; ++n) {
      const int a = static_cast<int>(n);
      low_[n] = static_cast<int>(std::ceil(at[a] + from[n] / spacing[a] - 0.5 * (box_[n] - 1)));
      high_[n] = static_cast<int>(std::floor(at[a] + to[n] / spacing[a] - 0.5 * (box_[n] - 1)));
    }
  }

  /// Whether the scan goes on forwards until the skin over the whole window.
  [[nodiscard]] bool in_view() const {
    for (const std::size_t n : {std::size_t{0}, std::size_t{2}})
      if (low_[n] < 0 || high_[n] + box_[n] > volume_.grid().size[n]) return false;
    if (high_[1] + box_[1] > volume_.grid().size[1] || high_[1] < 0) return false;
    for (int k = low_[2]; k <= high_[2]; ++k)
      for (int i = low_[0]; i <= high_[0]; ++i) {
        int j = high_[1];
        while (j >= std::max(0, low_[1]) && volume_.mean({i, j, k}) > -500.0F) --j;
        if (j < 0) return false;  // no skin before the border
      }
    return true;
  }

  [[nodiscard]] std::array<int, 3> size() const {
    return {high_[0] - low_[0] + 1, high_[1] - low_[1] + 1, high_[2] - low_[2] + 1};
  }

  [[nodiscard]] BlockIndex corner(int i, int j, int k) const {
    return {low_[0] + i, low_[1] + j, low_[2] + k};
  }

  /// Calls visit(block) for the blocks of a box; false where some lie outside of the scan.
  template <class Visit>
  bool for_each_block(const BlockIndex& corner, const Visit& visit) const {
    for (std::size_t n = 0; n < 3; ++n)
      if (corner[n] < 0 || corner[n] + box_[n] > volume_.grid().size[n]) return false;
    for (int k = 0; k < box_[2]; ++k)
      for (int j = 0; j < box_[1]; ++j)
        for (int i = 0; i < box_[0]; ++i) visit(BlockIndex{corner[0] + i, corner[1] + j, corner[2] + k});
    return true;
  }

 private:
  const BlockVolume& volume_;
  FemoralHead head_;
  double inwards_;
  std::array<int, 3> box_{}, low_{}, high_{};
};

struct Strand {
  float least_hu = kNowhere;  ///< where it is darkest
  std::vector<std::size_t> blocks;
};

/// The path through all planes of a window whose darkest box is brightest.
class StrandSearch {
 public:
  StrandSearch(const BlockVolume& volume, const Window& window)
      : volume_(volume), window_(window), size_(window.size()) {
    const auto& spacing = volume.grid().spacing_mm;
    for (std::size_t n = 0; n < 2; ++n)  // as steep as 45 degrees
      reach_[n] = std::max(1, static_cast<int>(std::lround(spacing[2] / spacing[static_cast<int>(n)])));
    hu_.assign(static_cast<std::size_t>(size_[0] * size_[1] * size_[2]), kNowhere);
    for (int k = 0; k < size_[2]; ++k)
      for (int j = 0; j < size_[1]; ++j)
        for (int i = 0; i < size_[0]; ++i) hu_[at(i, j, k)] = box_hu(window.corner(i, j, k));
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
      window_.for_each_block(window_.corner(i, j, k),
                             [&](const BlockIndex& b) { blocks.insert(volume_.offset(b)); });
    }
    strand.blocks.assign(blocks.begin(), blocks.end());
    return strand;
  }

 private:
  [[nodiscard]] std::size_t at(int i, int j, int k) const {
    return static_cast<std::size_t>((k * size_[1] + j) * size_[0] + i);
  }

  [[nodiscard]] float box_hu(const BlockIndex& corner) const {
    float sum = 0, count = 0;
    const bool whole = window_.for_each_block(corner, [&](const BlockIndex& b) {
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
  const Window& window_;
  std::array<int, 3> size_;
  std::array<int, 2> reach_{};
  std::vector<float> hu_;
};

/// Blood is even; what calcium or bone makes bright is not.
bool is_even(const BlockVolume& volume, const std::vector<std::size_t>& blocks) {
  double sum = 0, squares = 0, count = 0;
  for (const std::size_t b : blocks)
    volume.for_each_voxel(volume.index(b), [&](std::int16_t hu) {
      sum += hu;
      squares += static_cast<double>(hu) * hu;
      count += 1;
    });
  const double mean = sum / count;
  return std::sqrt(std::max(0.0, squares / count - mean * mean)) <= kEvenHu + kEvenShare * std::abs(mean);
}

}  // namespace

std::vector<std::size_t> groin_strand_places(const BlockVolume& volume,
                                             const std::vector<SegmentedFemur>& femurs) {
  if (volume.grid().spacing_mm.head<2>().maxCoeff() > kMostCoarseMm) return {};
  Strand brightest;
  for (const SegmentedFemur& femur : femurs) {
    const Window window(volume, femur);
    if (femur.head.center_sd_mm > kMostHeadSdMm || !window.in_view()) continue;
    Strand strand = StrandSearch(volume, window).brightest();
    if (strand.least_hu > brightest.least_hu) brightest = std::move(strand);
  }
  if (brightest.blocks.empty() || !is_even(volume, brightest.blocks)) return {};
  return brightest.blocks;
}

}  // namespace osteon
