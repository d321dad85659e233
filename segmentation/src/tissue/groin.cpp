#include "tissue/groin.hpp"

#include "tissue/strand.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

// Femoral vessels, mm from the middle of the head: iliopsoas and the capsule lie between. They come under the
// groin's ligament at the height of the head, lie before its inner third, and stay in front down to the apex
// of the femoral triangle. The longer the strand, the less likely is muscle or tendon to be bright all along.
constexpr double kAboveMm = 5, kInwardsMm = 42, kOutwardsMm = -12;
constexpr std::array<double, 2> kBelowMm{-60, -40};    // the first that is in view
constexpr double kFromHeadMm = 6, kBeforeHeadMm = 55;  // from its surface; fat pushes them forwards
constexpr double kMostHeadSdMm = 4;    // of a head that is cut: the window has margins of 10 mm
constexpr double kMostCoarseMm = 3.6;  // across: a vessel must fill a block

StrandWindow window_of(const BlockVolume& volume, const SegmentedFemur& femur, double below_mm) {
  const Eigen::Vector3d& spacing = volume.grid().spacing_mm;
  const double inwards = femur.side == Side::left ? -1.0 : 1.0, radius = in_mm(femur.head.radius.value);
  const std::array<double, 3> from{inwards > 0 ? kOutwardsMm : -kInwardsMm, -(radius + kBeforeHeadMm),
                                   below_mm},
      to{inwards > 0 ? kInwardsMm : -kOutwardsMm, -(radius + kFromHeadMm), kAboveMm};
  StrandWindow window{strand_box(volume), {}, {}, {}};
  const Eigen::Vector3d at = volume.grid().index_from_patient(femur.head.center).ijk;
  std::array<int, 3> low{}, high{};
  for (std::size_t n = 0; n < 3; ++n) {
    const int a = static_cast<int>(n);
    low[n] = static_cast<int>(std::ceil(at[a] + from[n] / spacing[a] - 0.5 * (window.box[n] - 1)));
    high[n] = static_cast<int>(std::floor(at[a] + to[n] / spacing[a] - 0.5 * (window.box[n] - 1)));
  }
  window.size = {high[0] - low[0] + 1, high[1] - low[1] + 1};
  for (int k = low[2]; k <= high[2]; ++k) window.first.push_back({low[0], low[1], k});
  return window;
}

/// Whether the scan goes on forwards until the skin over the whole window.
bool in_view(const BlockVolume& volume, const StrandWindow& window) {
  const BlockIndex low = window.first.front(), top = window.first.back();
  const auto& size = volume.grid().size;
  const int last_i = low[0] + window.size[0] - 1, last_j = low[1] + window.size[1] - 1;
  if (low[0] < 0 || last_i + window.box[0] > size[0]) return false;
  if (low[2] < 0 || top[2] + window.box[2] > size[2]) return false;
  if (last_j < 0 || last_j + window.box[1] > size[1]) return false;
  for (const BlockIndex& first : window.first)
    for (int i = low[0]; i <= last_i; ++i) {
      int j = last_j;
      while (j >= std::max(0, low[1]) && volume.mean({i, j, first[2]}) > -500.0F) --j;
      if (j < 0) return false;  // no skin before the border
    }
  return true;
}

}  // namespace

std::vector<std::size_t> groin_strand_places(const BlockVolume& volume,
                                             const std::vector<SegmentedFemur>& femurs) {
  if (volume.grid().spacing_mm.head<2>().maxCoeff() > kMostCoarseMm) return {};
  Strand brightest;
  for (const SegmentedFemur& femur : femurs) {
    if (femur.head.center_sd_mm > kMostHeadSdMm) continue;
    for (const double below_mm : kBelowMm) {
      const StrandWindow window = window_of(volume, femur, below_mm);
      if (!in_view(volume, window)) continue;
      Strand strand = brightest_strand(volume, window);
      if (strand.least_hu > brightest.least_hu) brightest = std::move(strand);
      break;
    }
  }
  if (!is_even(volume, brightest.blocks)) return {};
  return brightest.blocks;
}

}  // namespace osteon
