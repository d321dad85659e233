#include "phantom/cylinder.hpp"

#include <Eigen/LU>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

constexpr int kAngles = 32;
constexpr double kReachMm = 4.0;  // of the profile across the wall
constexpr double kStepMm = 0.5;
constexpr int kSteps = 17;          // of kStepMm over twice kReachMm
constexpr double kBlockMm = 6.0;    // of planes that are averaged to see the wall
constexpr int kMostBlocks = 6;      // more of them would be shorter and noisier
constexpr double kFaintest = 12.5;  // HU across the wall, half of the least that is called a rod

using Section = std::array<std::array<double, kSteps>, kAngles>;

struct Wall {
  std::array<double, kAngles> radius{};
  std::array<bool, kAngles> seen{};
};

/// Middle and radius of one block of planes.
struct Ring {
  double z_mm, dx_mm, dy_mm, radius_mm;
  int seen;
};

class CylinderFit {
 public:
  CylinderFit(const Image3D<std::int16_t>& volume, const RodTrack& track)
      : volume_(volume), spacing_(volume.grid().spacing_mm), track_(track) {
    for (std::size_t n = 0; n < kAngles; ++n) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(n) / kAngles;
      cos_[n] = std::cos(angle);
      sin_[n] = std::sin(angle);
    }
    last_plane_ = volume.grid().size[2] - 1;
    cylinder_.axis = track.axis;
    cylinder_.radius_mm = track.radius_mm;
    cylinder_.brighter = track.brighter;
    cylinder_.from_plane = plane_at(track.from_z_mm);
    cylinder_.to_plane = plane_at(track.to_z_mm);
  }

  std::optional<Cylinder> fitted() {
    for (int turn = 0; turn < 4; ++turn) {
      if (!improve()) return std::nullopt;
      if (turn == 1 || turn == 2) find_ends();
    }
    return cylinder_;
  }

 private:
  [[nodiscard]] int plane_at(double z_mm) const {
    return std::clamp(static_cast<int>(std::lround(z_mm / spacing_[2])), 0, last_plane_);
  }
  [[nodiscard]] double sign() const { return cylinder_.brighter ? -1.0 : 1.0; }

  [[nodiscard]] double value(int plane, double x_mm, double y_mm) const {
    const double u = std::clamp(x_mm / spacing_[0], 0.0, volume_.grid().size[0] - 1.001);
    const double v = std::clamp(y_mm / spacing_[1], 0.0, volume_.grid().size[1] - 1.001);
    const int i = static_cast<int>(u), j = static_cast<int>(v);
    const double a = u - i, b = v - j;
    return (1 - b) * ((1 - a) * volume_.at(i, j, plane) + a * volume_.at(i + 1, j, plane)) +
           b * ((1 - a) * volume_.at(i, j + 1, plane) + a * volume_.at(i + 1, j + 1, plane));
  }

  /// HU at a distance from the axis in one direction of a plane.
  [[nodiscard]] double beside(int plane, std::size_t angle, double distance_mm) const {
    const double z = plane * spacing_[2];
    const double stretch = 1.0 / std::sqrt(off_axis_squared(cylinder_.axis, cos_[angle], sin_[angle]));
    return value(plane, cylinder_.axis.x(z) + distance_mm * stretch * cos_[angle],
                 cylinder_.axis.y(z) + distance_mm * stretch * sin_[angle]);
  }

  [[nodiscard]] Section section(int from, int to) const {
    Section result{};
    for (int plane = from; plane <= to; ++plane)
      for (std::size_t n = 0; n < kAngles; ++n)
        for (std::size_t s = 0; s < kSteps; ++s)
          result[n][s] +=
              beside(plane, n, cylinder_.radius_mm - kReachMm + kStepMm * static_cast<double>(s)) /
              (to - from + 1);
    return result;
  }

  using Steps = std::array<double, kSteps>;

  /// Step outwards at each distance in one direction of a section, over neighbouring directions.
  [[nodiscard]] Steps steps_at(const Section& section, std::size_t n) const {
    Steps step{};
    for (const std::size_t m : {(n + kAngles - 1) % kAngles, n, (n + 1) % kAngles})
      for (std::size_t s = 2; s + 2 < kSteps; ++s) {
        const auto& line = section[m];
        step[s] += sign() * (line[s + 2] + line[s + 1] - line[s - 1] - line[s - 2]) / 6;
      }
    return step;
  }

  /// Where the wall stands in each direction: the steep place nearest to the radius, for beyond a rod's wall
  /// may stand that of its holder.
  [[nodiscard]] Wall wall_of(const Section& section) const {
    std::array<Steps, kAngles> steps{};
    std::array<double, kAngles> strongest{};
    for (std::size_t n = 0; n < kAngles; ++n) {
      steps[n] = steps_at(section, n);
      strongest[n] = *std::max_element(steps[n].begin() + kSteps / 2 - 3, steps[n].begin() + kSteps / 2 + 4);
    }
    std::nth_element(strongest.begin(), strongest.begin() + kAngles / 2, strongest.end());
    const double least = std::max(kFaintest, 0.5 * strongest[kAngles / 2]);
    Wall wall;
    for (std::size_t n = 0; n < kAngles; ++n)
      if (const auto place = wall_place(steps[n], least)) {
        wall.seen[n] = true;
        wall.radius[n] = cylinder_.radius_mm - kReachMm + kStepMm * *place;
      }
    return wall;
  }

  /// The peak of at least `least` nearest to the middle, between samples.
  static std::optional<double> wall_place(const Steps& step, double least) {
    std::optional<double> place;
    const double middle = kSteps / 2;
    for (std::size_t s = 3; s + 3 < kSteps; ++s) {
      if (step[s] < least || step[s] < step[s - 1] || step[s] < step[s + 1]) continue;
      const double bend = step[s - 1] - 2 * step[s] + step[s + 1];
      const double shift = bend < 0 ? std::clamp(0.5 * (step[s - 1] - step[s + 1]) / bend, -0.5, 0.5) : 0.0;
      const double at = static_cast<double>(s) + shift;
      if (!place || std::abs(at - middle) < std::abs(*place - middle)) place = at;
    }
    return place;
  }

  /// The circle that fits a wall best; directions far off it count no more.
  [[nodiscard]] Ring ring_of(const Wall& wall, double z_mm) const {
    Ring ring{z_mm, 0, 0, cylinder_.radius_mm, 0};
    double allowed = kReachMm;
    for (int turn = 0; turn < 3; ++turn) {
      Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
      Eigen::Vector3d right = Eigen::Vector3d::Zero();
      int seen = 0;
      for (std::size_t n = 0; n < kAngles; ++n) {
        const double off = wall.radius[n] - ring.radius_mm - ring.dx_mm * cos_[n] - ring.dy_mm * sin_[n];
        if (!wall.seen[n] || std::abs(off) > allowed) continue;
        const Eigen::Vector3d row(1, cos_[n], sin_[n]);
        normal += row * row.transpose();
        right += row * wall.radius[n];
        ++seen;
      }
      ring.seen = seen;
      const double determinant = normal.determinant();
      if (seen < kAngles / 2 || !(determinant > 1e-6)) {
        ring.seen = 0;
        return ring;
      }
      for (int n = 0; n < 3; ++n) {  // Cramer
        Eigen::Matrix3d replaced = normal;
        replaced.col(n) = right;
        (n == 0 ? ring.radius_mm : n == 1 ? ring.dx_mm : ring.dy_mm) = replaced.determinant() / determinant;
      }
      allowed = turn == 0 ? 1.5 : 1.0;
    }
    return ring;
  }

  /// Axis and radius by the rings along the rod, and the marks for its form.
  bool improve() {
    const int planes = cylinder_.to_plane - cylinder_.from_plane + 1;
    const int blocks = std::clamp(static_cast<int>(planes * spacing_[2] / kBlockMm), 2, kMostBlocks);
    if (planes < 2) return false;
    std::vector<Ring> rings;
    std::array<double, kAngles> sum{}, count{};
    double seen = 0;
    for (int b = 0; b < blocks; ++b) {
      const int from = cylinder_.from_plane + b * planes / blocks;
      const int to = std::max(from, cylinder_.from_plane + (b + 1) * planes / blocks - 1);
      const Wall wall = wall_of(section(from, to));
      const Ring ring = ring_of(wall, 0.5 * (from + to) * spacing_[2]);
      seen += static_cast<double>(ring.seen) / (kAngles * blocks);
      if (ring.seen == 0) continue;
      rings.push_back(ring);
      for (std::size_t n = 0; n < kAngles; ++n) {
        if (!wall.seen[n]) continue;
        sum[n] += wall.radius[n] - ring.radius_mm - ring.dx_mm * cos_[n] - ring.dy_mm * sin_[n];
        count[n] += 1;
      }
    }
    if (rings.size() < 2) return false;
    double squares = 0, directions = 0;
    for (std::size_t n = 0; n < kAngles; ++n) {
      if (count[n] < 0.5 * static_cast<double>(rings.size())) continue;
      squares += sum[n] * sum[n] / (count[n] * count[n]);
      directions += 1;
    }
    cylinder_.roundness_mm = directions > 0 ? std::sqrt(squares / directions) : kReachMm;
    cylinder_.edge_share = seen;
    settle(rings);
    return true;
  }

  void settle(const std::vector<Ring>& rings) {
    double n = 0, z = 0, r = 0, zz = 0;
    std::array<double, 2> d{}, zd{};
    for (const Ring& ring : rings) {
      n += 1, z += ring.z_mm, r += ring.radius_mm, zz += ring.z_mm * ring.z_mm;
      d[0] += ring.dx_mm, d[1] += ring.dy_mm;
      zd[0] += ring.z_mm * ring.dx_mm, zd[1] += ring.z_mm * ring.dy_mm;
    }
    const double spread = n * zz - z * z;
    std::array<double, 2> slope{}, start{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      slope[axis] = spread > 0 ? (n * zd[axis] - z * d[axis]) / spread : 0;
      start[axis] = (d[axis] - slope[axis] * z) / n;
    }
    double bent = 0, uneven = 0;
    for (const Ring& ring : rings) {
      bent += std::pow(ring.dx_mm - start[0] - slope[0] * ring.z_mm, 2) +
              std::pow(ring.dy_mm - start[1] - slope[1] * ring.z_mm, 2);
      uneven += std::pow(ring.radius_mm - r / n, 2);
    }
    cylinder_.straightness_mm = std::sqrt(bent / n);
    cylinder_.evenness_mm = std::sqrt(uneven / n);
    cylinder_.radius_mm = r / n;
    cylinder_.axis.x0_mm += start[0];
    cylinder_.axis.y0_mm += start[1];
    cylinder_.axis.slope_x += slope[0];
    cylinder_.axis.slope_y += slope[1];
  }

  /// Step across the wall in one plane, over all directions.
  [[nodiscard]] double contrast(int plane) const {
    double sum = 0;
    for (std::size_t n = 0; n < kAngles; ++n)
      sum += beside(plane, n, cylinder_.radius_mm - 2) - beside(plane, n, cylinder_.radius_mm + 2);
    return (cylinder_.brighter ? sum : -sum) / kAngles;
  }

  /// The planes that the rod fills: on from the middle while the step across its wall keeps half of what it
  /// is there.
  void find_ends() {
    std::vector<double> inner;
    for (int plane = cylinder_.from_plane; plane <= cylinder_.to_plane; ++plane)
      inner.push_back(contrast(plane));
    std::vector<double> sorted = inner;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    cylinder_.contrast_hu = sorted[sorted.size() / 2];
    const double least = 0.5 * cylinder_.contrast_hu;
    const int middle = (cylinder_.from_plane + cylinder_.to_plane) / 2;
    int from = middle, to = middle;
    while (from > 0 && contrast(from - 1) > least) --from;
    while (to < last_plane_ && contrast(to + 1) > least) ++to;
    cylinder_.from_plane = from;
    cylinder_.to_plane = to;
  }

  const Image3D<std::int16_t>& volume_;
  Eigen::Vector3d spacing_;
  RodTrack track_;
  std::array<double, kAngles> cos_{}, sin_{};
  int last_plane_ = 0;
  Cylinder cylinder_{};
};

}  // namespace

std::optional<Cylinder> fit_cylinder(const Image3D<std::int16_t>& volume, const RodTrack& track) {
  return CylinderFit(volume, track).fitted();
}

}  // namespace osteon
