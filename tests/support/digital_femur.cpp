#include "digital_femur.hpp"

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon::phantom {
namespace {

constexpr double kRad = std::numbers::pi / 180;
constexpr double kNarrowestShare = 1.15;  // of the head's radius, from its centre
constexpr double kTrochanterRadius = 14, kTrochanterUp = 18, kTrochanterOut = 8;
constexpr double kLesserRadius = 9, kLesserOut = 17, kLesserDown = 30, kLesserDeg = 50;

double capsule(const Eigen::Vector3d& p, const Eigen::Vector3d& a, const Eigen::Vector3d& b, double radius) {
  const Eigen::Vector3d ab = b - a;
  const double t = std::clamp((p - a).dot(ab) / ab.squaredNorm(), 0.0, 1.0);
  return (p - a - t * ab).norm() - radius;
}

/// Share of what lies below `distance` 0 after the blur.
double below(double distance, double blur) {
  if (std::abs(distance) > 5 * blur) return distance < 0 ? 1 : 0;
  return 0.5 * std::erfc(distance / (blur * std::numbers::sqrt2));
}

struct Axes {
  Eigen::Vector3d outwards, neck,
      knee_end;  // horizontal way of the neck; its direction; where it meets the shaft
};

Axes own_axes(const DigitalFemur& f) {
  const Eigen::Vector3d out(std::cos(f.anteversion_deg * kRad), std::sin(f.anteversion_deg * kRad), 0);
  const Eigen::Vector3d neck =
      std::cos(f.neck_shaft_deg * kRad) * Eigen::Vector3d::UnitZ() + std::sin(f.neck_shaft_deg * kRad) * out;
  return {out, neck, f.neck_length_mm * neck};
}

Eigen::Vector3d lesser_way(const Axes& axes) {
  const Eigen::Vector3d medial = -axes.outwards, posterior = medial.cross(Eigen::Vector3d::UnitZ());
  return std::cos(kLesserDeg * kRad) * medial + std::sin(kLesserDeg * kRad) * posterior;
}

Eigen::Matrix3d turn_of(const DigitalFemur& f) {
  return (Eigen::AngleAxisd(f.turned_deg[2] * kRad, Eigen::Vector3d::UnitZ()) *
          Eigen::AngleAxisd(f.turned_deg[1] * kRad, Eigen::Vector3d::UnitY()) *
          Eigen::AngleAxisd(f.turned_deg[0] * kRad, Eigen::Vector3d::UnitX()))
      .toRotationMatrix();
}

Eigen::Vector3d mirrored(const DigitalFemur& f, Eigen::Vector3d v) {
  if (f.side == Side::right) v[0] = -v[0];
  return v;
}

Eigen::Vector3d patient_vector(const DigitalFemur& f, const Eigen::Vector3d& own) {
  return turn_of(f) * mirrored(f, own);
}

}  // namespace

FemurField::FemurField(const DigitalFemur& femur) : femur_(femur) {
  const Axes axes = own_axes(femur);
  outwards_ = axes.outwards;
  neck_ = axes.neck;
  knee_end_ = axes.knee_end;
  lesser_ = -kLesserDown * Eigen::Vector3d::UnitZ() + kLesserOut * lesser_way(axes);
  to_own_ = turn_of(femur).transpose();
  if (femur.side == Side::right) to_own_.row(0) *= -1;
}

double FemurField::distance(const Eigen::Vector3d& p) const {
  const Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
  double least = p.norm() - femur_.head_radius_mm;
  const double s = p.dot(neck_), narrow = kNarrowestShare * femur_.head_radius_mm;
  if (s > 0 && s < femur_.neck_length_mm) {
    const double slope = (s - narrow) / 30, radius = femur_.neck_radius_mm * std::sqrt(1 + slope * slope);
    least = std::min(least, (p - s * neck_).norm() - radius);
  }
  const Eigen::Vector3d from_knee = p - knee_end_;
  const double depth = std::max(0.0, -from_knee[2]);
  const double wide = femur_.shaft_radius_mm + 5 * std::exp(-depth / 25);
  least = std::min(least, capsule(from_knee, Eigen::Vector3d::Zero(), -300 * up, wide));
  least = std::min(least, capsule(from_knee, Eigen::Vector3d::Zero(),
                                  kTrochanterOut * outwards_ + kTrochanterUp * up, kTrochanterRadius));
  return std::min(least, capsule(from_knee, Eigen::Vector3d(-kLesserDown * up), lesser_, kLesserRadius));
}

double FemurField::hu_at(const Eigen::Vector3d& place_mm) const {
  const DigitalFemur& f = femur_;
  const Eigen::Vector3d p = own_from_patient(place_mm);
  const double d = distance(p);
  // The cortex thickens down the shaft.
  const double depth = std::clamp((knee_end_[2] - p[2]) / 60, 0.0, 1.0);
  const double thick = f.cortex_mm + depth * (f.shaft_cortex_mm - f.cortex_mm);
  const double ballness = std::clamp(1 - (p.norm() - f.head_radius_mm) / 15, 0.0, 1.0);
  const double inside = f.marrow_hu + ballness * (f.head_hu - f.marrow_hu);
  double hu = f.muscle_hu + (f.cortex_hu - f.muscle_hu) * below(d, f.blur_mm) +
              (inside - f.cortex_hu) * below(d + thick, f.blur_mm);
  const auto part_bone = [&](const Eigen::Vector3d& across, double at, double width, double filling_hu) {
    const double sheet = std::abs(p.dot(across) - at) - 0.5 * width;
    hu += below(sheet, f.blur_mm) * below(d, f.blur_mm) * (filling_hu - hu);
  };
  if (f.physis_mm > 0) part_bone(neck_, 0.55 * f.head_radius_mm, f.physis_mm, 80);
  if (f.fracture_mm > 0) {
    const double tilt = f.fracture_tilt_deg * kRad;
    const Eigen::Vector3d aside = (Eigen::Vector3d::UnitZ() - neck_[2] * neck_).normalized();
    part_bone(std::cos(tilt) * neck_ + std::sin(tilt) * aside, std::cos(tilt) * f.fracture_at_mm,
              f.fracture_mm, 60);
  }
  if (!f.socket) return hu;
  const Eigen::Vector3d into_pelvis = Eigen::Vector3d(-1, 0, 1).normalized();
  const double r = p.norm(), rim = 0.12 * r - p.dot(into_pelvis);  // open below and outside
  const double shell = r - f.head_radius_mm - f.joint_space_mm;
  const double plates = below(-shell, f.blur_mm) * below(shell - 2, f.blur_mm) +
                        below(6 - shell, f.blur_mm) * below(shell - 8, f.blur_mm);
  const double spongy = below(2 - shell, f.blur_mm) * below(shell - 6, f.blur_mm);
  return hu + below(rim, f.blur_mm) * ((f.cortex_hu - f.muscle_hu) * plates + 200 * spongy);
}

Eigen::Vector3d DigitalFemur::neck_direction() const { return patient_vector(*this, own_axes(*this).neck); }

Eigen::Vector3d DigitalFemur::shaft_direction() const {
  return patient_vector(*this, Eigen::Vector3d::UnitZ());
}

Eigen::Vector3d DigitalFemur::lesser_trochanter() const {
  const Axes axes = own_axes(*this);
  return head_mm + patient_vector(*this, axes.knee_end - kLesserDown * Eigen::Vector3d::UnitZ() +
                                             (kLesserOut + kLesserRadius) * lesser_way(axes));
}

Eigen::Vector3d DigitalFemur::greater_trochanter() const {
  const Axes axes = own_axes(*this);
  return head_mm + patient_vector(*this, axes.knee_end + kTrochanterOut * axes.outwards +
                                             (kTrochanterUp + kTrochanterRadius) * Eigen::Vector3d::UnitZ());
}

Eigen::Vector3d DigitalFemur::trochanteric_notch() const {
  // The outline of this femur's projection is that of its middle plane: every part is widest there.
  const Axes axes = own_axes(*this);
  const FemurField field(*this);
  const double narrow = kNarrowestShare * head_radius_mm;
  const auto height = [&](double x) {
    double h = 60;
    while (h > -60 && field.distance(x * axes.outwards + h * Eigen::Vector3d::UnitZ()) > 0) h -= 0.05;
    return h;
  };
  const double from = narrow * axes.neck.dot(axes.outwards), to = axes.knee_end.dot(axes.outwards);
  double best = from, lowest = 1e9;
  for (double x = from; x < to; x += 0.1) {
    const double level = height(x) - std::tan(20 * kRad) * x;
    if (level < lowest) best = x, lowest = level;
  }
  return head_mm + patient_vector(*this, best * axes.outwards + height(best) * Eigen::Vector3d::UnitZ());
}

CtScan scan_of(const DigitalFemur& femur, const Eigen::Vector3d& spacing_mm, Eigen::Vector3d low,
               Eigen::Vector3d high) {
  if (femur.side == Side::right) {
    std::swap(low[0], high[0]);
    low[0] = -low[0];
    high[0] = -high[0];
  }
  Grid<3> grid{{}, spacing_mm, femur.head_mm + low, Eigen::Matrix3d::Identity()};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    grid.size[n] = static_cast<int>((high[axis] - low[axis]) / spacing_mm[axis]) + 1;
  }
  CtScan scan{Image3D<std::int16_t>(grid)};
  DigitalFemur blurred = femur;  // a voxel averages over its own extent
  blurred.blur_mm = std::hypot(femur.blur_mm, spacing_mm.mean() / std::sqrt(12.0));
  const FemurField field(blurred);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        scan.hounsfield.at(i, j, k) = static_cast<std::int16_t>(
            std::lround(field.hu_at(grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm)));
  });
  return scan;
}

}  // namespace osteon::phantom
