#include "scan_pictures.hpp"

#include "drawn_marks.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace osteon::page {
namespace {

// A page is looked at with so many pixels along its longer side; lengths below are shares of that side.
constexpr int kSeenSide = 1200;
int seen(double share) { return std::max(1, static_cast<int>(std::lround(share * kSeenSide))); }
cv::Mat square(double share) {
  return cv::getStructuringElement(cv::MORPH_RECT, {seen(share) | 1, seen(share) | 1});
}

struct SeenPage {
  cv::Mat3b colours;  // red, green, blue
  cv::Mat1b grey;
  double page_pixels;  // of the page along one of these
};

SeenPage seen_page(const ColourImage& page) {
  const cv::Mat3b stored(page.height, page.width,
                         reinterpret_cast<cv::Vec3b*>(const_cast<std::uint8_t*>(page.rgb.data())));
  SeenPage seen;
  const double factor = static_cast<double>(kSeenSide) / std::max(page.width, page.height);
  cv::resize(stored, seen.colours, {}, factor, factor, factor < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::cvtColor(seen.colours, seen.grey, cv::COLOR_RGB2GRAY);
  seen.page_pixels = page.block / factor;
  return seen;
}

/// Where most places differ a little from their neighbours: neither flat nor edges of print.
cv::Mat1b continuous_tone(const cv::Mat1b& grey) {
  constexpr double kNeighbours = 0.004, kAround = 0.021, kShare = 0.6;
  constexpr int kLeast = 2, kMost = 60;  // of 255; noise of a scan; the edge of a letter
  cv::Mat1b high, low;
  cv::dilate(grey, high, square(kNeighbours));
  cv::erode(grey, low, square(kNeighbours));
  const cv::Mat1b range(high - low);
  const cv::Mat1b changing((range >= kLeast) & (range <= kMost));
  cv::Mat1f share;
  cv::boxFilter(changing, share, CV_32F, {seen(kAround) | 1, seen(kAround) | 1});
  cv::Mat1b tone(changing & (share > 255 * kShare));
  cv::morphologyEx(tone, tone, cv::MORPH_OPEN, square(kNeighbours));
  return tone;
}

uchar paper_of(const cv::Mat1b& grey) {
  std::array<int, 256> counts{};
  for (const uchar v : grey) ++counts[v];
  return static_cast<uchar>(std::max_element(counts.begin() + 128, counts.end()) - counts.begin());
}

/// What is no paper, without letters and thin lines.
cv::Mat1b solid(const SeenPage& page) {
  constexpr double kThickerThan = 0.012;
  constexpr int kDarker = 6;
  const uchar paper = paper_of(page.grey);
  cv::Mat1b content(page.grey < cv::saturate_cast<uchar>(paper - kDarker));
  cv::morphologyEx(content, content, cv::MORPH_OPEN, square(kThickerThan));
  return content;
}

/// Paper between two pictures: columns with hardly any content between columns with much of it, for the whole
/// height. Nothing where there is only one picture.
std::vector<cv::Rect> parted(const SeenPage& page, const cv::Rect& box) {
  constexpr double kGap = 0.015, kLeastWidth = 0.06, kEmpty = 0.12, kFull = 0.25;
  constexpr int kContent = 24;  // darker than paper; the edge of a picture fades
  const int paper = paper_of(page.grey);
  std::vector<double> content(static_cast<std::size_t>(box.width));
  for (int x = 0; x < box.width; ++x)
    content[static_cast<std::size_t>(x)] =
        cv::countNonZero(page.grey(box).col(x) < paper - kContent) / static_cast<double>(box.height);
  int best = -1;
  for (int x = seen(kLeastWidth); x < box.width - seen(kLeastWidth); ++x) {
    const auto at = [&](int i) { return content[static_cast<std::size_t>(i)]; };
    if (at(x) > kEmpty || at(x - seen(kGap)) < kFull || at(x + seen(kGap)) < kFull) continue;
    if (best < 0 || at(x) < at(best)) best = x;
  }
  if (best < 0) return {box};
  cv::Rect left(box.x, box.y, best, box.height),
      right(box.x + best + 1, box.y, box.width - best - 1, box.height);
  return {left, right};
}

/// A line of letters at the upper end: how many rows it covers; nought where what is there goes on.
int printed_rows(const cv::Mat1b& letters) {
  constexpr double kTallest = 0.02, kFree = 0.006, kShare = 0.08;
  const auto share = [&](int y) {
    return y < letters.rows ? cv::countNonZero(letters.row(y)) / static_cast<double>(letters.cols) : 1.0;
  };
  int last = -1;
  for (int y = 0; y < seen(kTallest); ++y)
    if (share(y) > kShare) last = y;
  for (int y = last + 1; y < last + 1 + seen(kFree); ++y)
    if (share(y) > 0.5 * kShare) return 0;
  return last + 1;
}

/// Where black stands close to paper.
cv::Mat1b letters_in(const SeenPage& page, const cv::Rect& box) {
  constexpr double kNeighbours = 0.004;
  constexpr int kBlack = 70, kPaper = 12;  // of 255
  cv::Mat1b high, low;
  cv::dilate(page.grey(box), high, square(kNeighbours));
  cv::erode(page.grey(box), low, square(kNeighbours));
  return cv::Mat1b((low < kBlack) & (high > paper_of(page.grey) - kPaper));
}

/// Without captions that touch it.
cv::Rect without_print(const SeenPage& page, const cv::Rect& box) {
  cv::Mat1b letters = letters_in(page, box);
  const int above = printed_rows(letters);
  cv::flip(letters, letters, 0);
  const int below = printed_rows(letters);
  return {box.x, box.y + above, box.width, std::max(1, box.height - above - below)};
}

/// The larger part of what rows of paper divide.
cv::Rect largest_part(const SeenPage& page, const cv::Rect& box) {
  constexpr int kDarker = 6;
  const cv::Mat1b content(page.grey(box) < paper_of(page.grey) - kDarker);
  constexpr double kMostDust = 0.02;
  int from = 0, best_from = 0, best_to = 0;
  for (int y = 0; y <= box.height; ++y) {
    if (y < box.height && cv::countNonZero(content.row(y)) > kMostDust * box.width) continue;
    if (y - from > best_to - best_from) {
      best_from = from;
      best_to = y;
    }
    from = y + 1;
  }
  return {box.x, box.y + best_from, box.width, best_to - best_from};
}

/// Without rows and columns of paper at its sides.
cv::Rect tight(const SeenPage& page, cv::Rect box) {
  constexpr int kDarker = 6;
  const cv::Mat1b content(page.grey(box) < paper_of(page.grey) - kDarker);
  constexpr double kLeast = 0.1;
  const auto is_paper = [&](const cv::Mat& line) {
    return cv::countNonZero(line) <= kLeast * static_cast<double>(line.total());
  };
  int left = 0, right = box.width - 1, top = 0, bottom = box.height - 1;
  while (left < right && is_paper(content.col(left))) ++left;
  while (left < right && is_paper(content.col(right))) --right;
  while (top < bottom && is_paper(content.row(top))) ++top;
  while (top < bottom && is_paper(content.row(bottom))) --bottom;
  // Less what paper lends to the outermost pixels.
  return {box.x + left + 1, box.y + top + 1, std::max(1, right - left - 1), std::max(1, bottom - top - 1)};
}

std::vector<cv::Rect> boxes_of(const SeenPage& page) {
  constexpr double kSmallest = 0.08;  // side of a picture
  constexpr double kLeastTone = 0.1;  // of a picture's area
  const cv::Mat1b tone = continuous_tone(page.grey);
  constexpr double kLine = 0.006;  // a white one parts no picture
  cv::Mat1b content(solid(page) | tone);
  cv::morphologyEx(content, content, cv::MORPH_CLOSE, square(kLine));
  cv::Mat1i parts;
  cv::Mat1i about;
  cv::Mat1d middles;
  const int count = cv::connectedComponentsWithStats(content, parts, about, middles, 8);
  std::vector<cv::Rect> boxes;
  for (int n = 1; n < count; ++n) {
    const cv::Rect whole(about(n, cv::CC_STAT_LEFT), about(n, cv::CC_STAT_TOP), about(n, cv::CC_STAT_WIDTH),
                         about(n, cv::CC_STAT_HEIGHT));
    const cv::Mat1b toned(tone(whole) & (parts(whole) == n));
    if (std::min(whole.width, whole.height) < seen(kSmallest)) continue;
    if (cv::countNonZero(toned) < kLeastTone * whole.area()) continue;
    for (const cv::Rect& part : parted(page, whole)) {
      const cv::Rect box = tight(page, without_print(page, largest_part(page, part)));
      if (std::min(box.width, box.height) >= seen(kSmallest)) boxes.push_back(box);
    }
  }
  std::sort(boxes.begin(), boxes.end(), [](const cv::Rect& a, const cv::Rect& b) {
    return std::pair(a.y / a.height, a.x) < std::pair(b.y / b.height, b.x);
  });
  return boxes;
}

PageCut cut_of(const cv::Mat1b& m) { return {m.cols, m.rows, {m.begin(), m.end()}}; }

}  // namespace

std::vector<PrintedScan> scan_pictures(const ColourImage& page, int number) {
  if (page.width < 2 || page.height < 2) return {};
  const SeenPage looked = seen_page(page);
  constexpr double kLine = 0.0045;  // no drawn line is wider
  std::vector<PrintedScan> scans;
  for (const cv::Rect& box : boxes_of(looked)) {
    const CleanedPicture clean = without_marks(looked.colours(box), seen(kLine));
    const auto pixels = [&](int v) { return static_cast<int>(std::lround(v * looked.page_pixels)); };
    scans.push_back({{number, pixels(box.x), pixels(box.y), pixels(box.width), pixels(box.height)},
                     cut_of(clean.grey),
                     cut_of(clean.marks),
                     looked.page_pixels,
                     clean.in_colours});
  }
  return scans;
}

}  // namespace osteon::page
