#include "femur/neck_search.hpp"

#include "femur/bone_edge.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

constexpr int kDirections = 400;
// A neck leaves its head sideways and, but for a thigh bent by 90 degrees or more, not upwards.
constexpr double kLeastSideways = 0.25, kMostUpwards = 0.5;
constexpr double kConeCosine = 0.82;  // 35 degrees, inside a neck of 0.65 head radii
// Half-widths of necks are 0.55 to 0.8 of the head's radius; the axis may be off by a quarter of it.
constexpr double kLeastWall = 0.3, kMostWall = 1.15;

/// Share of the head's surface round `axis` where bone does not end.
double open_share(const HeadSphere& head, const Eigen::Vector3d& axis) {
  int seen = 0, open = 0;
  for (std::size_t n = 0; n < head.directions.size(); ++n) {
    if (head.directions[n].dot(axis) < kConeCosine || head.state[n] == 0) continue;
    ++seen;
    if (head.state[n] == 1) ++open;
  }
  constexpr int kLeastSeen = 15;  // of about 70
  return seen < kLeastSeen ? 0 : static_cast<double>(open) / seen;
}

/// Looks outwards from the axis for the wall of the tube, between 1.0 and 1.7 head radii from the centre.
NeckCourse looked_at(const VolumeSampler& scan, const HeadSphere& head, const Eigen::Vector3d& axis,
                     double open) {
  constexpr int kAround = 16;
  const auto [u, v] = across(axis);
  const double r = head.radius_mm;
  std::vector<double> walls;
  int seen = 0, all = 0;
  for (const double along : {1.05, 1.25, 1.45, 1.65}) {
    const Eigen::Vector3d middle = head.center_mm + along * r * axis;
    for (int n = 0; n < kAround; ++n, ++all) {
      const double angle = 2 * std::numbers::pi * n / kAround;
      const Eigen::Vector3d out = std::cos(angle) * u + std::sin(angle) * v;
      if (!shown(scan, middle + 0.8 * r * out)) continue;
      ++seen;
      auto edges = bone_edges_on(scan, middle, out, 0, kMostWall * r);
      std::erase_if(edges, [&](const BoneEdge& edge) { return edge.at_mm < kLeastWall * r; });
      if (edges.empty()) continue;
      const auto steepest =
          std::max_element(edges.begin(), edges.end(),
                           [](const BoneEdge& a, const BoneEdge& b) { return a.drop_hu < b.drop_hu; });
      walls.push_back(steepest->at_mm);
    }
  }
  NeckCourse course{axis, open, 0, static_cast<double>(seen) / all, 0, 0, 0};
  if (walls.empty()) return course;
  course.tube_share = static_cast<double>(walls.size()) / std::max(1, seen);
  const auto middle = walls.begin() + static_cast<std::ptrdiff_t>(walls.size() / 2);
  std::nth_element(walls.begin(), middle, walls.end());
  course.radius_mm = *middle;
  return course;
}

double score_of(const NeckCourse& course) { return course.open_share * course.tube_share; }

/// How much of the ball and of its socket there is on the side away from the neck.
void describe_joint(const VolumeSampler& scan, const HeadSphere& head, NeckCourse& course) {
  constexpr double kBesideNeck = 0.5, kOpposite = 0.2;  // cosines: 60 and 78 degrees from the neck
  constexpr double kDeepestSocketMm = 9;                // joint space and the plate behind it
  constexpr float kLeastSocketHu = 180;                 // a porotic plate of 1 mm, blurred to 3 mm
  int ball = 0, met = 0, opposite = 0, socket = 0;
  for (std::size_t n = 0; n < head.directions.size(); ++n) {
    const Eigen::Vector3d& u = head.directions[n];
    const double cosine = u.dot(course.direction);
    if (head.state[n] == 0 || cosine > kBesideNeck) continue;
    ++ball;
    if (head.state[n] == 2) ++met;
    if (cosine > kOpposite || !shown(scan, head.center_mm + (head.radius_mm + kDeepestSocketMm) * u))
      continue;
    ++opposite;
    float brightest = 0;
    for (double t = 1.5; t <= kDeepestSocketMm; t += 0.5)
      brightest = std::max(brightest, scan.at(head.center_mm + (head.radius_mm + t) * u));
    if (brightest >= kLeastSocketHu) ++socket;
  }
  course.ball_share = ball == 0 ? 0 : static_cast<double>(met) / ball;
  course.socket_share = opposite == 0 ? 0 : static_cast<double>(socket) / opposite;
}

}  // namespace

std::optional<NeckCourse> find_neck_course(const VolumeSampler& scan, const HeadSphere& head) {
  constexpr double kLeastScore = 0.35, kLeastSeenShare = 0.5;
  // The best directions differ by chance: their mean within 30 degrees is the course.
  constexpr double kNearlyBest = 0.88, kSameCourse = 0.87;
  std::vector<NeckCourse> courses;
  for (const Eigen::Vector3d& axis : even_directions(kDirections)) {
    if (std::abs(axis[0]) < kLeastSideways || axis[2] > kMostUpwards) continue;
    const double open = open_share(head, axis);
    if (open <= kLeastScore) continue;
    const NeckCourse course = looked_at(scan, head, axis, open);
    if (score_of(course) > kLeastScore && course.seen_share >= kLeastSeenShare) courses.push_back(course);
  }
  if (courses.empty()) return std::nullopt;
  const NeckCourse best =
      *std::max_element(courses.begin(), courses.end(),
                        [](const NeckCourse& a, const NeckCourse& b) { return score_of(a) < score_of(b); });
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  for (const NeckCourse& course : courses)
    if (score_of(course) >= kNearlyBest * score_of(best) &&
        course.direction.dot(best.direction) >= kSameCourse)
      mean += score_of(course) * course.direction;
  mean.normalize();
  NeckCourse result = looked_at(scan, head, mean, open_share(head, mean));
  describe_joint(scan, head, result);
  return result;
}

}  // namespace osteon
