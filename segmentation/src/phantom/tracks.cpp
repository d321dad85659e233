#include "phantom/tracks.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace osteon {
namespace {

constexpr double kSteepest = 0.58;  // tan 30 degrees
constexpr double kPlaceMm = 2.0;    // how far a circle may lie from where the track leads: a pixel
constexpr double kRadiusMm = 1.5;
constexpr int kLongestGap = 1;  // slabs without a circle

struct Member {
  std::size_t slab, circle;
};

/// Least squares through the members' centres.
RodAxis line_through(const std::vector<Member>& members, const std::vector<std::vector<Circle>>& circles,
                     double slab_mm) {
  double n = 0, z = 0, x = 0, y = 0, zz = 0, zx = 0, zy = 0;
  for (const Member& m : members) {
    const Circle& c = circles[m.slab][m.circle];
    const double at = static_cast<double>(m.slab) * slab_mm;
    n += 1, z += at, x += c.x_mm, y += c.y_mm, zz += at * at, zx += at * c.x_mm, zy += at * c.y_mm;
  }
  const double spread = n * zz - z * z;
  const double ax = spread > 0 ? (n * zx - z * x) / spread : 0;
  const double ay = spread > 0 ? (n * zy - z * y) / spread : 0;
  return {(x - ax * z) / n, (y - ay * z) / n, ax, ay};
}

/// The circle of a slab that continues a track best.
std::optional<std::size_t> next_in(const std::vector<Circle>& slab, const std::vector<bool>& taken,
                                   const Circle& last, double x, double y, double reach) {
  std::optional<std::size_t> best;
  double nearest = reach;
  for (std::size_t n = 0; n < slab.size(); ++n) {
    if (taken[n] || slab[n].brighter != last.brighter ||
        std::abs(slab[n].radius_mm - last.radius_mm) > kRadiusMm)
      continue;
    const double distance = std::hypot(slab[n].x_mm - x, slab[n].y_mm - y);
    if (distance <= nearest) {
      nearest = distance;
      best = n;
    }
  }
  return best;
}

std::vector<Member> followed(std::size_t slab, std::size_t circle,
                             const std::vector<std::vector<Circle>>& circles,
                             const std::vector<std::vector<bool>>& taken, double slab_mm) {
  std::vector<Member> members{{slab, circle}};
  for (std::size_t next = slab + 1; next < circles.size(); ++next) {
    if (next - members.back().slab > kLongestGap + 1) break;
    const Circle& last = circles[members.back().slab][members.back().circle];
    const double gap = static_cast<double>(next - members.back().slab) * slab_mm;
    double x = last.x_mm, y = last.y_mm, reach = kSteepest * gap + kPlaceMm;
    if (members.size() >= 3) {
      const RodAxis axis = line_through(members, circles, slab_mm);
      x = axis.x(static_cast<double>(next) * slab_mm);
      y = axis.y(static_cast<double>(next) * slab_mm);
      reach = kPlaceMm;
    }
    if (const auto found = next_in(circles[next], taken[next], last, x, y, reach))
      members.push_back({next, *found});
  }
  return members;
}

}  // namespace

std::vector<RodTrack> tracks_through(const std::vector<std::vector<Circle>>& circles, double slab_mm,
                                     double least_length_mm) {
  std::vector<std::vector<bool>> taken;
  for (const auto& slab : circles) taken.emplace_back(slab.size(), false);
  std::vector<RodTrack> tracks;
  for (std::size_t slab = 0; slab < circles.size(); ++slab)
    for (std::size_t n = 0; n < circles[slab].size(); ++n) {
      if (taken[slab][n]) continue;
      const auto members = followed(slab, n, circles, taken, slab_mm);
      // A slab that a rod fills in part may show no circle: one is granted at each end.
      const double length = static_cast<double>(members.back().slab - slab + 1) * slab_mm;
      if (members.size() < 2 || length + 2 * slab_mm < least_length_mm) continue;
      std::vector<double> radii;
      for (const Member& m : members) {
        taken[m.slab][m.circle] = true;
        radii.push_back(circles[m.slab][m.circle].radius_mm);
      }
      std::nth_element(radii.begin(), radii.begin() + static_cast<std::ptrdiff_t>(radii.size() / 2),
                       radii.end());
      tracks.push_back({line_through(members, circles, slab_mm), static_cast<double>(slab) * slab_mm,
                        static_cast<double>(members.back().slab) * slab_mm, radii[radii.size() / 2],
                        circles[slab][n].brighter});
    }
  return tracks;
}

}  // namespace osteon
