#include "dxa_hip_geometry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

double angle_between(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  return std::acos(std::clamp(a.dot(b), -1.0, 1.0)) * 180 / std::numbers::pi;
}

/// From the outer side of the femur's shadow to the head's apex, along the true axis.
std::optional<double> true_neck_axis_mm(const HipTruth& truth) {
  const Grid<2>& grid = truth.femur.grid();
  double outer = 0;
  for (double t = 0;; t += 0.25) {
    const Eigen::Vector2d p =
        grid.index_from_patient({truth.neck_center + t * truth.neck}).ijk.array().round();
    const int x = static_cast<int>(p[0]), y = static_cast<int>(p[1]);
    if (x < 0 || y < 0 || x >= grid.size[0] || y >= grid.size[1]) return std::nullopt;
    if (truth.femur.at(x, y) == 0) break;
    outer = t;
  }
  const Eigen::Vector2d to_head = truth.head_center - truth.neck_center;
  const double along = to_head.dot(truth.neck),
               inside = std::pow(truth.head_radius_mm, 2) - to_head.squaredNorm() + along * along;
  if (inside <= 0) return std::nullopt;
  return outer - along + std::sqrt(inside);
}

/// The mineral of the femur alone at the true places.
std::optional<NeckSection> true_section(const DxaSubject& subject, const DxaView& view,
                                        const HipTruth& truth) {
  constexpr float kAtEdge = 0.2F;
  BoneMap map{{mineral_along_rays(subject.scan, *subject.femurs, subject.line, view)},
              LabelMap<2>(view.grid()),
              g_per_cm2(0),
              1,
              {}};
  for (std::size_t n = 0; n < map.mask.pixels().size(); ++n)
    map.mask.pixels()[n] = map.bone.g_per_cm2.pixels()[n] >= kAtEdge;
  if (!truth.notch) return std::nullopt;
  return hip_densities(map, truth.femur,
                       {truth.side, truth.head_center, truth.neck_center, truth.neck, *truth.notch, {}})
      .section;
}

std::string beside(double found, double known, int decimals) {
  return fmt::format(" {:.{}f} ({:+.0f} %) |", found, decimals, 100 * (found / known - 1));
}

}  // namespace

std::string hip_geometry_head() {
  return "\nHip geometry, and by how much it differs from the CT's femur in the same view.\n\n"
         "| subject | picture | neck-shaft angle, deg | neck axis length, mm | hip axis length, mm | width "
         "of the "
         "section, mm | bone, cm2 | moment, cm4 | modulus, cm3 | buckling ratio |\n"
         "|---|---|---|---|---|---|---|---|---|---|\n";
}

std::string hip_geometry_row(const DxaSubject& subject, const std::string& setting, const DxaView& view,
                             const HipTruth& truth, const BoneMap& map, const DxaHip& found,
                             const HipPlaces& places) {
  std::string row = fmt::format("| {} | {} |", subject.name, setting);
  const double angle = angle_between(truth.neck, truth.shaft);
  row += fmt::format(" {:.0f} ({:+.1f}) |", found.neck_shaft_angle_deg, found.neck_shaft_angle_deg - angle);
  const auto length = true_neck_axis_mm(truth);
  row += length && found.neck_axis_length
             ? fmt::format(" {:.1f} ({:+.1f}) |", in_mm(found.neck_axis_length->value),
                           in_mm(found.neck_axis_length->value) - *length)
             : std::string(" - |");
  row += found.hip_axis_length ? fmt::format(" {:.1f} |", in_mm(found.hip_axis_length->value))
                               : std::string(" - |");
  const auto known = true_section(subject, view, truth),
             section = hip_densities(map, found.femur, places).section;
  if (!known || !section) return row + " - | - | - | - | - |\n";
  row += beside(in_mm(section->width.value), in_mm(known->width.value), 1) +
         beside(in_cm2(section->bone_area.value), in_cm2(known->bone_area.value), 2) +
         beside(section->moment_cm4, known->moment_cm4, 2) +
         beside(section->modulus_cm3, known->modulus_cm3, 2);
  row += section->buckling_ratio && known->buckling_ratio
             ? beside(section->buckling_ratio->value, known->buckling_ratio->value, 1)
             : std::string(" - |");
  return row + "\n";
}

}  // namespace osteon
