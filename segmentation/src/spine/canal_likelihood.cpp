#include "spine/canal_likelihood.hpp"

#include "spine/filled_canal.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

namespace osteon {
namespace {

// 150 HU closes dense, narrow thoracic rings without filling them; 105 HU keeps thin or porotic laminae.
constexpr std::array<double, 3> kBoneThresholdsHu{150.0, 105.0, 80.0};  // the last for faint bone only
constexpr double kRayLengthMm = 16.5;                                   // a canal is at most some 30 mm wide
constexpr double kMissMm = 18.0;  // what a ray that hits nothing counts as
constexpr int kRays = 24;
constexpr double kBodyFromMm = 12.0, kBodyToMm = 36.0, kBodyHalfAngleDeg = 30.0;
// Left and right of the canal: pedicles, transverse processes, ribs.
constexpr double kSideCentreMm = 21.0, kSideWidthMm = 33.0, kSideDepthMm = 51.0, kSideHeightMm = 15.0;

// No canal leads through dense bone: what lies behind an endplate, the marrow of S1 or of an ilium, is
// another ring.
constexpr std::int16_t kBarrierHu = 180;
constexpr float kBarrier = -0.5F;

struct Offset {
  int i, j;
};

/// Lattice places along every ray, nearest first, at half-voxel steps.
struct Rays {
  std::vector<std::vector<Offset>> places;
  std::vector<double> step_mm;
};

Rays rays_on(double spacing_mm) {
  Rays rays;
  const double step = 0.5 * spacing_mm;
  for (int n = 0; n < kRays; ++n) {
    const double angle = 2 * std::numbers::pi * n / kRays;
    std::vector<Offset> places;
    for (double r = spacing_mm; r <= kRayLengthMm + 1e-9; r += step)
      places.push_back({static_cast<int>(std::lround(r * std::cos(angle) / spacing_mm)),
                        static_cast<int>(std::lround(r * std::sin(angle) / spacing_mm))});
    rays.places.push_back(std::move(places));
  }
  for (double r = spacing_mm; r <= kRayLengthMm + 1e-9; r += step) rays.step_mm.push_back(r);
  return rays;
}

/// Where the body lies in front (towards -P) of a canal place.
std::vector<Offset> body_fan(double spacing_mm) {
  std::vector<Offset> fan;
  const int reach = static_cast<int>(kBodyToMm / spacing_mm);
  const double limit = std::cos(kBodyHalfAngleDeg * std::numbers::pi / 180);
  for (int j = -reach; j < 0; ++j)
    for (int i = -reach; i <= reach; ++i) {
      const double r = std::hypot(i, j) * spacing_mm;
      if (r >= kBodyFromMm && r <= kBodyToMm && -j * spacing_mm >= limit * r) fan.push_back({i, j});
    }
  return fan;
}

/// Counts of bone voxels in boxes, by a table of sums.
class BoneCounts {
 public:
  BoneCounts(const Image3D<std::int16_t>& volume, double threshold_hu)
      : nx_(volume.grid().size[0]), ny_(volume.grid().size[1]), nz_(volume.grid().size[2]) {
    sums_.assign(static_cast<std::size_t>(nx_ + 1) * static_cast<std::size_t>(ny_ + 1) *
                     static_cast<std::size_t>(nz_ + 1),
                 0);
    for (int k = 0; k < nz_; ++k)
      for (int j = 0; j < ny_; ++j) {
        std::uint32_t row = 0;
        for (int i = 0; i < nx_; ++i) {
          row += volume.at(i, j, k) > threshold_hu ? 1 : 0;
          sums_[at(i + 1, j + 1, k + 1)] =
              row + sums_[at(i + 1, j, k + 1)] + sums_[at(i + 1, j + 1, k)] - sums_[at(i + 1, j, k)];
        }
      }
  }

  /// Voxels of bone with low <= index < high, of the box as a whole: what lies outside the volume is no bone.
  [[nodiscard]] double count(std::array<int, 3> low, std::array<int, 3> high) const {
    const std::array<int, 3> size{nx_, ny_, nz_};
    for (std::size_t n = 0; n < 3; ++n) {
      low[n] = std::clamp(low[n], 0, size[n]);
      high[n] = std::clamp(high[n], low[n], size[n]);
    }
    const auto column = [&](int i, int j) {
      return static_cast<double>(sums_[at(i, j, high[2])]) - static_cast<double>(sums_[at(i, j, low[2])]);
    };
    return column(high[0], high[1]) - column(low[0], high[1]) - column(high[0], low[1]) +
           column(low[0], low[1]);
  }

 private:
  [[nodiscard]] std::size_t at(int i, int j, int k) const {
    return static_cast<std::size_t>(i) +
           static_cast<std::size_t>(nx_ + 1) *
               (static_cast<std::size_t>(j) +
                static_cast<std::size_t>(ny_ + 1) * static_cast<std::size_t>(k));
  }
  int nx_, ny_, nz_;
  std::vector<std::uint32_t> sums_;
};

class LikelihoodAt {
 public:
  LikelihoodAt(const Image3D<std::int16_t>& volume, double threshold_hu, double lowest_contents_hu)
      : volume_(volume),
        threshold_hu_(threshold_hu),
        lowest_contents_hu_(lowest_contents_hu),
        spacing_mm_(volume.grid().spacing_mm[0]),
        rays_(rays_on(spacing_mm_)),
        fan_(body_fan(spacing_mm_)),
        bone_(volume, threshold_hu) {}

  [[nodiscard]] double operator()(int i, int j, int k) const {
    const double hu = volume_.at(i, j, k);
    if (hu < lowest_contents_hu_) return 0;
    const double soft = std::clamp((0.87 * threshold_hu_ - hu) / (0.27 * threshold_hu_), 0.0, 1.0);
    if (soft <= 0 || few_bone_around(i, j, k)) return 0;
    const double ring = ring_score(i, j, k);
    if (ring <= 0) return 0;
    return ring * soft * body_score(i, j, k) * balance_score(i, j, k);
  }

 private:
  /// Fewer bone voxels within reach than a ring with 40 % of its rays would need: a quick no.
  [[nodiscard]] bool few_bone_around(int i, int j, int k) const {
    const int r = static_cast<int>(kRayLengthMm / spacing_mm_) + 1;
    return bone_.count({i - r, j - r, k}, {i + r + 1, j + r + 1, k + 1}) < 6;
  }

  [[nodiscard]] bool is_bone(int i, int j, int k) const {
    const auto& size = volume_.grid().size;
    return i >= 0 && i < size[0] && j >= 0 && j < size[1] && volume_.at(i, j, k) > threshold_hu_;
  }

  [[nodiscard]] double ring_score(int i, int j, int k) const {
    std::array<double, kRays> hit{};
    int hits = 0;
    for (std::size_t n = 0; n < kRays; ++n) {
      hit[n] = kMissMm;
      const auto& ray = rays_.places[n];
      for (std::size_t m = 0; m < ray.size(); ++m)
        if (is_bone(i + ray[m].i, j + ray[m].j, k)) {
          hit[n] = rays_.step_mm[m];
          ++hits;
          break;
        }
    }
    double difference = 0, sum = 0;
    for (std::size_t n = 0; n < kRays / 2; ++n) {
      difference += std::abs(hit[n] - hit[n + kRays / 2]);
      sum += hit[n] + hit[n + kRays / 2];
    }
    const double enclosure = static_cast<double>(hits) / kRays;
    const double asymmetry = std::clamp(1.5 * difference / sum, 0.0, 1.0);
    return std::clamp((enclosure - 0.4) / 0.5, 0.0, 1.0) * (1 - 0.7 * asymmetry);
  }

  [[nodiscard]] double body_score(int i, int j, int k) const {
    const auto& size = volume_.grid().size;
    int dense = 0;
    for (const Offset& o : fan_) {
      const int x = i + o.i, y = j + o.j;
      if (x >= 0 && x < size[0] && y >= 0 && volume_.at(x, y, k) > 0.72 * threshold_hu_) ++dense;
    }
    return std::clamp(dense / (0.5 * static_cast<double>(fan_.size())), 0.0, 1.0);
  }

  [[nodiscard]] double balance_score(int i, int j, int k) const {
    const auto voxels = [&](double mm) { return static_cast<int>(std::lround(mm / spacing_mm_)); };
    const int half_x = voxels(kSideWidthMm / 2), half_y = voxels(kSideDepthMm / 2),
              half_z = voxels(kSideHeightMm / 2);
    const auto share = [&](int centre) {
      const double all = (2.0 * half_x + 1) * (2.0 * half_y + 1) * (2.0 * half_z + 1);
      return bone_.count({centre - half_x, j - half_y, k - half_z},
                         {centre + half_x + 1, j + half_y + 1, k + half_z + 1}) /
             all;
    };
    const double left = share(i + voxels(kSideCentreMm)), right = share(i - voxels(kSideCentreMm));
    const double imbalance = std::abs(left - right) / (left + right + 0.02);
    return 1 - std::clamp((imbalance - 0.25) / 0.5, 0.0, 0.9);
  }

  const Image3D<std::int16_t>& volume_;
  double threshold_hu_;
  double lowest_contents_hu_;
  double spacing_mm_;
  Rays rays_;
  std::vector<Offset> fan_;
  BoneCounts bone_;
};

}  // namespace

Image3D<float> canal_likelihood(const Image3D<std::int16_t>& coarse, RingBone bone,
                                double lowest_contents_hu) {
  Image3D<float> result(coarse.grid());
  const auto for_each = [&](const auto& visit) {
    tbb::parallel_for(0, coarse.grid().size[2], [&](int k) {
      for (int j = 0; j < coarse.grid().size[1]; ++j)
        for (int i = 0; i < coarse.grid().size[0]; ++i) visit(i, j, k, result.at(i, j, k));
    });
  };
  const std::size_t thresholds = kBoneThresholdsHu.size() - (bone == RingBone::faint ? 0 : 1);
  for (const double threshold_hu : std::span(kBoneThresholdsHu).first(thresholds)) {
    const LikelihoodAt likelihood(coarse, threshold_hu, lowest_contents_hu);
    for_each([&](int i, int j, int k, float& best) {
      best = std::max(best, static_cast<float>(likelihood(i, j, k)));
      if (coarse.at(i, j, k) > kBarrierHu) best = kBarrier;
    });
  }
  // Once more for a canal that contrast fills: what goes on along the body as if it were soft.
  const std::vector<char> tubes = upright_tubes(coarse);
  Image3D<std::int16_t> emptied = coarse;
  for (std::size_t n = 0; n < tubes.size(); ++n)
    if (tubes[n] != 0) emptied.pixels()[n] = kSoftContentsHu;
  const LikelihoodAt likelihood(emptied, kBoneThresholdsHu.front(), lowest_contents_hu);
  for_each([&](int i, int j, int k, float& best) {
    const auto n = static_cast<std::size_t>(&best - result.pixels().data());
    if (tubes[n] == 0) return;
    const auto filled = static_cast<float>(likelihood(i, j, k));
    if (filled > 0) best = filled;
  });
  return result;
}

}  // namespace osteon
