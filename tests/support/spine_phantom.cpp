#include "spine_phantom.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::phantom {
namespace {

/// One level; z from the lower surface of its body.
struct Level {
  int place;
  double z_mm, body_mm, disc_mm, half_depth_mm;
  [[nodiscard]] double half_width_mm() const { return 1.35 * half_depth_mm; }
  [[nodiscard]] double pitch_mm() const { return body_mm + disc_mm; }
};

Level level_of(int place) {
  const double up = place - 1;  // everything shrinks towards the head
  return {place, 0, 28.0 - 0.7 * up, std::max(9.0 - 0.5 * up, 4.0), 17.5 - 0.35 * up};
}

constexpr double kPosteriorWallMm = 8;

class Anatomy {
 public:
  explicit Anatomy(const SpinePhantomOptions& options) : options_(options) {
    double z = 0;
    for (int n = -1; n <= options.vertebrae; ++n) {
      Level level = level_of(std::max(1, options.lowest_place + n));
      if (n == -1) z = -level.pitch_mm();
      level.z_mm = z;
      z += level.pitch_mm();
      levels_.push_back(level);
    }
    height_mm_ = levels_.back().z_mm;
  }

  [[nodiscard]] double height_mm() const { return height_mm_; }
  [[nodiscard]] const std::vector<Level>& levels() const { return levels_; }

  /// How far the canal lies in front of the straight line through its ends.
  [[nodiscard]] double bow_mm(double z) const {
    const double t = 2 * z / height_mm_ - 1;
    return options_.bow_mm * (1 - t * t);
  }

  /// u = in front of the canal, v = to the left, z = from the lowest whole body towards the head.
  [[nodiscard]] double hu(double u_from_line, double v, double z) const {
    const double u = u_from_line - bow_mm(z);
    const Level* level = level_at(z);
    if (level != nullptr) {
      const double bone = bone_hu(*level, u, v, z - level->z_mm);
      if (bone != 0) return bone;
    }
    for (const Level& l : levels_) {
      const double rib = rib_hu(l, u, v, z - l.z_mm);
      if (rib != 0) return rib;
    }
    if (is_lung(u, v, z)) return -850;
    if (std::hypot(u, v) < 7.5) return options_.canal_hu;             // cord and fluid
    if (std::hypot(u, v) < 9) return 25;                              // veins and fat
    if (std::hypot((u_from_line - 15) / 95, v / 125) < 1) return 45;  // muscle and organs
    return -1000;
  }

  [[nodiscard]] bool in_body(const Level& level, double u, double v, double z) const {
    const double du = u - kPosteriorWallMm - level.half_depth_mm;
    return z >= 0 && z <= level.body_mm &&
           std::hypot(du / level.half_depth_mm, v / level.half_width_mm()) <= 1;
  }

 private:
  [[nodiscard]] const Level* level_at(double z) const {
    for (const Level& level : levels_)
      if (z >= level.z_mm && z < level.z_mm + level.pitch_mm()) return &level;
    return nullptr;
  }

  [[nodiscard]] double bone_hu(const Level& l, double u, double v, double z) const {
    const double du = u - kPosteriorWallMm - l.half_depth_mm;
    const double radius = std::hypot(du / l.half_depth_mm, v / l.half_width_mm());
    if (radius <= 1) {
      if (z > l.body_mm) return 90;  // disc
      if (z < 1 || z > l.body_mm - 1) return 500;
      return radius > 1 - 1.2 / l.half_depth_mm ? 350 : options_.marrow_hu;
    }
    const double side = std::abs(v), share = z / l.pitch_mm();
    if (share > 0.42 && share < 0.80 && side > 9 && side < 17 && u > -6 && u < 14) return 320;  // pedicle
    if (share > 0.42 && share < 0.65 && side > 12 && side < 38 && u > -14 && u < -6)
      return 260;                                                                                // transverse
    if (share < 0.72 && u < 2 && std::hypot(u, v) > 9.5 && std::hypot(u, v) < 14.5) return 330;  // lamina
    if (share < 0.45 && side < 3.5 && u < -12 && u > -38) return 280;                            // spinous
    return 0;
  }

  [[nodiscard]] double rib_hu(const Level& l, double u, double v, double z) const {
    if (!options_.ribs || l.place < 6) return 0;
    const double out = std::abs(v) - 15;
    if (out < 0 || out > 60) return 0;
    const double du = u - (6 - 0.35 * out), dz = z - (l.body_mm - 5 - 0.25 * out);
    const double radius = std::hypot(du, dz);
    return radius < 5 ? (radius > 3 ? 450 : 250) : 0;
  }

  /// Beside the column from the middle of T12 upwards, within the chest wall.
  [[nodiscard]] bool is_lung(double u, double v, double z) const {
    if (!options_.ribs || u < -25 || std::abs(v) < 28 || std::hypot((u - 15) / 80, v / 95) > 1) return false;
    return std::any_of(levels_.begin(), levels_.end(), [&](const Level& l) {
      return l.place >= 6 && z > l.z_mm + (l.place == 6 ? 0.5 * l.pitch_mm() : 0) &&
             z < l.z_mm + l.pitch_mm();
    });
  }

  SpinePhantomOptions options_;
  std::vector<Level> levels_;
  double height_mm_;
};

Grid<3> grid_of(const SpinePhantomOptions& options, double height_mm) {
  const Eigen::Vector3d extent_mm(176, 150, height_mm + 30);  // 15 mm of the cut neighbours at either end
  const Eigen::Vector3d along = options.direction.cwiseAbs().transpose() * extent_mm;
  Grid<3> grid{{}, options.spacing_mm, {}, options.direction};
  Eigen::Vector3d middle;
  for (int n = 0; n < 3; ++n) {
    const auto size = static_cast<int>(along[n] / options.spacing_mm[n]);
    grid.size[static_cast<std::size_t>(n)] = size;
    middle[n] = 0.5 * (size - 1) * options.spacing_mm[n];
  }
  grid.origin_mm = options.centre_mm - options.direction * middle;
  return grid;
}

}  // namespace

SpinePhantom make_spine_phantom(const SpinePhantomOptions& options) {
  const Anatomy anatomy(options);
  const Grid<3> grid = grid_of(options, anatomy.height_mm());
  SpinePhantom phantom{CtScan{Image3D<std::int16_t>(grid)}, {}, LabelMap<3>(grid)};
  // The canal's line runs a little off the middle of the volume.
  const Eigen::Vector3d foot = options.centre_mm + Eigen::Vector3d(7, 12, -0.5 * anatomy.height_mm());
  for (std::size_t n = 1; n + 1 < anatomy.levels().size(); ++n) {
    const Level& l = anatomy.levels()[n];
    const double z = l.z_mm + 0.5 * l.body_mm;
    const double u = kPosteriorWallMm + l.half_depth_mm + anatomy.bow_mm(z);
    phantom.whole.push_back(
        {l.place, foot + Eigen::Vector3d(0, -u, z), l.body_mm, 2 * l.half_depth_mm, 2 * l.half_width_mm()});
  }
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        double sum = 0;  // a voxel is the mean over its volume
        for (int n = 0; n < 24; ++n) {
          const Eigen::Vector3d sub((n & 1) * 0.5 - 0.25, (n >> 1 & 1) * 0.5 - 0.25,
                                    ((n >> 2) + 0.5) / 6.0 - 0.5);
          const Eigen::Vector3d p = grid.patient_from_index({Eigen::Vector3d(i, j, k) + sub}).mm - foot;
          sum += anatomy.hu(-p.y(), p.x(), p.z());
        }
        phantom.scan.hounsfield.at(i, j, k) = static_cast<std::int16_t>(std::lround(sum / 24));
        const Eigen::Vector3d p = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - foot;
        for (const Level& l : anatomy.levels())
          if (anatomy.in_body(l, -p.y() - anatomy.bow_mm(p.z()), p.x(), p.z() - l.z_mm))
            phantom.bodies.at(i, j, k) = static_cast<std::uint8_t>(l.place);
      }
  return phantom;
}

CtScan make_flat_scan(std::array<int, 3> size, const Eigen::Vector3d& spacing_mm, std::int16_t hu) {
  return {Image3D<std::int16_t>({size, spacing_mm, {11, -7, 5}, Eigen::Matrix3d::Identity()}, hu)};
}

}  // namespace osteon::phantom
