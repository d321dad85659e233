#include "placement.hpp"

#include "../volume_file.hpp"
#include "tolerances.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace osteon {
namespace {

std::string millimetres(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f mm", value);
  return text.data();
}

/// How evenly the planes of a run lie.
struct Pitch {
  double spacing_mm;
  bool even;
  bool holes_only;  ///< uneven, but every step is a multiple of the spacing: planes are missing
};

Pitch pitch_of(const std::vector<Eigen::Vector3d>& places) {
  std::vector<double> steps;
  for (std::size_t k = 1; k < places.size(); ++k) steps.push_back(places[k].z() - places[k - 1].z());
  const double mean = (places.back().z() - places.front().z()) / static_cast<double>(places.size() - 1);
  double worst = 0;
  for (std::size_t k = 0; k < places.size(); ++k)
    worst = std::max(worst, std::abs(places[k].z() - places.front().z() - mean * static_cast<double>(k)));
  // Two rounded ends and a rounded plane between them; never more than a fifth of a slice.
  if (worst <= std::min(std::max(2 * kRoundingMm, 0.01 * mean), 0.2 * mean)) return {mean, true, false};
  const double typical = median(steps);
  const bool holes_only = std::all_of(steps.begin(), steps.end(), [&](double step) {
    const double multiple = std::round(step / typical);
    return multiple >= 1 && std::abs(step - multiple * typical) <= std::max(2 * kRoundingMm, 0.02 * typical);
  });
  return {typical, false, holes_only};
}

/// Says how far the planes drift sideways, and by what: a tilted gantry drifts evenly.
std::optional<Warning> drift_warning(const std::vector<Eigen::Vector3d>& places) {
  const double dz = places.back().z() - places.front().z();
  const Eigen::Vector2d drift = (places.back() - places.front()).head<2>();
  double bend = 0, largest = 0;
  for (const auto& p : places) {
    bend = std::max(bend, (p.head<2>() - drift * ((p.z() - places.front().z()) / dz)).norm());
    largest = std::max(largest, p.head<2>().norm());
  }
  if (largest <= 2 * kRoundingMm) return std::nullopt;
  if (bend > std::max(2 * kRoundingMm, 0.02 * largest))
    return Warning{"geometry.shifted-slices", "Slices lie beside each other by up to " +
                                                  millimetres(largest) +
                                                  "; they were moved onto one right-angled grid."};
  std::array<char, 32> angle{};
  std::snprintf(angle.data(), angle.size(), "%.1f", std::atan2(drift.norm(), dz) * 180.0 / std::numbers::pi);
  return Warning{"geometry.gantry-tilt", std::string("The gantry was tilted by ") + angle.data() +
                                             " degrees; the slices were resampled to a right-angled grid."};
}

}  // namespace

Eigen::Vector3d normal_of(const PlaneHeader& plane) { return plane.row->cross(*plane.column).normalized(); }

std::vector<Eigen::Vector3d> local_places(const std::vector<CtPlane>& planes) {
  const PlaneHeader& first = *planes.front().plane;
  std::vector<Eigen::Vector3d> places;
  for (const CtPlane& p : planes) {
    const Eigen::Vector3d d = *p.plane->position_mm - *first.position_mm;
    places.emplace_back(d.dot(*first.row), d.dot(*first.column), d.dot(normal_of(first)));
  }
  return places;
}

bool lie_evenly(const std::vector<CtPlane>& planes) { return pitch_of(local_places(planes)).even; }

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void place_on_grid(CtStack& stack) {
  const auto places = local_places(stack.planes);
  const PlaneHeader& first = *stack.planes.front().plane;
  const DicomHeader& header = *stack.planes.front().header;
  const Pitch pitch = pitch_of(places);
  const auto drift = drift_warning(places);
  if (drift) stack.warnings.push_back(*drift);
  if (!pitch.even)
    stack.warnings.push_back(pitch.holes_only
                                 ? Warning{"geometry.missing-slices",
                                           "Slices are missing; narrow holes were filled by interpolation."}
                                 : Warning{"geometry.uneven-slices",
                                           "The slices lie unevenly; they were resampled to a spacing of " +
                                               millimetres(pitch.spacing_mm) + "."});
  const Eigen::Vector2d spacing(first.pixel_spacing_mm->y(),
                                first.pixel_spacing_mm->x());  // DICOM: rows first
  Eigen::Vector2d low(0, 0), high(0, 0);
  for (const auto& p : places) {
    low = low.cwiseMin(p.head<2>());
    high = high.cwiseMax(p.head<2>());
  }
  if (!drift) low = high = Eigen::Vector2d::Zero();
  const auto more = [&](int axis) {
    return static_cast<int>(std::ceil((high[axis] - low[axis]) / spacing[axis] - 1e-6));
  };
  const double length = places.back().z() - places.front().z();
  const int slices = pitch.even ? static_cast<int>(stack.planes.size())
                                : static_cast<int>(std::floor(length / pitch.spacing_mm + 0.01)) + 1;
  if (slices > 2 * static_cast<int>(stack.planes.size())) {  // most of the volume would be invented
    stack.refusal = Error{"geometry.uneven-slices", "The slices lie too unevenly.",
                          "Send one reconstruction with an even slice spacing."};
    return;
  }
  Grid<3> grid{{header.columns + more(0), header.rows + more(1), slices},
               {spacing.x(), spacing.y(), pitch.spacing_mm},
               *first.position_mm + low.x() * *first.row + low.y() * *first.column,
               {}};
  grid.direction << first.row->normalized(), normal_of(first).cross(first.row->normalized()),
      normal_of(first);
  if (const auto plausible = check_plausible(grid); !plausible) {
    stack.refusal = plausible.error();
    return;
  }
  stack.grid = grid;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const CtPlane& p = stack.planes[k];
    StoredPlane stored{
        p.header->file, p.plane->frame, *p.plane->slope, *p.plane->intercept, p.header->padding, 0, 0, 0};
    stored.position_mm = pitch.even ? static_cast<double>(k) * pitch.spacing_mm : places[k].z();
    if (drift) {
      stored.shift_i_mm = places[k].x() - low.x();
      stored.shift_j_mm = places[k].y() - low.y();
    }
    stack.stored.push_back(std::move(stored));
  }
}

}  // namespace osteon
