#include "dxa/spine_edges.hpp"

#include "dxa/working_picture.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

double px(double mm) { return mm / kWorkingStepMm; }
constexpr double kNearestMm = 12, kFarthestMm = 34;  // edges from the axis

/// One side of the picture: column = distance from the axis.
cv::Mat1f one_side(const cv::Mat1f& straight, int sign) {
  const int half = straight.cols / 2;
  cv::Mat1f side(straight.rows, half + 1);
  for (int s = 0; s < side.rows; ++s)
    for (int u = 0; u <= half; ++u) {
      const float v = straight(s, half + sign * u);
      side(s, u) = std::isnan(v) ? 0.0F : v;
    }
  return side;
}

double share_of(std::vector<float> values, double share) {
  if (values.empty()) return 0;
  const auto nth =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

std::vector<float> row_part(const cv::Mat1f& image, int row, double from_mm, double to_mm) {
  const int from = static_cast<int>(px(from_mm)), to = std::min(image.cols - 1, static_cast<int>(px(to_mm)));
  return from > to ? std::vector<float>{}
                   : std::vector<float>(image.ptr<float>(row) + from, image.ptr<float>(row) + to + 1);
}

/// How bright bone and soft tissue of one row are.
struct RowLevels {
  double inside, outside;
};
std::vector<RowLevels> row_levels(const cv::Mat1f& side) {
  std::vector<RowLevels> levels;
  for (int s = 0; s < side.rows; ++s)
    levels.push_back({share_of(row_part(side, s, 0, 14), 0.5), share_of(row_part(side, s, 28, 45), 0.3)});
  return levels;
}

/// Half way between the bone within and the soft tissue beside it.
std::vector<double> half_height_edge(const cv::Mat1f& side, const std::vector<RowLevels>& levels) {
  std::vector<double> edge;
  for (int s = 0; s < side.rows; ++s) {
    const RowLevels& row = levels[static_cast<std::size_t>(s)];
    const auto level = static_cast<float>(0.5 * (row.inside + row.outside));
    int u = static_cast<int>(px(kNearestMm));
    const int last = std::min(side.cols - 1, static_cast<int>(px(kFarthestMm)));
    while (u < last && side(s, u) > level) ++u;
    const float step = side(s, u - 1) - side(s, u);
    const double part = step > 1e-6F ? std::clamp((side(s, u - 1) - level) / step, 0.0F, 1.0F) : 1.0;
    edge.push_back(u - 1 + part);
  }
  return edge;
}

/// How clearly a column may be the edge: it grows darker outwards, and no bone follows.
cv::Mat1f edge_strength(const cv::Mat1f& side, const std::vector<RowLevels>& levels, int first, int last) {
  constexpr double kBeyondFromMm = 2, kBeyondToMm = 5, kHalfWayMm = 1.5, kHalfWay = 0.5;
  cv::Mat1f smooth, fall;
  cv::GaussianBlur(side, smooth, {}, px(0.7), px(1.5), cv::BORDER_REPLICATE);
  cv::Sobel(smooth, fall, CV_32F, 1, 0, 3, -0.125);
  cv::Mat1f strength = fall.colRange(first, last + 1).clone();
  cv::Scalar mean, sd;
  cv::meanStdDev(strength, mean, sd);
  strength /= std::max(1e-6, sd[0]);
  const std::vector<double> half = half_height_edge(smooth, levels);
  for (int s = 0; s < strength.rows; ++s) {
    const RowLevels& row = levels[static_cast<std::size_t>(s)];
    const double contrast = std::max(1e-6, row.inside - row.outside);
    for (int u = 0; u < strength.cols; ++u) {
      const double beyond = (share_of(row_part(smooth, s, (first + u) * kWorkingStepMm + kBeyondFromMm,
                                               (first + u) * kWorkingStepMm + kBeyondToMm),
                                      0.5) -
                             row.outside) /
                            contrast;
      const double off = (first + u - half[static_cast<std::size_t>(s)]) / px(kHalfWayMm);
      strength(s, u) =
          static_cast<float>(std::max(0.0F, strength(s, u)) * (1 - std::clamp(beyond, 0.0, 1.0)) +
                             kHalfWay * std::exp(-0.5 * off * off));
    }
  }
  return strength;
}

/// The way from above along the clearest edge. Its steps cost, so that neither a disc nor a transverse
/// process leads it astray.
std::vector<double> clearest_edge(const cv::Mat1f& side) {
  constexpr double kCostPerPixel = 0.25;
  constexpr int kReach = 2;
  const int first = static_cast<int>(px(kNearestMm));
  const int last = std::min(side.cols - 1, static_cast<int>(px(kFarthestMm)));
  const cv::Mat1f strength = edge_strength(side, row_levels(side), first, last);
  cv::Mat1f total = strength.clone();
  cv::Mat1i from(total.size(), 0);
  for (int s = 1; s < total.rows; ++s)
    for (int u = 0; u < total.cols; ++u) {
      float best = -1e30F;
      for (int d = -kReach; d <= kReach; ++d) {
        if (u + d < 0 || u + d >= total.cols) continue;
        const float value = total(s - 1, u + d) - static_cast<float>(kCostPerPixel * std::abs(d));
        if (value <= best) continue;
        best = value;
        from(s, u) = u + d;
      }
      total(s, u) += best;
    }
  std::vector<double> edge(static_cast<std::size_t>(total.rows));
  cv::Point end;
  cv::minMaxLoc(total.row(total.rows - 1), nullptr, nullptr, nullptr, &end);
  int u = end.x;
  for (int s = total.rows - 1; s >= 0; --s) {
    double part = 0;
    if (u > 0 && u + 1 < total.cols) {
      const double curve = strength(s, u - 1) - 2 * strength(s, u) + strength(s, u + 1);
      if (curve < 0) part = std::clamp(0.5 * (strength(s, u - 1) - strength(s, u + 1)) / curve, -0.5, 0.5);
    }
    edge[static_cast<std::size_t>(s)] = first + u + part;
    u = from(s, u);
  }
  return edge;
}

std::vector<double> side_edge(const cv::Mat1f& straight, int sign) {
  constexpr double kSmoothMm = 1;
  std::vector<double> edge = clearest_edge(one_side(straight, sign));
  cv::Mat1d row(1, static_cast<int>(edge.size()), edge.data());
  cv::GaussianBlur(row, row, {}, px(kSmoothMm), 0.01, cv::BORDER_REPLICATE);
  return edge;
}

}  // namespace

SpineEdges spine_edges(const cv::Mat1f& straight) {
  SpineEdges edges{side_edge(straight, -1), side_edge(straight, 1)};
  for (double& u : edges.left) u = -u;
  return edges;
}

}  // namespace osteon
