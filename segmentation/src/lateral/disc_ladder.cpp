#include "lateral/disc_ladder.hpp"

#include <Eigen/Dense>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace osteon::lateral {
namespace {

// Pixels are kStepMm.
constexpr double kStep = 0.5;                              // along the line
constexpr double kNearestDiscs = 11, kFarthestDiscs = 60;  // a collapsed body lies between two near ones

/// The line through the middles, half a body farther at both ends, in equal steps.
struct Line {
  std::vector<Eigen::Vector2d> at, forwards;
  [[nodiscard]] double nearest(const Eigen::Vector2d& place) const {
    const auto closer = [&](const auto& a, const auto& b) {
      return (a - place).squaredNorm() < (b - place).squaredNorm();
    };
    return kStep * static_cast<double>(std::min_element(at.begin(), at.end(), closer) - at.begin());
  }
};

Line line_through(const std::vector<BodyPoints>& bodies) {
  std::vector<Eigen::Vector2d> knots;
  for (const BodyPoints& body : bodies) knots.push_back(body.middle());
  const Eigen::Vector2d before = knots[0] + 0.8 * (knots[0] - knots[1]);
  const Eigen::Vector2d after = knots.back() + 0.8 * (knots.back() - knots[knots.size() - 2]);
  knots.insert(knots.begin(), before);
  knots.push_back(after);
  Line line;
  for (std::size_t n = 0; n + 1 < knots.size(); ++n) {  // Catmull and Rom
    const Eigen::Vector2d &p = knots[n], &q = knots[n + 1];
    const Eigen::Vector2d leave = 0.5 * (q - knots[n > 0 ? n - 1 : 0]);
    const Eigen::Vector2d arrive = 0.5 * (knots[std::min(n + 2, knots.size() - 1)] - p);
    const int steps = std::max(1, static_cast<int>(std::lround((q - p).norm() / kStep)));
    for (int k = 0; k < steps; ++k) {
      const double t = static_cast<double>(k) / steps, tt = t * t, ttt = tt * t;
      line.at.emplace_back((2 * ttt - 3 * tt + 1) * p + (ttt - 2 * tt + t) * leave + (3 * tt - 2 * ttt) * q +
                           (ttt - tt) * arrive);
    }
  }
  constexpr std::ptrdiff_t kReach = 12;
  const auto last = static_cast<std::ptrdiff_t>(line.at.size()) - 1;
  for (std::ptrdiff_t n = 0; n <= last; ++n) {
    const auto& a = line.at[static_cast<std::size_t>(std::max<std::ptrdiff_t>(n - kReach, 0))];
    const auto& b = line.at[static_cast<std::size_t>(std::min(n + kReach, last))];
    const Eigen::Vector2d down = (b - a).normalized();
    line.forwards.emplace_back(down.y(), -down.x());
  }
  return line;
}

double median_half_width(const std::vector<BodyPoints>& bodies) {
  std::vector<double> widths;
  for (const BodyPoints& body : bodies)
    widths.push_back(0.25 * (body.at[0] + body.at[3] - body.at[2] - body.at[5]).norm());
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::nth_element(widths.begin(), middle, widths.end());
  return *middle;
}

/// The picture along the line: rows are steps, columns pixels from back to front.
cv::Mat1f straightened(const cv::Mat1f& picture, const Line& line, double half_width) {
  const int reach = static_cast<int>(std::lround(half_width));
  const int rows = static_cast<int>(line.at.size());
  cv::Mat1f x(rows, 2 * reach + 1), y(x.size()), result;
  for (int n = 0; n < rows; ++n)
    for (int u = -reach; u <= reach; ++u) {
      const auto k = static_cast<std::size_t>(n);
      const Eigen::Vector2d at = line.at[k] + u * line.forwards[k];
      x(n, u + reach) = static_cast<float>(at.x());
      y(n, u + reach) = static_cast<float>(at.y());
    }
  cv::remap(picture, result, x, y, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return result;
}

/// How much brighter it gets downwards along lines tilted by so many degrees, at every step.
cv::Mat1f brightening(const cv::Mat1f& straight, double tilt_deg) {
  constexpr double kSigma = 1.0 / kStep;
  const double slope = std::tan(tilt_deg * std::numbers::pi / 180) / kStep;
  const int reach = straight.cols / 2;
  const cv::Matx23d lean(1, 0, 0, slope, 1, -slope * reach);
  cv::Mat1f sheared, profile, smooth, rising;
  cv::warpAffine(straight, sheared, lean, straight.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::reduce(sheared, profile, 1, cv::REDUCE_AVG);
  cv::GaussianBlur(profile, smooth, {1, 0}, kSigma, kSigma, cv::BORDER_REPLICATE);
  cv::filter2D(smooth, rising, CV_32F, cv::Mat1f(cv::Matx31f(-0.5F, 0, 0.5F)), {-1, -1}, 0,
               cv::BORDER_REPLICATE);
  return rising;
}

/// For every step: how surely a disc lies there, as the fainter of its two plates.
std::vector<double> disc_signs(const cv::Mat1f& straight) {
  constexpr double kSteepestDeg = 16, kTiltStepDeg = 4;
  std::vector<cv::Mat1f> rising;
  for (double tilt = -kSteepestDeg; tilt <= kSteepestDeg; tilt += kTiltStepDeg)
    rising.push_back(brightening(straight, tilt));
  const int rows = straight.rows;
  std::vector<double> signs(static_cast<std::size_t>(rows), 0);
  for (const double gap : {3.0, 4.5, 6.0, 8.0, 10.0, 12.0}) {
    const int half = static_cast<int>(std::lround(0.5 * gap / kStep));
    for (int n = half; n + half < rows; ++n)
      for (std::size_t a = 0; a < rising.size(); ++a)
        for (std::size_t b = a > 0 ? a - 1 : 0; b < std::min(a + 2, rising.size()); ++b) {
          const double sign = std::min(-rising[a](n - half, 0), rising[b](n + half, 0));
          signs[static_cast<std::size_t>(n)] = std::max(signs[static_cast<std::size_t>(n)], sign);
        }
  }
  return signs;
}

std::vector<Rung> rungs(const std::vector<double>& signs, double nearest) {
  constexpr double kPlain = 0.8;  // quantile of what stands out that counts as plain
  const auto reach = static_cast<std::size_t>(std::lround(0.5 * nearest / kStep));
  std::vector<Rung> found;
  for (std::size_t n = 0; n < signs.size(); ++n) {
    const auto from = signs.begin() + static_cast<std::ptrdiff_t>(n > reach ? n - reach : 0);
    const auto to = signs.begin() + static_cast<std::ptrdiff_t>(std::min(n + reach + 1, signs.size()));
    if (signs[n] > 0 && std::max_element(from, to) - signs.begin() == static_cast<std::ptrdiff_t>(n))
      found.push_back({kStep * static_cast<double>(n), signs[n]});
  }
  if (found.empty()) return found;
  std::vector<double> worths;
  for (const Rung& one : found) worths.push_back(one.worth);
  const auto plain =
      worths.begin() + static_cast<std::ptrdiff_t>(kPlain * static_cast<double>(worths.size()));
  std::nth_element(worths.begin(), plain, worths.end());
  for (Rung& one : found) one.worth = std::min(one.worth / *plain, 1.0);
  return found;
}

}  // namespace

std::vector<double> best_ladder(const std::vector<Rung>& candidates) {
  constexpr double kCost = 0.2;                   // of a rung: what hardly shows does not join
  constexpr double kAlike = 0.25, kUnlike = 0.4;  // usual log ratio of two distances; most that it may cost
  const std::size_t count = candidates.size();
  constexpr auto kNone = std::numeric_limits<std::size_t>::max();
  // Of a ladder that ends with rung n and the one before it, m: n itself for a ladder of one.
  std::vector<std::vector<double>> score(count, std::vector<double>(count, -1e9));
  std::vector<std::vector<std::size_t>> came(count, std::vector<std::size_t>(count, kNone));
  std::pair<std::size_t, std::size_t> best{0, 0};
  double most = -1e9;
  for (std::size_t n = 0; n < count; ++n) {
    const double worth = candidates[n].worth - kCost;
    score[n][n] = worth;
    for (std::size_t m = 0; m < n; ++m) {
      const double distance = candidates[n].at - candidates[m].at;
      if (distance < kNearestDiscs || distance > kFarthestDiscs) continue;
      score[n][m] = worth + score[m][m];
      came[n][m] = m;
      for (std::size_t l = 0; l < m; ++l) {
        const double before = candidates[m].at - candidates[l].at;
        if (before < kNearestDiscs || before > kFarthestDiscs) continue;
        const double ratio = std::log(distance / before) / kAlike;
        const double here = worth + score[m][l] - std::min(0.5 * ratio * ratio, kUnlike);
        if (here > score[n][m]) score[n][m] = here, came[n][m] = l;
      }
    }
    for (std::size_t m = 0; m <= n; ++m)
      if (score[n][m] > most) most = score[n][m], best = {n, m};
  }
  std::vector<double> ladder;
  if (count == 0) return ladder;
  auto [n, m] = best;
  while (true) {
    ladder.push_back(candidates[n].at);
    if (n == m) break;
    const std::size_t l = came[n][m];
    n = m;
    m = l;
  }
  return {ladder.rbegin(), ladder.rend()};
}

std::vector<bool> confirmed_by_discs(const cv::Mat1f& picture, const std::vector<BodyPoints>& bodies) {
  constexpr double kWithin = 0.6, kSame = 0.45;  // of half a body's width
  constexpr double kInner = 0.25;                // of a body's height, from its middle
  const double half_width = median_half_width(bodies);
  const Line line = line_through(bodies);
  const cv::Mat1f straight = straightened(picture, line, kWithin * half_width);
  const std::vector<double> ladder = best_ladder(rungs(disc_signs(straight), kNearestDiscs));
  const auto is_disc_near = [&](const Eigen::Vector2d& at, double reach) {
    const double here = line.nearest(at);
    return std::any_of(ladder.begin(), ladder.end(),
                       [&](double rung) { return std::abs(rung - here) < reach; });
  };
  std::vector<bool> confirmed(bodies.size(), true);
  for (std::size_t n = 0; n < bodies.size(); ++n) {
    if (is_disc_near(bodies[n].middle(), kInner * (bodies[n].at[1] - bodies[n].at[4]).norm()))
      confirmed[n] = false;
    if (n + 1 == bodies.size()) break;
    const Eigen::Vector2d disc =
        0.25 * (bodies[n].at[3] + bodies[n].at[5] + bodies[n + 1].at[0] + bodies[n + 1].at[2]);
    if (!is_disc_near(disc, kSame * half_width)) confirmed[n] = confirmed[n + 1] = false;
  }
  return confirmed;
}

}  // namespace osteon::lateral
