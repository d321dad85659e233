#include <osteon/segmentation/unscaled_picture.hpp>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace osteon {
namespace {

cv::Mat1f as_mat(const PageCut& cut) {
  cv::Mat1f grey(cut.height, cut.width);
  std::copy(cut.grey.begin(), cut.grey.end(), grey.begin());
  return grey;
}

/// A picture with room about it: its own first pixel stays the origin.
struct Framed {
  cv::Mat1f grey;
  int left = 0, top = 0;
};

DxaPicture picture_of(const Framed& framed, double pixel_mm) {
  const cv::Mat1f& grey = framed.grey;
  const Grid<2> grid{{grey.cols, grey.rows},
                     Eigen::Vector2d::Constant(pixel_mm),
                     -pixel_mm * Eigen::Vector2d(framed.left, framed.top),
                     Eigen::Matrix2d::Identity()};
  return {Image2D<float>(grid, std::vector<float>(grey.begin(), grey.end()))};
}

/// Empty room above and beside: where a display shows bone alone, the picture's border would pass for bone's.
Framed with_room(const cv::Mat1f& grey) {
  constexpr double kRoom = 0.1;  // of the width
  const int room = static_cast<int>(kRoom * grey.cols);
  Framed framed{{}, room, room};
  cv::copyMakeBorder(grey, framed.grey, room, 0, room, room, cv::BORDER_CONSTANT, cv::Scalar(0));
  return framed;
}

template <class Found>
struct Run {
  Found found;
  double pixel_mm, weight;
};

struct Widths {
  double narrowest_mm, widest_mm;
};

/// One run per width; the last refusal where none finds anything.
template <class Found, class Weight>
Result<std::vector<Run<Found>>> runs(const Framed& picture, Result<Found> (*find)(const DxaPicture&),
                                     const Weight& weight, Widths widths, int& tried) {
  constexpr double kStep = 1.06;
  std::vector<Run<Found>> all;
  std::optional<Error> refusal;
  for (double width = widths.narrowest_mm; width <= widths.widest_mm; width *= kStep, ++tried) {
    const double pixel_mm = width / (picture.grey.cols - 2 * picture.left);
    auto found = find(picture_of(picture, pixel_mm));
    if (!found) {
      refusal = found.error();
      continue;
    }
    const double w = weight(*found);
    all.push_back({std::move(found).value(), pixel_mm, w});
  }
  if (all.empty()) return *refusal;
  return all;
}

/// The run that agrees with most others, each by its weight.
template <class Found, class Agree>
Unscaled<Found> most_agreed(std::vector<Run<Found>> all, int tried, const Agree& agree) {
  std::size_t best = 0;
  double best_sum = -1;
  int best_count = 0;
  for (std::size_t a = 0; a < all.size(); ++a) {
    double sum = 0;
    int count = 0;
    for (const Run<Found>& b : all)
      if (agree(all[a], b)) {
        sum += b.weight;
        ++count;
      }
    sum *= all[a].weight;
    if (sum <= best_sum) continue;
    best = a;
    best_sum = sum;
    best_count = count;
  }
  return {std::move(all[best].found), all[best].pixel_mm, best_count, tried};
}

/// The same lines, but for one in ten.
bool same_lines(const Run<DxaSpine>& a, const Run<DxaSpine>& b) {
  constexpr double kSame = 0.02, kMostly = 0.9;  // of the picture's height
  const double rows = a.found.vertebrae.grid().size[1];
  int met = 0;
  for (const IntervertebralLine& line : a.found.lines)
    met += std::any_of(b.found.lines.begin(), b.found.lines.end(), [&](const IntervertebralLine& other) {
      return std::abs(line.middle().y() / a.pixel_mm - other.middle().y() / b.pixel_mm) < kSame * rows;
    });
  return 2.0 * met >= kMostly * static_cast<double>(a.found.lines.size() + b.found.lines.size());
}

/// Head and neck within a third of the head's radius, axes within five degrees.
bool same_hip(const Run<DxaHip>& a, const Run<DxaHip>& b) {
  constexpr double kOfRadius = 0.35, kAxisDeg = 5;
  const double radius = in_mm(a.found.head_radius.value) / a.pixel_mm;
  const auto apart = [&](const PicturePlace& p, const PicturePlace& q) {
    return (p.mm / a.pixel_mm - q.mm / b.pixel_mm).norm();
  };
  return apart(a.found.head_center, b.found.head_center) < kOfRadius * radius &&
         apart(a.found.neck_center, b.found.neck_center) < kOfRadius * radius &&
         a.found.neck.direction.dot(b.found.neck.direction) > std::cos(kAxisDeg * std::numbers::pi / 180);
}

/// Necks are 1.4 radii of their heads wide (find_femurs on the hips at hand: 1.3 to 1.5) at 130 degrees.
double fits_together(const DxaHip& hip) {
  constexpr double kWidth = 1.4, kWidthSd = 0.2, kAngleDeg = 130, kAngleSdDeg = 8;
  const double width = in_mm(hip.neck_width.value) / in_mm(hip.head_radius.value);
  return hip.clarity * std::exp(-0.5 * (std::pow((width - kWidth) / kWidthSd, 2) +
                                        std::pow((hip.neck_shaft_angle_deg - kAngleDeg) / kAngleSdDeg, 2)));
}

/// Rows that jump in height or have rivals count for less.
double evenness(const DxaSpine& spine) {
  constexpr double kDoubt = 0.4;
  double weight = spine.clarity;
  for (const Warning& warning : spine.warnings)
    if (warning.code == "dxa-spine.height-jump" || warning.code == "dxa-spine.lines-doubtful")
      weight *= kDoubt;
  return weight;
}

Error unsteady(const std::string& code, const std::string& what) {
  return {code,
          "No " + what + " was found in the picture: what is seen changes with the width it is taken for.",
          "Send the picture itself, with its pixel size, instead of a printed page."};
}

/// Too few pixels to show anything at any width.
bool is_tiny(const PageCut& grey) {
  constexpr int kFewest = 16;
  return grey.width < kFewest || grey.height < kFewest;
}

}  // namespace

Result<Unscaled<DxaSpine>> find_unscaled_spine(const PageCut& grey) {
  if (is_tiny(grey)) return unsteady("anatomy.not-an-ap-spine", "lumbar spine from the front");
  int tried = 0;
  constexpr int kFewest = 3;
  auto all = runs<DxaSpine>(Framed{as_mat(grey)}, find_dxa_spine, evenness, {85, 200}, tried);
  if (!all) return all.error();
  auto spine = most_agreed(std::move(all).value(), tried, same_lines);
  if (spine.agreeing < kFewest) return unsteady("anatomy.not-an-ap-spine", "lumbar spine from the front");
  return spine;
}

Result<Unscaled<DxaHip>> find_unscaled_hip(const PageCut& grey) {
  if (is_tiny(grey)) return unsteady("anatomy.not-a-hip", "proximal femur");
  constexpr double kLeastFit = 0.1;
  constexpr int kFewest = 2;
  int tried = 0;
  auto all = runs<DxaHip>(with_room(as_mat(grey)), find_dxa_hip, fits_together, {75, 165}, tried);
  if (!all) return all.error();
  std::vector<Run<DxaHip>> fitting = std::move(all).value();
  std::erase_if(fitting, [](const Run<DxaHip>& run) { return run.weight < kLeastFit; });
  if (fitting.empty()) return unsteady("anatomy.not-a-hip", "proximal femur");
  auto hip = most_agreed(std::move(fitting), tried, same_hip);
  if (hip.agreeing < kFewest) return unsteady("anatomy.not-a-hip", "proximal femur");
  return hip;
}

}  // namespace osteon
