#include "lateral_view.hpp"

#include "picture_frame.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace osteon {
namespace {

constexpr double kDoubtfulBelow = PictureOptions{}.doubtful_below;
constexpr int kMargin = 190;

/// So fine that heights can be followed by eye, and a long film is still one picture.
double step_mm(const Grid<2>& grid) {
  constexpr double kFinestMm = 0.35, kMostRows = 1400;
  return std::max(kFinestMm, grid.size[1] * grid.spacing_mm[1] / kMostRows);
}

cv::Scalar color_of(const VertebraMeasurement& v) {
  if (!v.in_picture->evaluable || !v.deformity) return kQuiet;
  if (v.deformity->suspected) return kSuspected;
  return v.deformity->possible || v.label_confidence < kDoubtfulBelow ? kDoubtful : kSure;
}

std::string words_of(const VertebraMeasurement& v) {
  const std::string level = name(v.level) + (v.label_confidence < kDoubtfulBelow ? "?" : "");
  if (!v.in_picture->evaluable) return level + " not evaluable";
  if (!v.deformity) return level + " not graded";
  const auto& deformity = *v.deformity;
  const std::string loss = " " + number_text(in_percent(deformity.height_loss.value), 0) + " %";
  if (deformity.suspected) return level + loss + ", grade " + std::to_string(deformity.genant_grade) + "?";
  if (deformity.possible) return level + loss + ", look";
  return level;
}

/// Plates through their three points, walls between the corners.
void draw_body(Canvas& canvas, const PictureFrame& view, const LateralVertebra& body,
               const cv::Scalar& color) {
  const auto at = [&](std::size_t k) { return view.pixel(body.points[k]); };
  for (const auto& [a, b] :
       {std::pair(0, 1), std::pair(1, 2), std::pair(3, 4), std::pair(4, 5), std::pair(0, 3), std::pair(2, 5)})
    canvas.line(at(static_cast<std::size_t>(a)), at(static_cast<std::size_t>(b)), color);
  for (std::size_t k = 0; k < 6; ++k) canvas.dot(at(k), color);
}

/// Names stand in the margin, at the height of their vertebra, one below the other.
void write_names(Canvas& canvas, const PictureFrame& view, const LateralPicture& picture,
                 const std::vector<VertebraMeasurement>& vertebrae) {
  constexpr double kLine = 16;
  double last = 0;
  const bool upside_down = picture.spine.pose.upside_down;
  for (std::size_t k = 0; k < vertebrae.size(); ++k) {
    const std::size_t n = upside_down ? vertebrae.size() - 1 - k : k;
    const auto& points = picture.spine.found[n].points;
    const cv::Point2d middle = view.pixel(0.25 * (points[0] + points[2] + points[3] + points[5]));
    const double y = std::max(middle.y + 5, last + kLine);
    const double reach = std::max(
        {view.pixel(points[0]).x, view.pixel(points[2]).x, view.pixel(points[3]).x, view.pixel(points[5]).x});
    canvas.line({reach + 6, middle.y}, {canvas.image_columns() + 4.0, y - 5}, kQuiet);
    canvas.text(words_of(vertebrae[n]), {canvas.image_columns() + 8.0, y}, color_of(vertebrae[n]));
    last = y;
  }
}

}  // namespace

Picture lateral_overlay(const AnalyzedPicture& analyzed) {
  const LateralPicture& lateral = *analyzed.lateral;
  const Grid<2>& grid = analyzed.picture.grey.grid();
  const PictureFrame view(grid, step_mm(grid));
  Canvas canvas(view.drawn(analyzed.picture.grey), window_of(analyzed.picture.grey), kMargin);
  for (std::size_t n = 0; n < lateral.spine.found.size(); ++n)
    draw_body(canvas, view, lateral.spine.found[n], color_of((*analyzed.vertebrae)[n]));
  write_names(canvas, view, lateral, *analyzed.vertebrae);
  Picture picture =
      canvas.picture(analyzed.outline.uid, "lateral-spine",
                     "Spine from the side: six points of every vertebra; grey = not evaluable or not "
                     "graded, amber = to be looked at or of uncertain name, red = suspected.");
  picture.series_part = analyzed.outline.part;
  return picture;
}

}  // namespace osteon
