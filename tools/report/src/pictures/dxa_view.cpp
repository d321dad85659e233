#include "lateral_view.hpp"
#include "picture_frame.hpp"

#include <osteon/densitometry/hip_density.hpp>
#include <osteon/densitometry/rounding.hpp>
#include <osteon/report/dxa_pictures.hpp>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace osteon {
namespace {

constexpr double kMmPerPixel = 0.3;
constexpr int kMarginPixels = 190;
inline const cv::Scalar kLine{60, 220, 255}, kOther{230, 130, 230};

void draw_spine(Canvas& canvas, const PictureFrame& view, const SpinePicture& picture) {
  constexpr double kDoubtfulBelow = 0.9;
  const DxaSpine& spine = picture.spine;
  const bool sure = spine.names.empty() || spine.names.front().probability >= kDoubtfulBelow;
  const cv::Mat map = view.drawn(spine.vertebrae);
  for (std::size_t k = 0; k + 1 < spine.lines.size(); ++k)
    canvas.outline(map, static_cast<int>(spine.lines[k].below), sure ? kSure : kDoubtful);
  for (const IntervertebralLine& line : spine.lines)
    canvas.line(view.pixel(line.left), view.pixel(line.right), kLine);
  for (std::size_t k = 0; k + 1 < spine.lines.size(); ++k) {
    const cv::Point2d place = view.pixel(0.5 * (spine.lines[k].right + spine.lines[k + 1].right));
    canvas.text(name(spine.lines[k].below) + (sure ? "" : "?"), {place.x + 12, place.y},
                sure ? kSure : kDoubtful);
  }
}

void draw_circle(Canvas& canvas, const PictureFrame& view, const Eigen::Vector2d& center, double radius_mm) {
  constexpr int kCorners = 72;
  const auto at = [&](int n) {
    const double a = 2 * 3.14159265358979 * n / kCorners;
    return view.pixel(center + radius_mm * Eigen::Vector2d(std::cos(a), std::sin(a)));
  };
  for (int n = 0; n < kCorners; ++n) canvas.line(at(n), at(n + 1), kLine);
}

/// Hologic's box of the neck, the one about the narrowest section, and Ward's square.
void draw_boxes(Canvas& canvas, const PictureFrame& view, const HipPicture& picture) {
  if (!picture.layout) return;
  for (const auto& [region, colour] :
       {std::pair(HipRegion::neck, kText), std::pair(HipRegion::neck_narrowest, kOther),
        std::pair(HipRegion::wards, kQuiet)})
    if (const auto box = corners_of(*picture.layout, region, places_of(picture.hip)))
      for (std::size_t n = 0; n < 4; ++n)
        canvas.line(view.pixel((*box)[n]), view.pixel((*box)[(n + 1) % 4]), colour);
}

void draw_hip(Canvas& canvas, const PictureFrame& view, const HipPicture& picture) {
  const DxaHip& hip = picture.hip;
  canvas.outline(view.drawn(hip.femur), 1, kSure);
  draw_circle(canvas, view, hip.head_center.mm, in_mm(hip.head_radius.value));
  canvas.dot(view.pixel(hip.head_center.mm), kLine);
  const Eigen::Vector2d along = hip.neck.direction, across(along.y(), -along.x());
  canvas.line(view.pixel(hip.neck_center.mm - 45 * along), view.pixel(hip.neck_center.mm + 55 * along),
              kLine);
  canvas.line(view.pixel(hip.shaft_point - 40 * hip.shaft.direction),
              view.pixel(hip.shaft_point + 90 * hip.shaft.direction), kLine);
  const double half = 0.5 * in_mm(hip.neck_width.value);
  canvas.line(view.pixel(hip.neck_center.mm - half * across), view.pixel(hip.neck_center.mm + half * across),
              kOther);
  draw_boxes(canvas, view, picture);
  canvas.dot(view.pixel(hip.greater_trochanter.mm), kSuspected);
  canvas.dot(view.pixel(hip.notch.mm), kText);
  if (hip.lesser_trochanter) canvas.dot(view.pixel(hip.lesser_trochanter->mm), kOther);
}

void write_numbers(Canvas& canvas, const DxaHip& hip) {
  const double x = canvas.image_columns() + 10;
  double y = 24;
  const auto say = [&](const char* what, double value, int decimals) {
    canvas.text(what, {x, y}, kQuiet, 0.4);
    canvas.text(number_text(value, decimals), {x + 10, y + 15}, kText, 0.45);
    y += 38;
  };
  say("head radius, mm", in_mm(hip.head_radius.value), 1);
  say("neck width, mm", in_mm(hip.neck_width.value), 1);
  say("neck-shaft angle, deg", hip.neck_shaft_angle_deg, 0);
  say("lesser trochanter, mm", hip.lesser_trochanter_height_mm, 1);
}

}  // namespace

Picture overlay(const AnalyzedPicture& analyzed) {
  if (analyzed.lateral != nullptr) return lateral_overlay(analyzed);
  if ((analyzed.spine == nullptr) == (analyzed.hip == nullptr))
    throw std::invalid_argument("overlay: a spine, a hip or a spine from the side");
  const PictureFrame view(analyzed.picture.grey.grid(), kMmPerPixel);
  Canvas canvas(view.drawn(analyzed.picture.grey), window_of(analyzed.picture.grey), kMarginPixels);
  std::string name = "dxa-spine",
              caption = "Densitometer's picture with the lines between vertebrae and their edges.";
  if (analyzed.spine != nullptr) {
    draw_spine(canvas, view, *analyzed.spine);
  } else {
    draw_hip(canvas, view, *analyzed.hip);
    write_numbers(canvas, analyzed.hip->hip);
    const bool left = analyzed.hip->hip.side == Side::left;
    name = left ? "dxa-hip-left" : "dxa-hip-right";
    caption = std::string("Densitometer's picture of a ") + (left ? "left" : "right") +
              " hip: head, axes of neck and shaft, narrowest section and the box about it, neck box at the "
              "notch, Ward's square, trochanters.";
  }
  Picture picture = canvas.picture(analyzed.outline.uid, name, caption);
  picture.series_part = analyzed.outline.part;
  return picture;
}

}  // namespace osteon
