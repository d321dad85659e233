#include "dxa/spine_names.hpp"

#include "dxa/working_picture.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace osteon {
namespace {

double px(double mm) { return mm / kWorkingStepMm; }
double squared(double v) { return v * v; }
double log_normal(double x, double mean, double sd) { return -0.5 * squared((x - mean) / sd) - std::log(sd); }

double percentile(std::vector<double> v, double share) {
  const auto nth = v.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(v.size() - 1));
  std::nth_element(v.begin(), nth, v.end());
  return *nth;
}

/// Mean brightness of a row at a distance to one side; absent beyond the picture.
std::optional<double> beside(const cv::Mat1f& straight, int row, int sign, double from_mm, double to_mm) {
  const int half = straight.cols / 2;
  double sum = 0;
  int count = 0;
  for (int u = static_cast<int>(px(from_mm)); u <= static_cast<int>(px(to_mm)); ++u) {
    const int x = half + sign * u;
    if (x < 0 || x >= straight.cols || std::isnan(straight(row, x))) continue;
    sum += straight(row, x);
    ++count;
  }
  if (2 * count < px(to_mm - from_mm)) return std::nullopt;
  return sum / count;
}

/// How much bone stands beside a vertebra, on the brighter side: ribs, else transverse processes.
std::optional<double> rib(const cv::Mat1f& straight, double from, double to) {
  constexpr double kLeastMm = 20;  // most of a vertebra
  std::optional<double> best;
  for (const int sign : {-1, 1}) {
    std::vector<double> rows;
    for (int s = std::max(0, static_cast<int>(from)); s < std::min<double>(to, straight.rows); ++s)
      if (const auto v = beside(straight, s, sign, 26, 36)) rows.push_back(*v);
    if (static_cast<double>(rows.size()) < px(kLeastMm)) continue;
    const double v = percentile(std::move(rows), 0.7);
    if (!best || v > *best) best = v;
  }
  return best;
}

/// On one side.
std::optional<double> crest_row(const cv::Mat1f& straight, int sign) {
  constexpr double kBone = 0.35, kFromMm = 46, kToMm = 60, kLeastMm = 4;
  const auto is_bone = [&](int s) { return beside(straight, s, sign, kFromMm, kToMm).value_or(0) > kBone; };
  int s = straight.rows - 1;
  // The last rows may be blank.
  while (s > straight.rows - static_cast<int>(px(6)) && !is_bone(s)) --s;
  const int lowest = s;
  while (s >= 0 && is_bone(s)) --s;
  if (lowest - s < px(kLeastMm)) return std::nullopt;
  return s;
}

/// On the higher side.
std::optional<double> highest_crest(const cv::Mat1f& straight) {
  const IliacCrests crests = iliac_crests(straight);
  if (!crests.left || !crests.right) return crests.left ? crests.left : crests.right;
  return std::min(*crests.left, *crests.right);
}

/// A lumbar field holds L1 to L4 with parts of T12 and L5, by every guide to positioning; how often the first
/// and the last line are others is an assumption.
double log_prior(int l4_l5, int lines) {
  constexpr double kElsewhere = 0.005, kAnyhow = 0.01;
  const int above = l4_l5 - 4, below = lines - 1 - l4_l5;  // lines beyond T12/L1 and beyond L4/L5
  const double first = above == 0    ? 0.78
                       : above == 1  ? 0.15
                       : above == -1 ? 0.03
                       : above == 2  ? 0.02
                                     : kElsewhere;
  const double last = below == 0 ? 0.70 : below == 1 ? 0.24 : below == -1 ? 0.04 : kElsewhere;
  return std::log(first * last + kAnyhow);
}

}  // namespace

IliacCrests iliac_crests(const cv::Mat1f& straight) {
  return {crest_row(straight, -1), crest_row(straight, 1)};
}

std::vector<NamedRow> named_rows(const cv::Mat1f& straight, const std::vector<double>& lines) {
  constexpr double kDrop = 0.22, kDropSd = 0.10, kOtherSd = 0.08;  // from T12's ribs to what L1 has beside it
  constexpr double kNoRibs = -1, kRibs = 2.5;  // last ribs may be short, and other things bright
  constexpr double kCrestBelowMm = 10, kCrestSdMm = 18, kCrestFar = -3;
  const int n = static_cast<int>(lines.size());
  const auto interval = [&](int above_line) -> std::optional<double> {  // the vertebra above a line
    if (above_line < 0 || above_line > n) return std::nullopt;
    const double to = above_line < n ? lines[static_cast<std::size_t>(above_line)] : straight.rows;
    const double from =
        above_line > 0 ? lines[static_cast<std::size_t>(above_line - 1)] : std::max(0.0, to - px(25));
    return rib(straight, from, std::min(to, from + px(40)));
  };
  const auto crest = highest_crest(straight);
  std::vector<NamedRow> rows;
  for (int l4_l5 = n - 4; l4_l5 <= n + 3; ++l4_l5) {
    double log_p = log_prior(l4_l5, n);
    const auto t12 = interval(l4_l5 - 4), l1 = interval(l4_l5 - 3);
    if (t12 && l1)
      log_p += std::clamp(log_normal(*t12 - *l1, kDrop, kDropSd) - log_normal(*t12 - *l1, 0, kOtherSd),
                          kNoRibs, kRibs);
    if (crest && l4_l5 >= 0) {
      const double line = l4_l5 < n ? lines[static_cast<std::size_t>(l4_l5)] : straight.rows;
      log_p += std::max(kCrestFar, log_normal((*crest - line) * kWorkingStepMm, kCrestBelowMm, kCrestSdMm) +
                                       std::log(kCrestSdMm));
    }
    rows.push_back({l4_l5, log_p});
  }
  double sum = 0, most = -1e300;
  for (const NamedRow& row : rows) most = std::max(most, row.probability);
  for (NamedRow& row : rows) sum += row.probability = std::exp(row.probability - most);
  for (NamedRow& row : rows) row.probability /= sum;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const NamedRow& a, const NamedRow& b) { return a.probability > b.probability; });
  return rows;
}

}  // namespace osteon
