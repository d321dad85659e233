#include "lateral/lung_end.hpp"

#include "dxa/working_picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace osteon::lateral {
namespace {

constexpr std::size_t kPerBody = 4;  // samples along the row

double median_of(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double median(const std::vector<float>& row, std::size_t from, std::size_t to) {
  return median_of(
      {row.begin() + static_cast<std::ptrdiff_t>(from), row.begin() + static_cast<std::ptrdiff_t>(to)});
}

double mean(const std::vector<float>& row, std::size_t from, std::size_t to) {
  return std::accumulate(row.begin() + static_cast<std::ptrdiff_t>(from),
                         row.begin() + static_cast<std::ptrdiff_t>(to), 0.0) /
         static_cast<double>(to - from);
}

bool is_shown(const Upright& picture, int x, int y) {
  return x >= 0 && y >= 0 && x < picture.grey.cols && y < picture.grey.rows && picture.shown(y, x) != 0;
}

/// How bright it is in front of a body; nothing where the picture shows nothing.
std::optional<float> in_front(const Upright& picture, const Eigen::Vector2d& front,
                              const Eigen::Vector2d& forwards) {
  constexpr double kFrom = 0.4, kTo = 1.2;  // of a body's depth: nearer lie vessels
  constexpr int kSamples = 16;
  std::vector<float> seen;
  for (int n = 0; n < kSamples; ++n) {
    const Eigen::Vector2d at = front + (kFrom + (kTo - kFrom) * n / (kSamples - 1)) * forwards;
    const int x = static_cast<int>(std::lround(at.x())), y = static_cast<int>(std::lround(at.y()));
    if (is_shown(picture, x, y)) seen.push_back(picture.grey(y, x));
  }
  if (2 * seen.size() < kSamples) return std::nullopt;
  return static_cast<float>(median_of(seen));
}

/// Brightness along the front of the row, four samples from one body to the next, and the place of each.
struct Row {
  std::vector<float> grey;
  std::vector<double> place;
};

Row along_front(const Upright& picture, const std::vector<BodyPoints>& bodies) {
  Row row;
  for (std::size_t n = 0; n <= (bodies.size() - 1) * kPerBody; ++n) {
    const BodyPoints &above = bodies[n / kPerBody], &below = bodies[(n + kPerBody - 1) / kPerBody];
    const double share = static_cast<double>(n % kPerBody) / kPerBody;
    const auto wall = [&](std::size_t k) -> Eigen::Vector2d {
      return 0.5 * ((1 - share) * (above.at[k] + above.at[k + 3]) + share * (below.at[k] + below.at[k + 3]));
    };
    if (const auto grey = in_front(picture, wall(0), wall(0) - wall(2))) {
      row.grey.push_back(*grey);
      row.place.push_back(static_cast<double>(n) / kPerBody);
    }
  }
  return row;
}

}  // namespace

std::optional<double> lung_end(const Upright& picture, const std::vector<BodyPoints>& bodies) {
  constexpr std::size_t kReach = 2 * kPerBody, kLeast = kPerBody;  // samples on either side of the step
  constexpr double kLeastStep = 0.3, kLeastInAll = 0.2;            // of the range
  const Row row = along_front(picture, bodies);
  // From dark to bright, without the rare extremes.
  const auto range = static_cast<double>(quantile(picture.grey, picture.shown, 0.95) -
                                         quantile(picture.grey, picture.shown, 0.05));
  const std::size_t count = row.grey.size();
  std::size_t at = 0;
  double step = kLeastStep * range;
  for (std::size_t n = kLeast; n + kLeast <= count; ++n) {
    const double here =
        mean(row.grey, n, std::min(count, n + kReach)) - mean(row.grey, n > kReach ? n - kReach : 0, n);
    if (here > step) step = here, at = n;
  }
  if (at == 0 || row.place[at] - row.place[at - 1] > 1.5 / kPerBody) return std::nullopt;  // a gap is no step
  const double in_all = median(row.grey, at, count) - median(row.grey, 0, at);             // gas is short
  if (in_all < kLeastInAll * range) return std::nullopt;
  return 0.5 * (row.place[at - 1] + row.place[at]);
}

}  // namespace osteon::lateral
