#include <osteon/simulate/simulated_fracture.hpp>

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kLandmarkReach = 0.66;  // as landmarks_of
constexpr double kPatchReach = 0.12;
constexpr double kWidthPerDepth = 1.35;            // where no shape tells the width
constexpr double kInside = 1.05, kOutside = 1.35;  // of the body's radius: the body moves as one up to here
constexpr double kPlatesKnownTo = 1.1;             // of the radius: parabolas are not followed further out
constexpr double kOuterMarginMm = 0.7;             // of disc that moves along with its plate
constexpr double kLeastPosteriorStretchMm = 10;

double smooth(double t) {
  const double x = std::clamp(t, 0.0, 1.0);
  return x * x * (3 - 2 * x);
}

/// 0 behind the hinge, then growing by 1 up to the landmark in front; without a kink.
double ramp(double x) {
  constexpr double kRounding = 0.1;
  return 0.5 * (x + std::sqrt(x * x + kRounding * kRounding));
}

/// Least distance between the paired plate points of neighbours.
double gap_mm(const SegmentedVertebra& upper, const SegmentedVertebra& lower) {
  constexpr double kUnknownMm = 3.0, kLeastMm = 1.5;
  if (!upper.landmarks || !lower.landmarks) return kUnknownMm;
  double least = 30;
  for (std::size_t n = 0; n < 3; ++n)
    least = std::min(
        least, (upper.landmarks->points[n + 3].mm - lower.landmarks->points[n].mm).dot(lower.axes.superior));
  return std::max(kLeastMm, least);
}

}  // namespace

std::optional<IntactVertebra> intact_vertebra(const std::vector<SegmentedVertebra>& found, std::size_t n) {
  const SegmentedVertebra& v = found[n];
  if (!v.complete || !v.landmarks) return std::nullopt;
  return IntactVertebra{v.axes, *v.landmarks, v.shape, n > 0 ? gap_mm(found[n - 1], v) : 3.0,
                        n + 1 < found.size() ? gap_mm(v, found[n + 1]) : 3.0};
}

CollapseMap::CollapseMap(const IntactVertebra& vertebra, Collapse kind, double loss,
                         const SimulationOptions& options)
    : options_(options),
      axes_(vertebra.axes),
      disc_above_mm_(vertebra.disc_above_mm),
      disc_below_mm_(vertebra.disc_below_mm),
      kind_(kind) {
  set_outline(vertebra);
  upper_ = plate_through(vertebra, true);
  lower_ = plate_through(vertebra, false);
  const ThreeHeights height = heights_before_mm();
  const double reach = 2 * kLandmarkReach * half_depth_mm_;
  if (kind == Collapse::wedge) rise_mm_ = loss * height[0];
  if (kind == Collapse::biconcave) dent_mm_ = loss * height[1];
  if (kind == Collapse::crush) {
    base_mm_ = loss * height[2];
    rise_mm_ = loss * (height[0] - height[2]);
    dent_mm_ = loss * (height[1] - 0.5 * (height[0] + height[2]));
  }
  const double opening = std::min(options.disc_opening * disc_above_mm_, std::max(0.0, rise_mm_));
  const double angle = std::atan((rise_mm_ - opening) / reach);
  sine_ = std::sin(angle);
  cosine_ = std::cos(angle);
  hinge_a_mm_ = middle_mm_ - kLandmarkReach * half_depth_mm_;
  hinge_s_mm_ = upper_.at(0, hinge_a_mm_);
}

void CollapseMap::set_outline(const IntactVertebra& vertebra) {
  if (vertebra.shape) {
    middle_mm_ = 0.5 * (vertebra.shape->front_mm + vertebra.shape->back_mm);
    half_depth_mm_ = 0.5 * (vertebra.shape->front_mm - vertebra.shape->back_mm);
    half_width_mm_ = 0.5 * vertebra.shape->width_mm;
    return;
  }
  const auto along = [&](std::size_t n) { return in_frame(vertebra.landmarks.points[n].mm).y(); };
  middle_mm_ = 0.5 * (along(1) + along(4));
  half_depth_mm_ = 0.25 * (along(0) + along(3) - along(2) - along(5)) / kLandmarkReach;
  half_width_mm_ = kWidthPerDepth * half_depth_mm_;
}

CollapseMap::Plate CollapseMap::plate_through(const IntactVertebra& vertebra, bool upper) {
  Eigen::Matrix<double, 6, 6> normal = Eigen::Matrix<double, 6, 6>::Identity() * 1e-9;
  Eigen::Matrix<double, 6, 1> right = Eigen::Matrix<double, 6, 1>::Zero();
  const auto add = [&](double l, double a, double s) {
    const Eigen::Matrix<double, 6, 1> row{1, a, l, a * a, a * l, l * l};
    normal += row * row.transpose();
    right += row * s;
  };
  if (vertebra.shape) {
    const EndplateSurface& plate = upper ? vertebra.shape->superior : vertebra.shape->inferior;
    for (int a = -plate.reach; a <= plate.reach; ++a)
      for (int l = -plate.reach; l <= plate.reach; ++l) {
        const float s = plate.height_mm[static_cast<std::size_t>((a + plate.reach) * (2 * plate.reach + 1) +
                                                                 l + plate.reach)];
        if (!std::isnan(s)) add(l * plate.step_mm, a * plate.step_mm, s);
      }
  } else {
    for (std::size_t n = upper ? 0 : 3; n < (upper ? 3U : 6U); ++n) {
      const Eigen::Vector3d d = vertebra.landmarks.points[n].mm - vertebra.axes.center.mm;
      add(0, d.dot(vertebra.axes.anterior), d.dot(vertebra.axes.superior));
    }
  }
  const Eigen::Matrix<double, 6, 1> c = normal.ldlt().solve(right);
  return {{c[0], c[1], c[2], c[3], c[4], c[5]}};
}

Eigen::Vector3d CollapseMap::in_frame(const Eigen::Vector3d& place_mm) const {
  const Eigen::Vector3d d = place_mm - axes_.center.mm;
  return {d.dot(axes_.left), d.dot(axes_.anterior), d.dot(axes_.superior)};
}

Eigen::Vector3d CollapseMap::in_patient(const Eigen::Vector3d& q) const {
  return axes_.center.mm + q.x() * axes_.left + q.y() * axes_.anterior + q.z() * axes_.superior;
}

double CollapseMap::radius(double l, double a) const {
  return std::hypot((a - middle_mm_) / half_depth_mm_, l / half_width_mm_);
}

CollapseMap::Approach CollapseMap::approach_at(double l, double a) const {
  const double x = (a - middle_mm_) / half_depth_mm_;
  const double along = std::clamp(0.5 * (x / kLandmarkReach + 1), -0.4, 1.4);  // 0, 1 at the landmarks
  const double tilt = kind_ == Collapse::wedge ? ramp(along) : along;
  const double dent = dent_mm_ * (1 - smooth((std::abs(x) - 0.15) / 0.6)) *
                      (1 - smooth((std::abs(l) / half_width_mm_ - 0.4) / 0.55));
  return {base_mm_ + rise_mm_ * tilt + options_.upper_dent_share * dent,
          (1 - options_.upper_dent_share) * dent};
}

CollapseMap::Column CollapseMap::column_at(double l, double a) const {
  const double beyond = std::max(1.0, radius(l, a) / kPlatesKnownTo);
  const double pl = l / beyond, pa = middle_mm_ + (a - middle_mm_) / beyond;
  const Approach approach = approach_at(pl, pa);
  const double upper = upper_.at(pl, pa), lower = lower_.at(pl, pa);
  const double left_over = upper - lower - approach.upper_drop - approach.lower_rise;
  return {upper, lower, approach, std::min(options_.plate_slab_mm, 0.25 * std::max(left_over, 0.5))};
}

Eigen::Vector3d CollapseMap::rigid_shift(const Eigen::Vector3d& q) const {
  const double a = q.y() - hinge_a_mm_, s = q.z() - (hinge_s_mm_ - base_mm_);
  return {0, hinge_a_mm_ + cosine_ * a - sine_ * s - q.y(), hinge_s_mm_ + sine_ * a + cosine_ * s - q.z()};
}

Eigen::Vector3d CollapseMap::column_shift(const Eigen::Vector3d& q, const Eigen::Vector3d& above) const {
  const Column c = column_at(q.x(), q.y());
  const double s = q.z();
  const double margin = std::min(kOuterMarginMm, 0.25 * std::min(disc_above_mm_, disc_below_mm_));
  const double drop = c.approach.upper_drop, rise = c.approach.lower_rise;
  const double disc_bottom = c.lower_mm - disc_below_mm_ + margin;
  const double lower_outer = c.lower_mm + rise - margin, lower_inner = c.lower_mm + rise + c.slab_mm;
  const double upper_inner = c.upper_mm - drop - c.slab_mm, upper_outer = c.upper_mm - drop + margin;
  const double disc_top = std::max(upper_outer + 0.3, c.upper_mm + disc_above_mm_ - margin - above.z());
  const Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
  if (s >= upper_outer)
    return drop * up + smooth((s - upper_outer) / (disc_top - upper_outer)) * (above - drop * up);
  if (s >= lower_inner)
    return (smooth((s - lower_inner) / (upper_inner - lower_inner)) * (drop + rise) - rise) * up;
  return -smooth((s - disc_bottom) / (lower_outer - disc_bottom)) * rise * up;
}

Eigen::Vector3d CollapseMap::outside_shift(const Eigen::Vector3d& q, const Eigen::Vector3d& above) const {
  const Column c = column_at(0, q.y());
  const double top = c.upper_mm - c.approach.upper_drop;
  const double behind = smooth((middle_mm_ - half_depth_mm_ + 2 - q.y()) / 8);
  const double centre = (1 - behind) * 0.5 * (top + c.lower_mm) + behind * top;
  const double half = std::max((1 - behind) * 0.5 * (top - c.lower_mm) + behind * kLeastPosteriorStretchMm,
                               1.2 * std::abs(above.z()));
  return smooth(0.5 * (q.z() - centre) / half + 0.5) * above;
}

Eigen::Vector3d CollapseMap::source_in_frame(const Eigen::Vector3d& q) const {
  const Eigen::Vector3d above = rigid_shift(q);
  const double out = smooth((radius(q.x(), q.y()) - kInside) / (kOutside - kInside));
  Eigen::Vector3d shift = Eigen::Vector3d::Zero();
  if (out < 1) shift += (1 - out) * column_shift(q, above);
  if (out > 0) shift += out * outside_shift(q, above);
  return q + shift;
}

Eigen::Vector3d CollapseMap::image_in_frame(const Eigen::Vector3d& p) const {
  constexpr double kReachMm = 150;
  Eigen::Vector3d q = p;
  for (int round = 0; round < 20; ++round) {
    // Along s the map only rises, however unevenly; sideways it stays, and forwards it bends a little.
    double low = p.z() - kReachMm, high = p.z() + kReachMm;
    for (int n = 0; n < 45; ++n) {
      q.z() = 0.5 * (low + high);
      (source_in_frame(q).z() < p.z() ? low : high) = q.z();
    }
    const double miss = source_in_frame(q).y() - p.y();
    if (std::abs(miss) < 1e-6) break;
    q.y() -= miss;
  }
  return q;
}

Eigen::Vector3d CollapseMap::source_of(const Eigen::Vector3d& place_mm) const {
  return in_patient(source_in_frame(in_frame(place_mm)));
}

Eigen::Vector3d CollapseMap::image_of(const Eigen::Vector3d& source_mm) const {
  return in_patient(image_in_frame(in_frame(source_mm)));
}

double CollapseMap::compaction_at(const Eigen::Vector3d& place_mm) const {
  constexpr double kStepMm = 0.1;
  const Eigen::Vector3d q = in_frame(place_mm);
  if (radius(q.x(), q.y()) > 1) return 1;
  const Column c = column_at(q.x(), q.y());
  if (q.z() < c.lower_mm + c.approach.lower_rise || q.z() > c.upper_mm - c.approach.upper_drop) return 1;
  const Eigen::Vector3d e(0, 0, kStepMm);
  return std::max(1.0, (source_in_frame(q + e) - source_in_frame(q - e)).z() / (2 * kStepMm));
}

double CollapseMap::blurred_bone_left(const Eigen::Vector3d& place_mm, double blur_mm) const {
  const Eigen::Vector3d q = in_frame(place_mm);
  if (radius(q.x(), q.y()) > kInside) return 1;
  const Column c = column_at(q.x(), q.y());
  const double here = q.z(), source = source_in_frame(q).z();
  const double upper = c.upper_mm - c.approach.upper_drop, lower = c.lower_mm + c.approach.lower_rise;
  if (here > lower && here < upper) return 1;
  const bool above = here >= upper;
  const double far = above ? c.upper_mm + disc_above_mm_ : c.lower_mm - disc_below_mm_;
  const double far_here = above ? far - rigid_shift(q).z() : far;
  if (above ? here > far_here : here < far_here) return 1;
  const auto from_bone = [&](double mm) { return std::erfc(std::abs(mm) / (std::sqrt(2.0) * blur_mm)); };
  const double before = from_bone(source - (above ? c.upper_mm : c.lower_mm)) + from_bone(source - far);
  const double after = from_bone(here - (above ? upper : lower)) + from_bone(here - far_here);
  return std::clamp(after / std::max(before, 1e-6), 0.0, 1.0);
}

ThreeHeights CollapseMap::heights_mm(bool collapsed) const {
  constexpr double kStepMm = 0.4;
  std::array<std::vector<Eigen::Vector3d>, 2> plates;  // upper, lower; in the frame of the untouched body
  for (double a = -half_depth_mm_; a <= half_depth_mm_; a += kStepMm)
    for (double l = -half_width_mm_ / 3; l <= half_width_mm_ / 3; l += half_width_mm_ / 6)
      for (std::size_t n = 0; n < 2; ++n) {
        const Eigen::Vector3d p(l, middle_mm_ + a, (n == 0 ? upper_ : lower_).at(l, middle_mm_ + a));
        plates[n].push_back(collapsed ? image_in_frame(p) : p);
      }
  // The body's own axis: halfway between the normals of its plates.
  double angle = 0, front = 0, back = 0;
  for (const auto& plate : plates) {
    double n = 0, sum_a = 0, sum_s = 0, sum_aa = 0, sum_as = 0;
    for (const auto& p : plate) {
      if (std::abs(p.y() - middle_mm_) > 0.7 * half_depth_mm_) continue;
      n += 1;
      sum_a += p.y();
      sum_s += p.z();
      sum_aa += p.y() * p.y();
      sum_as += p.y() * p.z();
    }
    angle += 0.5 * std::atan((n * sum_as - sum_a * sum_s) / (n * sum_aa - sum_a * sum_a));
  }
  const Eigen::Vector3d anterior(0, std::cos(angle), std::sin(angle));
  const Eigen::Vector3d superior(0, -std::sin(angle), std::cos(angle));
  for (const auto& plate : plates) {
    back += 0.5 * plate.front().dot(anterior);
    front += 0.5 * plate.back().dot(anterior);
  }
  const double middle = 0.5 * (front + back), half = 0.5 * (front - back);
  ThreeHeights result{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double along = middle + half * std::array{kLandmarkReach, 0.0, -kLandmarkReach}[k];
    for (std::size_t n = 0; n < 2; ++n) {
      double sum = 0, count = 0;
      for (const auto& p : plates[n]) {
        if (std::abs(p.dot(anterior) - along) > kPatchReach * half) continue;
        sum += p.dot(superior);
        count += 1;
      }
      result[k] += (n == 0 ? 1 : -1) * sum / count;
    }
  }
  return result;
}

}  // namespace osteon
