#include "tissue_ratio.hpp"

#include <osteon/densitometry/dual_energy.hpp>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace osteon {
namespace {

constexpr double kEdge = 0.2;       // g/cm2 at which bone ends (Mazess 1991 with a constant edge)
constexpr double kPeakWidth = 3.0;  // sd of soft tissue's peak: "just above it" ...
constexpr double kLeast = 0.1;  // ... and g/cm2: what is fainter is no bone in the end, whatever the noise
constexpr double kClearOfEdgeMm = 3.0;  // bone's blurred edge is no soft tissue
constexpr double kEvenMm = 4.0;         // soft tissue is of one kind over this length ...
constexpr double kWideMm = 15.0;        // ... or this while bone is sought: faint bone must not hide itself
constexpr double kSeekMm = 1.0;         // sd of smoothing while bone is sought ...
constexpr double kOutlineMm = 0.5;      // ... and for its outline, which blur carries outwards
constexpr double kSpeckMm = 3.0;        // what is narrower is noise
constexpr int kMostRounds = 12;

cv::Mat_<float> matrix(const Image2D<float>& image) {
  return cv::Mat_<float>(image.grid().size[1], image.grid().size[0],
                         const_cast<float*>(image.pixels().data()))
      .clone();
}

int odd_pixels(double mm, double spacing) { return 2 * static_cast<int>(std::lround(mm / 2 / spacing)) + 1; }

cv::Mat ellipse(double mm, const Eigen::Vector2d& spacing) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE,
                                   {odd_pixels(mm, spacing[0]), odd_pixels(mm, spacing[1])});
}

/// Mode and spread of soft tissue in what is taken for mineral: below its mode lies no bone, so the lower
/// half alone tells the spread.
struct Peak {
  float mode, sd;
};

Peak soft_tissue_peak(const cv::Mat_<float>& q) {
  std::vector<float> values(q.begin(), q.end());
  std::sort(values.begin(), values.end());
  // The shortest stretch that holds a fifth of all points lies about the mode.
  const std::size_t share = std::max<std::size_t>(values.size() / 5, 2);
  std::size_t best = 0;
  for (std::size_t n = 0; n + share < values.size(); ++n)
    if (values[n + share] - values[n] < values[best + share] - values[best]) best = n;
  const float mode = values[best + share / 2];
  const auto below =
      static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), mode) - values.begin());
  const float median = below == 0 ? mode : values[below / 2];  // half of the lower half: 0.6745 sd
  return {mode, (mode - median) / 0.6745F};
}

/// As bone is looked for in it.
cv::Mat_<float> smoothed(const cv::Mat_<float>& q, const Eigen::Vector2d& spacing, double sd_mm) {
  cv::Mat_<float> smooth;
  cv::GaussianBlur(q, smooth, {0, 0}, sd_mm / spacing[0], sd_mm / spacing[1], cv::BORDER_REPLICATE);
  return smooth;
}

/// Bone where mineral stands clear of soft tissue; noise and holes closed in millimetres.
cv::Mat_<std::uint8_t> bone_of(const cv::Mat_<float>& q, float threshold, const Eigen::Vector2d& spacing,
                               double sd_mm) {
  cv::Mat_<std::uint8_t> mask(smoothed(q, spacing, sd_mm) > threshold);
  cv::morphologyEx(mask, mask, cv::MORPH_OPEN, ellipse(kSpeckMm, spacing));
  return mask;
}

/// Attenuations with what the calibration makes of them.
struct Readings {
  cv::Mat_<float> low, high;
  Eigen::Vector2d spacing;
  DualEnergyCalibration calibration;
};

/// Mineral in g/cm2 when soft tissue is of the kinds that lie bare around the bone; empty without any.
/// With R = k + d the kind of soft tissue, Q - d H is what mineral adds: (1 / g_per_cm2 - d bone_high) each.
cv::Mat_<float> mineral_of(const Readings& readings, const cv::Mat_<std::uint8_t>& bone, double even_mm) {
  cv::Mat_<std::uint8_t> hidden;
  cv::dilate(bone, hidden, ellipse(2 * kClearOfEdgeMm, readings.spacing));
  const cv::Mat_<float> ratio = tissue_ratio(readings.low, readings.high, hidden, readings.spacing, even_mm);
  if (ratio.empty()) return {};
  const DualEnergyCalibration& c = readings.calibration;
  cv::Mat_<float> mineral(ratio.size());
  for (int y = 0; y < mineral.rows; ++y)
    for (int x = 0; x < mineral.cols; ++x) {
      const double of_mineral = 1 / c.g_per_cm2 - (ratio(y, x) - c.k) * c.high_of_mineral;
      mineral(y, x) =
          static_cast<float>((readings.low(y, x) - ratio(y, x) * readings.high(y, x)) / of_mineral);
    }
  return mineral;
}

int lines_without_soft_tissue(const cv::Mat_<std::uint8_t>& bone, const Eigen::Vector2d& spacing) {
  cv::Mat_<std::uint8_t> hidden;
  cv::dilate(bone, hidden, ellipse(2 * kClearOfEdgeMm, spacing));
  int lines = 0;
  for (int y = 0; y < hidden.rows; ++y) lines += cv::countNonZero(hidden.row(y)) == hidden.cols;
  return lines;
}

std::size_t changed_pixels(const cv::Mat_<std::uint8_t>& a, const cv::Mat_<std::uint8_t>& b) {
  return static_cast<std::size_t>(cv::countNonZero(a != b));
}

/// Mineral and the bone in it, when the mask stands still.
struct Settled {
  cv::Mat_<float> mineral;
  cv::Mat_<std::uint8_t> bone;
  float noise = 0;
  int rounds = 0, lines_without = 0;
  bool still = false;
};

/// Nothing where no soft tissue is bare.
std::optional<Settled> settle(const Readings& readings) {
  const Eigen::Vector2d& spacing = readings.spacing;
  Settled state{cv::Mat_<float>(readings.calibration.g_per_cm2 *
                                (readings.low - readings.calibration.k * readings.high)),
                cv::Mat_<std::uint8_t>(readings.low.size(), std::uint8_t{0})};
  while (state.rounds < kMostRounds && !state.still) {
    ++state.rounds;
    const Peak peak = soft_tissue_peak(smoothed(state.mineral, spacing, kSeekMm));
    const auto bone =
        bone_of(state.mineral, peak.mode + static_cast<float>(std::max(kLeast, kPeakWidth * peak.sd)),
                spacing, kSeekMm);
    state.still = state.rounds > 1 && changed_pixels(bone, state.bone) * 1000 <= bone.total();
    state.bone = bone;
    state.mineral = mineral_of(readings, bone, kWideMm);
    if (state.mineral.empty()) return std::nullopt;
  }
  state.lines_without = lines_without_soft_tissue(state.bone, spacing);
  state.mineral = mineral_of(readings, state.bone, kEvenMm);
  state.noise = soft_tissue_peak(state.mineral).sd;
  return state;
}

std::vector<Warning> warnings_of(const Settled& settled) {
  std::vector<Warning> warnings;
  if (!settled.still)
    warnings.push_back({"dual-energy.not-settled", "Bone and soft tissue could not be told apart for good."});
  if (settled.lines_without > 0)
    warnings.push_back({"dual-energy.lines-without-soft-tissue",
                        std::to_string(settled.lines_without) +
                            " lines have no soft tissue beside bone; their neighbours' is taken."});
  return warnings;
}

Error different_grids() {
  return {"dual-energy.different-grids", "The two energies do not lie on the same places.",
          "Give both as one acquisition stored them."};
}

Error no_soft_tissue() {
  return {"dual-energy.no-soft-tissue", "No place of the scan shows soft tissue beside bone.",
          "Scan with margins on both sides of the bone."};
}

Image2D<float> image(const cv::Mat_<float>& values, const Grid<2>& grid) {
  return {grid, std::vector<float>(values.begin(), values.end())};
}

/// `mineral` with the bone in it.
Result<BoneMap> mapped(const cv::Mat_<float>& mineral, const Grid<2>& grid, float noise) {
  const auto bone = bone_of(mineral, static_cast<float>(kEdge), grid.spacing_mm, kOutlineMm);
  if (cv::countNonZero(bone) == 0)
    return Error{"dual-energy.no-bone", "Nothing in the scan attenuates as bone does.",
                 "Give a scan of bone."};
  BoneMap map{{image(mineral, grid)}, LabelMap<2>(grid), g_per_cm2(std::abs(noise)), 0, {}};
  std::transform(bone.begin(), bone.end(), map.mask.pixels().begin(),
                 [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0); });
  return map;
}

}  // namespace

Result<BoneMap> bone_map(const DualEnergyScan& scan, const DualEnergyCalibration& calibration) {
  if (!same_place(scan.low.grid(), scan.high.grid())) return different_grids();
  const Eigen::Vector2d spacing = scan.low.grid().spacing_mm;
  const auto settled = settle({matrix(scan.low), matrix(scan.high), spacing, calibration});
  if (!settled) return no_soft_tissue();
  auto map = mapped(settled->mineral, scan.low.grid(), settled->noise);
  if (!map) return map;
  map->rounds = settled->rounds;
  map->warnings = warnings_of(*settled);
  return map;
}

Result<BoneMap> bone_map(const DxaScan& densities) {
  const cv::Mat_<float> mineral = matrix(densities.g_per_cm2);
  return mapped(mineral, densities.g_per_cm2.grid(), soft_tissue_peak(mineral).sd);
}

Result<DxaScan> mineral_within(const DualEnergyScan& scan, const LabelMap<2>& bone,
                               const DualEnergyCalibration& calibration) {
  const Grid<2>& grid = scan.low.grid();
  if (!same_place(grid, scan.high.grid()) || !same_place(grid, bone.grid())) return different_grids();
  cv::Mat_<std::uint8_t> mask(grid.size[1], grid.size[0]);
  std::transform(bone.pixels().begin(), bone.pixels().end(), mask.begin(),
                 [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0 ? 255 : 0); });
  const cv::Mat_<float> mineral =
      mineral_of({matrix(scan.low), matrix(scan.high), grid.spacing_mm, calibration}, mask, kEvenMm);
  if (mineral.empty()) return no_soft_tissue();
  return DxaScan{image(mineral, grid)};
}

}  // namespace osteon
