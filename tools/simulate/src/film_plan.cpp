#include "reach.hpp"

#include <osteon/simulate/film_plan.hpp>

#include <Eigen/Geometry>

#include <algorithm>
#include <stdexcept>

namespace osteon {
namespace {

constexpr double kHalfWidthMm = 130, kHalfHeightMm = 215;  // of the open field
constexpr double kBelowColumnMm = 40;                      // of a long column that is shown in part
constexpr double kLeastFieldMm = 40;

const Eigen::Vector3d kDown(0, 0, -1);

Eigen::Vector3d across_of(RadiographView view) {
  if (view == RadiographView::left_lateral) return {0, -1, 0};
  return view == RadiographView::right_lateral ? Eigen::Vector3d(0, 1, 0) : Eigen::Vector3d(1, 0, 0);
}

/// In the middle of the column, or of the part that the film can hold.
std::optional<Eigen::Vector3d> pivot_of(const Grid<3>& grid, const SpineSegmentation& spine,
                                        double film_half_mm) {
  Eigen::Vector3d least = Eigen::Vector3d::Constant(1e9), most = -least;
  for (const SegmentedVertebra& v : spine.found) {
    if (v.level == BoneRegion::s1 || reach(grid, v.axes.center.mm, kDown, 1) <= 0) continue;
    least = least.cwiseMin(v.axes.center.mm);
    most = most.cwiseMax(v.axes.center.mm);
  }
  if (least[2] > most[2]) return std::nullopt;
  Eigen::Vector3d pivot = 0.5 * (least + most);
  pivot[2] = std::min(pivot[2], std::max(least[2], least[2] - kBelowColumnMm + film_half_mm));
  return pivot;
}

}  // namespace

Result<FilmPlan> plan_film(const CtScan& scan, const SpineSegmentation& spine, const FilmSetting& setting) {
  constexpr double kNearestSourceMm = 300, kHalfBodyMm = 150;
  const double to_spine = setting.source_mm - setting.object_mm;
  if (!(to_spine >= kNearestSourceMm) || !(setting.pixel_mm > 0) || !(setting.border_mm >= 0))
    throw std::invalid_argument("plan_film: no such set-up");
  const Grid<3>& grid = scan.hounsfield.grid();
  const auto pivot = pivot_of(grid, spine, kHalfHeightMm * to_spine / setting.source_mm);
  if (!pivot) return Error{"anatomy.no-spine", "No vertebra is in the scan.", "Give a scan of the spine."};
  const Eigen::Vector3d across = across_of(setting.view), ray = across.cross(kDown);
  // A ray meets the far side of the patient farther out than the spine.
  const double far = to_spine + reach(grid, *pivot, ray, kHalfBodyMm);
  const auto shown = [&](const Eigen::Vector3d& way, double most) {
    return std::min(most, reach(grid, *pivot, way, most) * setting.source_mm / far);
  };
  const double left = shown(-across, kHalfWidthMm), right = shown(across, kHalfWidthMm),
               up = shown(-kDown, kHalfHeightMm), low = shown(kDown, kHalfHeightMm);
  if (std::min(left + right, up + low) < kLeastFieldMm)
    return Error{"radiograph.small-field", "The CT is too small about the spine: less than 40 mm of film.",
                 "Give a CT that holds more of the patient."};
  const double pixel = setting.pixel_mm, border = setting.border_mm;
  const auto pixels = [&](double mm) { return static_cast<int>(mm / pixel); };
  const Eigen::Vector2d foot(left + border, up + border);
  const std::array<int, 2> size{pixels(left + right + 2 * border), pixels(up + low + 2 * border)};
  const DxaView detector{*pivot + setting.object_mm * ray - foot[0] * across - foot[1] * kDown,
                         across,
                         kDown,
                         ray,
                         size,
                         {pixel, pixel}};
  const int edge = pixels(border);
  return FilmPlan{{posed(detector, *pivot, setting.pose), foot, setting.source_mm},
                  {edge, edge, size[0] - edge, size[1] - edge}};
}

}  // namespace osteon
