#include "femur/femur_axes.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace osteon {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

struct Station {
  double along_mm;
  BoneSection section;
};

// ---- neck

/// The station of least area; one that the image does not cut, where it is as good as that one.
std::vector<Station>::const_iterator waist_of(const std::vector<Station>& stations, double as_good) {
  auto least = stations.begin(), whole = stations.end();
  for (auto s = stations.begin(); s != stations.end(); ++s) {
    if (s->section.area_mm2 < least->section.area_mm2) least = s;
    if (!s->section.cut && (whole == stations.end() || s->section.area_mm2 < whole->section.area_mm2))
      whole = s;
  }
  const bool good = whole != stations.end() && whole->section.area_mm2 <= as_good * least->section.area_mm2;
  return good ? whole : least;
}

/// Narrowest section across `axis` between head and trochanters; nothing where it stands at the end of the
/// way.
std::optional<Station> narrowest(const FemurRegion& femur, const HeadSphere& head,
                                 const Eigen::Vector3d& axis) {
  constexpr double kFrom = 0.6, kTo = 2.4, kStepMm = 0.75;  // head radii
  constexpr double kWider = 1.03;
  constexpr double kTrochanters = 1.3;  // true necks widen to 2.2 times and more; a vertebra's waist to 1.2
  std::vector<Station> stations;
  double least = std::numbers::pi * head.radius_mm * head.radius_mm;
  for (double s = kFrom * head.radius_mm; s <= kTo * head.radius_mm; s += kStepMm) {
    const auto section = section_of(femur, plane_across(head.center_mm + s * axis, axis));
    if (!section) break;
    stations.push_back({s, *section});
    // In the trochanters the way ends where the image does.
    if (section->cut && section->area_mm2 >= kTrochanters * least) break;
    least = std::min(least, section->area_mm2);
  }
  if (stations.size() < 5) return std::nullopt;
  const auto smaller = [](const Station& a, const Station& b) {
    return a.section.area_mm2 < b.section.area_mm2;
  };
  const auto best = waist_of(stations, kWider);
  const auto widest_before = std::max_element(stations.cbegin(), best + 1, smaller);
  const auto widest_after = std::max_element(best, stations.cend(), smaller);
  const double limit = kWider * best->section.area_mm2;
  if (best->section.cut) return *best;  // a part of a section: the narrowest one need not be in view
  if (widest_before->section.area_mm2 < limit ||
      widest_after->section.area_mm2 < kTrochanters * best->section.area_mm2)
    return std::nullopt;
  // The floor of a neck is flat: the middle of the stretch within 3 % is steadier than its least place.
  double sum = 0, count = 0;
  const auto as_narrow = [&](const Station& s) { return s.section.area_mm2 <= limit && !s.section.cut; };
  for (auto s = best; as_narrow(*s); --s) {
    sum += s->along_mm, ++count;
    if (s == stations.cbegin()) break;
  }
  for (auto s = best + 1; s != stations.cend() && as_narrow(*s); ++s) sum += s->along_mm, ++count;
  const double middle = sum / count;
  const auto section = section_of(femur, plane_across(head.center_mm + middle * axis, axis));
  if (!section) return std::nullopt;
  return Station{middle, *section};
}

// ---- shaft

struct Line {
  Eigen::Vector3d point, direction;
  double rms_mm;
};

Line line_through(const std::vector<Eigen::Vector3d>& points, const Eigen::Vector3d& along) {
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  for (const auto& p : points) mean += p;
  mean /= static_cast<double>(points.size());
  Eigen::Matrix3d scatter = Eigen::Matrix3d::Zero();
  for (const auto& p : points) scatter += (p - mean) * (p - mean).transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(scatter);
  Eigen::Vector3d direction = solver.eigenvectors().col(2);
  if (direction.dot(along) < 0) direction = -direction;
  const double rest = std::max(0.0, solver.eigenvalues()[0] + solver.eigenvalues()[1]);
  return {mean, direction, std::sqrt(rest / static_cast<double>(points.size()))};
}

/// A first idea of where the shaft runs: bone far from the head, seen from the trochanters.
std::optional<Line> first_shaft(const FemurRegion& femur, const HeadSphere& head, const NeckAxis& neck) {
  constexpr double kFarMm = 85, kLeastMl = 8;
  const Grid<3>& grid = femur.mask.grid();
  std::vector<Eigen::Vector3d> far;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        if (femur.mask.at(i, j, k) == 0) continue;
        const Eigen::Vector3d place = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        if ((place - head.center_mm).norm() >= kFarMm) far.push_back(place);
      }
  if (static_cast<double>(far.size()) * grid.pixel_volume_mm() < kLeastMl * 1000) return std::nullopt;
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  for (const auto& p : far) mean += p;
  mean /= static_cast<double>(far.size());
  const Eigen::Vector3d top = head.center_mm + (neck.along_mm + 0.9 * head.radius_mm) * neck.direction;
  return Line{mean, (top - mean).normalized(), 0};
}

/// Sections across `line`, from its end away from the hip upwards, as far as they belong to the shaft.
std::vector<Station> shaft_sections(const FemurRegion& femur, const HeadSphere& head, const Line& line) {
  constexpr double kStepMm = 2, kReachMm = 200, kMostMm = 80;
  constexpr double kWider = 1.2;  // the lesser trochanter begins
  const double hip = (head.center_mm - line.point).dot(line.direction);
  std::vector<Station> all;
  for (double t = hip - kReachMm; t <= hip; t += kStepMm) {
    const auto section = section_of(femur, plane_across(line.point + t * line.direction, line.direction), 20);
    if (section && !section->cut) all.push_back({t, *section});
  }
  std::vector<double> areas;
  for (const Station& s : all) areas.push_back(s.section.area_mm2);
  if (areas.empty()) return {};
  const auto low = areas.begin() + static_cast<std::ptrdiff_t>(areas.size() / 5);
  std::nth_element(areas.begin(), low, areas.end());
  std::vector<Station> shaft;
  for (const Station& s : all) {
    if (s.section.area_mm2 > kWider * *low) {
      if (shaft.size() > 2) break;
      shaft.clear();
      continue;
    }
    shaft.push_back(s);
  }
  while (!shaft.empty() && shaft.back().along_mm - shaft.front().along_mm > kMostMm)
    shaft.erase(shaft.begin());
  return shaft;
}

Error no_neck() {
  return {"femur.no-neck", "No neck was found beside the head of the femur.",
          "Check the images: is this a hip, and is it whole?"};
}

Error neck_cut() {
  return {"femur.neck-cut", "The image ends within the neck of the femur.",
          "Use a CT that shows the whole head and neck, better with the trochanters."};
}

}  // namespace

Result<NeckAxis> find_neck_axis(const FemurRegion& femur, const VolumeSampler& scan, const HeadSphere& head,
                                const NeckCourse& course) {
  constexpr int kMostTurns = 8;
  constexpr double kMiddleSdMm = 0.5;  // of a section's centroid, from voxels of 3 mm and streaks
  Eigen::Vector3d axis = course.direction;
  std::optional<Station> station;
  for (int turn = 0; turn < kMostTurns; ++turn) {
    station = narrowest(femur, head, axis);
    if (!station) return no_neck();
    if (station->section.cut) return neck_cut();
    const Eigen::Vector3d next = (station->section.centroid_mm - head.center_mm).normalized();
    const bool settled = next.dot(axis) > std::cos(0.1 / kDegrees);
    axis = next;
    if (settled) break;
  }
  const SectionPlane plane = plane_across(station->section.centroid_mm, axis);
  auto outline = outline_of(femur, scan, plane);
  if (!outline) return no_neck();
  // Four whole necks 0.58 to 0.67 head radii; what is thinner is the part of a neck that the image shows.
  constexpr double kThinnest = 0.45;
  if (std::sqrt(outline->area_mm2 / std::numbers::pi) < kThinnest * head.radius_mm) return neck_cut();
  const double sd = std::hypot(head.center_sd_mm, kMiddleSdMm) / station->along_mm * kDegrees;
  const double edge_sd = std::hypot(0.25, outline->rms_mm / 3);
  const double area_sd = 2 * std::sqrt(std::numbers::pi * outline->area_mm2) * edge_sd;
  return NeckAxis{axis,    sd,      station->section.centroid_mm, station->along_mm, outline->area_mm2,
                  area_sd, *outline};
}

std::optional<ShaftAxis> find_shaft_axis(const FemurRegion& femur, const HeadSphere& head,
                                         const NeckAxis& neck) {
  constexpr double kLeastLengthMm = 25, kBowDeg = 0.7;  // how far a femur's bow turns 80 mm of its axis
  auto line = first_shaft(femur, head, neck);
  if (!line) return std::nullopt;
  std::vector<Station> shaft;
  for (int turn = 0; turn < 5; ++turn) {
    shaft = shaft_sections(femur, head, *line);
    if (shaft.size() < 6 || shaft.back().along_mm - shaft.front().along_mm < kLeastLengthMm)
      return std::nullopt;
    std::vector<Eigen::Vector3d> middles;
    for (const Station& s : shaft) middles.push_back(s.section.centroid_mm);
    line = line_through(middles, line->direction);
  }
  const double length = shaft.back().along_mm - shaft.front().along_mm;
  std::vector<double> areas;
  for (const Station& s : shaft) areas.push_back(s.section.area_mm2);
  std::nth_element(areas.begin(), areas.begin() + static_cast<std::ptrdiff_t>(areas.size() / 2), areas.end());
  const double random = std::sqrt(12.0 / (length / 6)) * std::max(0.2, line->rms_mm) / length * kDegrees;
  const Eigen::Vector3d point =
      line->point + (head.center_mm - line->point).dot(line->direction) * line->direction;
  const double below = (point - line->point).dot(line->direction);
  return ShaftAxis{point,
                   line->direction,
                   std::hypot(random, kBowDeg),
                   below - shaft.back().along_mm,
                   below - shaft.front().along_mm,
                   areas[areas.size() / 2]};
}

}  // namespace osteon
