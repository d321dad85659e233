#include <osteon/simulate/film_truth.hpp>

#include <cmath>

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

std::optional<std::array<Eigen::Vector3d, 4>> corners_of(const SegmentedVertebra& v) {
  if (!v.shape) return std::nullopt;
  std::array<Eigen::Vector3d, 4> corners;
  std::size_t n = 0;
  for (const EndplateSurface* plate : {&v.shape->superior, &v.shape->inferior})
    for (const double wall : {v.shape->front_mm, v.shape->back_mm}) {
      const auto height = height_at_wall(*plate, wall, v.shape->width_mm);
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

FilmVertebra vertebra_of(const SegmentedVertebra& v, const Shown& shown) {
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
  if (const auto c = corners_of(v))
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
    truth.vertebrae.push_back(vertebra_of(v, shown));
    for (const DoneCollapse& one : scan.done)
      if (one.asked.level == v.level) {
        truth.vertebrae.back().collapse = one.asked;
        truth.vertebrae.back().true_loss = one.true_loss;
      }
  }
  return truth;
}

}  // namespace osteon
