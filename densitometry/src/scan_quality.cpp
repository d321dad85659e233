#include <osteon/densitometry/scan_quality.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace osteon {
namespace {

constexpr double kLongestLagMm = 4.0;  // noise of body kernels is forgotten over 2 mm
constexpr std::size_t kMostSamples = 30000, kLeastPairs = 300;
constexpr double kQuartileOfNormal = 0.6745;
constexpr double kCoarsePixelMm = 0.85;     // mean frequencies to 0.6 per mm are seen below 1 / (2 x 0.83)
constexpr double kHalfCorrelation = 0.242;  // f h at which J0(2 pi f h) = 1/2

/// |difference| of pairs, one HU a bin.
using Differences = std::array<std::uint32_t, 2048>;

std::size_t pairs_in(const Differences& differences) {
  std::size_t count = 0;
  for (const auto n : differences) count += n;
  return count;
}

/// Half the mean square of Gaussian differences, from their median; linear within its bin.
double semivariance(const Differences& differences) {
  const double half = 0.5 * static_cast<double>(pairs_in(differences));
  double below = 0;
  for (std::size_t n = 0; n < differences.size(); ++n) {
    const double here = differences[n];
    if (below + here >= half && here > 0) {
      const double width = n == 0 ? 0.5 : 1.0;  // |d| = 0 stands for -1/2...1/2
      const double median = (n == 0 ? 0.0 : static_cast<double>(n) - 0.5) + width * (half - below) / here;
      return 0.5 * median * median / (kQuartileOfNormal * kQuartileOfNormal);
    }
    below += here;
  }
  return 0;
}

/// The two lattice axes within the slices: the finer ones.
std::array<int, 2> slice_axes(const Grid<3>& grid) {
  int coarsest = 2;
  for (int n = 1; n >= 0; --n)
    if (grid.spacing_mm[n] > 1.02 * grid.spacing_mm[coarsest]) coarsest = n;
  return {coarsest == 0 ? 1 : 0, coarsest == 2 ? 1 : 2};
}

/// Label of the region at a voxel of the scan; 0 outside.
class RegionReader {
 public:
  RegionReader(const LabelMap<3>& regions, const Grid<3>& scan) : regions_(regions), scan_(scan) {}
  [[nodiscard]] std::uint8_t at(const Eigen::Vector3i& voxel) const {
    const auto p = regions_.grid().index_from_patient(scan_.patient_from_index({voxel.cast<double>()})).ijk;
    std::array<int, 3> i{};
    for (std::size_t n = 0; n < 3; ++n) {
      i[n] = static_cast<int>(std::lround(p[static_cast<int>(n)]));
      if (i[n] < 0 || i[n] >= regions_.grid().size[n]) return 0;
    }
    return regions_.at(i[0], i[1], i[2]);
  }

 private:
  const LabelMap<3>& regions_;
  const Grid<3>& scan_;
};

bool holds(const Grid<3>& grid, const Eigen::Vector3i& voxel) {
  for (std::size_t n = 0; n < 3; ++n)
    if (voxel[static_cast<int>(n)] < 0 || voxel[static_cast<int>(n)] >= grid.size[n]) return false;
  return true;
}

/// Voxels of the scan at the middle of at most kMostSamples voxels of the regions.
std::vector<Eigen::Vector3i> region_voxels(const LabelMap<3>& regions, const Grid<3>& scan) {
  std::vector<std::size_t> marked;
  for (std::size_t n = 0; n < regions.pixels().size(); ++n)
    if (regions.pixels()[n] != 0) marked.push_back(n);
  const std::size_t step = marked.size() / kMostSamples + 1;
  const auto nx = static_cast<std::size_t>(regions.grid().size[0]),
             ny = static_cast<std::size_t>(regions.grid().size[1]);
  std::vector<Eigen::Vector3i> voxels;
  for (std::size_t n = 0; n < marked.size(); n += step) {
    const std::size_t m = marked[n];
    const Eigen::Vector3d ijk(static_cast<double>(m % nx), static_cast<double>(m / nx % ny),
                              static_cast<double>(m / nx / ny));
    const Eigen::Vector3d p =
        scan.index_from_patient(regions.grid().patient_from_index({ijk})).ijk.array().floor();
    if (const Eigen::Vector3i voxel = p.cast<int>(); holds(scan, voxel)) voxels.push_back(voxel);
  }
  return voxels;
}

/// Differences over 1, 2 ... voxels along both axes of the slices.
std::vector<Differences> lagged_differences(const CtScan& scan, const LabelMap<3>& regions, double pixel_mm,
                                            const std::array<int, 2>& axes) {
  const Grid<3>& grid = scan.hounsfield.grid();
  const int lags = std::max(1, static_cast<int>(kLongestLagMm / pixel_mm));
  std::vector<Differences> all(static_cast<std::size_t>(lags));
  const RegionReader region(regions, grid);
  const auto value = [&](const Eigen::Vector3i& v) -> int { return scan.hounsfield.at(v[0], v[1], v[2]); };
  for (const Eigen::Vector3i& voxel : region_voxels(regions, grid)) {
    const auto label = region.at(voxel);
    if (label == 0) continue;
    for (const int axis : axes) {
      const auto at = [&](int lag) -> Eigen::Vector3i { return voxel + lag * Eigen::Vector3i::Unit(axis); };
      const auto even = [&](int lag) { return holds(grid, at(lag)) && region.at(at(lag)) == label; };
      bool whole = true;  // all lags from the same places: noise differs across the body
      for (int lag = 1; lag <= lags && whole; ++lag) whole = even(lag);
      for (int lag = 1; lag <= lags && whole; ++lag) {
        const auto bin = static_cast<std::size_t>(std::min(2047, std::abs(value(at(lag)) - value(voxel))));
        ++all[static_cast<std::size_t>(lag - 1)][bin];
      }
    }
  }
  return all;
}

/// Distance at which the correlation falls to 1/2; it starts as a parabola.
std::optional<double> half_correlation_mm(const std::vector<double>& correlation, double pixel_mm) {
  double before = 1;
  for (std::size_t n = 0; n < correlation.size(); ++n) {
    const double here = correlation[n];
    if (here <= 0.5) {
      if (n == 0) return pixel_mm * std::sqrt(0.5 / (1 - here));
      return pixel_mm * (static_cast<double>(n) + (before - 0.5) / (before - here));
    }
    before = here;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ImageNoise> measure_noise(const CtScan& scan, const LabelMap<3>& regions) {
  const Grid<3>& grid = scan.hounsfield.grid();
  const auto axes = slice_axes(grid);
  const double pixel_mm = std::sqrt(grid.spacing_mm[axes[0]] * grid.spacing_mm[axes[1]]);
  const auto differences = lagged_differences(scan, regions, pixel_mm, axes);
  if (pairs_in(differences.front()) < kLeastPairs) return std::nullopt;
  std::vector<double> gamma;
  for (const Differences& lag : differences) gamma.push_back(semivariance(lag));
  // What is left at the longest lags is the whole variance; two of them, for one alone is noisy.
  const std::size_t count = gamma.size();
  const double variance = count > 1 ? 0.5 * (gamma[count - 1] + gamma[count - 2]) : gamma[0];
  ImageNoise noise{std::sqrt(variance), pixel_mm, std::nullopt};
  if (pixel_mm > kCoarsePixelMm || count < 3 || !(variance > 0)) return noise;
  std::vector<double> correlation;
  for (const double g : gamma) correlation.push_back(1 - g / variance);
  if (const auto half = half_correlation_mm(correlation, pixel_mm))
    noise.mean_frequency_per_mm = kHalfCorrelation / *half;
  return noise;
}

ValueRange value_range(const CtScan& scan) {
  const auto& pixels = scan.hounsfield.pixels();
  if (pixels.empty()) return {0, 0, false, false};
  const auto [low, high] = std::minmax_element(pixels.begin(), pixels.end());
  constexpr int kNearHu = 50;
  constexpr std::size_t kLeast = 20;
  constexpr double kSpike =
      5;  // times as many as hold each of the next values; a tail that ends by itself has fewer
  const int lowest = *low, highest = *high;
  std::size_t at_low = 0, near_low = 0, at_high = 0, near_high = 0;
  for (const std::int16_t hu : pixels) {
    at_low += hu == lowest;
    at_high += hu == highest;
    near_low += hu <= lowest + kNearHu;
    near_high += hu >= highest - kNearHu;
  }
  const auto cut = [&](std::size_t at, std::size_t near) {
    return at >= kLeast && static_cast<double>(at) > kSpike * static_cast<double>(near - at) / kNearHu;
  };
  return {static_cast<double>(lowest), static_cast<double>(highest), cut(at_low, near_low),
          cut(at_high, near_high)};
}

std::vector<BoneRegion> levels_near_metal(const CtScan& scan, const std::vector<VertebraFrame>& frames) {
  constexpr double kMetalHu = 2500, kReachMm = 45, kHalfHeightMm = 32;  // of a body, and 20 mm more
  constexpr double kLeastMm3 = 30;
  const Grid<3>& grid = scan.hounsfield.grid();
  std::vector<std::uint8_t> near(frames.size());
  tbb::parallel_for(std::size_t{0}, frames.size(), [&](std::size_t n) {
    const Eigen::Vector3d centre = grid.index_from_patient(frames[n].body_center).ijk;
    Eigen::Vector3i low, high;
    for (int a = 0; a < 3; ++a) {
      const double reach = kReachMm / grid.spacing_mm[a], last = grid.size[static_cast<std::size_t>(a)] - 1;
      low[a] = static_cast<int>(std::clamp(std::ceil(centre[a] - reach), 0.0, last + 1));
      high[a] = static_cast<int>(std::clamp(std::floor(centre[a] + reach), -1.0, last));
    }
    double volume = 0;
    for (int k = low[2]; k <= high[2]; ++k)
      for (int j = low[1]; j <= high[1]; ++j)
        for (int i = low[0]; i <= high[0]; ++i) {
          if (scan.hounsfield.at(i, j, k) < kMetalHu) continue;
          const Eigen::Vector3d off =
              grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - frames[n].body_center.mm;
          if (off.norm() <= kReachMm && std::abs(off.dot(frames[n].superior)) <= kHalfHeightMm)
            volume += grid.pixel_volume_mm();
        }
    near[n] = volume >= kLeastMm3 ? 1 : 0;
  });
  std::vector<BoneRegion> levels;
  for (std::size_t n = 0; n < frames.size(); ++n)
    if (near[n] != 0) levels.push_back(frames[n].level);
  return levels;
}

}  // namespace osteon
