#include "dxa/disc_lines.hpp"

#include "dxa/working_picture.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace osteon {
namespace {

double px(double mm) { return mm / kWorkingStepMm; }
double squared(double v) { return v * v; }
using Profile = std::vector<double>;

Profile gaussian(double sigma, int derivative) {
  const int half = static_cast<int>(std::ceil(4 * sigma));
  Profile kernel(static_cast<std::size_t>(2 * half + 1));
  for (int k = -half; k <= half; ++k) {
    const double g = std::exp(-0.5 * squared(k / sigma));
    kernel[static_cast<std::size_t>(k + half)] = derivative == 0 ? g : g * (squared(k / sigma) - 1);
  }
  double sum = 0;
  for (double v : kernel) sum += derivative == 0 ? v : std::abs(v);
  for (double& v : kernel) v /= sum;
  return kernel;
}

Profile filtered(const Profile& v, const Profile& kernel) {
  const auto half = static_cast<std::ptrdiff_t>(kernel.size() / 2), n = static_cast<std::ptrdiff_t>(v.size());
  Profile out(v.size());
  for (std::ptrdiff_t k = 0; k < n; ++k)
    for (std::ptrdiff_t d = -half; d <= half; ++d)
      out[static_cast<std::size_t>(k)] +=
          kernel[static_cast<std::size_t>(d + half)] *
          v[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(k + d, 0, n - 1))];
  return out;
}

/// Positive where a profile has a valley as wide as that of a disc.
Profile valley(const Profile& v, double sigma_mm) { return filtered(v, gaussian(px(sigma_mm), 2)); }

/// Local scale of a profile; one sclerotic endplate shall not rule the whole spine, and noise is no disc.
Profile scale_of(const Profile& v, double least) {
  constexpr double kNearMm = 35, kShare = 0.3;
  Profile square(v.size());
  std::transform(v.begin(), v.end(), square.begin(), squared);
  double mean = 0;
  for (double s : square) mean += s / static_cast<double>(v.size());
  Profile scale = filtered(square, gaussian(px(kNearMm), 0));
  for (double& s : scale) s = std::sqrt(s) + kShare * std::sqrt(mean) + least;
  return scale;
}

/// Profiles of the straightened picture sheared by a tilt.
struct Bands {
  Profile beside_process, whole, width;
};
Bands bands_of(const cv::Mat1f& straight, double tilt_deg) {
  constexpr double kProcessMm = 6, kBodyMm = 18, kWidestMm = 30, kBone = 0.4, kCap = 1.1;
  const int half = straight.cols / 2;
  const double slope = std::tan(tilt_deg * M_PI / 180);
  Bands bands;
  for (int s = 0; s < straight.rows; ++s) {
    double beside = 0, whole = 0, width = 0;
    int beside_count = 0, whole_count = 0;
    for (int u = -static_cast<int>(px(kWidestMm)); u <= static_cast<int>(px(kWidestMm)); ++u) {
      const double y = std::clamp(s + slope * u, 0.0, straight.rows - 1.001);
      const int i = static_cast<int>(y);
      const double f = y - i;
      double v = (1 - f) * straight(i, u + half) + f * straight(i + 1, u + half);
      if (std::isnan(v)) continue;
      v = std::min(v, kCap);
      width += v > kBone ? 1 : 0;
      if (std::abs(u) > px(kBodyMm)) continue;
      whole += v;
      ++whole_count;
      if (std::abs(u) < px(kProcessMm)) continue;
      beside += v;
      ++beside_count;
    }
    bands.beside_process.push_back(beside_count > 0 ? beside / beside_count : 0);
    bands.whole.push_back(whole_count > 0 ? whole / whole_count : 0);
    bands.width.push_back(width);
  }
  return bands;
}

struct Evidence {
  Profile beside_process, whole, width;
};
Evidence evidence_of(const Bands& bands) {
  return {valley(bands.beside_process, 2.8), valley(bands.whole, 2.3), valley(bands.width, 3.0)};
}

}  // namespace

DiscSignature disc_signature(const cv::Mat1f& straight) {
  constexpr double kTiltDeg = 10, kUsualTiltDeg = 4, kTiltCost = 0.03;
  const Evidence upright = evidence_of(bands_of(straight, 0));
  constexpr double kLeastContrast = 0.01, kLeastWidth = 0.5;  // of bone's brightness; pixels
  const Profile beside = scale_of(upright.beside_process, kLeastContrast),
                whole = scale_of(upright.whole, kLeastContrast), width = scale_of(upright.width, kLeastWidth);
  DiscSignature signature;
  const auto rows = static_cast<std::size_t>(straight.rows);
  signature.score.assign(rows, -1e9);
  signature.tilt_deg.assign(rows, 0);
  for (double tilt = -kTiltDeg; tilt <= kTiltDeg; tilt += 1) {
    const Evidence e = evidence_of(bands_of(straight, tilt));
    const auto z = [](double v, double scale) { return std::clamp(v / scale, -2.0, 2.2); };
    for (std::size_t s = 0; s < rows; ++s) {
      const double score = 0.45 * z(e.beside_process[s], beside[s]) + 0.35 * z(e.whole[s], whole[s]) +
                           0.20 * z(e.width[s], width[s]) - kTiltCost * squared(tilt / kUsualTiltDeg);
      if (score <= signature.score[s]) continue;
      signature.score[s] = score;
      signature.tilt_deg[s] = tilt;
    }
  }
  return signature;
}

namespace {

constexpr double kLeastMm = 17, kMostMm = 45, kLeastGain = 0.25;
constexpr double kMostCost = 0.38;  // of one distance: a collapsed level keeps its lines

std::vector<std::size_t> candidates_of(const Profile& f) {
  constexpr double kLeast = -0.5;
  std::vector<std::size_t> places;
  for (std::size_t s = 1; s + 1 < f.size(); ++s)
    if (f[s] > kLeast && f[s] >= f[s - 1] && f[s] > f[s + 1]) places.push_back(s);
  return places;
}

struct Chain {
  double gain;
  std::vector<std::size_t> at;
};

/// The best row of candidates whose distances are near a pitch and grow downwards.
std::optional<Chain> best_chain(const Profile& f, const std::vector<std::size_t>& places, double pitch_mm) {
  const std::size_t n = places.size();
  const auto gain = [&](std::size_t k) { return f[places[k]] - kLeastGain; };
  const auto distance = [&](std::size_t a, std::size_t b) {
    return static_cast<double>(places[b] - places[a]) * kWorkingStepMm;
  };
  const auto may_begin = [&](std::size_t k) {
    return static_cast<double>(places[k]) * kWorkingStepMm <= kMostMm;
  };
  const auto may_end = [&](std::size_t k) {
    return static_cast<double>(f.size() - places[k]) * kWorkingStepMm <= kMostMm;
  };
  // total[b][a]: best row that ends with a, b.
  std::vector<std::vector<double>> total(n, std::vector<double>(n, -1e300));
  std::vector<std::vector<std::size_t>> before(n, std::vector<std::size_t>(n, n));
  double best = -1e300;
  std::size_t last = n, last_but_one = n;
  for (std::size_t b = 0; b < n; ++b)
    for (std::size_t a = 0; a < b; ++a) {
      const double h = distance(a, b);
      if (h < kLeastMm || h > kMostMm) continue;
      const double cost = std::min(10 * squared(std::log(h / pitch_mm)), kMostCost);
      if (may_begin(a)) total[b][a] = gain(a) + gain(b) - cost;
      for (std::size_t p = 0; p < a; ++p) {
        if (total[a][p] < -1e200) continue;
        const double change = std::log(h / distance(p, a)) - 0.03;  // vertebrae grow by 3 % downwards
        const double value = total[a][p] + gain(b) - cost - std::min(10 * squared(change), kMostCost);
        if (value <= total[b][a]) continue;
        total[b][a] = value;
        before[b][a] = p;
      }
      if (may_end(b) && total[b][a] > best) {
        best = total[b][a];
        last = b;
        last_but_one = a;
      }
    }
  if (last == n) return std::nullopt;
  Chain chain{best, {places[last]}};
  for (std::size_t b = last, a = last_but_one; a != n;) {
    chain.at.push_back(places[a]);
    const std::size_t p = before[b][a];
    b = a;
    a = p;
  }
  std::reverse(chain.at.begin(), chain.at.end());
  return chain;
}

struct Period {
  double lag_mm, strength;
};
Period period_of(const Profile& f) {
  double mean = 0;
  for (double v : f) mean += v / static_cast<double>(f.size());
  double all = 0;
  for (double v : f) all += squared(v - mean);
  Period best{33, 0};
  for (double lag = 24; lag <= 44; lag += kWorkingStepMm) {
    const auto shift = static_cast<std::size_t>(px(lag));
    double sum = 0;
    for (std::size_t s = 0; s + shift < f.size(); ++s) sum += (f[s] - mean) * (f[s + shift] - mean);
    // As many terms as the sum of squares has.
    const double part =
        static_cast<double>(f.size() - std::min(shift, f.size() - 1)) / static_cast<double>(f.size());
    const double strength = all > 0 ? sum / (all * part) : 0;
    if (strength > best.strength) best = {lag, strength};
  }
  return best;
}

bool differ(const DiscRow& a, const DiscRow& b) {
  constexpr double kSameMm = 6;
  if (a.at.size() != b.at.size()) return true;
  for (std::size_t k = 0; k < a.at.size(); ++k)
    if (std::abs(a.at[k] - b.at[k]) > px(kSameMm)) return true;
  return false;
}

/// Top of the parabola through a place and its neighbours.
double refined(const Profile& f, std::size_t s) {
  const double curve = f[s - 1] - 2 * f[s] + f[s + 1];
  return static_cast<double>(s) + (curve < 0 ? 0.5 * (f[s - 1] - f[s + 1]) / curve : 0);
}

}  // namespace

DiscRows disc_rows(const DiscSignature& signature) {
  const Profile& f = signature.score;
  const std::vector<std::size_t> places = candidates_of(f);
  const Period period = period_of(f);
  std::vector<DiscRow> rows;
  for (double pitch = 25; pitch <= 40; pitch += 1) {
    const auto chain = best_chain(f, places, pitch);
    if (!chain) continue;
    DiscRow row{{}, 0, 0, pitch, period.strength};
    for (std::size_t s : chain->at) {
      row.at.push_back(refined(f, s));
      row.mean_score += f[s] / static_cast<double>(chain->at.size());
    }
    row.total = chain->gain / std::sqrt(static_cast<double>(row.at.size())) -
                0.125 * squared((pitch - 32) / 5) +
                0.4 * period.strength * std::exp(-squared((pitch - period.lag_mm) / 3));
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return {{{}, 0, 0, 0, period.strength}, 0};
  const auto better = [](const DiscRow& a, const DiscRow& b) { return a.total < b.total; };
  const DiscRow best = *std::max_element(rows.begin(), rows.end(), better);
  double margin = 10;
  for (const DiscRow& row : rows)
    if (differ(row, best)) margin = std::min(margin, best.total - row.total);
  return {best, margin};
}

}  // namespace osteon
