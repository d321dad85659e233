#include "tissue_ratio.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

constexpr double kCellMm = 2;  // composition changes slowly: no finer
constexpr int kMostSweeps = 1000;
constexpr double kSettled = 1e-6;  // of the ratio: 1e-5 g/cm2 below 25 cm of tissue

/// Pixels gathered in cells of about 2 mm.
struct Cells {
  cv::Mat_<double> ratio, share;  ///< of what is bare; share of the cell that it covers
  double mean = 0;
};

Cells cells_of(const cv::Mat_<float>& low, const cv::Mat_<float>& high, const cv::Mat_<std::uint8_t>& hidden,
               const cv::Vec2i& pixels) {
  const int rows = (low.rows + pixels[1] - 1) / pixels[1], columns = (low.cols + pixels[0] - 1) / pixels[0];
  cv::Mat_<double> sum_low(rows, columns, 0.0), sum_high(rows, columns, 0.0);
  Cells cells{cv::Mat_<double>(rows, columns, 0.0), cv::Mat_<double>(rows, columns, 0.0)};
  for (int y = 0; y < low.rows; ++y)
    for (int x = 0; x < low.cols; ++x) {
      if (hidden(y, x) != 0 || !(high(y, x) > kLeastAttenuation)) continue;
      const int r = y / pixels[1], c = x / pixels[0];
      sum_low(r, c) += low(y, x);
      sum_high(r, c) += high(y, x);
      cells.share(r, c) += 1.0 / (pixels[0] * pixels[1]);
    }
  const double all = cv::sum(sum_high)[0];
  if (!(all > 0)) return cells;
  cells.mean = cv::sum(sum_low)[0] / all;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      cells.ratio(r, c) = cells.share(r, c) > 0 ? sum_low(r, c) / sum_high(r, c) : cells.mean;
  return cells;
}

/// The surface that is near the cells' ratios and even: successive over-relaxation, whose order is fixed.
cv::Mat_<double> even_surface(const Cells& cells, double stiffness_x, double stiffness_y) {
  cv::Mat_<double> surface = cells.ratio.clone();
  const int rows = surface.rows, columns = surface.cols;
  const double relax = 2 / (1 + std::sin(std::numbers::pi / std::max({rows, columns, 3})));
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    double change = 0;
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < columns; ++c) {
        double sum = cells.share(r, c) * cells.ratio(r, c), weight = cells.share(r, c);
        const auto add = [&](int at_row, int at_column, double stiffness) {
          if (at_row < 0 || at_column < 0 || at_row >= rows || at_column >= columns) return;
          sum += stiffness * surface(at_row, at_column);
          weight += stiffness;
        };
        add(r - 1, c, stiffness_y);
        add(r + 1, c, stiffness_y);
        add(r, c - 1, stiffness_x);
        add(r, c + 1, stiffness_x);
        const double step = relax * (sum / weight - surface(r, c));
        surface(r, c) += step;
        change = std::max(change, std::abs(step));
      }
    if (change < kSettled) break;
  }
  return surface;
}

}  // namespace

cv::Mat_<float> tissue_ratio(const cv::Mat_<float>& low, const cv::Mat_<float>& high,
                             const cv::Mat_<std::uint8_t>& hidden, const Eigen::Vector2d& spacing_mm,
                             double even_mm) {
  const auto pixels_of = [&](int n) {
    return std::max(1, static_cast<int>(std::lround(kCellMm / spacing_mm[n])));
  };
  const cv::Vec2i pixels(pixels_of(0), pixels_of(1));
  const Cells cells = cells_of(low, high, hidden, pixels);
  if (!(cells.mean > 0)) return {};
  const auto stiffness = [&](int n) { return std::pow(even_mm / (pixels[n] * spacing_mm[n]), 2); };
  cv::Mat_<float> coarse;
  even_surface(cells, stiffness(0), stiffness(1)).convertTo(coarse, CV_32F);
  cv::Mat_<float> whole;
  cv::resize(coarse, whole, {coarse.cols * pixels[0], coarse.rows * pixels[1]}, 0, 0, cv::INTER_LINEAR);
  return whole(cv::Rect(0, 0, low.cols, low.rows)).clone();
}

}  // namespace osteon
