#include "scatter.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

/// The median of scatter over straight beam where the patient takes half of it and more.
double middle_ratio(const Image2D<float>& scatter, const Image2D<float>& straight, const OpenBox& open) {
  constexpr float kPatient = 0.5F;
  std::vector<float> ratios;
  for (int y = open.top; y < open.bottom; ++y)
    for (int x = open.left; x < open.right; ++x)
      if (const float beam = straight.at(x, y); beam > 0 && beam < kPatient)
        ratios.push_back(scatter.at(x, y) / beam);
  if (ratios.empty()) return 0;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  return static_cast<double>(*middle);
}

}  // namespace

OpenBox chamber_of(const OpenBox& open, const Eigen::Vector2d& pixel_mm) {
  constexpr double kHalfMm = 30;
  const auto within = [&](int from, int to, double pixel) {
    const int middle = (from + to) / 2, half = std::max(1, static_cast<int>(kHalfMm / pixel));
    return std::pair(std::max(from, middle - half), std::min(to, middle + half));
  };
  const auto [left, right] = within(open.left, open.right, pixel_mm[0]);
  const auto [top, bottom] = within(open.top, open.bottom, pixel_mm[1]);
  return {left, top, right, bottom};
}

double mean_over(const Image2D<float>& image, const OpenBox& box) {
  double sum = 0;
  for (int y = box.top; y < box.bottom; ++y)
    for (int x = box.left; x < box.right; ++x) sum += static_cast<double>(image.at(x, y));
  return sum / (static_cast<double>(box.right - box.left) * (box.bottom - box.top));
}

Image2D<float> scattered(const Image2D<float>& straight, const OpenBox& open, double ratio, double reach_mm) {
  constexpr double kCoarseMm = 4;  // scatter has no detail
  const Grid<2>& grid = straight.grid();
  Image2D<float> answer(grid);
  const cv::Size fine(grid.size[0], grid.size[1]);
  const cv::Size coarse(std::max(1, static_cast<int>(fine.width * grid.spacing_mm[0] / kCoarseMm)),
                        std::max(1, static_cast<int>(fine.height * grid.spacing_mm[1] / kCoarseMm)));
  cv::Mat lost(fine, CV_32F), spread;
  std::transform(straight.pixels().begin(), straight.pixels().end(), lost.begin<float>(),
                 [](float share) { return share > 0 ? -share * std::log(share) : 0.0F; });
  cv::resize(lost, spread, coarse, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(spread, spread, {}, reach_mm / kCoarseMm, reach_mm / kCoarseMm, cv::BORDER_CONSTANT);
  cv::Mat whole(fine, CV_32F, answer.pixels().data());
  cv::resize(spread, whole, fine, 0, 0, cv::INTER_LINEAR);
  const double there = middle_ratio(answer, straight, open);
  const double factor = there > 0 ? ratio / there : 0;
  for (float& value : answer.pixels()) value = static_cast<float>(factor * static_cast<double>(value));
  return answer;
}

}  // namespace osteon
