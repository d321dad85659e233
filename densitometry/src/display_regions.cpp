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

LabelMap<2> femur_alone(LabelMap<2> femur) {
  for (std::uint8_t& pixel : femur.pixels()) pixel &= 1;
  return femur;
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

HipLayout displayed_layout(const DxaPicture& picture, const LabelMap<2>& femur, const HipPlaces& places) {
  require_same(picture.grey.grid(), femur.grid());
  HipLayout layout = layout_of(places);
  layout.wards = wards_place(layout, upright(picture.grey, places), upright(femur_alone(femur), places));
  return layout;
}

std::optional<std::array<Eigen::Vector2d, 4>> corners_of(const HipLayout& layout, HipRegion region,
                                                         const HipPlaces& places) {
  double from = layout.notch_s() - kNeckBoxAlongMm, along = kNeckBoxAlongMm, middle = 0,
         across = kNeckBoxAcrossMm;
  if (region == HipRegion::neck_narrowest) {
    from = layout.narrowest_s - 0.5 * kNeckBoxAlongMm;
  } else if (region == HipRegion::wards) {
    if (!layout.wards) return std::nullopt;
    const Eigen::Vector2d place = layout.along_and_above(*layout.wards);
    from = place[0] - 0.5 * kWardsSquareMm, along = across = kWardsSquareMm, middle = place[1];
  } else if (region != HipRegion::neck) {
    throw std::invalid_argument("corners_of: no box");
  }
  const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
  const auto corner = [&](double s, double t) -> Eigen::Vector2d {
    const Eigen::Vector2d p = s * layout.axis + t * above;
    return places.head_center + Eigen::Vector2d(places.side == Side::left ? p[0] : -p[0], -p[1]);
  };
  const double low = middle - 0.5 * across, high = middle + 0.5 * across;
  return std::array{corner(from, low), corner(from, high), corner(from + along, high),
                    corner(from + along, low)};
}

DisplayedBone displayed_bone(const DxaPicture& picture, const LabelMap<2>& femur, const LabelMap<2>& field,
                             const HipPlaces& places) {
  require_same(picture.grey.grid(), femur.grid());
  require_same(picture.grey.grid(), field.grid());
  const Image2D<float> grey = upright(picture.grey, places);
  const LabelMap<2> bone = upright(femur_alone(femur), places);
  const HipLayout layout = displayed_layout(picture, femur, places);
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
