#include "drawn_marks.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon::page {
namespace {

cv::Mat disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

/// Thin lines with less colour than both of their sides.
cv::Mat1b paler_lines(const cv::Mat1b& chroma, int line_px) {
  constexpr int kStep = 32;  // of 255
  cv::Mat1b closed;
  cv::morphologyEx(chroma, closed, cv::MORPH_CLOSE, disc((line_px + 1) / 2));
  cv::Mat1b lines(cv::Mat1b(closed - chroma) > kStep);
  cv::dilate(lines, lines, disc(1));
  return lines;
}

/// Long straight lines, dashed ones too, that are brighter or darker than both of their sides, where they may
/// be.
cv::Mat1b straight_lines(const cv::Mat1b& grey, const cv::Mat1b& where, int line_px) {
  constexpr double kShortest = 0.15, kGap = 0.03;
  constexpr int kStep = 24;  // of 255
  const double side = std::max(grey.cols, grey.rows);
  cv::Mat1b smooth;
  cv::medianBlur(grey, smooth, 2 * line_px + 1);
  cv::Mat1b step;
  cv::absdiff(grey, smooth, step);
  const cv::Mat1b thin(cv::Mat1b(step > kStep) & where);
  std::vector<cv::Vec4i> lines;
  cv::HoughLinesP(thin, lines, 1, CV_PI / 360, static_cast<int>(0.5 * kShortest * side), kShortest * side,
                  kGap * side);
  cv::Mat1b marks(grey.size(), uchar{0});
  for (const cv::Vec4i& line : lines)
    cv::line(marks, {line[0], line[1]}, {line[2], line[3]}, 255, (line_px + 1) / 2);
  return marks;
}

/// Filled from beside, the nearer the more.
void fill(cv::Mat1b& grey, const cv::Mat1b& marks) {
  cv::Mat1f known, values, filled(grey.size(), 0.0F);
  cv::Mat1b open = marks.clone();
  cv::Mat(~marks).convertTo(known, CV_32F, 1.0 / 255);
  grey.convertTo(values, CV_32F);
  values = values.mul(known);
  for (double sigma = 1; cv::countNonZero(open) > 0 && sigma < std::max(grey.cols, grey.rows); sigma *= 1.5) {
    cv::Mat1f sum, weight;
    cv::GaussianBlur(values, sum, {}, sigma, sigma, cv::BORDER_CONSTANT);
    cv::GaussianBlur(known, weight, {}, sigma, sigma, cv::BORDER_CONSTANT);
    constexpr float kEnough = 0.2F;
    const cv::Mat1b now(open & (weight > kEnough));
    cv::Mat1f mean;
    cv::divide(sum, weight, mean);
    mean.copyTo(filled, now);
    open &= ~now;
  }
  cv::Mat1b rounded;
  filled.convertTo(rounded, CV_8U);
  rounded.copyTo(grey, marks);
}

uchar median_of(const cv::Mat1b& grey) {
  std::vector<uchar> values(grey.begin(), grey.end());
  std::nth_element(values.begin(), values.begin() + std::ssize(values) / 2, values.end());
  return values[values.size() / 2];
}

}  // namespace

cv::Mat1b chroma_of(const cv::Mat3b& picture) {
  cv::Mat1b chroma(picture.size());
  std::transform(picture.begin(), picture.end(), chroma.begin(), [](const cv::Vec3b& c) {
    return static_cast<uchar>(std::max({c[0], c[1], c[2]}) - std::min({c[0], c[1], c[2]}));
  });
  return chroma;
}

CleanedPicture without_marks(const cv::Mat3b& picture, int line_px) {
  constexpr int kColour = 40, kTint = 20, kHint = 8;  // of 255
  constexpr double kMostly = 0.25;                    // of a picture in colours
  constexpr double kAnyMarks = 0.01;
  CleanedPicture clean;
  cv::Mat1b spread;  // with what compression and scaling carry beside marks
  cv::cvtColor(picture, clean.grey, cv::COLOR_RGB2GRAY);
  const cv::Mat1b chroma = chroma_of(picture);
  const cv::Mat1b coloured(chroma > kColour);
  cv::Mat1b wide;
  cv::morphologyEx(coloured, wide, cv::MORPH_OPEN, disc((line_px + 1) / 2));
  clean.in_colours = cv::countNonZero(wide) > kMostly * static_cast<double>(wide.total());
  if (clean.in_colours) {
    clean.marks = paler_lines(chroma, line_px);
    cv::Mat1b bone(coloured | clean.marks);
    const cv::Mat1b beside = straight_lines(clean.grey, cv::Mat1b(~bone), line_px);
    clean.grey.setTo(0, ~bone);  // what has no colour is no bone
    clean.marks |= beside;
  } else {
    clean.marks = cv::Mat1b(chroma > kTint);
    cv::Mat1b where(chroma.size(), uchar{255});
    if (cv::countNonZero(clean.marks) > kAnyMarks * static_cast<double>(chroma.total()))
      cv::dilate(cv::Mat1b(chroma > kHint), where, disc(line_px / 2));  // dashes hardly show their colour
    const cv::Mat1b lines = straight_lines(clean.grey, where, line_px);
    cv::dilate(clean.marks, spread, disc(line_px / 2));
    spread |= lines;
    clean.marks |= lines;
  }
  fill(clean.grey, spread.empty() ? clean.marks : spread);
  if (!clean.in_colours && median_of(clean.grey) > 127) clean.grey = ~clean.grey;  // bone printed dark
  return clean;
}

}  // namespace osteon::page
