#include "given_spine.hpp"

#include <osteon/imaging/resample.hpp>
#include <osteon/segmentation/given_masks.hpp>

#include <algorithm>
#include <array>

namespace osteon {
namespace {

LabelMap<3> on_grid(LabelMap<3> labels, const Grid<3>& grid) {
  return same_place(labels.grid(), grid) ? LabelMap<3>(grid, std::move(labels.pixels()))
                                         : resample_nearest(labels, grid);
}

std::array<double, 256> volumes_mm3(const LabelMap<3>& labels) {
  std::array<double, 256> volumes{};
  for (const std::uint8_t label : labels.pixels()) volumes[label] += labels.grid().pixel_volume_mm();
  return volumes;
}

/// The map on another grid, without the labels that lie partly beyond it: the rest of a bone is not the bone.
LabelMap<3> moved(LabelMap<3> labels, const Grid<3>& grid) {
  constexpr double kKept = 0.9;  // a coarser grid changes volumes by some hundredths
  const auto before = volumes_mm3(labels);
  LabelMap<3> result = on_grid(std::move(labels), grid);
  const auto after = volumes_mm3(result);
  for (std::uint8_t& label : result.pixels())
    if (after[label] < kKept * before[label]) label = 0;
  return result;
}

/// Bodies with the numbers of their vertebrae. A voxel that is nobody's vertebra is nobody's body.
Result<LabelMap<3>> named_bodies(LabelMap<3> given, const LabelMap<3>& vertebrae, LabelScheme scheme) {
  LabelMap<3> bodies = on_grid(std::move(given), vertebrae.grid());
  std::array<bool, 256> is_body{};
  std::array<std::uint8_t, 256> vertebra_of{};
  for (int label = 1; label < 256; ++label) {
    const auto n = static_cast<std::size_t>(label);
    is_body[n] = is_vertebral_body(scheme, label);
    if (const auto region = bone_region(scheme, label); region && !is_body[n])
      vertebra_of[n] = static_cast<std::uint8_t>(*region);
  }
  bool any = false;
  for (std::size_t n = 0; n < bodies.pixels().size(); ++n) {
    std::uint8_t& voxel = bodies.pixels()[n];
    voxel = is_body[voxel] ? vertebrae.pixels()[n] : vertebra_of[voxel];
    any = any || voxel != 0;
  }
  if (!any)
    return Error{
        "labels.no-bodies", "The mask of the bodies holds no body of any vertebra.",
        "Give the sub-regions or bodies that belong to these labels, and the scheme that numbers them."};
  return bodies;
}

}  // namespace

void add_vertebra(const LabelMap<3>& mask, BoneRegion region, GivenSpineMaps& maps) {
  if (!maps.vertebrae) maps.vertebrae.emplace(mask.grid());
  const LabelMap<3> placed = on_grid(mask, maps.vertebrae->grid());
  for (std::size_t n = 0; n < placed.pixels().size(); ++n)
    if (placed.pixels()[n] != 0) maps.vertebrae->pixels()[n] = static_cast<std::uint8_t>(region);
}

bool is_mask_of_bodies(LabelScheme scheme, const std::string& name) {
  return scheme == LabelScheme::totalsegmentator && name == "vertebrae_body";
}

Result<SpineSegmentation> given_spine(GivenSpineMaps maps, LabelScheme scheme) {
  if (!maps.bodies) return spine_from_labels(*maps.vertebrae);
  const auto bodies = named_bodies(std::move(*maps.bodies), *maps.vertebrae, scheme);
  if (!bodies) return bodies.error();
  return spine_from_labels(*maps.vertebrae, *bodies);
}

void move_maps(const Grid<3>& grid, SpineSegmentation& spine) {
  spine.vertebrae = moved(std::move(spine.vertebrae), grid);
  spine.bodies = moved(std::move(spine.bodies), grid);
}

DensityOptions as_given_masks_are_measured() {
  DensityOptions options;
  options.core_edge = CoreEdge::voxel_steps;
  options.central_height_fraction = 1;
  return options;
}

}  // namespace osteon
