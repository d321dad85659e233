#include <osteon/segmentation/phantom_finder.hpp>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kOffLineMm = 6.0;  // a holder bent to the back is that high over 15 cm
constexpr double kDiameterMm = 1.0;
constexpr double kParallel = 0.9986;  // cos 3 degrees
constexpr double kTogetherMm = 12.0;  // that two rods of a holder have in common at least, along them

Eigen::Vector3d direction(const FoundRod& rod) { return (rod.upper.mm - rod.lower.mm).normalized(); }

/// Whether two rods can be of one holder.
bool akin(const FoundRod& a, const FoundRod& b) {
  const Eigen::Vector3d along = direction(a);
  const double from = std::max(along.dot(a.lower.mm), along.dot(b.lower.mm));
  const double to = std::min(along.dot(a.upper.mm), along.dot(b.upper.mm));
  return along.dot(direction(b)) > kParallel && 2 * std::abs(a.radius_mm - b.radius_mm) < kDiameterMm &&
         to - from > kTogetherMm;
}

/// Where a rod lies across another: from its axis to the axis, at a right angle to it.
Eigen::Vector3d across(const FoundRod& from, const FoundRod& to) {
  const Eigen::Vector3d along = direction(from);
  const Eigen::Vector3d step = 0.5 * (to.lower.mm + to.upper.mm) - from.lower.mm;
  return step - along.dot(step) * along;
}

/// Rods on the line through two of them, in order along it.
std::vector<std::size_t> row_through(const std::vector<FoundRod>& rods, const std::vector<bool>& used,
                                     std::size_t first, std::size_t second) {
  const Eigen::Vector3d line = across(rods[first], rods[second]).normalized();
  std::vector<std::pair<double, std::size_t>> members;
  for (std::size_t n = 0; n < rods.size(); ++n) {
    if (used[n] || (n != first && !akin(rods[first], rods[n]))) continue;
    const Eigen::Vector3d place = n == first ? Eigen::Vector3d(0, 0, 0) : across(rods[first], rods[n]);
    const double at = line.dot(place);
    if ((place - at * line).norm() <= kOffLineMm) members.emplace_back(at, n);
  }
  std::sort(members.begin(), members.end());
  std::vector<std::size_t> row;
  for (const auto& member : members) row.push_back(member.second);
  return row;
}

}  // namespace

std::vector<std::vector<std::size_t>> rod_rows(const std::vector<FoundRod>& rods) {
  std::vector<std::vector<std::size_t>> rows;
  std::vector<bool> used(rods.size(), false);
  while (true) {
    std::vector<std::size_t> best;
    for (std::size_t a = 0; a < rods.size(); ++a)
      for (std::size_t b = a + 1; b < rods.size(); ++b) {
        if (used[a] || used[b] || !akin(rods[a], rods[b])) continue;
        auto row = row_through(rods, used, a, b);
        if (row.size() > best.size()) best = std::move(row);
      }
    if (best.size() < 3) return rows;
    const Eigen::Vector3d span = rods[best.back()].lower.mm - rods[best.front()].lower.mm;
    if (span[0] + 0.1 * span[1] < 0) std::reverse(best.begin(), best.end());
    for (const std::size_t n : best) used[n] = true;
    rows.push_back(std::move(best));
  }
}

}  // namespace osteon
