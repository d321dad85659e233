#include "digital_knee.hpp"

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon::phantom {
namespace {

using Eigen::Vector3d;

double ball(const Vector3d& p, const Vector3d& center, double radius) { return (p - center).norm() - radius; }

/// Round about the line from a to b, its radius going evenly from the one to the other.
double cone(const Vector3d& p, const Vector3d& a, const Vector3d& b, double radius_a, double radius_b) {
  const Vector3d ab = b - a;
  const double t = std::clamp((p - a).dot(ab) / ab.squaredNorm(), 0.0, 1.0);
  return (p - a - t * ab).norm() - (radius_a + t * (radius_b - radius_a));
}

/// In the knee's own frame: lateral, posterior, superior of a left knee, from the middle between the
/// condyles.
double femur_distance(const DigitalKnee& knee, const Vector3d& p) {
  const double aside = 0.5 * knee.condyle_apart_mm, radius = knee.condyle_radius_mm;
  const double condyles = std::min(ball(p, {-aside, 8, 0}, radius), ball(p, {aside, 8, 0}, 0.95 * radius));
  const double front =
      std::min(ball(p, {-0.7 * aside, -6, 4}, radius), ball(p, {0.7 * aside, -6, 4}, radius));
  const double flare = cone(p, {0, -4, 15}, {0, -6, 75}, 30, knee.shaft_radius_mm);
  const double shaft = cone(p, {0, -6, 70}, {0, -10, 400}, knee.shaft_radius_mm, knee.shaft_radius_mm);
  return std::min({condyles, front, flare, shaft});
}

double lower_leg_distance(const DigitalKnee& knee, const Vector3d& at) {
  const Vector3d p =
      Eigen::AngleAxisd(knee.bent_deg * std::numbers::pi / 180, Vector3d::UnitX()).toRotationMatrix() * at;
  const double plateau_top = -knee.condyle_radius_mm - knee.joint_space_mm + 3;
  const double below_top = p[2] - plateau_top;
  const double plateau = cone(p, {0, 4, plateau_top - 12}, {0, 2, plateau_top - 70}, 36, 14);
  const double shaft = cone(p, {0, 2, plateau_top - 60}, {0, 0, plateau_top - 400}, 14, 13);
  const double aside = 0.5 * knee.condyle_apart_mm, dish = knee.condyle_radius_mm + knee.joint_space_mm;
  const double dished =
      std::max({plateau, below_top, -ball(p, {-aside, 8, 0}, dish), -ball(p, {aside, 8, 0}, dish)});
  const double fibula = cone(p, {34, 22, plateau_top - 16}, {30, 18, plateau_top - 400}, 10, 7);
  return std::min({dished, shaft, fibula});
}

double patella_distance(const Vector3d& p) {
  const Vector3d from = (p - Vector3d(0, -42, 8)).cwiseQuotient(Vector3d(1, 0.5, 1));
  return 0.5 * (from.norm() - 21);
}

double share_inside(double distance, double blur) {
  return 0.5 * std::erfc(distance / (blur * std::numbers::sqrt2));
}

}  // namespace

CtScan scan_of(const DigitalKnee& knee, const Eigen::Vector3d& spacing_mm) {
  const Vector3d half(75, 75, 120);
  Grid<3> grid{{}, spacing_mm, knee.middle_mm - half, Eigen::Matrix3d::Identity()};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    grid.size[n] = static_cast<int>(2 * half[axis] / spacing_mm[axis]) + 1;
  }
  CtScan scan{Image3D<std::int16_t>(grid)};
  const double blur = std::hypot(knee.blur_mm, spacing_mm.mean() / std::sqrt(12.0));
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        Vector3d p = grid.patient_from_index({Vector3d(i, j, k)}).mm - knee.middle_mm;
        if (knee.side == Side::right) p[0] = -p[0];
        const double d =
            std::min({femur_distance(knee, p), lower_leg_distance(knee, p), patella_distance(p)});
        const double hu = knee.muscle_hu + (knee.cortex_hu - knee.muscle_hu) * share_inside(d, blur) +
                          (knee.cancellous_hu - knee.cortex_hu) * share_inside(d + knee.cortex_mm, blur);
        scan.hounsfield.at(i, j, k) = static_cast<std::int16_t>(std::lround(hu));
      }
  });
  return scan;
}

}  // namespace osteon::phantom
