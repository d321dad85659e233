#include "dxa/hip_outline.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
double px(double mm) { return mm / kWorkingStepMm; }

struct Run {
  double left, right;
  [[nodiscard]] double middle() const { return 0.5 * (left + right); }
  [[nodiscard]] double width() const { return right - left + 1; }
};

/// The run of bone in a row that is nearest to a column.
std::optional<Run> run_near(const cv::Mat1b& bone, int row, double column) {
  std::optional<Run> best;
  const auto away = [&](const Run& r) { return std::max({r.left - column, column - r.right, 0.0}); };
  for (int x = 0; x < bone.cols;) {
    if (bone(row, x) == 0) {
      ++x;
      continue;
    }
    const int left = x;
    while (x < bone.cols && bone(row, x) != 0) ++x;
    const Run run{static_cast<double>(left), x - 1.0};
    if (!best || away(run) < away(*best)) best = run;
  }
  return best;
}

double median(std::vector<double> v) {
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

/// Column of the shaft's middle over rows, fitted thrice without what lies off.
struct AxisFit {
  double column, slope, rms;
};
AxisFit fitted_axis(const std::vector<Eigen::Vector2d>& middles) {
  AxisFit fit{0, 0, 0};
  std::vector<Eigen::Vector2d> kept = middles;
  for (int round = 0; round < 3; ++round) {
    Eigen::Vector2d mean(0, 0);
    for (const auto& p : kept) mean += p / static_cast<double>(kept.size());
    double syy = 0, sxy = 0;
    for (const auto& p : kept) {
      syy += (p.y() - mean.y()) * (p.y() - mean.y());
      sxy += (p.x() - mean.x()) * (p.y() - mean.y());
    }
    fit.slope = syy > 0 ? sxy / syy : 0;
    fit.column = mean.x() - fit.slope * mean.y();
    const auto off = [&](const Eigen::Vector2d& p) {
      return std::abs(p.x() - fit.column - fit.slope * p.y());
    };
    std::vector<double> offs;
    for (const auto& p : middles) offs.push_back(off(p));
    const double limit = std::max(2 * median(offs), 0.5);
    double sum = 0;
    kept.clear();
    for (const auto& p : middles)
      if (off(p) <= limit) {
        kept.push_back(p);
        sum += off(p) * off(p);
      }
    fit.rms = std::sqrt(sum / static_cast<double>(kept.size()));
  }
  return fit;
}

/// Rows from below while the shaft goes on: it neither jumps sideways nor opens into hip and pelvis.
std::vector<std::pair<int, Run>> followed(const cv::Mat1b& bone, const ShaftStart& start) {
  constexpr double kJumpMm = 6, kWidestMm = 90;
  std::vector<std::pair<int, Run>> runs{
      {start.row, {static_cast<double>(start.left), static_cast<double>(start.right)}}};
  for (int y = start.row - 1; y >= 0; --y) {
    const Run& last = runs.back().second;
    const auto run = run_near(bone, y, last.middle());
    if (!run || run->width() > px(kWidestMm) || std::abs(run->right - last.right) > px(kJumpMm) ||
        std::abs(run->left - last.left) > px(kJumpMm))
      break;
    runs.emplace_back(y, *run);
  }
  return runs;
}

HipShaft shaft_of(const cv::Mat1b& bone, const ShaftStart& start) {
  constexpr double kOpening = 1.18;  // by its width the straight part ends
  constexpr double kShortMm = 30, kShortSdDeg = 3, kLeastSdDeg = 0.5;
  const auto runs = followed(bone, start);
  HipShaft shaft;
  std::vector<double> widths;
  std::vector<Eigen::Vector2d> middles;
  bool straight = true;
  for (const auto& [y, run] : runs) {
    shaft.medial.emplace_back(run.left - 0.5, y);
    shaft.lateral.emplace_back(run.right + 0.5, y);
    straight = straight && (widths.size() < 6 || run.width() <= kOpening * median(widths));
    if (!straight) continue;
    widths.push_back(run.width());
    middles.emplace_back(run.middle(), y);
  }
  const AxisFit fit = fitted_axis(middles);
  shaft.width = median(widths);
  shaft.direction = Eigen::Vector2d(-fit.slope, -1).normalized();
  const double y = middles[middles.size() / 2].y();
  shaft.point = {fit.column + fit.slope * y, y};
  const auto length = static_cast<double>(middles.size());
  shaft.sd_deg = length < px(kShortMm)
                     ? kShortSdDeg
                     : std::hypot(kLeastSdDeg, kDegrees * std::atan(std::sqrt(12.0) * fit.rms / length));
  return shaft;
}

/// A bay of the outline between two corners of its hull.
struct Bay {
  std::vector<Eigen::Vector2d> shore;  ///< from corner to corner
  std::size_t deepest;
  double depth;
  double opening_deg;  ///< where it opens to; 0 = lateral, 90 = up
};

std::vector<Bay> bays_of(const std::vector<cv::Point>& contour) {
  std::vector<int> corners;
  cv::convexHull(contour, corners, false, false);
  std::sort(corners.begin(), corners.end());
  std::vector<Bay> bays;
  const Eigen::Vector2d middle = [&] {
    const cv::Moments m = cv::moments(contour);
    return Eigen::Vector2d(m.m10 / m.m00, m.m01 / m.m00);
  }();
  for (std::size_t n = 0; n < corners.size(); ++n) {
    const auto from = static_cast<std::size_t>(corners[n]);
    std::size_t to = static_cast<std::size_t>(corners[(n + 1) % corners.size()]);
    if (to <= from) to += contour.size();
    Bay bay{{}, 0, 0, 0};
    for (std::size_t k = from; k <= to; ++k) {
      const cv::Point p = contour[k % contour.size()];
      bay.shore.emplace_back(p.x, p.y);
    }
    const Eigen::Vector2d along = (bay.shore.back() - bay.shore.front()).normalized();
    Eigen::Vector2d outwards(along.y(), -along.x());
    if (outwards.dot(bay.shore.front() - middle) < 0) outwards = -outwards;
    for (std::size_t k = 0; k < bay.shore.size(); ++k) {
      const double depth = outwards.dot(bay.shore.front() - bay.shore[k]);
      if (depth > bay.depth) {
        bay.depth = depth;
        bay.deepest = k;
      }
    }
    bay.opening_deg = kDegrees * std::atan2(-outwards.y(), outwards.x());
    bays.push_back(std::move(bay));
  }
  return bays;
}

void turn_round(Bay& bay) {
  std::reverse(bay.shore.begin(), bay.shore.end());
  bay.deepest = bay.shore.size() - 1 - bay.deepest;
}

constexpr double kLeastDepthMm = 6;

bool opens_upwards(const Bay& bay) { return bay.opening_deg >= -10 && bay.opening_deg <= 150; }

/// The deepest bay for which `fits` holds.
template <class Fits>
std::optional<Bay> deepest_bay(const std::vector<Bay>& bays, const Fits& fits) {
  std::optional<Bay> best;
  for (const Bay& bay : bays)
    if (bay.depth >= px(kLeastDepthMm) && fits(bay) && (!best || bay.depth > best->depth)) best = bay;
  return best;
}

std::vector<cv::Point> outer_border(const cv::Mat1b& bone, const ShaftStart& start) {
  std::vector<std::vector<cv::Point>> borders;
  cv::findContours(bone, borders, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
  const cv::Point2f inside(0.5F * static_cast<float>(start.left + start.right),
                           static_cast<float>(start.row));
  for (auto& border : borders)
    if (cv::pointPolygonTest(border, inside, false) >= 0) return std::move(border);
  return {};
}

/// From where the superior bay ends, down to the shaft's lower end.
Polyline lateral_border(const std::vector<cv::Point>& contour, const Eigen::Vector2d& from, int last_row) {
  const auto at = [&](std::ptrdiff_t k) {
    const auto size = static_cast<std::ptrdiff_t>(contour.size());
    const cv::Point p = contour[static_cast<std::size_t>(((k % size) + size) % size)];
    return Eigen::Vector2d(p.x, p.y);
  };
  std::ptrdiff_t first = 0;
  for (std::size_t k = 0; k < contour.size(); ++k)
    if (contour[k].x == static_cast<int>(from.x()) && contour[k].y == static_cast<int>(from.y()))
      first = static_cast<std::ptrdiff_t>(k);
  // The way round that goes down at once leads along the lateral side.
  Polyline best;
  for (const int step : {1, -1}) {
    Polyline way;
    for (std::size_t n = 0; n < contour.size(); ++n) {
      way.push_back(at(first + step * static_cast<std::ptrdiff_t>(n)));
      if (way.back().y() >= last_row) break;
    }
    if (best.empty() || way.size() < best.size()) best = std::move(way);
  }
  return best;
}

HipOutline outline_without_bays(const cv::Mat1b& bone, const std::vector<cv::Point>& contour,
                                const ShaftStart& start) {
  HipOutline outline;
  const std::vector<std::vector<cv::Point>> borders{contour};
  outline.bone = cv::Mat1b(bone.size(), uchar{0});
  cv::drawContours(outline.bone, borders, 0, 255, cv::FILLED);
  cv::Mat1b away_from_border(bone.size(), uchar{255});
  cv::drawContours(away_from_border, borders, 0, 0, 1);
  cv::distanceTransform(away_from_border, outline.border_distance, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  outline.shaft = shaft_of(outline.bone, start);
  return outline;
}

HipOutline with_bays(HipOutline outline, const std::vector<cv::Point>& contour, Bay superior, Bay inferior,
                     int last_row) {
  if (superior.shore.front().x() > superior.shore.back().x()) turn_round(superior);
  if (inferior.shore.front().y() > inferior.shore.back().y()) turn_round(inferior);
  outline.lateral = lateral_border(contour, superior.shore.back(), last_row);
  outline.superior = std::move(superior.shore);
  outline.superior_deepest = superior.deepest;
  outline.inferior = std::move(inferior.shore);
  outline.inferior_deepest = inferior.deepest;
  return outline;
}

}  // namespace

Error not_a_hip(const std::string& what_is_missing) {
  return {"anatomy.not-a-hip", "No proximal femur was found in the picture: " + what_is_missing + ".",
          "Check that the picture shows one hip from the front, upright and whole."};
}

Result<std::vector<HipOutline>> hip_outlines(const cv::Mat1b& bone, const ShaftStart& start) {
  constexpr double kAboveStartMm = 50;
  const std::vector<cv::Point> contour = outer_border(bone, start);
  if (contour.size() < 3) return not_a_hip("the shaft carries nothing");
  const HipOutline plain = outline_without_bays(bone, contour, start);
  const std::vector<Bay> bays = bays_of(contour);
  std::vector<HipOutline> outlines;
  bool any_superior = false;
  for (const Bay& superior : bays) {
    const Eigen::Vector2d top = superior.shore[superior.deepest];
    if (superior.depth < px(kLeastDepthMm) || !opens_upwards(superior) ||
        start.row - top.y() < px(kAboveStartMm))
      continue;
    any_superior = true;
    const auto inferior = deepest_bay(bays, [&](const Bay& bay) {
      const Eigen::Vector2d p = bay.shore[bay.deepest];
      const double beside_axis = (p - plain.shaft.point).dot(plain.shaft.medially());
      return !opens_upwards(bay) && p.y() > top.y() && beside_axis > 0;
    });
    if (inferior) outlines.push_back(with_bays(plain, contour, superior, *inferior, start.row));
  }
  if (!any_superior) return not_a_hip("there is no bay between pelvis and greater trochanter");
  if (outlines.empty()) return not_a_hip("there is no bay between pelvis and shaft below the neck");
  return outlines;
}

}  // namespace osteon
