#include "dxa/working_picture.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kNarrowestMm = 10;  // of what was not scanned
constexpr double kStepMm = 3;        // shortest straight piece of its border
constexpr double kStraightShare = 0.9;

cv::Mat1b of_value(const Image2D<float>& image, float value) {
  cv::Mat1b mask(image.grid().size[1], image.grid().size[0]);
  std::transform(image.pixels().begin(), image.pixels().end(), mask.begin(),
                 [&](float v) { return static_cast<uchar>(v == value ? 255 : 0); });
  return mask;
}

/// The share of a region's inner border that runs along rows or columns for a whole step.
double straight_share(const cv::Mat1b& region, const cv::Size& step) {
  double all = 0, straight = 0;
  const auto inside = [&](int y, int x) {
    return x >= 0 && y >= 0 && x < region.cols && y < region.rows && region(y, x) != 0;
  };
  const auto outside_picture = [&](int y, int x) {
    return x < 0 || y < 0 || x >= region.cols || y >= region.rows;
  };
  // Faces between a pixel of the region and one beside it: runs of faces in one row or column.
  const auto count = [&](int rows, int columns, int longest, auto face) {
    for (int a = 0; a < rows; ++a) {
      int run = 0;
      for (int b = 0; b <= columns; ++b) {
        if (b < columns && face(a, b)) {
          ++run;
          continue;
        }
        all += run;
        if (run >= longest) straight += run;
        run = 0;
      }
    }
  };
  for (const int side : {-1, 1}) {
    count(region.rows, region.cols, step.width, [&](int y, int x) {
      return inside(y, x) && !inside(y + side, x) && !outside_picture(y + side, x);
    });
    count(region.cols, region.rows, step.height, [&](int x, int y) {
      return inside(y, x) && !inside(y, x + side) && !outside_picture(y, x + side);
    });
  }
  return all > 0 ? straight / all : 1;
}

}  // namespace

cv::Mat1b scanned_field(const DxaPicture& picture) {
  const Grid<2>& grid = picture.grey.grid();
  cv::Mat1b field(grid.size[1], grid.size[0], uchar{255});
  const auto pixels = [&](double mm, int axis) {
    return std::max(1, static_cast<int>(std::lround(mm / grid.spacing_mm[axis])));
  };
  const cv::Mat box =
      cv::getStructuringElement(cv::MORPH_RECT, {pixels(kNarrowestMm, 0), pixels(kNarrowestMm, 1)});
  const auto [low, high] = std::minmax_element(picture.grey.pixels().begin(), picture.grey.pixels().end());
  for (const float value : {*low, *high}) {
    const cv::Mat1b same = of_value(picture.grey, value);
    cv::Mat1b wide;
    cv::morphologyEx(same, wide, cv::MORPH_OPEN, box, {-1, -1}, 1, cv::BORDER_REPLICATE);
    cv::Mat1i parts, about;
    cv::Mat1d middles;
    const int count = cv::connectedComponentsWithStats(same, parts, about, middles, 4);
    for (int n = 1; n < count; ++n) {
      if (about(n, cv::CC_STAT_WIDTH) < box.cols || about(n, cv::CC_STAT_HEIGHT) < box.rows) continue;
      const bool at_border = about(n, cv::CC_STAT_LEFT) == 0 || about(n, cv::CC_STAT_TOP) == 0 ||
                             about(n, cv::CC_STAT_LEFT) + about(n, cv::CC_STAT_WIDTH) == field.cols ||
                             about(n, cv::CC_STAT_TOP) + about(n, cv::CC_STAT_HEIGHT) == field.rows;
      const cv::Mat1b region(parts == n);
      if (at_border && cv::countNonZero(cv::Mat1b(region & wide)) > 0 &&
          straight_share(region, {pixels(kStepMm, 0), pixels(kStepMm, 1)}) >= kStraightShare)
        field.setTo(0, region);
    }
  }
  // A picture of one value was not scanned at all; say that it was, and let the finders see nothing in it.
  if (cv::countNonZero(field) == 0) field.setTo(255);
  return field;
}

}  // namespace osteon
