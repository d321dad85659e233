#include <osteon/segmentation/drawn_lines.hpp>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace osteon {
namespace {

constexpr double kRadians = std::numbers::pi / 180;

cv::Mat1b mat_of(const PageCut& cut) {
  return {cut.height, cut.width, const_cast<std::uint8_t*>(cut.grey.data())};
}

bool is_drawn(const cv::Mat1b& drawn, const Eigen::Vector2d& p) {
  const int x = static_cast<int>(std::lround(p.x())), y = static_cast<int>(std::lround(p.y()));
  return x >= 0 && y >= 0 && x < drawn.cols && y < drawn.rows && drawn(y, x) != 0;
}

/// How much of the way is drawn.
double covered(const cv::Mat1b& drawn, const Eigen::Vector2d& from, const Eigen::Vector2d& to) {
  const int steps = std::max(1, static_cast<int>((to - from).norm()));
  int hits = 0;
  for (int n = 0; n <= steps; ++n) hits += is_drawn(drawn, from + (to - from) * n / steps);
  return static_cast<double>(hits) / (steps + 1);
}

/// The middle of a drawn line's thickness, and how much of it is drawn there.
struct Peak {
  double at, covered;
};

/// Local maxima of a profile above a share, the middle of equal ones; none nearer than `apart` to a higher
/// one.
std::vector<Peak> peaks(const std::vector<double>& profile, double least, int apart) {
  std::vector<Peak> found;
  const int n = static_cast<int>(profile.size());
  for (int i = 0; i < n; ++i) {
    const double v = profile[static_cast<std::size_t>(i)];
    if (v < least) continue;
    const int from = std::max(0, i - apart), to = std::min(n - 1, i + apart);
    const auto begin = profile.begin();
    if (*std::max_element(begin + from, begin + to + 1) > v) continue;
    if (!found.empty() && i - found.back().at <= apart) continue;
    int last = i;  // the top may be flat
    while (last + 1 < n && profile[static_cast<std::size_t>(last + 1)] >= 0.9 * v) ++last;
    int first = i;
    while (first > 0 && profile[static_cast<std::size_t>(first - 1)] >= 0.9 * v) --first;
    found.push_back({0.5 * (first + last), v});
  }
  return found;
}

/// Without rows and columns that are drawn for a good part: frames, which are none of a neck's.
cv::Mat1b without_frames(const cv::Mat1b& drawn) {
  constexpr double kFrame = 0.2;
  cv::Mat1b rest = drawn.clone();
  const auto lines = [&](cv::Size size) {
    cv::Mat1b found;
    cv::morphologyEx(drawn, found, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_RECT, size));
    rest.setTo(0, found);
  };
  lines({std::max(3, static_cast<int>(kFrame * drawn.cols)), 1});
  lines({1, std::max(3, static_cast<int>(kFrame * drawn.rows))});
  return rest;
}

}  // namespace

std::vector<DrawnLine> drawn_across(const PageCut& cut) {
  constexpr double kSteepestDeg = 15, kLeast = 0.55, kApart = 0.04;
  if (cut.width < 2 || cut.height < 2) return {};
  cv::Mat1b drawn;
  cv::dilate(mat_of(cut), drawn, cv::Mat());  // dots of a line touch each other
  const int apart = std::max(2, static_cast<int>(kApart * cut.height));
  std::vector<DrawnLine> all;
  for (double tilt = -kSteepestDeg; tilt <= kSteepestDeg; tilt += 0.5) {
    const double rise = std::tan(tilt * kRadians) * (cut.width - 1);
    std::vector<double> profile;
    for (int y = 0; y < cut.height; ++y)
      profile.push_back(covered(drawn, {0, y - 0.5 * rise}, {cut.width - 1, y + 0.5 * rise}));
    for (const Peak& peak : peaks(profile, kLeast, apart))
      all.push_back({{0, peak.at - 0.5 * rise}, {cut.width - 1, peak.at + 0.5 * rise}, peak.covered});
  }
  // Of those that lie on each other the best drawn, level ones first.
  const auto key = [](const DrawnLine& line) {
    constexpr double kAsGood = 0.02;
    return std::pair(-std::lround(line.covered / kAsGood), std::abs(line.right.y() - line.left.y()));
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const DrawnLine& a, const DrawnLine& b) { return key(a) < key(b); });
  const double middle = 0.5 * (cut.width - 1);
  std::vector<DrawnLine> lines;
  const auto clash = [&](const DrawnLine& a, const DrawnLine& b) {  // too near, or crossing
    const double left = a.left.y() - b.left.y(), right = a.right.y() - b.right.y();
    return std::abs(a.y_at(middle) - b.y_at(middle)) < apart || left * right < 0;
  };
  for (const DrawnLine& line : all)
    if (std::none_of(lines.begin(), lines.end(), [&](const DrawnLine& l) { return clash(l, line); }))
      lines.push_back(line);
  std::sort(lines.begin(), lines.end(),
            [&](const DrawnLine& a, const DrawnLine& b) { return a.y_at(middle) < b.y_at(middle); });
  return lines;
}

std::optional<DrawnNeckBox> drawn_neck_box(const PageCut& cut, const Eigen::Vector2d& neck,
                                           const Eigen::Vector2d& direction) {
  constexpr double kWidestDeg = 25;
  // Half lengths of what is looked at, of the picture's longer side: a box's long side, the way along the
  // axis.
  constexpr double kLong = 0.15, kAxis = 0.3, kReach = 0.11, kLeast = 0.4, kLeastAxis = 0.3;
  if (cut.width < 2 || cut.height < 2) return std::nullopt;
  const cv::Mat1b drawn = without_frames(mat_of(cut));
  const double side = std::max(cut.width, cut.height);
  std::optional<DrawnNeckBox> best;
  double best_score = 0;
  const double given = std::atan2(direction.y(), direction.x());
  for (double turn = -kWidestDeg; turn <= kWidestDeg; turn += 0.5) {
    const double angle = given + turn * kRadians;
    const Eigen::Vector2d axis(std::cos(angle), std::sin(angle)), across(-axis.y(), axis.x());
    const int reach = static_cast<int>(kReach * side);
    std::vector<double> axes, sides;
    for (int t = -reach; t <= reach; ++t)
      axes.push_back(
          covered(drawn, neck + t * across - kAxis * side * axis, neck + t * across + kAxis * side * axis));
    const auto line = std::max_element(axes.begin(), axes.end());
    if (*line < kLeastAxis) continue;
    const Eigen::Vector2d on_axis = neck + static_cast<double>(line - axes.begin() - reach) * across;
    const int far = static_cast<int>(0.2 * side);
    for (int s = -far; s <= far; ++s)
      sides.push_back(covered(drawn, on_axis + s * axis - kLong * side * across,
                              on_axis + s * axis + kLong * side * across));
    auto edges = peaks(sides, kLeast, static_cast<int>(0.04 * side));
    if (edges.size() < 2) continue;
    std::sort(edges.begin(), edges.end(), [](const Peak& a, const Peak& b) { return a.covered > b.covered; });
    const double score = *line + edges[0].covered + edges[1].covered;
    if (score <= best_score) continue;
    best_score = score;
    best = DrawnNeckBox{on_axis + (0.5 * (edges[0].at + edges[1].at) - far) * axis, axis,
                        std::abs(edges[0].at - edges[1].at)};
  }
  return best;
}

}  // namespace osteon
