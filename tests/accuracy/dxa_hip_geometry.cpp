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

constexpr float kAtEdge = 0.2F;  // g/cm2, as everywhere in these tables

/// Lengths along the true axis, from the neck's middle outwards; absent where the picture ends before.
struct TrueLengths {
  std::optional<double> neck_axis_mm, hip_axis_mm;
};

template <class Pixel>
std::optional<Pixel> at(const Image2D<Pixel>& image, const Eigen::Vector2d& place) {
  const Eigen::Vector2d p = image.grid().index_from_patient({place}).ijk.array().round();
  const int x = static_cast<int>(p[0]), y = static_cast<int>(p[1]);
  if (x < 0 || y < 0 || x >= image.grid().size[0] || y >= image.grid().size[1]) return std::nullopt;
  return image.at(x, y);
}

/// Where the femur's shadow ends on the outer side; it may have holes.
std::optional<double> true_outer_end(const HipTruth& truth) {
  constexpr double kMostMm = 120, kClearMm = 3;
  double outer = 0;
  for (double t = 0; t < kMostMm; t += 0.25) {
    const auto value = at(truth.femur, truth.neck_center + t * truth.neck);
    if (!value) return t - outer > kClearMm ? std::optional(outer) : std::nullopt;
    if (*value != 0) outer = t;
  }
  return outer;
}

TrueLengths true_lengths(const HipTruth& truth, const Image2D<float>& mineral) {
  TrueLengths lengths;
  const auto outer = true_outer_end(truth);
  const Eigen::Vector2d to_head = truth.head_center - truth.neck_center;
  const double along = to_head.dot(truth.neck),
               inside = std::pow(truth.head_radius_mm, 2) - to_head.squaredNorm() + along * along;
  if (!outer || inside <= 0) return lengths;
  const double apex = along - std::sqrt(inside);
  lengths.neck_axis_mm = *outer - apex;
  constexpr double kFromMm = 3, kToMm = 25;
  bool bone = true;
  for (double t = kFromMm; t <= kToMm; t += 0.25) {
    const auto value = at(mineral, truth.neck_center + (apex - t) * truth.neck);
    if (!value) return {lengths.neck_axis_mm, std::nullopt};
    if (bone && *value < kAtEdge) lengths.hip_axis_mm = *outer - apex + t;
    bone = *value >= kAtEdge;
  }
  if (bone) lengths.hip_axis_mm.reset();
  return lengths;
}

/// All mineral along the rays within the femur's shadow, at the true places.
std::optional<NeckSection> true_section(const Image2D<float>& mineral, const HipTruth& truth) {
  BoneMap map{{mineral}, LabelMap<2>(mineral.grid()), g_per_cm2(0), 1, {}};
  for (std::size_t n = 0; n < map.mask.pixels().size(); ++n)
    map.mask.pixels()[n] = mineral.pixels()[n] >= kAtEdge;
  if (!truth.notch) return std::nullopt;
  return hip_densities(map, truth.femur,
                       {truth.side, truth.head_center, truth.neck_center, truth.neck, *truth.notch, {}})
      .section;
}

std::string length_beside(const std::optional<Measured<Length>>& found, const std::optional<double>& known) {
  if (!found || !known) return " - |";
  return fmt::format(" {:.1f} ({:+.1f}) |", in_mm(found->value), in_mm(found->value) - *known);
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

std::string hip_geometry_row(const std::string& subject, const std::string& setting,
                             const Image2D<float>& mineral, const HipTruth& truth, const BoneMap& map,
                             const DxaHip& found, const HipPlaces& places) {
  std::string row = fmt::format("| {} | {} |", subject, setting);
  const double angle = angle_between(truth.neck, truth.shaft);
  row += fmt::format(" {:.0f} ({:+.1f}) |", found.neck_shaft_angle_deg, found.neck_shaft_angle_deg - angle);
  const TrueLengths lengths = true_lengths(truth, mineral);
  row += length_beside(found.neck_axis_length, lengths.neck_axis_mm) +
         length_beside(found.hip_axis_length, lengths.hip_axis_mm);
  const auto known = true_section(mineral, truth), section = hip_densities(map, found.femur, places).section;
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
