#include <osteon/imaging/resample.hpp>
#include <osteon/simulate/film_truth.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace osteon {
namespace {

/// Height of a plate at a wall: the mean over the mid-sagittal third where it is known next to the wall.
std::optional<double> height_at_wall(const EndplateSurface& plate, double wall_mm, double width_mm) {
  const int side = 2 * plate.reach + 1, way = wall_mm > 0 ? 1 : -1;
  const int beside = std::min(plate.reach, static_cast<int>(width_mm / 6 / plate.step_mm));
  for (int a = std::min(plate.reach, static_cast<int>(std::abs(wall_mm) / plate.step_mm)); a > 0; --a) {
    double sum = 0;
    int count = 0;
    for (int l = -beside; l <= beside; ++l) {
      const float height =
          plate.height_mm[static_cast<std::size_t>((way * a + plate.reach) * side + l + plate.reach)];
      if (std::isnan(height)) continue;
      sum += static_cast<double>(height);
      ++count;
    }
    if (count > 0) return sum / count;
  }
  return std::nullopt;
}

/// Where the back of a body stands next to a plate, in the middle plane: the steepest way from the canal to
/// its cortex. The shape's own wall is that beside the middle, where thoracic bodies reach farther back.
double back_beside(const CollapsedScan& scan, const SegmentedVertebra& v, double plate_mm) {
  constexpr std::array kInwardsMm{3.0, 4.5};
  constexpr std::array kBesideMm{-2.0, 0.0, 2.0};
  constexpr double kBehindMm = 3, kBeforeMm = 5, kStepMm = 0.25, kEdgeMm = 1;  // about the shape's wall
  constexpr double kSoftHu = 30, kDenseHu = 450, kUsualRiseHu = 100, kExpectedSdMm = 2.5;
  const BodyShape& shape = *v.shape;
  const auto hu = [&](double a, double l, double s) {
    const Eigen::Vector3d place =
        v.axes.center.mm + a * v.axes.anterior + l * v.axes.left + s * v.axes.superior;
    return std::clamp(sample_linear(scan.scan.hounsfield, {scan.moved(place)}, kSoftHu), kSoftHu, kDenseHu);
  };
  double best = 0, most = -std::numeric_limits<double>::infinity();
  for (double off = -kBehindMm; off <= kBeforeMm; off += kStepMm) {
    double rise = 0;
    for (const double inwards : kInwardsMm)
      for (const double beside : kBesideMm) {
        const double s = plate_mm - std::copysign(inwards, plate_mm),
                     wall = shape.back_mm + shape.back_slope * s + off;
        rise += hu(wall + kEdgeMm, beside, s) - hu(wall - kEdgeMm, beside, s);
      }
    const double value =
        rise / (kUsualRiseHu * kInwardsMm.size() * kBesideMm.size()) - 0.5 * std::pow(off / kExpectedSdMm, 2);
    if (value > most) most = value, best = off;
  }
  return shape.back_mm + shape.back_slope * plate_mm + best;
}

std::optional<std::array<Eigen::Vector3d, 4>> corners_of(const CollapsedScan& scan,
                                                         const SegmentedVertebra& v) {
  if (!v.shape) return std::nullopt;
  std::array<Eigen::Vector3d, 4> corners;
  std::size_t n = 0;
  for (const EndplateSurface* plate : {&v.shape->superior, &v.shape->inferior})
    for (const bool is_front : {true, false}) {
      double wall = is_front ? v.shape->front_mm : v.shape->back_mm;
      auto height = height_at_wall(*plate, wall, v.shape->width_mm);
      if (height && !is_front) {  // the wall leans, the plate bends: each where the other is
        wall = back_beside(scan, v, *height);
        height = height_at_wall(*plate, wall, v.shape->width_mm);
      }
      if (!height) return std::nullopt;
      corners[n++] = v.axes.center.mm + wall * v.axes.anterior + *height * v.axes.superior;
    }
  return corners;
}

/// Places of the untouched CT as the film shows them.
class Shown {
 public:
  Shown(const CollapsedScan& scan, const FilmPlan& plan) : scan_(scan), plan_(plan) {}
  [[nodiscard]] ShownPoint operator()(const Eigen::Vector3d& place_mm) const {
    const Eigen::Vector2d mm = plan_.view.picture_of(scan_.moved(place_mm));
    const Eigen::Vector2d pixel = mm.cwiseQuotient(plan_.view.detector.pixel_mm).array().round();
    return {mm, plan_.open.holds(static_cast<int>(pixel[0]), static_cast<int>(pixel[1]))};
  }
  [[nodiscard]] double magnification(const Eigen::Vector3d& place_mm) const {
    return plan_.view.magnification(scan_.moved(place_mm));
  }

 private:
  const CollapsedScan& scan_;
  const FilmPlan& plan_;
};

FilmVertebra vertebra_of(const CollapsedScan& scan, const SegmentedVertebra& v, const Shown& shown) {
  FilmVertebra truth{v.level,
                     v.label_confidence,
                     v.complete,
                     shown(v.axes.center.mm),
                     shown.magnification(v.axes.center.mm),
                     {},
                     {},
                     {},
                     {}};
  if (v.landmarks) {
    const auto& p = v.landmarks->points;
    truth.points = {shown(p[0].mm), shown(p[1].mm), shown(p[2].mm),
                    shown(p[3].mm), shown(p[4].mm), shown(p[5].mm)};
    truth.heights = vertebral_heights(p, std::nullopt);
  }
  if (const auto c = corners_of(scan, v))
    truth.corners = {shown((*c)[0]), shown((*c)[1]), shown((*c)[2]), shown((*c)[3])};
  return truth;
}

}  // namespace

FilmTruth film_truth(const SpineSegmentation& spine, const CollapsedScan& scan, const FilmPlan& plan) {
  const Shown shown(scan, plan);
  FilmTruth truth;
  for (const SegmentedVertebra& v : spine.found) {
    if (v.level == BoneRegion::s1) {
      if (!v.superior_plane) continue;
      const Eigen::Vector3d middle = v.superior_plane->middle.mm;
      const Eigen::Vector3d forwards =
          v.axes.anterior - v.axes.anterior.dot(v.superior_plane->normal) * v.superior_plane->normal;
      const ShownPoint plate = shown(middle);
      truth.sacrum = {plate, (shown(middle + forwards).mm - plate.mm).normalized()};
      continue;
    }
    truth.vertebrae.push_back(vertebra_of(scan, v, shown));
    for (const DoneCollapse& one : scan.done)
      if (one.asked.level == v.level) {
        truth.vertebrae.back().collapse = one.asked;
        truth.vertebrae.back().true_loss = one.true_loss;
      }
  }
  return truth;
}

}  // namespace osteon
