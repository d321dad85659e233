#include "body_regions.hpp"
#include "depth_in_mask.hpp"
#include "region_statistics.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/densitometry/rounding.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <stdexcept>

namespace osteon {
namespace {

using Mask = std::vector<std::uint8_t>;

/// How far the edge of a region is moved to see what its place does. Depths come in steps of a voxel, so a
/// shift by less than half of one may move nothing, or a whole layer.
double edge_shift_mm(const Grid<3>& grid, const DensityOptions& options) {
  return std::max(options.edge_shift_mm, 0.5 * std::cbrt(grid.pixel_volume_mm()));
}

/// How well an edge is placed, one sd: voxels round it by up to half of one either way.
double edge_sd_mm(const Grid<3>& grid, const DensityOptions& options) {
  return std::max(options.edge_shift_mm, std::cbrt(grid.pixel_volume_mm()) / std::sqrt(12.0));
}

/// The region as it is, and with its edge moved either way.
struct ThreeMasks {
  Mask region, wider, narrower;
};

/// A trabecular region smaller than this says nothing of a body: its share of cortex and one vein decide. A
/// cube of 4.6 mm; judgement.
constexpr double kLeastTrabecularMm3 = 100;

std::optional<VertebralDensity> density(const CtScan& scan, const LabelBox& box, const ThreeMasks& masks,
                                        const DensityOptions& options, DensityRegion region,
                                        std::string definition) {
  const auto& volume = scan.hounsfield;
  const auto at = region_statistics(volume, box, masks.region);
  if (at.voxels == 0) return std::nullopt;
  const auto wider = region_statistics(volume, box, masks.wider);
  auto narrower = region_statistics(volume, box, masks.narrower);
  const double steps =
      narrower.voxels == 0 ? 1.0 : 2.0;  // nothing left inside: only the outward step is known
  if (narrower.voxels == 0) narrower = at;
  const double sd_mm = edge_sd_mm(volume.grid(), options);
  const double per_step = sd_mm / edge_shift_mm(volume.grid(), options) / steps;
  // The edge as a whole in or out, and the region as a whole to one side.
  const double edge_hu =
      std::hypot((wider.mean_hu - narrower.mean_hu) * per_step, at.slope_hu_per_mm * sd_mm);
  const double voxel_mm3 = volume.grid().pixel_volume_mm();
  const double edge_mm3 = static_cast<double>(wider.voxels - narrower.voxels) * voxel_mm3 * per_step;
  return VertebralDensity{region,
                          std::move(definition),
                          region_sha256(box, masks.region),
                          {mm3(static_cast<double>(at.voxels) * voxel_mm3), mm3(edge_mm3)},
                          {hu(at.mean_hu), hu(std::hypot(at.standard_error_hu, edge_hu))},
                          Calibration::none,
                          {edge_hu, at.standard_error_hu},
                          at.dense_share};
}

/// A region that reaches its label's own outline: the label is all that is known, so its edge only moves
/// inwards.
ThreeMasks whole_label(const Mask& mask, const std::vector<double>& depth_mm, double shift_mm) {
  Mask narrower(mask.size());
  for (std::size_t n = 0; n < mask.size(); ++n) narrower[n] = mask[n] && depth_mm[n] > shift_mm + 1e-9;
  return {mask, mask, narrower};
}

/// What lies less deep than the core may: cortex and endplates with the bone just inside. Its outer edge is
/// the label's and only moves inwards. Nothing where no part of the body lies deeper: then all of it is
/// shell.
std::optional<ThreeMasks> shell(const BodyInBox& body, double erosion_mm, double shift_mm) {
  constexpr double kRoundingMm = 1e-9;
  ThreeMasks masks{Mask(body.mask.size()), Mask(body.mask.size()), Mask(body.mask.size())};
  bool any_deeper = false;
  for (std::size_t n = 0; n < body.mask.size(); ++n) {
    if (!body.mask[n]) continue;
    const double depth_mm = body.depth_mm[n] + kRoundingMm;
    masks.region[n] = depth_mm < erosion_mm;
    masks.wider[n] = depth_mm < erosion_mm + shift_mm;
    masks.narrower[n] = depth_mm < erosion_mm && depth_mm > shift_mm + 2 * kRoundingMm;
    any_deeper = any_deeper || !masks.region[n];
  }
  if (!any_deeper) return std::nullopt;
  return masks;
}

Mask part_of_body(DensityRegion part, const BodyInBox& body, const DensityOptions& options) {
  if (part == DensityRegion::trabecular_core)
    return core_mask(body, options.central_height_fraction, options.erosion_mm);
  if (part == DensityRegion::trabecular_oval) return oval_mask(body, options.erosion_mm);
  const auto masks = shell(body, options.erosion_mm, 0);
  return masks ? masks->region : Mask(body.mask.size());
}

struct Boxes {
  std::array<LabelBox, 256> vertebrae, bodies;
};

std::string edge_in_words(const Eigen::Vector3d& spacing_mm, const DensityOptions& options) {
  const std::string body = "the outline of the vertebral body";
  if (options.core_edge == CoreEdge::distance)
    return number_text(options.erosion_mm, 1) + " mm inside " + body;
  const auto steps = erosion_steps(spacing_mm, options.erosion_mm);
  return "inside " + body + " eroded by the 6-neighbour element " + std::to_string(steps[0]) + " x " +
         std::to_string(steps[1]) + " x " + std::to_string(steps[2]) + " times (nearest to " +
         number_text(options.erosion_mm, 1) + " mm along each axis)";
}

void add_core_and_oval(const CtScan& scan, const BodyInBox& body, const DensityOptions& options,
                       LevelDensity& result) {
  const double shift = edge_shift_mm(scan.hounsfield.grid(), options);
  const auto moved = [&](const std::function<Mask(double)>& mask) {
    return ThreeMasks{mask(options.erosion_mm), mask(std::max(0.0, options.erosion_mm - shift)),
                      mask(options.erosion_mm + shift)};
  };
  const std::string inside = edge_in_words(scan.hounsfield.grid().spacing_mm, options);
  const std::string central =
      options.central_height_fraction < 1
          ? ", central " + number_text(100.0 * options.central_height_fraction, 1) + " % of its height"
          : "";
  const auto core = density(
      scan, body.box, moved([&](double e) { return core_mask(body, options.central_height_fraction, e); }),
      options, DensityRegion::trabecular_core, inside + central);
  const auto oval =
      density(scan, body.box, moved([&](double e) { return oval_mask(body, e); }), options,
              DensityRegion::trabecular_oval,
              "ellipse in the front of the middle of the body, 50 % of its depth by 65 % of its width, "
              "7.5 mm high, " +
                  inside);
  for (const auto& region : {core, oval}) {
    if (region && in_mm3(region->volume.value) >= kLeastTrabecularMm3)
      result.density.push_back(*region);
    else if (result.warnings.empty())
      result.warnings.push_back(
          {"density.no-core", "Too little of the body lies deep enough for a trabecular region."});
  }
}

/// Whether more than a little of the outlined body is air. Fat, the lightest thing in a bone, stays above
/// -150 HU.
bool holds_air(const CtScan& scan, const LabelMap<3>& bodies, const LabelBox& box, std::uint8_t label) {
  constexpr std::int16_t kAirIsBelowHu = -200;
  constexpr double kTolerated = 0.02;  // edge voxels beside the lung
  std::size_t voxels = 0, air = 0;
  for (int k = box.first[2]; k <= box.last[2]; ++k)
    for (int j = box.first[1]; j <= box.last[1]; ++j)
      for (int i = box.first[0]; i <= box.last[0]; ++i) {
        if (bodies.at(i, j, k) != label) continue;
        ++voxels;
        air += scan.hounsfield.at(i, j, k) < kAirIsBelowHu;
      }
  return static_cast<double>(air) > kTolerated * static_cast<double>(voxels);
}

LevelDensity measure_level(const CtScan& scan, const LabelMap<3>& vertebrae, const LabelMap<3>& bodies,
                           const Boxes& boxes, const VertebraFrame& frame, const DensityOptions& options) {
  LevelDensity result{frame.level, {}, {}};
  const auto label = static_cast<std::uint8_t>(frame.level);
  const double shift = edge_shift_mm(scan.hounsfield.grid(), options);
  if (const LabelBox& box = boxes.bodies[label]; !box.empty()) {
    if (holds_air(scan, bodies, box, label)) {
      result.warnings.push_back(
          {"density.not-bone",
           "The outline of the body holds air, so it is wrong: no attenuation is given."});
      return result;
    }
    const auto body = body_in_box(bodies, box, frame, options, options.erosion_mm + shift);
    add_core_and_oval(scan, body, options, result);
    if (const auto whole = density(scan, box, whole_label(body.mask, body.depth_mm, shift), options,
                                   DensityRegion::body, "vertebral body with its cortex"))
      result.density.push_back(*whole);
    if (const auto masks = shell(body, options.erosion_mm, shift))
      if (const auto cortical = density(scan, box, *masks, options, DensityRegion::cortical_shell,
                                        "vertebral body without what lies " +
                                            edge_in_words(scan.hounsfield.grid().spacing_mm, options)))
        result.density.push_back(*cortical);
  } else {
    result.warnings.push_back({"density.no-body", "The vertebral body was not outlined."});
  }
  if (const LabelBox& box = boxes.vertebrae[label]; !box.empty()) {
    const Mask mask = mask_in_box(vertebrae, box, label);
    const auto depth_mm = depth_in_mask_mm(mask, box.size(), scan.hounsfield.grid().spacing_mm, 2.0 * shift);
    if (const auto whole = density(scan, box, whole_label(mask, depth_mm, shift), options,
                                   DensityRegion::whole_vertebra, "body and posterior elements, with cortex"))
      result.density.push_back(*whole);
  }
  return result;
}

}  // namespace

std::vector<LevelDensity> measure_densities(const CtScan& scan, const LabelMap<3>& vertebrae,
                                            const LabelMap<3>& bodies,
                                            const std::vector<VertebraFrame>& frames,
                                            const DensityOptions& options) {
  const auto& grid = scan.hounsfield.grid();
  if (!same_place(grid, vertebrae.grid()) || !same_place(grid, bodies.grid()))
    throw std::invalid_argument("measure_densities: grids differ");
  const Boxes boxes{label_boxes(vertebrae), label_boxes(bodies)};
  std::vector<LevelDensity> result(frames.size());
  tbb::parallel_for(std::size_t{0}, frames.size(), [&](std::size_t n) {
    result[n] = measure_level(scan, vertebrae, bodies, boxes, frames[n], options);
  });
  return result;
}

DensityOptions heeding(const std::vector<Warning>& warnings, DensityOptions options) {
  for (const Warning& warning : warnings)
    if (warning.code == "geometry.doubtful-distance")
      options.edge_shift_mm = std::max(options.edge_shift_mm, 0.5 * options.erosion_mm);
  return options;
}

LabelMap<3> regions_of_bodies(DensityRegion part, const LabelMap<3>& bodies,
                              const std::vector<VertebraFrame>& frames, const DensityOptions& options) {
  if (part == DensityRegion::body || part == DensityRegion::whole_vertebra)
    throw std::invalid_argument("regions_of_bodies: not a part of a body");
  const auto boxes = label_boxes(bodies);
  const double cap_mm = options.erosion_mm + edge_shift_mm(bodies.grid(), options);
  LabelMap<3> map(bodies.grid());
  tbb::parallel_for(std::size_t{0}, frames.size(), [&](std::size_t n) {
    const auto label = static_cast<std::uint8_t>(frames[n].level);
    const LabelBox& box = boxes[label];
    if (box.empty()) return;
    const Mask mask = part_of_body(part, body_in_box(bodies, box, frames[n], options, cap_mm), options);
    std::size_t m = 0;
    for (int k = box.first[2]; k <= box.last[2]; ++k) {
      for (int j = box.first[1]; j <= box.last[1]; ++j) {
        for (int i = box.first[0]; i <= box.last[0]; ++i, ++m)
          if (mask[m]) map.at(i, j, k) = label;
      }
    }
  });
  return map;
}

}  // namespace osteon
