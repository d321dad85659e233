#include "rod_phantom.hpp"

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace osteon::testing {
namespace {

const Eigen::Vector3d kMiddle(12, -40, 300);
constexpr double kPitchMm = 24, kInsertPitchMm = 45, kShellMm = 2, kHolderHalfMm = 15;

/// Share of an object at a signed depth below its surface, as blurred by the kernel and the voxel.
class Edge {
 public:
  Edge(const RodPhantom& phantom)
      : narrow_(std::hypot(phantom.blur_mm, 0.29 * phantom.spacing_mm[0])), more_(phantom.edge_enhancement) {}
  [[nodiscard]] double share(double depth_mm) const {
    if (depth_mm > 12 * narrow_) return 1;
    if (depth_mm < -12 * narrow_) return 0;
    return (1 + more_) * step(depth_mm / narrow_) - more_ * step(depth_mm / (2 * narrow_));
  }

 private:
  static double step(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
  double narrow_, more_;
};

Eigen::Matrix3d holder_turn(const RodPhantom& p) {
  const double to_rad = std::numbers::pi / 180;
  return (Eigen::AngleAxisd(p.holder_turn_deg * to_rad, Eigen::Vector3d::UnitZ()) *
          Eigen::AngleAxisd(p.holder_tilt_deg * to_rad, Eigen::Vector3d::UnitX()))
      .toRotationMatrix();
}

Eigen::Vector3d holder_middle(const RodPhantom& p) {
  return kMiddle + Eigen::Vector3d(0, p.body_half_depth_mm + kHolderHalfMm + 4, 0);
}

/// Offset of a rod from the holder's middle in the holder's own axes.
Eigen::Vector3d rod_offset(const RodPhantom& p, std::size_t rod) {
  return {kPitchMm * (static_cast<double>(rod) - 0.5 * (static_cast<double>(p.rods_hu.size()) - 1)), 0, 0};
}

double from_axis(const Eigen::Vector3d& off) { return std::hypot(off[0], off[1]); }

double ideal_hu(const RodPhantom& p, const Edge& edge, const Eigen::Matrix3d& to_holder,
                const Eigen::Vector3d& place) {
  double value = -1000;
  const auto paint = [&](double hu, double depth) { value += (hu - value) * edge.share(depth); };
  const Eigen::Vector3d in_body = place - kMiddle;
  const double out = std::hypot(in_body[0] / p.body_half_width_mm, in_body[1] / p.body_half_depth_mm);
  paint(p.body_hu, (1 - out) * p.body_half_depth_mm);
  for (std::size_t n = 0; n < p.inserts_hu.size(); ++n) {
    const double r = from_axis(place - insert_centre(p, n));
    paint(p.shell_hu, kInsertRadiusMm + kShellMm - r);
    paint(p.inserts_hu[n], kInsertRadiusMm - r);
  }
  if (p.rods_hu.empty()) return value;
  const Eigen::Vector3d in_holder = to_holder * (place - holder_middle(p));
  const double half = 0.5 * kPitchMm * static_cast<double>(p.rods_hu.size()) + 4;
  paint(p.holder_hu, std::min(half - std::abs(in_holder[0]), kHolderHalfMm - std::abs(in_holder[1])));
  for (std::size_t n = 0; n < p.rods_hu.size(); ++n)
    paint(p.rods_hu[n], p.rod_radius_mm - from_axis(in_holder - rod_offset(p, n)));
  return value;
}

/// Noise of one plane with the wanted sd; a soft kernel ties each pixel to its neighbours.
std::vector<float> noise_plane(const RodPhantom& p, int k) {
  const int nx = p.size[0], ny = p.size[1];
  if (!(p.noise_hu > 0)) return std::vector<float>(static_cast<std::size_t>(nx * ny), 0.0F);
  std::mt19937 random(p.seed * 7919U + static_cast<unsigned>(k));
  std::normal_distribution<float> normal(0, static_cast<float>(p.noise_hu));
  std::vector<float> plane(static_cast<std::size_t>(nx * ny));
  for (float& value : plane) value = normal(random);
  if (p.edge_enhancement > 0) return plane;
  const auto smooth = [&](int from, int step, int count) {  // 1 2 1, of unchanged sd
    float before = plane[static_cast<std::size_t>(from)];
    for (int n = 0; n < count; ++n) {
      const auto at = static_cast<std::size_t>(from + n * step);
      const float own = plane[at];
      const float after = n + 1 < count ? plane[at + static_cast<std::size_t>(step)] : own;
      plane[at] = (before + 2 * own + after) / std::sqrt(6.0F);
      before = own;
    }
  };
  for (int j = 0; j < ny; ++j) smooth(j * nx, 1, nx);
  for (int i = 0; i < nx; ++i) smooth(i, nx, ny);
  return plane;
}

}  // namespace

Eigen::Vector3d insert_centre(const RodPhantom& phantom, std::size_t insert) {
  const double middle = 0.5 * (static_cast<double>(phantom.inserts_hu.size()) - 1);
  return kMiddle + Eigen::Vector3d(kInsertPitchMm * (static_cast<double>(insert) - middle), 20, 0);
}

RodTruth rod_truth(const RodPhantom& phantom, std::size_t rod) {
  const Eigen::Matrix3d turn = holder_turn(phantom);
  return {holder_middle(phantom) + turn * rod_offset(phantom, rod), turn.col(2)};
}

CtScan make_rod_phantom(const RodPhantom& phantom) {
  Grid<3> grid{phantom.size, phantom.spacing_mm, {}, phantom.direction};
  const Eigen::Vector3d half(0.5 * (phantom.size[0] - 1), 0.5 * (phantom.size[1] - 1),
                             0.5 * (phantom.size[2] - 1));
  grid.origin_mm =
      kMiddle + Eigen::Vector3d(0, 16, 0) - phantom.direction * half.cwiseProduct(phantom.spacing_mm);
  Image3D<std::int16_t> image(grid);
  const Edge edge(phantom);
  const Eigen::Matrix3d to_holder = holder_turn(phantom).transpose();
  tbb::parallel_for(0, phantom.size[2], [&](int k) {
    const auto noise = noise_plane(phantom, k);
    for (int j = 0; j < phantom.size[1]; ++j)
      for (int i = 0; i < phantom.size[0]; ++i) {
        const Eigen::Vector3d place = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        const double value = ideal_hu(phantom, edge, to_holder, place) +
                             static_cast<double>(noise[static_cast<std::size_t>(i + phantom.size[0] * j)]);
        image.at(i, j, k) = static_cast<std::int16_t>(std::lround(std::clamp(value, -1024.0, 3071.0)));
      }
  });
  return {std::move(image)};
}

}  // namespace osteon::testing
