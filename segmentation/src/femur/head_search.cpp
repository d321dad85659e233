#include "femur/head_search.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kBeyondMm = 10;           // a head whose centre is just outside still shows half of itself
constexpr float kSoftTissueHu = 20;        // what is darker does not matter: fat against muscle is no edge
constexpr double kLeastSlopeHuPerMm = 18;  // marrow of a porotic head against its joint space
constexpr double kFullSlopeHuPerMm = 45;   // a plate's edge; metal and dense cortex count no more than that
constexpr double kLeastShare = 0.12;
constexpr double kApartMm = 15;
constexpr std::size_t kMostCandidates = 20;

/// Votes on the coarse lattice widened by kBeyondMm on every side.
class VoteMap {
 public:
  explicit VoteMap(const Grid<3>& grid)
      : margin_(static_cast<int>(std::ceil(kBeyondMm / grid.spacing_mm[0]))),
        votes_(widened(grid, margin_)) {}

  void add(const Eigen::Vector3d& coarse_index, float weight) {
    const Eigen::Vector3i p = (coarse_index.array() + margin_ + 0.5).floor().cast<int>();
    const auto& size = votes_.grid().size;
    for (int n = 0; n < 3; ++n)
      if (p[n] < 0 || p[n] >= size[static_cast<std::size_t>(n)]) return;
    votes_.at(p[0], p[1], p[2]) += weight;
  }

  /// Three passes of a box of three along every axis: about a Gaussian of 1.4 voxels.
  void smooth() {
    const auto& size = votes_.grid().size;
    const std::array<std::size_t, 3> stride{
        1, static_cast<std::size_t>(size[0]),
        static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1])};
    for (int pass = 0; pass < 6; ++pass) {
      const auto axis = static_cast<std::size_t>(pass % 3);
      auto& v = votes_.pixels();
      const std::vector<float> old = v;
      for (std::size_t n = stride[axis]; n + stride[axis] < v.size(); ++n)
        v[n] = (old[n - stride[axis]] + old[n] + old[n + stride[axis]]) / 3;
    }
  }

  [[nodiscard]] const Image3D<float>& map() const { return votes_; }

 private:
  static Grid<3> widened(Grid<3> grid, int margin) {
    for (int& n : grid.size) n += 2 * margin;
    grid.origin_mm -= grid.direction * (grid.spacing_mm * margin);
    return grid;
  }
  int margin_;
  Image3D<float> votes_;
};

/// Every bone edge votes along its normal: inwards for a head's own surface, outwards for the socket's.
void collect_votes(const Image3D<std::int16_t>& coarse, VoteMap& votes) {
  constexpr double kStepMm = 1.5, kSocketGapMm = 3;
  const auto& size = coarse.grid().size;
  const double spacing = coarse.grid().spacing_mm[0];
  const auto hu = [&](int i, int j, int k) {
    return std::max(static_cast<float>(coarse.at(i, j, k)), kSoftTissueHu);
  };
  for (int k = 1; k + 1 < size[2]; ++k)
    for (int j = 1; j + 1 < size[1]; ++j)
      for (int i = 1; i + 1 < size[0]; ++i) {
        const Eigen::Vector3d slope =
            Eigen::Vector3d(hu(i + 1, j, k) - hu(i - 1, j, k), hu(i, j + 1, k) - hu(i, j - 1, k),
                            hu(i, j, k + 1) - hu(i, j, k - 1)) /
            (2 * spacing);
        const double steep = slope.norm();
        if (steep < kLeastSlopeHuPerMm) continue;
        const auto weight = static_cast<float>(std::min(1.0, steep / kFullSlopeHuPerMm));
        const Eigen::Vector3d step = slope * (kStepMm / (steep * spacing)), here(i, j, k);
        for (double r = kLeastHeadRadiusMm; r <= kLargestHeadRadiusMm; r += kStepMm) {
          votes.add(here + step * (r / kStepMm), weight);
          votes.add(here - step * ((r + kSocketGapMm) / kStepMm), weight);
        }
      }
}

}  // namespace

std::vector<HeadCandidate> search_heads(const Image3D<std::int16_t>& coarse) {
  VoteMap votes(coarse.grid());
  collect_votes(coarse, votes);
  votes.smooth();
  const Image3D<float>& map = votes.map();
  const Grid<3>& grid = map.grid();
  // A whole shell of 22 mm, two voxels thick, spread by the smoothing over about this many voxels.
  const double spacing = grid.spacing_mm[0], spread = 45;
  const double whole = 2 * 4 * std::numbers::pi * 22 * 22 / (spacing * spacing) / spread;
  std::vector<HeadCandidate> peaks;
  for (int k = 1; k + 1 < grid.size[2]; ++k)
    for (int j = 1; j + 1 < grid.size[1]; ++j)
      for (int i = 1; i + 1 < grid.size[0]; ++i) {
        const double share = map.at(i, j, k) / whole;
        if (share < kLeastShare) continue;
        bool highest = true;
        for (int n = 0; n < 27 && highest; ++n)
          highest = map.at(i, j, k) >= map.at(i + n % 3 - 1, j + n / 3 % 3 - 1, k + n / 9 - 1);
        if (highest) peaks.push_back({grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm, share});
      }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const HeadCandidate& a, const HeadCandidate& b) { return a.votes > b.votes; });
  std::vector<HeadCandidate> result;
  for (const HeadCandidate& peak : peaks) {
    const bool apart = std::all_of(result.begin(), result.end(), [&](const HeadCandidate& other) {
      return (other.center_mm - peak.center_mm).norm() > kApartMm;
    });
    if (apart) result.push_back(peak);
    if (result.size() == kMostCandidates) break;
  }
  return result;
}

}  // namespace osteon
