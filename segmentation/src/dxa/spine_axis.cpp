#include "dxa/spine_axis.hpp"

#include <Eigen/Cholesky>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace osteon {
namespace {

double px(double mm) { return mm / kWorkingStepMm; }
constexpr float kNowhere = std::numeric_limits<float>::quiet_NaN();

/// Mean of a row between two columns, as far as the picture goes and was scanned.
class RowMeans {
 public:
  RowMeans(const cv::Mat1f& image, int row) : sums_(1, 0), counts_(1, 0) {
    for (int x = 0; x < image.cols; ++x) {
      const float v = image(row, x);
      sums_.push_back(sums_.back() + (std::isnan(v) ? 0.0 : v));
      counts_.push_back(counts_.back() + (std::isnan(v) ? 0 : 1));
    }
  }
  [[nodiscard]] double mean(double from, double to, double nothing) const {
    const auto clip = [&](double x) {
      return static_cast<std::size_t>(std::clamp(x, 0.0, static_cast<double>(sums_.size() - 1)));
    };
    const std::size_t a = clip(std::ceil(from)), b = clip(std::floor(to) + 1);
    if (b <= a || counts_[b] == counts_[a]) return nothing;
    return (sums_[b] - sums_[a]) / (counts_[b] - counts_[a]);
  }

 private:
  std::vector<double> sums_;
  std::vector<int> counts_;
};

cv::Mat1f smoothed(const cv::Mat1f& contrast, double across_mm, double along_mm) {
  const cv::Mat1b scanned(contrast == contrast);
  cv::Mat1f weight, value;
  scanned.convertTo(weight, CV_32F, 1.0 / 255);
  contrast.copyTo(value);
  value.setTo(0, ~scanned);
  const auto blur = [&](cv::Mat1f& m) {
    cv::GaussianBlur(m, m, {}, px(across_mm), px(along_mm), cv::BORDER_CONSTANT);
  };
  blur(value);
  blur(weight);
  cv::divide(value, cv::Mat1f(weight + 1e-6F), value);
  value.setTo(kNowhere, ~scanned);
  return value;
}

/// How well each column fits the middle of a column of vertebrae: bright, with soft tissue on both sides.
std::vector<double> middle_score(const cv::Mat1f& image, int row) {
  constexpr double kHalfBodyMm = 18, kBesideMm = 26, kFarMm = 50, kBesideWeight = 0.7;
  const RowMeans means(image, row);
  std::vector<double> score(static_cast<std::size_t>(image.cols));
  for (int x = 0; x < image.cols; ++x) {
    const double body = means.mean(x - px(kHalfBodyMm), x + px(kHalfBodyMm), 0);
    const double left = means.mean(x - px(kFarMm), x - px(kBesideMm), 0);
    const double right = means.mean(x + px(kBesideMm), x + px(kFarMm), 0);
    score[static_cast<std::size_t>(x)] = body - kBesideWeight * 0.5 * (left + right);
  }
  return score;
}

struct Way {
  std::vector<int> column;
  double score;
};
/// The best way through rows of scores; neighbouring rows differ by at most `reach` columns.
Way best_way(const std::vector<std::vector<double>>& scores, int reach, double cost_per_column) {
  const std::size_t rows = scores.size();
  const int columns = static_cast<int>(scores.front().size());
  std::vector<std::vector<double>> total = scores;
  std::vector<std::vector<int>> from(rows, std::vector<int>(static_cast<std::size_t>(columns), 0));
  for (std::size_t r = 1; r < rows; ++r)
    for (int x = 0; x < columns; ++x) {
      double best = -1e300;
      for (int d = -reach; d <= reach; ++d) {
        const int before = x + d;
        if (before < 0 || before >= columns) continue;
        const double value = total[r - 1][static_cast<std::size_t>(before)] - cost_per_column * std::abs(d);
        if (value <= best) continue;
        best = value;
        from[r][static_cast<std::size_t>(x)] = before;
      }
      total[r][static_cast<std::size_t>(x)] += best;
    }
  const auto end = std::max_element(total.back().begin(), total.back().end());
  Way way{std::vector<int>(rows), *end};
  way.column.back() = static_cast<int>(end - total.back().begin());
  for (std::size_t r = rows - 1; r > 0; --r)
    way.column[r - 1] = from[r][static_cast<std::size_t>(way.column[r])];
  return way;
}

constexpr double kRowMm = 2;

/// The column of vertebrae as a way through every 2 mm.
Way column_way(const cv::Mat1f& smooth) {
  constexpr double kCostPerColumn = 0.02;
  constexpr int kReach = 3;
  std::vector<std::vector<double>> scores;
  for (int y = 0; y < smooth.rows; y += static_cast<int>(px(kRowMm)))
    scores.push_back(middle_score(smooth, y));
  return best_way(scores, kReach, kCostPerColumn);
}

/// Mass middle of the bone beside a column.
double mass_middle(const cv::Mat1f& image, int row, double column) {
  constexpr double kReachMm = 25, kFrom = 0.25;
  double sum = 0, mass = 0;
  for (int x = std::max(0, static_cast<int>(column - px(kReachMm)));
       x <= std::min(image.cols - 1, static_cast<int>(column + px(kReachMm))); ++x) {
    const float v = image(row, x);
    if (std::isnan(v) || v <= kFrom) continue;
    sum += (v - kFrom) * x;
    mass += v - kFrom;
  }
  return mass > 0 ? sum / mass : column;
}

std::vector<double> median_of_9(const std::vector<double>& v) {
  std::vector<double> out(v.size());
  const auto n = static_cast<std::ptrdiff_t>(v.size());
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    std::vector<double> near(v.begin() + std::max<std::ptrdiff_t>(0, k - 4), v.begin() + std::min(n, k + 5));
    const auto middle = near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2);
    std::nth_element(near.begin(), middle, near.end());
    out[static_cast<std::size_t>(k)] = *middle;
  }
  return out;
}

/// Keeps bends of more than about 120 mm: Whittaker's smoother with third differences.
Eigen::VectorXd smooth_bend(const std::vector<double>& values, double step_mm) {
  constexpr double kBendMm = 120;
  const auto n = static_cast<Eigen::Index>(values.size());
  const double lambda = std::pow(kBendMm / (2 * M_PI * step_mm), 6);
  Eigen::MatrixXd a = Eigen::MatrixXd::Identity(n, n);
  const Eigen::Vector4d difference(-1, 3, -3, 1);
  for (Eigen::Index k = 0; k + 3 < n; ++k)
    a.block<4, 4>(k, k) += lambda * difference * difference.transpose();
  return a.ldlt().solve(Eigen::Map<const Eigen::VectorXd>(values.data(), n));
}

}  // namespace

cv::Mat1f spine_contrast(const WorkingPicture& picture) {
  constexpr double kSoftShare = 0.35, kBrightShare = 0.99;
  const cv::Mat1f& grey = picture.grey;
  const float soft = quantile(grey, picture.field, kSoftShare);
  const float bright = quantile(grey, picture.field, kBrightShare) - soft;
  if (!(bright > 0)) return cv::Mat1f(grey.size(), 0.0F);
  cv::Mat1f contrast((grey - soft) / bright);
  cv::max(contrast, -0.2F, contrast);
  cv::min(contrast, 1.5F, contrast);
  contrast.setTo(kNowhere, ~picture.field);
  return contrast;
}

bool bone_is_dark(const WorkingPicture& picture) {
  cv::Mat1f grey(picture.grey - quantile(picture.grey, picture.field, 0.5));
  grey.setTo(kNowhere, ~picture.field);
  const cv::Mat1f smooth = smoothed(grey, 2, 6);
  return column_way(cv::Mat1f(-smooth)).score > column_way(smooth).score;
}

SpineAxis spine_axis(const cv::Mat1f& contrast) {
  const cv::Mat1f smooth = smoothed(contrast, 2, 6);
  const int step = static_cast<int>(px(kRowMm));
  std::vector<double> columns;
  const std::vector<int> way = column_way(smooth).column;
  for (std::size_t k = 0; k < way.size(); ++k)
    columns.push_back(mass_middle(smooth, static_cast<int>(k) * step, way[k]));
  const Eigen::VectorXd bend = smooth_bend(median_of_9(columns), kRowMm);
  SpineAxis axis;
  Eigen::Vector2d place(bend[0], 0);
  const auto column_at = [&](double y) {
    const double k = std::clamp(y / step, 0.0, static_cast<double>(bend.size() - 1));
    const auto i = std::min(static_cast<Eigen::Index>(k), bend.size() - 2);
    return bend[i] + (bend[i + 1] - bend[i]) * (k - static_cast<double>(i));
  };
  while (place.y() <= contrast.rows - 1) {
    const double slope = 0.5 * (column_at(place.y() + 2) - column_at(place.y() - 2)) / 2;
    const Eigen::Vector2d along = Eigen::Vector2d(slope, 1).normalized();
    axis.place.push_back(place);
    axis.along.push_back(along);
    const double y = place.y() + along.y();
    place = {column_at(y), y};
  }
  return axis;
}

cv::Mat1f straightened(const cv::Mat1f& contrast, const SpineAxis& axis) {
  const int half = static_cast<int>(px(kHalfWidthMm));
  cv::Mat1f straight(static_cast<int>(axis.place.size()), 2 * half + 1, kNowhere);
  for (int s = 0; s < straight.rows; ++s) {
    const Eigen::Vector2d& along = axis.along[static_cast<std::size_t>(s)];
    const Eigen::Vector2d across(along.y(), -along.x());
    for (int u = -half; u <= half; ++u) {
      const Eigen::Vector2d p = axis.place[static_cast<std::size_t>(s)] + u * across;
      if (p.x() >= 0 && p.y() >= 0 && p.x() <= contrast.cols - 1 && p.y() <= contrast.rows - 1)
        straight(s, u + half) = sample(contrast, p);
    }
  }
  return straight;
}

}  // namespace osteon
