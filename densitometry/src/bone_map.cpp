#include <osteon/densitometry/dual_energy.hpp>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace osteon {
namespace {

constexpr double kEdge = 0.2;       // g/cm2 at which bone ends (Mazess 1991 with a constant edge)
constexpr double kPeakWidth = 3.0;  // sd of soft tissue's peak: "just above it" ...
constexpr double kLeast = 0.1;  // ... and g/cm2: what is fainter is no bone in the end, whatever the noise
constexpr double kBesideMm = 20.0;      // soft tissue on either side that carries the baseline
constexpr double kClearOfEdgeMm = 2.0;  // bone's blurred edge is no soft tissue
constexpr double kAlongMm = 3.0;        // smoothing of the baseline across lines, sd
constexpr double kAcrossMm = 2.0;       // and along them
constexpr double kWideMm = 15.0;  // the same while bone is sought: faint bone must not be its own baseline
constexpr double kSpeckMm = 3.0;  // what is narrower is noise
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

/// Mode and spread of soft tissue: below its mode lies no bone, so the lower half alone tells the spread.
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
cv::Mat_<float> smoothed(const cv::Mat_<float>& q, const Eigen::Vector2d& spacing) {
  cv::Mat_<float> smooth;
  cv::GaussianBlur(q, smooth, {0, 0}, 1.0 / spacing[0], 1.0 / spacing[1], cv::BORDER_REPLICATE);
  return smooth;
}

/// Bone where Q stands clear of soft tissue; noise and holes closed in millimetres.
cv::Mat_<std::uint8_t> bone_of(const cv::Mat_<float>& q, float threshold, const Eigen::Vector2d& spacing) {
  cv::Mat_<std::uint8_t> mask(smoothed(q, spacing) > threshold);
  cv::morphologyEx(mask, mask, cv::MORPH_OPEN, ellipse(kSpeckMm, spacing));
  return mask;
}

/// Mean of soft tissue on one side of a run of bone, from its edge outwards; NaN where there is none.
float beside(const float* line, const std::uint8_t* bone, int from, int step, int columns, int reach) {
  double sum = 0;
  int count = 0;
  for (int n = 0, x = from; n < reach && x >= 0 && x < columns && bone[x] == 0; ++n, x += step, ++count)
    sum += line[x];
  return count == 0 ? NAN : static_cast<float>(sum / count);
}

/// Baseline of one line: itself beside bone, straight from side to side below it. False without soft tissue.
bool baseline_of_line(const float* line, const std::uint8_t* bone, int columns, int reach, float* baseline) {
  for (int x = 0; x < columns; ++x) {
    if (bone[x] == 0) {
      baseline[x] = line[x];
      continue;
    }
    int end = x;
    while (end < columns && bone[end] != 0) ++end;
    float left = beside(line, bone, x - 1, -1, columns, reach),
          right = beside(line, bone, end, +1, columns, reach);
    if (std::isnan(left)) left = right;
    if (std::isnan(right)) right = left;
    if (std::isnan(left)) return false;
    for (int at = x; at < end; ++at)
      baseline[at] =
          left + (right - left) * (static_cast<float>(at - x) + 0.5F) / static_cast<float>(end - x);
    x = end - 1;
  }
  return true;
}

struct Baseline {
  cv::Mat_<float> values;
  int lines_without = 0;
};

/// Lines of nothing but bone take their neighbours' baseline; all are smoothed across the lines.
Baseline baseline_of(const cv::Mat_<float>& q, const cv::Mat_<std::uint8_t>& bone,
                     const Eigen::Vector2d& spacing, double across_mm) {
  Baseline result{cv::Mat_<float>(q.size(), 0.0F), 0};
  cv::Mat_<std::uint8_t> wide;
  cv::dilate(bone, wide, ellipse(2 * kClearOfEdgeMm, spacing));
  cv::Mat_<float> weight(q.size(), 0.0F);
  const int reach = std::max(1, static_cast<int>(std::lround(kBesideMm / spacing[0])));
  for (int y = 0; y < q.rows; ++y)
    if (baseline_of_line(q[y], wide[y], q.cols, reach, result.values[y]))
      weight.row(y) = 1;
    else
      ++result.lines_without;
  const double across = across_mm / spacing[0], along = kAlongMm / spacing[1];
  cv::Mat_<float> sum;
  cv::GaussianBlur(result.values, sum, {0, 0}, across, along, cv::BORDER_REPLICATE);
  cv::GaussianBlur(weight, weight, {0, 0}, across, along, cv::BORDER_REPLICATE);
  cv::divide(sum, cv::max(weight, 1e-6F), result.values);
  return result;
}

std::size_t changed_pixels(const cv::Mat_<std::uint8_t>& a, const cv::Mat_<std::uint8_t>& b) {
  return static_cast<std::size_t>(cv::countNonZero(a != b));
}

/// Q without its baseline and the bone in it, when the mask stands still.
struct Settled {
  cv::Mat_<float> q;
  cv::Mat_<std::uint8_t> bone;
  float noise = 0;
  int rounds = 0, lines_without = 0;
  bool still = false;
};

/// `least`: Q of the faintest bone.
Settled settle(const cv::Mat_<float>& q, float least, const Eigen::Vector2d& spacing) {
  Settled state{q, cv::Mat_<std::uint8_t>(q.size(), std::uint8_t{0}), 0, 0, 0, false};
  while (state.rounds < kMostRounds && !state.still) {
    ++state.rounds;
    const Peak peak = soft_tissue_peak(smoothed(state.q, spacing));
    const auto bone =
        bone_of(state.q, peak.mode + std::max(least, static_cast<float>(kPeakWidth) * peak.sd), spacing);
    state.still = state.rounds > 1 && changed_pixels(bone, state.bone) * 1000 <= bone.total();
    state.bone = bone;
    state.q = cv::Mat_<float>(q - baseline_of(q, bone, spacing, kWideMm).values);
  }
  const Baseline baseline = baseline_of(q, state.bone, spacing, kAcrossMm);
  state.lines_without = baseline.lines_without;
  state.q = cv::Mat_<float>(q - baseline.values);
  state.noise = soft_tissue_peak(state.q).sd;
  return state;
}

std::vector<Warning> warnings_of(const Settled& settled) {
  std::vector<Warning> warnings;
  if (!settled.still)
    warnings.push_back({"dual-energy.not-settled", "Bone and soft tissue could not be told apart for good."});
  if (settled.lines_without > 0)
    warnings.push_back(
        {"dual-energy.lines-without-soft-tissue",
         std::to_string(settled.lines_without) +
             " lines have no soft tissue beside bone; their baseline is that of their neighbours."});
  return warnings;
}

}  // namespace

Result<BoneMap> bone_map(const DualEnergyScan& scan, const DualEnergyCalibration& calibration) {
  if (!same_place(scan.low.grid(), scan.high.grid()))
    return Error{"dual-energy.different-grids", "The two energies do not lie on the same places.",
                 "Give both as one acquisition stored them."};
  const Eigen::Vector2d spacing = scan.low.grid().spacing_mm;
  const cv::Mat_<float> q(matrix(scan.low) - calibration.k * matrix(scan.high));
  const Settled settled = settle(q, static_cast<float>(kLeast / calibration.g_per_cm2), spacing);
  if (settled.lines_without == q.rows)
    return Error{"dual-energy.no-soft-tissue", "No line of the scan has soft tissue beside bone.",
                 "Scan with margins on both sides of the bone."};
  const cv::Mat_<float> density(settled.q * calibration.g_per_cm2);
  const auto bone = bone_of(density, static_cast<float>(kEdge), spacing);
  if (cv::countNonZero(bone) == 0)
    return Error{"dual-energy.no-bone", "Nothing in the scan attenuates as bone does.",
                 "Give a scan of bone."};
  BoneMap map{{Image2D<float>(scan.low.grid(), std::vector<float>(density.begin(), density.end()))},
              LabelMap<2>(scan.low.grid()),
              g_per_cm2(std::abs(settled.noise * calibration.g_per_cm2)),
              settled.rounds,
              warnings_of(settled)};
  std::transform(bone.begin(), bone.end(), map.mask.pixels().begin(),
                 [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0); });
  return map;
}

}  // namespace osteon
