#include "straight_line.hpp"

#include <osteon/densitometry/rod_profiles.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kWindowMm = 10.0;  // over which a level is read
constexpr double kStandardErrors = 3.0;
/// The mean of n voxels scatters more than by sd / sqrt(n): a kernel ties neighbours. By how much differs by
/// kernel; 2 is on the safe side.
constexpr double kTiedVoxels = 2.0;

/// A rod with its levels: means over kWindowMm about each plane, and their standard error.
struct Levels {
  int first;
  std::vector<double> level, error;
  [[nodiscard]] bool has(int plane) const {
    return plane >= first && plane < first + static_cast<int>(level.size());
  }
  [[nodiscard]] double at(int plane) const { return level[static_cast<std::size_t>(plane - first)]; }
  [[nodiscard]] double tolerance(int plane) const {
    return kDriftHu + kStandardErrors * error[static_cast<std::size_t>(plane - first)];
  }
};

Levels levels_of(const RodProfile& rod, double plane_mm) {
  Levels result{rod.front().plane, {}, {}};
  const int reach = std::max(0, static_cast<int>(0.5 * kWindowMm / plane_mm));
  const int count = static_cast<int>(rod.size());
  for (int n = 0; n < count; ++n) {
    // As wide on both sides: at an end a level is that of its own plane, not of its neighbours inwards.
    const int wide = std::min({reach, n, count - 1 - n});
    double sum = 0, variance = 0;
    for (int m = n - wide; m <= n + wide; ++m) {
      const RodPlaneReading& r = rod[static_cast<std::size_t>(m)];
      sum += r.mean_hu;
      variance += r.sd_hu * r.sd_hu / std::max(1, r.voxels);
    }
    result.level.push_back(sum / (2 * wide + 1));
    result.error.push_back(kTiedVoxels * std::sqrt(variance) / (2 * wide + 1));
  }
  return result;
}

/// Whether every rod that a plane shares with another one has the same level there.
bool same_level(const std::vector<Levels>& rods, int plane, int reference) {
  bool any = false;
  for (const Levels& rod : rods) {
    if (!rod.has(plane) || !rod.has(reference)) continue;
    any = true;
    const double allowed = std::max(rod.tolerance(plane), rod.tolerance(reference));
    if (std::abs(rod.at(plane) - rod.at(reference)) > allowed) return false;
  }
  return any;
}

/// Trend of a rod over a stretch: slope times length, and how far noise alone makes it stray.
struct Trend {
  double rise_hu = 0, error_hu = 0;
};

Trend trend_of(const RodProfile& rod, int first, int last) {
  std::vector<double> x, y;
  double variance = 0;
  for (const RodPlaneReading& r : rod) {
    if (r.plane < first || r.plane > last) continue;
    x.push_back(r.plane);
    y.push_back(r.mean_hu);
    variance += r.sd_hu * r.sd_hu / std::max(1, r.voxels);
  }
  if (x.size() < 3) return {};
  const StraightLine line = fit_straight_line(x, y);
  const double length = x.back() - x.front(), n = static_cast<double>(x.size());
  return {std::abs(line.slope) * length, kTiedVoxels * std::sqrt(variance / n / line.scatter_x) * length};
}

bool without_trend(const std::vector<RodProfile>& rods, int first, int last) {
  return std::all_of(rods.begin(), rods.end(), [&](const RodProfile& rod) {
    const Trend trend = trend_of(rod, first, last);
    return trend.rise_hu <= 2 * kDriftHu + kStandardErrors * trend.error_hu;
  });
}

int planes_within(const RodProfile& rod, int first, int last) {
  return static_cast<int>(std::count_if(
      rod.begin(), rod.end(), [&](const RodPlaneReading& r) { return r.plane >= first && r.plane <= last; }));
}

}  // namespace

Result<SteadyStretch> steady_stretch(const std::vector<RodProfile>& rods, double plane_mm) {
  std::vector<Levels> levels;
  int low = 0, high = -1;
  for (const RodProfile& rod : rods) {
    if (rod.empty()) continue;
    low = levels.empty() ? rod.front().plane : std::min(low, rod.front().plane);
    high = levels.empty() ? rod.back().plane : std::max(high, rod.back().plane);
    levels.push_back(levels_of(rod, plane_mm));
  }
  SteadyStretch best{0, -1, 0, {}};
  for (int reference = low; reference <= high; ++reference) {
    int first = reference, last = reference;
    while (first > low && same_level(levels, first - 1, reference)) --first;
    while (last < high && same_level(levels, last + 1, reference)) ++last;
    const int length = last - first + 1;
    if (length > best.last_plane - best.first_plane + 1 && length * plane_mm >= kShortestSteadyMm &&
        without_trend(rods, first, last)) {
      best.first_plane = first;
      best.last_plane = last;
    }
  }
  if (best.last_plane < best.first_plane)
    return Error{"density.rods-unsteady",
                 "No rod keeps its CT number along the scan: nothing can be calibrated.",
                 "Scan the phantom so that 5 cm of it lie well within both ends of the scan."};
  for (std::size_t n = 0; n < rods.size(); ++n) {
    best.drift_hu = std::max(best.drift_hu, trend_of(rods[n], best.first_plane, best.last_plane).rise_hu);
    if (planes_within(rods[n], best.first_plane, best.last_plane) * plane_mm >=
        kShortestSteadyMm - 0.5 * plane_mm)
      best.steady.push_back(n);
  }
  return best;
}

std::optional<Measured<Attenuation>> mean_over(const RodProfile& rod, const SteadyStretch& stretch) {
  std::vector<double> values;
  for (const RodPlaneReading& r : rod)
    if (r.plane >= stretch.first_plane && r.plane <= stretch.last_plane) values.push_back(r.mean_hu);
  if (values.empty()) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0, neighbours = 0;
  for (const double value : values) mean += value / n;
  for (std::size_t k = 0; k < values.size(); ++k) {
    squares += (values[k] - mean) * (values[k] - mean);
    if (k > 0) neighbours += (values[k] - mean) * (values[k - 1] - mean);
  }
  if (values.size() < 3) return Measured<Attenuation>{hu(mean), std::nullopt};
  // Planes that overlap or drift together are fewer than they seem: first-order likeness.
  const double likeness = squares > 0 ? std::clamp(neighbours / squares, 0.0, 0.8) : 0.0;
  const double variance = squares / (n - 1) / n * (1 + likeness) / (1 - likeness);
  return Measured<Attenuation>{hu(mean), hu(std::sqrt(variance))};
}

}  // namespace osteon
