#include "dxa/hip_outline.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr double kBlurMm = 0.7, kOpeningMm = 1.5;
constexpr double kNoiseSds = 4;  // above soft tissue

double px(double mm) { return mm / kWorkingStepMm; }

cv::Mat1f root_of_contrast(const cv::Mat1f& grey, const cv::Mat1b& field) {
  cv::Mat1f root(cv::max(cv::Mat1f(grey - quantile(grey, field, 0.01)), 0.0F));
  cv::sqrt(root, root);
  return root;
}

/// Otsu's threshold over the masked pixels.
float otsu(const cv::Mat1f& image, const cv::Mat1b& mask) {
  const float top = std::max(1e-6F, quantile(image, mask, 0.999));
  std::vector<uchar> levels;
  levels.reserve(image.total());
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x)
      if (mask(y, x) != 0) levels.push_back(cv::saturate_cast<uchar>(255 * image(y, x) / top));
  cv::Mat ignored;
  return static_cast<float>(
      top / 255 * cv::threshold(cv::Mat(levels), ignored, 0, 255, cv::THRESH_OTSU | cv::THRESH_BINARY));
}

}  // namespace

cv::Mat1b hip_bone(const WorkingPicture& picture, double share) {
  cv::Mat1f grey;
  cv::GaussianBlur(picture.grey, grey, {}, px(kBlurMm));
  const cv::Mat1f root = root_of_contrast(grey, picture.field);
  const float split = otsu(root, picture.field);
  const cv::Mat1b upper((root > split) & picture.field), lower(~upper & picture.field);
  const float soft = quantile(grey, lower, 0.5), bone = quantile(grey, upper, 0.5);
  const double scatter = 1.4826 * quantile(cv::Mat1f(cv::abs(grey - soft)), lower, 0.5);
  const double threshold = std::max(soft + share * (bone - soft), soft + kNoiseSds * scatter);
  cv::Mat1b mask((grey > threshold) & picture.field);
  const int size = 2 * static_cast<int>(std::lround(px(kOpeningMm) / 2)) + 1;
  cv::morphologyEx(mask, mask, cv::MORPH_OPEN, cv::getStructuringElement(cv::MORPH_ELLIPSE, {size, size}));
  return mask;
}

std::optional<ShaftStart> shaft_start(const cv::Mat1b& bone, const WorkingPicture& picture) {
  constexpr double kAboveEndMm = 3, kNarrowestMm = 18, kWidestMm = 50, kCarriedMm = 55;
  int end = bone.rows - 1;
  while (end > 0 && 2 * cv::countNonZero(picture.field.row(end)) < bone.cols) --end;
  const int row = end - static_cast<int>(px(kAboveEndMm));
  if (row < px(kCarriedMm)) return std::nullopt;
  std::optional<ShaftStart> best;
  double best_score = 0;
  // A shaft that the picture's side cuts is one too: its neck may be whole.
  const auto is_bone = [&](int x) { return x >= 0 && x < bone.cols && bone(row, x) != 0; };
  for (int x = 0, left = -1; x <= bone.cols; ++x) {
    if (is_bone(x) && !is_bone(x - 1)) left = x;
    if (left < 0 || !is_bone(x - 1) || is_bone(x)) continue;
    const int width = x - left;
    if (width >= px(kNarrowestMm) && width <= px(kWidestMm)) {
      const double score = cv::mean(picture.grey(cv::Range(row, row + 1), cv::Range(left, x)))[0] *
                           std::sqrt(static_cast<double>(width));
      if (!best || score > best_score) {
        best = ShaftStart{row, left, x - 1, false};
        best_score = score;
      }
    }
    left = -1;
  }
  if (!best) return std::nullopt;
  cv::Mat1i parts;
  cv::connectedComponents(bone, parts, 4);
  const int part = parts(row, (best->left + best->right) / 2);
  double sum = 0, count = 0;
  for (int y = 0; y < row - px(kCarriedMm); ++y)
    for (int x = 0; x < bone.cols; ++x)
      if (parts(y, x) == part && part != 0) {
        sum += x;
        ++count;
      }
  if (count == 0) return std::nullopt;
  best->medial_is_right = sum / count > 0.5 * (best->left + best->right);
  return best;
}

}  // namespace osteon
