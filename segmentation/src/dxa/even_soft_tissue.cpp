#include "dxa/working_picture.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace osteon {
namespace {

/// Otsu's split of the scanned pixels, and their dark end.
struct GreySplit {
  float dark, split;
};

GreySplit split_of(const WorkingPicture& picture) {
  const float dark = quantile(picture.grey, picture.field, 0.01);
  const float bright = std::max(quantile(picture.grey, picture.field, 0.999), dark + 1e-6F);
  std::vector<uchar> levels;
  levels.reserve(picture.grey.total());
  for (int y = 0; y < picture.grey.rows; ++y)
    for (int x = 0; x < picture.grey.cols; ++x)
      if (picture.field(y, x) != 0)
        levels.push_back(cv::saturate_cast<uchar>(255 * (picture.grey(y, x) - dark) / (bright - dark)));
  cv::Mat ignored;
  const double split = cv::threshold(cv::Mat(levels), ignored, 0, 255, cv::THRESH_OTSU | cv::THRESH_BINARY);
  return {dark, dark + static_cast<float>(split / 255) * (bright - dark)};
}

}  // namespace

WorkingPicture with_even_soft_tissue(WorkingPicture picture) {
  constexpr float kOfSplit = 0.6F;
  constexpr double kAroundMm = 23, kEdgeMm = 4.5;
  if (cv::countNonZero(picture.field) == 0) return picture;
  const GreySplit grey = split_of(picture);
  cv::Mat1b soft((picture.grey < grey.dark + kOfSplit * (grey.split - grey.dark)) & picture.field);
  const int edge = 2 * static_cast<int>(kEdgeMm / kWorkingStepMm / 2) + 1;
  cv::erode(soft, soft, cv::getStructuringElement(cv::MORPH_RECT, {edge, edge}));
  cv::Mat1f known, sum, weight;
  soft.convertTo(known, CV_32F, 1.0 / 255);
  const double sigma = kAroundMm / kWorkingStepMm;
  cv::GaussianBlur(cv::Mat1f(cv::Mat1f(picture.grey - grey.dark).mul(known)), sum, {}, sigma);
  cv::GaussianBlur(known, weight, {}, sigma);
  constexpr double kFar = 1e-3;  // no soft tissue anywhere near
  cv::Mat1f background;
  cv::divide(sum, cv::Mat1f(weight + kFar), background);
  // A picture of its own: an expression that is assigned would write into the one that was given.
  picture.grey = cv::Mat1f(cv::max(cv::Mat1f(picture.grey - grey.dark - background), 0.0F));
  return picture;
}

}  // namespace osteon
