#pragma once

#include "dxa_overlay.hpp"
#include "dxa_subjects.hpp"

#include <osteon/densitometry/dxa_density.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/simulate/dxa_plan.hpp>
#include <osteon/simulate/dxa_truth.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// How a picture is taken.
struct Setting {
  std::string name;
  Eigen::Vector2d pixel_mm;
  DxaPose pose;
  std::uint32_t seed;
};

struct TakingOptions {
  std::filesystem::path pictures;
  std::string only, setting;
  double photons = DxaBeams{}.photons_per_mm2;
  bool even = false;
};

/// By pixel, noise and pose; those that the options ask for.
[[nodiscard]] std::vector<Setting> settings(const TakingOptions& options);

/// One simulated picture with all that is known of it.
struct Taken {
  DxaView view;
  DxaBeams beams;
  SimulatedDxa picture;
  BoneMap map;
  Image2D<float> at_best;  ///< g/cm2 that a densitometer without noise sees, told where mineral is
};

[[nodiscard]] std::optional<Taken> taken(const DxaSubject& subject, const Setting& setting,
                                         const TakingOptions& options);
/// As a densitometer's display shows it.
[[nodiscard]] DxaPicture shown(const Taken& taken);
[[nodiscard]] Overlay overlay_of(const Taken& taken);

/// The picture, what was drawn over it, its maps, the true regions and all else that is true, as files.
void save_all(const std::string& stem, const Taken& taken, const Overlay& drawn, const LabelMap<2>& regions,
              const std::string& truth, const std::filesystem::path& folder);

/// Mean and area of the pixels of which `holds(n, x, y)`.
template <class Holds>
TrueRegion region_of(const Image2D<float>& map, const Holds& holds) {
  TrueRegion region{0, 0, true};
  const double pixel_cm2 = 0.01 * map.grid().spacing_mm.prod();
  for (int y = 0; y < map.grid().size[1]; ++y)
    for (int x = 0; x < map.grid().size[0]; ++x)
      if (const std::size_t n = map.offset(x, y); holds(n, x, y)) {
        region.area_cm2 += pixel_cm2;
        region.bmc_g += pixel_cm2 * map.pixels()[n];
      }
  return region;
}

/// Between two directions.
[[nodiscard]] double angle_deg(const Eigen::Vector2d& a, const Eigen::Vector2d& b);

/// Standard deviation for the mean, per cent.
[[nodiscard]] std::string variation(const std::vector<double>& values);
/// The first three pictures differ by their noise alone.
[[nodiscard]] std::string variation_by_noise(std::vector<double> values);

/// What is true, seen at best and measured over the true pixels, and what the found region is found to hold.
[[nodiscard]] std::string density_cells(const TrueRegion& truth, double at_best, double same_pixels,
                                        const std::optional<DxaRegionDensity>& found);
[[nodiscard]] std::optional<DxaRegionDensity> named(const std::vector<DxaRegionDensity>& regions,
                                                    std::string_view name);

}  // namespace osteon
