#include "canvas.hpp"

#include <osteon/densitometry/rounding.hpp>
#include <osteon/report/hip_picture.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace osteon {
namespace {

constexpr double kWhiteGPerCm2 = 1.2;  // a shaft's cortex; trabeculae of a neck show at half of it
constexpr int kMarginPixels = 190;
inline const cv::Scalar kNeckBox{60, 220, 255}, kNarrowestBox{230, 130, 230}, kBorder{110, 130, 255};

/// From the plane's millimetres to pixels of the picture.
class HipView {
 public:
  HipView(const HipDensity& hip)
      : grid_(hip.bmd.grid()), mirrored_(hip.side == Side::right), layout_(hip.layout) {}

  [[nodiscard]] cv::Point2d pixel(const Eigen::Vector2d& place_mm) const {
    const Eigen::Vector2d p = (place_mm - grid_.origin_mm).cwiseQuotient(grid_.spacing_mm);
    return {mirrored_ ? grid_.size[0] - 1 - p[0] : p[0], grid_.size[1] - 1 - p[1]};
  }
  [[nodiscard]] cv::Point2d at(double along, double above) const {
    return pixel(along * layout_.axis + above * Eigen::Vector2d(-layout_.axis[1], layout_.axis[0]));
  }
  template <class Pixel, class Read>
  [[nodiscard]] cv::Mat picture(const Image2D<Pixel>& image, int type, const Read& read) const {
    cv::Mat result(grid_.size[1], grid_.size[0], type);
    for (int v = 0; v < grid_.size[1]; ++v)
      for (int u = 0; u < grid_.size[0]; ++u)
        read(result, grid_.size[1] - 1 - v, mirrored_ ? grid_.size[0] - 1 - u : u, image.at(u, v));
    return result;
  }

 private:
  Grid<2> grid_;
  bool mirrored_;
  const HipLayout& layout_;
};

void draw_box(Canvas& canvas, const HipView& view, double from, double to, double half,
              const cv::Scalar& color) {
  const std::array corners{view.at(from, half), view.at(to, half), view.at(to, -half), view.at(from, -half)};
  for (std::size_t n = 0; n < 4; ++n) canvas.line(corners[n], corners[(n + 1) % 4], color);
}

void draw_regions(Canvas& canvas, const HipView& view, const HipDensity& hip) {
  constexpr double kHalfBoxMm = 0.5 * kNeckBoxAcrossMm, kBoxMm = kNeckBoxAlongMm, kPictureMm = 90;
  const HipLayout& layout = hip.layout;
  const double notch = layout.notch_s();
  draw_box(canvas, view, layout.narrowest_s - 0.5 * kBoxMm, layout.narrowest_s + 0.5 * kBoxMm, kHalfBoxMm,
           kNarrowestBox);
  draw_box(canvas, view, notch - kBoxMm, notch, kHalfBoxMm, kNeckBox);
  canvas.line(view.at(notch, 0), view.at(notch + 55, 0), kBorder);
  if (layout.lower_edge)
    canvas.line(view.pixel({0, *layout.lower_edge}), view.pixel({kPictureMm, *layout.lower_edge}), kBorder);
  if (layout.wards) {
    const Eigen::Vector2d q = layout.along_and_above(*layout.wards);
    const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
    constexpr double kHalf = 0.5 * kWardsSquareMm;
    const auto corner = [&](double a, double b) {
      return view.pixel((q[0] + a) * layout.axis + (q[1] + b) * above);
    };
    canvas.line(corner(-kHalf, -kHalf), corner(kHalf, -kHalf), kText);
    canvas.line(corner(kHalf, -kHalf), corner(kHalf, kHalf), kText);
    canvas.line(corner(kHalf, kHalf), corner(-kHalf, kHalf), kText);
    canvas.line(corner(-kHalf, kHalf), corner(-kHalf, -kHalf), kText);
  }
  canvas.dot(view.pixel(layout.notch), kNeckBox);
}

const cv::Scalar& color_of(HipRegion region) {
  switch (region) {
    case HipRegion::neck:
      return kNeckBox;
    case HipRegion::neck_narrowest:
      return kNarrowestBox;
    case HipRegion::wards:
      return kText;
    default:
      return kBorder;
  }
}

void write_numbers(Canvas& canvas, const HipDensity& hip) {
  double y = 24;
  const double x = canvas.image_columns() + 10;
  canvas.text("g/cm2", {x, y}, kQuiet, 0.4);
  for (const auto& region : hip.regions) {
    y += 34;
    canvas.text(std::string(name(region.region)), {x, y}, color_of(region.region), 0.4);
    canvas.text(number_text(in_g_per_cm2(region.bmd.value), 3), {x + 10, y + 15}, kText, 0.45);
  }
}

}  // namespace

Picture hip_picture(const FemurMeasurement& femur) {
  if (!femur.density || femur.density->bmd.pixels().empty())
    throw std::invalid_argument("hip_picture: no projection");
  const HipDensity& hip = *femur.density;
  const HipView view(hip);
  PictureOptions options;  // g/cm2 in place of HU
  options.window_center_hu = 0.5 * kWhiteGPerCm2;
  options.window_width_hu = kWhiteGPerCm2;
  Canvas canvas(
      view.picture(hip.bmd, CV_32F,
                   [](cv::Mat& to, int row, int column, float value) { to.at<float>(row, column) = value; }),
      options, kMarginPixels);
  canvas.outline(view.picture(hip.bone, CV_8U,
                              [](cv::Mat& to, int row, int column, std::uint8_t value) {
                                to.at<std::uint8_t>(row, column) = value;
                              }),
                 1, kSure);
  draw_regions(canvas, view, hip);
  write_numbers(canvas, hip);
  const bool left = hip.side == Side::left;
  Picture picture = canvas.picture(
      femur.series_uid, left ? "hip-left" : "hip-right",
      std::string(left ? "Left" : "Right") + " hip, " + std::string(name(hip.mineral)) +
          " per area along the ray across neck and shaft: neck box at the notch, box about the narrowest "
          "section, Ward's square, borders of trochanter and intertrochanter.");
  picture.series_part = femur.series_part;
  return picture;
}

}  // namespace osteon
