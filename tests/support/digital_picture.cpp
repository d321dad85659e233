#include "digital_picture.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace osteon::testing {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
using Place = Eigen::Vector2d;

Place turned(const Place& p, double deg) {
  const double c = std::cos(deg * kRadians), s = std::sin(deg * kRadians);
  return {c * p.x() - s * p.y(), s * p.x() + c * p.y()};
}

/// Distance to a straight piece with a radius that changes along it; negative within.
double beside(const Place& p, const Place& a, const Place& b, double radius_a, double radius_b) {
  const double t = std::clamp((p - a).dot(b - a) / (b - a).squaredNorm(), 0.0, 1.0);
  return (p - a - t * (b - a)).norm() - (radius_a + t * (radius_b - radius_a));
}

/// A soft edge half a millimetre wide.
double within(double distance_mm) { return std::clamp(0.5 - distance_mm / 0.5, 0.0, 1.0); }

constexpr double kHipWidthMm = 150, kHipHeightMm = 150;
const Place kHead(62, 48);
const Place kNeck(std::sin(52 * kRadians),
                  std::cos(52 * kRadians));  // 128 degrees from a shaft straight down
const Place kShaftTop = kHead + 62 * kNeck;
const Place kTrochanterMiddle = kHead + Place(53, 12);

/// Grey of a left hip at a place of its own frame, head at kHead.
double hip_grey(const Place& p) {
  const double head = (p - kHead).norm() - DigitalHipPicture::kHeadRadiusMm;
  const double neck = beside(p, kHead, kShaftTop, 0.5 * DigitalHipPicture::kNeckWidthMm,
                             0.5 * DigitalHipPicture::kNeckWidthMm);
  const double shaft = beside(p, kShaftTop, kShaftTop + Place(0, 90), 19, 16);
  const double marrow = beside(p, kShaftTop + Place(0, 25), kShaftTop + Place(0, 90), 9, 9);
  const double trochanter = beside(p, kTrochanterMiddle, kShaftTop + Place(2, 8), 12, 19);
  double grey = 0;
  grey = std::max(grey, 110 * within(head));
  grey = std::max(grey, 100 * within(neck));
  grey = std::max(grey, 200 * within(shaft) - 90 * within(marrow));
  grey = std::max(grey, 90 * within(trochanter));
  const double ilium = beside(p, kHead + Place(-12, -30), kHead + Place(-8, -70), 16, 24);
  const double ischium = beside(p, kHead + Place(-32, 5), kHead + Place(-26, 55), 10, 12);
  grey += 120 * within(ilium);
  grey = std::max(grey, 110 * within(ischium));
  return grey;
}

Grid<2> grid_of(double width_mm, double height_mm, const Eigen::Vector2d& spacing) {
  return {{static_cast<int>(width_mm / spacing.x()), static_cast<int>(height_mm / spacing.y())},
          spacing,
          Eigen::Vector2d::Zero(),
          Eigen::Matrix2d::Identity()};
}

template <class Grey>
DxaPicture drawn(const Grid<2>& grid, double noise, const Grey& grey) {
  DxaPicture picture{Image2D<float>(grid)};
  std::mt19937 random(7);
  std::normal_distribution<double> normal(0, 1);
  for (int j = 0; j < grid.size[1]; ++j)
    for (int i = 0; i < grid.size[0]; ++i) {
      const double value = 12 + grey(grid.patient_from_index({Place(i, j)}).mm) + noise * normal(random);
      picture.grey.at(i, j) = static_cast<float>(std::clamp(std::round(value), 0.0, 252.0));
    }
  return picture;
}

constexpr double kSpineWidthMm = 150, kSpineHeightMm = 190, kFirstDiscMm = 22;

}  // namespace

Place DigitalHipPicture::head() const { return {right ? kHipWidthMm - kHead.x() : kHead.x(), kHead.y()}; }

Place DigitalHipPicture::neck() const {
  const Place n = turned(kNeck, turn_deg);
  return {right ? -n.x() : n.x(), n.y()};
}

Place DigitalHipPicture::trochanter() const {
  // The highest place of its cap along the shaft, which runs straight up before it is turned.
  const Place p = kHead + turned(kTrochanterMiddle + Place(0, -12) - kHead, turn_deg);
  return {right ? kHipWidthMm - p.x() : p.x(), p.y()};
}

DxaPicture DigitalHipPicture::picture() const {
  return drawn(grid_of(kHipWidthMm, kHipHeightMm, spacing_mm), noise, [&](const Place& p) {
    const Place q(right ? kHipWidthMm - p.x() : p.x(), p.y());
    return hip_grey(kHead + turned(q - kHead, -turn_deg));
  });
}

std::vector<Place> DigitalSpinePicture::discs() const {
  std::vector<Place> places;
  double y = kFirstDiscMm;
  for (int n = 0; n < 5; ++n) {
    places.emplace_back(0.5 * kSpineWidthMm, y);
    y += (32 + n) * (n == collapsed ? 0.6 : 1.0);
  }
  const Place middle(0.5 * kSpineWidthMm, 0.5 * kSpineHeightMm);
  for (Place& p : places) p = middle + turned(p - middle, turn_deg);
  return places;
}

DxaPicture DigitalSpinePicture::picture() const {
  DigitalSpinePicture upright = *this;
  upright.turn_deg = 0;
  const std::vector<Place> discs = upright.discs();
  const Place middle(0.5 * kSpineWidthMm, 0.5 * kSpineHeightMm);
  const auto grey = [&](const Place& at) {
    const Place p = middle + turned(at - middle, -turn_deg);
    const double u = std::abs(p.x() - middle.x());
    double from_disc = 1e9, half = 21;
    for (const Place& d : discs) from_disc = std::min(from_disc, std::abs(p.y() - d.y()));
    from_disc = std::min(from_disc, std::abs(p.y() - (discs.back().y() + 36)));
    half += p.y() / 100;
    double value = 90 * within(u - half);
    value *= 1 - 0.6 * within(from_disc - 3.5);                                            // disc
    value += 60 * within(u - half) * std::exp(-0.5 * std::pow((from_disc - 5) / 1.2, 2));  // plates
    value += 30 * within(u - 4) * within(5 - from_disc);  // spinous processes
    const bool crest = p.x() < middle.x() ? left_crest : right_crest;
    if (crest) value += 90 * within(std::max(42 - u, discs.back().y() + 4 - p.y()));
    // Ribs of T12 go down sideways from above the first disc.
    const double rib = std::abs(p.y() - (discs.front().y() - 16 + 0.35 * (u - half)));
    if (u > half && p.y() < discs.front().y() + 8) value += 50 * within(rib - 4);
    return value;
  };
  DxaPicture picture = drawn(grid_of(kSpineWidthMm, kSpineHeightMm, spacing_mm), noise, grey);
  if (dark_bone)
    for (float& v : picture.grey.pixels()) v = 255 - v;
  return picture;
}

}  // namespace osteon::testing
