#include "femur/head_sphere.hpp"

#include "femur/bone_edge.hpp"
#include "femur/head_search.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr int kDirections = 800;
constexpr double kBeyondHeadMm = 6;
constexpr double kNearMm = 2.0;      // flattening and cam shapes of living heads stay within about that
constexpr double kFullDropHu = 200;  // subchondral plate against a joint space
constexpr double kLeastSurface = 0.25;
// Edges nearer to each other than a blur of about 3 mm are one measurement: 4 pi 23^2 / 3^2.
constexpr double kIndependentEdges = 700;
constexpr double kEdgePlaceSdMm = 0.3;  // common to all edges: half-way place of a thin blurred plate

/// A place on the surface of some bone, and how much it counts.
struct EdgePoint {
  Eigen::Vector3d place_mm;
  double weight;
  int line;  ///< direction that met it
};

/// 1 where attenuation falls straight along `u`, 0 where it falls at 50 degrees or more to it: pelvis and
/// neck lie aslant.
double straightness(const VolumeSampler& scan, const Eigen::Vector3d& place, const Eigen::Vector3d& u) {
  constexpr double kReachMm = 1.5, kLeastCosine = 0.65;
  Eigen::Vector3d slope;
  for (int n = 0; n < 3; ++n) {
    const Eigen::Vector3d d = kReachMm * Eigen::Vector3d::Unit(n);
    if (!scan.inside(place + d) || !scan.inside(place - d)) return 0;
    slope[n] =
        std::clamp(scan.at(place + d), -50.0F, 1500.0F) - std::clamp(scan.at(place - d), -50.0F, 1500.0F);
  }
  const double cosine = -slope.dot(u) / std::max(slope.norm(), 1e-6);
  return std::clamp((cosine - kLeastCosine) / (1 - kLeastCosine), 0.0, 1.0);
}

std::vector<EdgePoint> edges_round(const VolumeSampler& scan, const Eigen::Vector3d& center,
                                   const std::vector<Eigen::Vector3d>& directions) {
  std::vector<EdgePoint> points;
  for (std::size_t n = 0; n < directions.size(); ++n)
    for (const BoneEdge& edge :
         bone_edges_on(scan, center, directions[n], 8, kLargestHeadRadiusMm + kBeyondHeadMm)) {
      const Eigen::Vector3d place = center + edge.at_mm * directions[n];
      const double weight =
          std::min(1.0, edge.drop_hu / kFullDropHu) * straightness(scan, place, directions[n]);
      if (weight > 0) points.push_back({place, weight, static_cast<int>(n)});
    }
  return points;
}

struct Sphere {
  Eigen::Vector3d center_mm;
  double radius_mm;
};

double biweight(double x) { return std::abs(x) < 1 ? (1 - x * x) * (1 - x * x) : 0; }

/// Surface that the sphere explains, weighed by nearness.
double support(const std::vector<EdgePoint>& points, const Sphere& sphere) {
  double sum = 0;
  for (const EdgePoint& p : points)
    sum += p.weight * biweight(((p.place_mm - sphere.center_mm).norm() - sphere.radius_mm) / kNearMm);
  return sum;
}

/// Least squares with Tukey's weights, from a wide reach to a narrow one.
std::optional<Sphere> settled(const std::vector<EdgePoint>& points, Sphere sphere) {
  constexpr std::array<double, 10> kReachMm{4, 4, 4, 3.5, 3.5, 3, 3, 2.5, 2.5, 2.5};
  constexpr double kLeastWeight = 20;
  for (const double reach : kReachMm) {
    Eigen::Matrix4d normal = Eigen::Matrix4d::Zero();
    Eigen::Vector4d right = Eigen::Vector4d::Zero();
    for (const EdgePoint& p : points) {
      const Eigen::Vector3d arm = p.place_mm - sphere.center_mm;
      const double residual = arm.norm() - sphere.radius_mm;
      const double weight = p.weight * biweight(residual / reach);
      if (weight == 0) continue;
      Eigen::Vector4d row;
      row << arm.normalized(), 1;
      normal += weight * row * row.transpose();
      right += weight * residual * row;
    }
    if (normal(3, 3) < kLeastWeight) return std::nullopt;
    // Seen from one side only, centre and radius go together: a hundredth of the weight holds the centre.
    normal.diagonal().head<3>().array() += 0.01 * normal(3, 3);
    const Eigen::Vector4d step = normal.ldlt().solve(right);
    sphere.center_mm += step.head<3>();
    sphere.radius_mm += step[3];
    if (!(sphere.radius_mm > 10 && sphere.radius_mm < 40)) return std::nullopt;
  }
  return sphere;
}

/// The best supported of the spheres that are reached from many radii.
std::optional<Sphere> best_sphere(const std::vector<EdgePoint>& points, const Eigen::Vector3d& start) {
  std::optional<Sphere> best;
  double most = 0;
  for (double radius = kLeastHeadRadiusMm; radius <= kLargestHeadRadiusMm; radius += 2) {
    const auto sphere = settled(points, {start, radius});
    if (!sphere || sphere->radius_mm < kLeastHeadRadiusMm || sphere->radius_mm > kLargestHeadRadiusMm)
      continue;
    const double here = support(points, *sphere);
    if (here <= most) continue;
    most = here;
    best = sphere;
  }
  return best;
}

void describe_surface(const VolumeSampler& scan, const std::vector<EdgePoint>& points, HeadSphere& head) {
  std::vector<double> miss(head.directions.size(), kNearMm);
  for (const EdgePoint& p : points) {
    const double residual = (p.place_mm - head.center_mm).norm() - head.radius_mm;
    double& least = miss[static_cast<std::size_t>(p.line)];
    if (std::abs(residual) < std::abs(least)) least = residual;
  }
  int seen = 0, met = 0;
  double squares = 0;
  for (std::size_t n = 0; n < miss.size(); ++n) {
    char state = shown(scan, head.center_mm + (head.radius_mm + 2) * head.directions[n]) ? 1 : 0;
    seen += state;
    if (state == 1 && std::abs(miss[n]) < kNearMm) {
      state = 2;
      ++met;
      squares += miss[n] * miss[n];
    }
    head.state.push_back(state);
  }
  const auto all = static_cast<double>(miss.size());
  head.seen_share = seen / all;
  head.surface_share = seen == 0 ? 0 : static_cast<double>(met) / seen;
  head.rms_mm = met == 0 ? kNearMm : std::sqrt(squares / met);
  const double independent = std::max(4.0, kIndependentEdges * met / all);
  const double random = head.rms_mm / std::sqrt(independent / 4);  // four unknowns share the edges
  const double hidden = std::max(0.2, head.seen_share);
  head.center_sd_mm = std::hypot(random, kEdgePlaceSdMm / 2) / hidden;
  head.radius_sd_mm = std::hypot(random, kEdgePlaceSdMm) / hidden;
}

/// The surface stands between the half-way places, which blur moves outwards from a thin plate, and those of
/// a model with even marrow, which marrow that thickens towards the plate moves inwards: their middle, and
/// half of their distance as uncertainty.
void unblur(const VolumeSampler& scan, std::vector<EdgePoint> points, HeadSphere& head) {
  for (EdgePoint& p : points) {
    const Eigen::Vector3d& u = head.directions[static_cast<std::size_t>(p.line)];
    const double at = (p.place_mm - head.center_mm).dot(u);
    if (std::abs(at - head.radius_mm) > kNearMm) continue;
    for (const BoneEdge& edge : bone_edges_on(scan, head.center_mm, u, at - 8, at + 8))
      if (std::abs(edge.at_mm - at) < 0.3)
        p.place_mm = head.center_mm + surface_at(scan, head.center_mm, u, edge) * u;
  }
  const auto inner = settled(points, {head.center_mm, head.radius_mm});
  if (!inner) return;
  const Eigen::Vector3d shift = 0.5 * (inner->center_mm - head.center_mm);
  const double growth = 0.5 * (inner->radius_mm - head.radius_mm);
  head.center_mm += shift;
  head.radius_mm += growth;
  head.center_sd_mm = std::hypot(head.center_sd_mm, shift.norm());
  head.radius_sd_mm = std::hypot(head.radius_sd_mm, growth);
}

}  // namespace

std::optional<HeadSphere> fit_head(const VolumeSampler& scan, const Eigen::Vector3d& start_mm) {
  HeadSphere head{start_mm, 0, 0, 0, 0, 0, 0, even_directions(kDirections), {}};
  std::vector<EdgePoint> points;
  for (int turn = 0; turn < 2; ++turn) {  // once more from the middle that was found
    points = edges_round(scan, head.center_mm, head.directions);
    const auto sphere = best_sphere(points, head.center_mm);
    if (!sphere) return std::nullopt;
    head.center_mm = sphere->center_mm;
    head.radius_mm = sphere->radius_mm;
  }
  points = edges_round(scan, head.center_mm, head.directions);
  describe_surface(scan, points, head);
  if (head.surface_share < kLeastSurface) return std::nullopt;
  unblur(scan, std::move(points), head);
  return head;
}

}  // namespace osteon
