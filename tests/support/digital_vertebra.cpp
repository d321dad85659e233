#include "digital_vertebra.hpp"

#include <Eigen/Geometry>

#include <cmath>
#include <numbers>

namespace osteon::phantom {
namespace {

/// In front of the middle an ellipse, behind it nearly a rectangle, as bodies are.
bool in_section(double x, double y) {
  if (std::abs(x) > 1 || std::abs(y) > 1) return false;
  return x > 0 ? x * x + y * y <= 1 : x * x * x * x * x * x + y * y * y * y * y * y <= 1;
}

/// Parabola through the three heights.
double height_at(const std::array<double, 3>& h, double x) {
  constexpr double kReach = 0.66;
  const double t = x / kReach, slope = 0.5 * (h[2] - h[0]), bend = 0.5 * (h[2] + h[0]) - h[1];
  return h[1] + slope * t + bend * t * t;
}

bool between(double low, double value, double high) { return low <= value && value <= high; }

bool in_arch(double behind, double l, double s) {  // mm behind the back wall
  const double side = std::abs(l);
  const bool pedicle = between(-3, behind, 15) && between(9, side, 16) && between(-2, s, 9);
  const bool lamina = between(14, behind, 20) && side <= 16 && between(-10, s, 8);
  const bool articular = between(8, behind, 16) && between(10, side, 18) && between(-20, s, 22);
  const bool transverse = between(7, behind, 13) && side <= 38 && side >= 10 && between(0, s, 8);
  const bool spinous = between(18, behind, 45) && side <= 3.5 && between(-14, s, 2);
  return pedicle || lamina || articular || transverse || spinous;
}

}  // namespace

Eigen::Matrix3d DigitalVertebra::axes() const {
  const Eigen::Vector3d rad = turned_deg * std::numbers::pi / 180;
  const Eigen::Matrix3d turn = (Eigen::AngleAxisd(rad[2], Eigen::Vector3d::UnitZ()) *
                                Eigen::AngleAxisd(rad[1], Eigen::Vector3d::UnitY()) *
                                Eigen::AngleAxisd(rad[0], Eigen::Vector3d::UnitX()))
                                   .toRotationMatrix();
  Eigen::Matrix3d upright;
  upright << 1, 0, 0, 0, -1, 0, 0, 0, 1;
  return turn * upright;
}

bool DigitalVertebra::body_holds(const Eigen::Vector3d& patient_mm) const {
  const Eigen::Vector3d p = axes().transpose() * (patient_mm - center_mm);
  const double x = p[1] / (0.5 * depth_mm), y = p[0] / (0.5 * width_mm);
  if (!body || !in_section(x, y)) return false;
  const double height = height_at(heights_mm, x);
  return p[2] <= upper_share * height && p[2] >= -(1 - upper_share) * height;
}

bool DigitalVertebra::holds(const Eigen::Vector3d& patient_mm) const {
  if (body_holds(patient_mm)) return true;
  const Eigen::Vector3d p = axes().transpose() * (patient_mm - center_mm);
  return arch && in_arch(-0.5 * depth_mm - p[1], p[0], p[2]) && (p[1] < -0.5 * depth_mm || !body);
}

Grid<3> grid_round(const Eigen::Vector3d& center_mm, const Eigen::Vector3d& extent_mm,
                   const Eigen::Vector3d& spacing_mm, const Eigen::Matrix3d& direction) {
  Grid<3> grid{{1, 1, 1}, spacing_mm, center_mm, direction};
  const Eigen::Vector3d along = (direction.transpose() * extent_mm).cwiseAbs();
  for (int n = 0; n < 3; ++n)
    grid.size[static_cast<std::size_t>(n)] = static_cast<int>(std::lround(along[n] / spacing_mm[n])) + 1;
  const Eigen::Vector3d last(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1);
  grid.origin_mm = center_mm - direction * (0.5 * last.cwiseProduct(spacing_mm));
  return grid;
}

LabelMap<3> digitised(const std::vector<DigitalVertebra>& vertebrae, const Grid<3>& grid, bool bodies_only) {
  LabelMap<3> labels(grid);
  std::size_t n = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i, ++n) {
        const Eigen::Vector3d place = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        for (const DigitalVertebra& v : vertebrae)
          if (bodies_only ? v.body_holds(place) : v.holds(place))
            labels.pixels()[n] = static_cast<std::uint8_t>(v.level);
      }
  return labels;
}

}  // namespace osteon::phantom
