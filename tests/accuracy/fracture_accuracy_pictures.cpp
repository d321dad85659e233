#include "fracture_accuracy.hpp"

#include <osteon/imaging/resample.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>

namespace osteon::accuracy {
namespace {

using Pixel = std::array<std::uint8_t, 3>;

/// Whether a plate of any vertebra passes a place.
bool on_plate(const std::vector<SegmentedVertebra>& found, const Eigen::Vector3d& place) {
  constexpr double kLineMm = 0.2;
  for (const SegmentedVertebra& v : found) {
    if (!v.shape) continue;
    const Eigen::Vector3d from = place - v.axes.center.mm;
    for (const EndplateSurface* plate : {&v.shape->superior, &v.shape->inferior}) {
      const double a = from.dot(v.axes.anterior) / plate->step_mm, whole = std::floor(a);
      const int l = static_cast<int>(std::lround(from.dot(v.axes.left) / plate->step_mm));
      if (std::abs(l) > plate->reach || whole < -plate->reach || whole >= plate->reach) continue;
      const auto at = [&](double row) {
        return plate->height_mm[static_cast<std::size_t>(
            (static_cast<int>(row) + plate->reach) * (2 * plate->reach + 1) + l + plate->reach)];
      };
      const double height = at(whole) + (a - whole) * (at(whole + 1) - at(whole));
      if (std::abs(from.dot(v.axes.superior) - height) < kLineMm) return true;
    }
  }
  return false;
}

/// Sagittal cut through a place, `up` and `front` in the plane; 4 pixels a millimetre, 750 HU wide, with the
/// plates found, in red.
void draw_cut(const CtScan& scan, const SpineSegmentation* spine, const VertebraAxes& axes,
              std::vector<Pixel>& picture, int width, int from_column) {
  constexpr double kPixelMm = 0.25;
  const int side = width / 2;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const Eigen::Vector3d place = axes.center.mm + (0.5 * side - row) * kPixelMm * axes.superior +
                                    (0.65 * side - column) * kPixelMm * axes.anterior;
      const double hu = sample_linear(scan.hounsfield, {place});
      const auto grey = static_cast<std::uint8_t>(std::clamp((hu + 150) / 750 * 255, 0.0, 255.0));
      picture[static_cast<std::size_t>(row * width + from_column + column)] =
          spine != nullptr && on_plate(spine->found, place) ? Pixel{255, 60, 60} : Pixel{grey, grey, grey};
    }
}

/// Where the map has carried the plates of the untouched scan, in green.
void draw_truth(const SpineSegmentation& before, const CollapseMap& map, const VertebraAxes& axes,
                std::vector<Pixel>& picture, int width, int from_column) {
  constexpr double kPixelMm = 0.25, kReachMm = 60;
  const int side = width / 2;
  for (const SegmentedVertebra& v : before.found) {
    if (!v.shape || (v.axes.center.mm - axes.center.mm).norm() > kReachMm) continue;
    for (const EndplateSurface* plate : {&v.shape->superior, &v.shape->inferior})
      for (int a = -plate->reach; a <= plate->reach; ++a) {
        const float height = plate->height_mm[static_cast<std::size_t>(
            (a + plate->reach) * (2 * plate->reach + 1) + plate->reach)];
        if (std::isnan(height)) continue;
        const Eigen::Vector3d from = map.image_of(v.axes.center.mm + a * plate->step_mm * v.axes.anterior +
                                                  static_cast<double>(height) * v.axes.superior) -
                                     axes.center.mm;
        const auto row = std::lround(0.5 * side - from.dot(axes.superior) / kPixelMm);
        const auto column = std::lround(0.65 * side - from.dot(axes.anterior) / kPixelMm);
        for (long r = row - 1; r <= row; ++r)
          for (long c = column - 1; c <= column; ++c)
            if (r >= 0 && c >= 0 && r < side && c < side)
              picture[static_cast<std::size_t>(r * width + from_column + c)] = {60, 255, 60};
      }
  }
}

}  // namespace

void draw_fracture(const std::filesystem::path& file, const Look& before, const Look& after,
                   const CollapseMap& map, const VertebraAxes& axes) {
  constexpr int kSide = 400;
  std::vector<Pixel> picture(static_cast<std::size_t>(2 * kSide * kSide));
  draw_cut(before.scan, before.spine, axes, picture, 2 * kSide, 0);
  draw_cut(after.scan, after.spine, axes, picture, 2 * kSide, kSide);
  draw_truth(*before.spine, map, axes, picture, 2 * kSide, kSide);
  std::ofstream out(file, std::ios::binary);
  out << "P6 " << 2 * kSide << ' ' << kSide << " 255\n";
  for (const Pixel& pixel : picture) out.write(reinterpret_cast<const char*>(pixel.data()), 3);
}

}  // namespace osteon::accuracy
