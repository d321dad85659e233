#include "hip/hip_layout.hpp"
#include "hip/hip_picture.hpp"

#include <osteon/densitometry/display_regions.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

namespace osteon {
namespace {

void require_same(const Grid<2>& a, const Grid<2>& b) {
  if (!same_place(a, b)) throw std::invalid_argument("regions of a display: grids differ");
}

/// `belongs(x, y)`: whether a pixel is of the region. Nothing without pixels or at the border.
template <class Belongs>
std::optional<DisplayedRegion> shown_region(std::string region, const Image2D<float>& grey,
                                            const Belongs& belongs) {
  const auto [columns, rows] = grey.grid().size;
  std::vector<float> values;
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) {
      if (!belongs(x, y)) continue;
      if (x == 0 || y == 0 || x == columns - 1 || y == rows - 1) return std::nullopt;
      values.push_back(grey.at(x, y));
    }
  if (values.empty()) return std::nullopt;
  const auto count = static_cast<double>(values.size());
  const auto [darkest, brightest] = std::minmax_element(values.begin(), values.end());
  const auto at = [&](float value) {
    return static_cast<double>(std::count(values.begin(), values.end(), value)) / count;
  };
  double sum = 0;
  for (const float value : values) sum += value;
  return DisplayedRegion{std::move(region), sum / count, cm2(0.01 * grey.grid().spacing_mm.prod() * count),
                         std::max(at(*darkest), at(*brightest))};
}

/// In the rows that hold bone; 0 without any.
double soft_tissue_grey(const Image2D<float>& grey, const LabelMap<2>& bone, const LabelMap<2>& field) {
  const auto [columns, rows] = grey.grid().size;
  std::vector<float> values;
  for (int y = 0; y < rows; ++y) {
    bool any = false;
    for (int x = 0; x < columns && !any; ++x) any = bone.at(x, y) != 0;
    for (int x = 0; x < columns && any; ++x)
      if (bone.at(x, y) == 0 && field.at(x, y) != 0) values.push_back(grey.at(x, y));
  }
  if (values.empty()) return 0;
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  return *half;
}

}  // namespace

DisplayedBone displayed_bone(const DxaPicture& picture, const LabelMap<2>& vertebrae,
                             const LabelMap<2>& field) {
  require_same(picture.grey.grid(), vertebrae.grid());
  require_same(picture.grey.grid(), field.grid());
  DisplayedBone result{{}, soft_tissue_grey(picture.grey, vertebrae, field)};
  for (int level = static_cast<int>(BoneRegion::l1); level <= static_cast<int>(BoneRegion::l4); ++level)
    if (auto region = shown_region(name(static_cast<BoneRegion>(level)), picture.grey,
                                   [&](int x, int y) { return vertebrae.at(x, y) == level; }))
      result.regions.push_back(*std::move(region));
  return result;
}

DisplayedBone displayed_bone(const DxaPicture& picture, const LabelMap<2>& femur, const LabelMap<2>& field,
                             const HipPlaces& places) {
  require_same(picture.grey.grid(), femur.grid());
  require_same(picture.grey.grid(), field.grid());
  const Image2D<float> grey = upright(picture.grey, places);
  LabelMap<2> bone = upright(femur, places);
  for (std::uint8_t& pixel : bone.pixels()) pixel &= 1;
  HipLayout layout = layout_of(places);
  layout.wards = wards_place(layout, grey, bone);
  DisplayedBone result{{}, soft_tissue_grey(picture.grey, femur, field)};
  for (const HipRegion one : {HipRegion::neck, HipRegion::neck_narrowest, HipRegion::trochanter,
                              HipRegion::intertrochanter, HipRegion::total_hip, HipRegion::wards})
    if (auto region = shown_region(std::string(name(one)), grey, [&](int x, int y) {
          return bone.at(x, y) != 0 &&
                 holds(layout, one, bone.grid().patient_from_index({Eigen::Vector2d(x, y)}).mm);
        }))
      result.regions.push_back(*std::move(region));
  return result;
}

}  // namespace osteon
