#include <osteon/densitometry/spine_curvature.hpp>

#include <Eigen/Geometry>

#include <cmath>
#include <numbers>
#include <utility>

namespace osteon {
namespace {

constexpr double kDegrees = 180.0 / std::numbers::pi;
constexpr std::size_t kLeastLevels = 3;

/// An upright within a plane of projection: tilts are counted from `up` towards `aside`.
struct Upright {
  Eigen::Vector3d up, aside;
  [[nodiscard]] double tilt_deg(const Eigen::Vector3d& normal) const {
    return kDegrees * std::atan2(normal.dot(aside), normal.dot(up));
  }
};

using Levels = std::vector<const VertebraPlanes*>;

/// Levels from `first` to `last` with at least the plates that an angle over them needs.
Levels within(const std::vector<VertebraPlanes>& column, BoneRegion first, BoneRegion last) {
  Levels result;
  for (const auto& v : column) {
    const double rank = craniocaudal_rank(v.level);
    if (rank >= craniocaudal_rank(first) && rank <= craniocaudal_rank(last) && v.superior && v.inferior)
      result.push_back(&v);
  }
  return result;
}

/// The plane that the mean left axis is normal to.
Upright sagittal(const Levels& levels) {
  Eigen::Vector3d left = Eigen::Vector3d::Zero();
  for (const auto* v : levels) left += v->left;
  left.normalize();
  const Eigen::Vector3d& front = levels.front()->anterior;
  const Eigen::Vector3d anterior = (front - front.dot(left) * left).normalized();
  return {anterior.cross(left), anterior};
}

Upright coronal(const Levels& levels) {
  Eigen::Vector3d anterior = Eigen::Vector3d::Zero();
  for (const auto* v : levels) anterior += v->anterior;
  anterior.normalize();
  const Eigen::Vector3d& side = levels.front()->left;
  const Eigen::Vector3d left = (side - side.dot(anterior) * anterior).normalized();
  return {anterior.cross(left), left};
}

std::optional<CobbAngle> kyphosis(const std::vector<VertebraPlanes>& column) {
  const Levels levels = within(column, BoneRegion::t4, BoneRegion::t12);
  if (levels.size() < kLeastLevels) return std::nullopt;
  const Upright plane = sagittal(levels);
  const auto &upper = *levels.front(), &lower = *levels.back();
  return CobbAngle{upper.level,
                   lower.level,
                   plane.tilt_deg(upper.superior->normal) - plane.tilt_deg(lower.inferior->normal),
                   std::hypot(upper.superior->sagittal_sd_deg, lower.inferior->sagittal_sd_deg),
                   upper.level == BoneRegion::t4 && lower.level == BoneRegion::t12,
                   false};
}

const VertebraPlanes* sacrum_of(const std::vector<VertebraPlanes>& column) {
  for (const auto& v : column)
    if (v.level == BoneRegion::s1 && v.superior) return &v;
  return nullptr;
}

std::optional<CobbAngle> lordosis(const std::vector<VertebraPlanes>& column) {
  const Levels levels = within(column, BoneRegion::l1, BoneRegion::l6);
  if (levels.size() < kLeastLevels) return std::nullopt;
  const Upright plane = sagittal(levels);
  const VertebraPlanes& upper = *levels.front();
  const VertebraPlanes* sacrum = sacrum_of(column);
  const bool to_sacrum = sacrum != nullptr;
  const EndplatePlane& last = to_sacrum ? *sacrum->superior : *levels.back()->inferior;
  const BoneRegion lowest = to_sacrum ? BoneRegion::s1 : levels.back()->level;
  return CobbAngle{
      upper.level,
      lowest,
      plane.tilt_deg(last.normal) - plane.tilt_deg(upper.superior->normal),
      std::hypot(upper.superior->sagittal_sd_deg, last.sagittal_sd_deg),
      upper.level == BoneRegion::l1 && craniocaudal_rank(lowest) >= craniocaudal_rank(BoneRegion::l5),
      to_sacrum};
}

/// Seen from the sacrum's own side, so that a patient who lies turned changes nothing.
std::optional<Tilt> sacral_slope(const std::vector<VertebraPlanes>& column) {
  const VertebraPlanes* sacrum = sacrum_of(column);
  if (sacrum == nullptr) return std::nullopt;
  const Eigen::Vector3d head(0, 0, 1);
  const Eigen::Vector3d left = (sacrum->left - sacrum->left.z() * head).normalized();
  const Upright plane{head, left.cross(head)};
  return Tilt{plane.tilt_deg(sacrum->superior->normal), sacrum->superior->sagittal_sd_deg};
}

std::optional<CobbAngle> side_bend(const std::vector<VertebraPlanes>& column) {
  const Levels levels = within(column, BoneRegion::t1, BoneRegion::l6);
  if (levels.size() < kLeastLevels) return std::nullopt;
  const Upright plane = coronal(levels);
  std::optional<CobbAngle> greatest;
  double surest = 0;
  for (std::size_t a = 0; a < levels.size(); ++a)
    for (std::size_t b = a + kLeastLevels - 1; b < levels.size(); ++b) {
      const auto &upper = *levels[a], &lower = *levels[b];
      const double angle = plane.tilt_deg(upper.superior->normal) - plane.tilt_deg(lower.inferior->normal);
      // Of many plates the worst measured one would win: what is surely there counts.
      const double sd = std::hypot(upper.superior->coronal_sd_deg, lower.inferior->coronal_sd_deg);
      const double surely = std::abs(angle) - 2 * sd;
      if (greatest && surely <= surest) continue;
      surest = surely;
      greatest = CobbAngle{upper.level, lower.level, angle, sd, false, false};
    }
  return greatest;
}

}  // namespace

SpineCurvature spine_curvature(const std::vector<VertebraPlanes>& column) {
  return {{}, 0, kyphosis(column), lordosis(column), side_bend(column), sacral_slope(column)};
}

}  // namespace osteon
