#include "dxa_hip_geometry.hpp"
#include "dxa_picture_rows.hpp"

#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/segmentation/dxa_hip.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

namespace osteon {
namespace {

/// 1 = Hologic's box of the neck.
LabelMap<2> neck_box_of(const HipTruth& truth, const Eigen::Vector2d& pixel_mm) {
  LabelMap<2> regions = truth.femur;
  for (int y = 0; y < regions.grid().size[1]; ++y)
    for (int x = 0; x < regions.grid().size[0]; ++x)
      if (!holds(*truth.layout, HipRegion::neck,
                 truth.in_layout(Eigen::Vector2d(x, y).cwiseProduct(pixel_mm))))
        regions.at(x, y) = 0;
  return regions;
}

HipLayout layout_of(const DxaHip& hip) {
  const auto place = [&](const Eigen::Vector2d& d) {
    return Eigen::Vector2d(hip.side == Side::left ? d[0] : -d[0], -d[1]);
  };
  HipLayout layout{place(hip.neck.direction), 0, place(hip.notch.mm - hip.head_center.mm), {}, {}};
  layout.narrowest_s = place(hip.neck_center.mm - hip.head_center.mm).dot(layout.axis);
  return layout;
}

/// Middle of Hologic's box from the head's centre.
Eigen::Vector2d box_middle(const HipLayout& layout) {
  return (layout.notch_s() - 0.5 * kNeckBoxAlongMm) * layout.axis;
}

Eigen::Vector2d in_picture(const Eigen::Vector2d& head, Side side, const Eigen::Vector2d& p) {
  return head + Eigen::Vector2d(side == Side::left ? p[0] : -p[0], -p[1]);
}

void draw_box(const Eigen::Vector2d& head, Side side, const HipLayout& layout, const cv::Scalar& colour,
              Overlay& overlay) {
  const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
  const double to = layout.notch_s(), from = to - kNeckBoxAlongMm, half = 0.5 * kNeckBoxAcrossMm;
  const auto corner = [&](double s, double t) -> Eigen::Vector2d {
    return in_picture(head, side, s * layout.axis + t * above);
  };
  const Eigen::Vector2d corners[] = {corner(from, -half), corner(from, half), corner(to, half),
                                     corner(to, -half)};
  for (std::size_t n = 0; n < 4; ++n) overlay.line(corners[n], corners[(n + 1) % 4], colour);
}

void draw(const HipTruth& truth, Overlay& overlay) {
  overlay.outline(truth.femur, kGreen);
  overlay.circle(truth.head_center, truth.head_radius_mm, kGreen);
  overlay.line(truth.head_center, truth.head_center + 90 * truth.neck, kGreen);
  overlay.line(truth.shaft_point, truth.shaft_point - 120 * truth.shaft, kGreen);
  overlay.circle(truth.neck_center, 1.5, kGreen);
  for (const auto& place : {truth.greater_trochanter, truth.lesser_trochanter, truth.notch})
    if (place) overlay.circle(*place, 1.5, kBlue);
  if (truth.layout) draw_box(truth.head_center, truth.side, *truth.layout, kYellow, overlay);
}

void draw(const DxaHip& hip, Overlay& overlay) {
  overlay.outline(hip.femur, kRed);
  overlay.circle(hip.head_center.mm, in_mm(hip.head_radius.value), kRed);
  overlay.line(hip.head_center.mm, hip.head_center.mm + 90 * hip.neck.direction, kRed);
  overlay.circle(hip.neck_center.mm, 1.5, kRed);
  overlay.circle(hip.notch.mm, 1.5, kRed);
  overlay.line(hip.shaft_point, hip.shaft_point - 120 * hip.shaft.direction, kRed);
  draw_box(hip.head_center.mm, hip.side, layout_of(hip), kRed, overlay);
}

Overlay drawn(const Taken& taken, const HipTruth& truth, const Result<DxaHip>& found) {
  Overlay overlay = overlay_of(taken);
  draw(truth, overlay);
  if (found) draw(*found, overlay);
  return overlay;
}

/// Side, head, neck, box, notch and shaft against the truth.
std::string place_cells(const DxaHip& found, const HipTruth& truth) {
  const Eigen::Vector2d middle = in_picture(found.head_center.mm, found.side, box_middle(layout_of(found)));
  const Eigen::Vector2d true_middle = in_picture(truth.head_center, truth.side, box_middle(*truth.layout));
  return fmt::format(
      " {} | {:.1f} | {:+.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |",
      found.side == truth.side ? "right" : "**wrong**", (found.head_center.mm - truth.head_center).norm(),
      in_mm(found.head_radius.value) - truth.head_radius_mm,
      (found.neck_center.mm - truth.neck_center).norm(), (middle - true_middle).norm(),
      angle_deg(found.neck.direction, truth.neck), truth.notch ? (found.notch.mm - *truth.notch).norm() : -1,
      angle_deg(found.shaft.direction, truth.shaft));
}

/// The true box of the neck: true, measured over the same pixels, and seen at best.
struct TrueBox {
  TrueRegion whole, same;
  double at_best;
};
TrueBox true_box(const Taken& scan, const HipTruth& truth) {
  const auto in_box = [&](std::size_t n, int x, int y) {
    return truth.femur.pixels()[n] != 0 &&
           holds(*truth.layout, HipRegion::neck,
                 truth.in_layout(Eigen::Vector2d(x, y).cwiseProduct(scan.view.pixel_mm)));
  };
  return {region_of(scan.picture.mineral.g_per_cm2, in_box), region_of(scan.map.bone.g_per_cm2, in_box),
          region_of(scan.at_best, in_box).bmd()};
}

/// What one subject's pictures add up to.
struct HipRows {
  std::string geometry;
  std::vector<double> repeats, by_truth;
};

void print_hip_row(const DxaSubject& subject, const Setting& setting, const TakingOptions& options,
                   HipRows& rows) {
  const auto scan = taken(subject, setting, options);
  if (!scan) return;
  const HipTruth truth = hip_truth(subject.scan, *subject.femurs, *subject.femur, subject.hip, subject.line,
                                   scan->view, scan->picture);
  if (!truth.layout) return;
  const TrueBox box = true_box(*scan, truth);
  const auto found = find_dxa_hip(shown(*scan));
  std::optional<DxaRegionDensity> region;
  fmt::print("| {} | {} | {:.3f} |", subject.name, setting.name, in_g_per_cm2(scan->map.noise_sd));
  if (found) {
    region = named(hip_densities(scan->map, found->femur, places_of(*found)).regions, "femoral-neck");
    if (region) rows.repeats.push_back(in_g_per_cm2(region->bmd.value));
    rows.geometry += hip_geometry_row(subject.name, setting.name, scan->picture.mineral.g_per_cm2, truth,
                                      scan->map, *found, places_of(*found));
    fmt::print("{}", place_cells(*found, truth));
  } else {
    fmt::print(" {} | | | | | | | |", found.error().code);
  }
  rows.by_truth.push_back(box.same.bmd());
  fmt::print("{}\n", density_cells(box.whole, box.at_best, box.same.bmd(), region));
  std::fflush(stdout);
  if (!options.pictures.empty())
    save_all(subject.name + "-" + setting.name, *scan, drawn(*scan, truth, found),
             neck_box_of(truth, scan->view.pixel_mm), truth_json(truth, scan->view, scan->beams),
             options.pictures);
}

}  // namespace

std::string print_hip_rows(const DxaSubject& subject, const TakingOptions& options) {
  HipRows rows;
  for (const Setting& setting : settings(options)) print_hip_row(subject, setting, options, rows);
  fmt::print("| {} | **CV** | noise alone {} | | | | | | | | | | {} | {} | | |\n", subject.name,
             variation_by_noise(rows.by_truth), variation(rows.by_truth), variation(rows.repeats));
  return rows.geometry;
}

}  // namespace osteon
