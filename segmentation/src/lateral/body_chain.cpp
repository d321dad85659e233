#include "lateral/body_chain.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace osteon::lateral {
namespace {

// All lengths are pixels of kStepMm.
constexpr double kNearest = 11, kFarthest = 50;  // of two centres; a collapsed body lies near its neighbours
constexpr double kSteepest = 0.9;                // sideways for each step down
constexpr double kCost = 0.12;                   // of a body: faint ones do not join
constexpr int kReach = 4;                        // of a maximum
constexpr std::size_t kMost = 150;               // maxima that are looked at; a spine has 24

struct Candidate {
  Eigen::Vector2d at;
  double strength;
};

cv::Mat1f centre_strength(const Maps& maps) {
  cv::Mat1f centre, body;
  cv::GaussianBlur(maps.centre, centre, {}, 1.5);
  cv::GaussianBlur(maps.body, body, {}, 2.0);
  cv::Mat1f strength(centre + 0.25F * body);
  strength.setTo(0, maps.centre < 0.05F);
  return strength;
}

/// Between pixels: the top of a parabola through three values, along one axis.
double refined(double before, double at, double after) {
  const double bend = before - 2 * at + after;
  return bend < -1e-9 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0.0;
}

std::vector<Candidate> candidates(const cv::Mat1f& strength) {
  double peak = 0;
  cv::minMaxLoc(strength, nullptr, &peak);
  const double least = 0.12 * std::max(0.5, peak);
  cv::Mat1f around;
  cv::dilate(strength, around, cv::Mat::ones(2 * kReach + 1, 2 * kReach + 1, CV_8U));
  std::vector<Candidate> found;
  for (int y = 1; y + 1 < strength.rows; ++y)
    for (int x = 1; x + 1 < strength.cols; ++x) {
      const double here = strength(y, x);
      if (here < least || here < around(y, x)) continue;
      found.push_back({{x + refined(strength(y, x - 1), here, strength(y, x + 1)),
                        y + refined(strength(y - 1, x), here, strength(y + 1, x))},
                       here});
    }
  if (found.size() > kMost) {
    std::vector<double> strengths;
    for (const Candidate& one : found) strengths.push_back(one.strength);
    std::nth_element(strengths.begin(), strengths.begin() + kMost, strengths.end(), std::greater<>());
    std::erase_if(found, [&](const Candidate& one) { return one.strength <= strengths[kMost]; });
  }
  return found;  // by row: from the head down
}

/// A way to end a chain: in candidate `at`, coming from candidate `from`.
struct Step {
  std::size_t at, from;
  double score;
  const Step* before;
};

double turn(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  return std::abs(std::atan2(a.x() * b.y() - a.y() * b.x(), a.dot(b)));
}

}  // namespace

Chain body_chain(const Maps& maps) {
  const std::vector<Candidate> all = candidates(centre_strength(maps));
  // Steps by their lower end; each remembers the best way that led to its upper end.
  std::vector<std::vector<Step>> ending(all.size());
  const Step* best = nullptr;
  for (std::size_t n = 0; n < all.size(); ++n) {
    for (std::size_t m = 0; m < n; ++m) {
      const Eigen::Vector2d way = all[n].at - all[m].at;
      if (way.norm() < kNearest || way.norm() > kFarthest || std::abs(way.x()) > kSteepest * way.y())
        continue;
      Step step{n, m, all[m].strength + all[n].strength - 2 * kCost, nullptr};
      for (const Step& above : ending[m]) {
        const Eigen::Vector2d before = all[m].at - all[above.from].at;
        const double change = std::log(way.norm() / before.norm());
        const double score = above.score + all[n].strength - kCost -
                             0.15 * std::min(change * change / 0.09, 3.0) - 0.3 * turn(before, way);
        if (score > step.score) step = {n, m, score, &above};
      }
      ending[n].push_back(step);
    }
  }
  for (const auto& steps : ending)
    for (const Step& step : steps)
      if (best == nullptr || step.score > best->score) best = &step;
  Chain chain;
  if (best == nullptr) return chain;
  chain.score = best->score;
  std::vector<std::size_t> members{best->at};
  for (const Step* step = best; step != nullptr; step = step->before) members.push_back(step->from);
  std::reverse(members.begin(), members.end());
  for (const std::size_t n : members) {
    chain.centres.push_back(all[n].at);
    chain.strength.push_back(all[n].strength);
  }
  return chain;
}

}  // namespace osteon::lateral
