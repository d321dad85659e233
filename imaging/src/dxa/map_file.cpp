#include "map_file.hpp"

#include "../nrrd.hpp"
#include "../volume_file.hpp"

#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace osteon::dxa {
namespace {

Error unusable(const char* message) {
  return {"dxa.map-unusable", message,
          "Save one picture with one value per pixel as .nii, .nii.gz or .nrrd."};
}

/// Which lattice axes run across and down the display, and which of them backwards.
struct Display {
  int across, down;
  bool flip_across = false, flip_down = false;
};

Display display_of(const Grid<3>& grid, int plane) {
  Display display{plane == 0 ? 1 : 0, plane == 2 ? 1 : 2};
  constexpr double kAlong = 0.7;  // within 45 degrees
  const auto along = [&](int axis, int patient) { return grid.direction(patient, axis); };
  if (std::abs(along(display.across, 2)) > kAlong && std::abs(along(display.down, 0)) > kAlong)
    std::swap(display.across, display.down);
  if (std::abs(along(display.across, 0)) < kAlong || std::abs(along(display.down, 2)) < kAlong)
    return {plane == 0 ? 1 : 0, plane == 2 ? 1 : 2};
  display.flip_across = along(display.across, 0) < 0;  // the patient's left to the right
  display.flip_down = along(display.down, 2) > 0;      // his feet below
  return display;
}

Result<Image2D<float>> plane_of_volume(const std::filesystem::path& file, const VolumeHeader& header) {
  const Grid<3>& grid = header.grid;
  int plane = -1;
  for (int n = 0; n < 3; ++n)
    if (grid.size[static_cast<std::size_t>(n)] == 1) plane = n;
  if (plane < 0) return unusable("The file holds a volume, not a picture.");
  const Display display = display_of(grid, plane);
  const auto size = [&](int axis) { return grid.size[static_cast<std::size_t>(axis)]; };
  Image2D<float> map({{size(display.across), size(display.down)},
                      Eigen::Vector2d(grid.spacing_mm[display.across], grid.spacing_mm[display.down]),
                      Eigen::Vector2d::Zero(),
                      Eigen::Matrix2d::Identity()});
  const auto columns = static_cast<std::size_t>(grid.size[0]), rows = static_cast<std::size_t>(grid.size[1]);
  const auto read = read_volume(file, [&](std::size_t first, std::span<const std::byte> bytes) {
    visit_values(bytes, header.type, header.swap, [&](std::size_t n, double stored) {
      const std::size_t at = first + n;
      const std::array<int, 3> place{static_cast<int>(at % columns), static_cast<int>(at / columns % rows),
                                     static_cast<int>(at / columns / rows)};
      const int x = place[static_cast<std::size_t>(display.across)],
                y = place[static_cast<std::size_t>(display.down)];
      map.at(display.flip_across ? size(display.across) - 1 - x : x,
             display.flip_down ? size(display.down) - 1 - y : y) =
          static_cast<float>(header.slope * stored + header.offset);
    });
    return true;
  });
  if (!read) return read.error();
  return map;
}

}  // namespace

Result<Image2D<float>> read_map_file(const std::filesystem::path& file) {
  if (!is_nifti_name(file) && !is_nrrd_name(file))
    return unusable("Maps are read from .nii, .nii.gz and .nrrd.");
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return unusable("A file of the scan is not there.");
  if (is_nrrd_name(file))
    if (auto map = read_nrrd_map(file); map || map.error().code != "nrrd.broken") return map;
  const auto header = read_volume_header(file);
  if (!header) return header.error();
  constexpr std::size_t kMostPixels = 100'000'000;
  if (header->grid.pixel_count() > kMostPixels) return unusable("The picture is larger than any scan.");
  return plane_of_volume(file, *header);
}

}  // namespace osteon::dxa
