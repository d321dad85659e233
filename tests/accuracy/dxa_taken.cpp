#include "dxa_taken.hpp"

#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/densitometry/dxa_display.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/pipeline/measured_femurs.hpp>

#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <utility>

namespace osteon {
namespace {

/// Without noise and with all mineral known.
Result<DxaScan> seen_at_best(const DxaSubject& subject, const DxaView& view, DxaBeams beams,
                             const SimulatedDxa& picture, const DualEnergyCalibration& calibration) {
  constexpr float kAnyMineral = 0.02F;  // g/cm2
  beams.photons_per_mm2 = 0;
  LabelMap<2> mineral(view.grid());
  for (std::size_t n = 0; n < mineral.pixels().size(); ++n)
    mineral.pixels()[n] = picture.mineral.g_per_cm2.pixels()[n] > kAnyMineral;
  return mineral_within(simulate_dxa(subject.scan, subject.bone, subject.line, view, beams).scan, mineral,
                        calibration);
}

Image2D<float> as_map(const LabelMap<2>& labels) {
  return {labels.grid(), std::vector<float>(labels.pixels().begin(), labels.pixels().end())};
}

std::string per_cent(double value, double of) { return fmt::format("{:+.1f} %", 100 * (value / of - 1)); }

}  // namespace

std::vector<Setting> settings(const TakingOptions& options) {
  const Eigen::Vector2d prodigy(0.6, 1.05), idxa(0.25, 0.30), hologic(1, 1);
  std::vector<Setting> all{{"plain", prodigy, {}, 1}, {"again", prodigy, {}, 2}, {"third", prodigy, {}, 3}};
  all.push_back({"fine", idxa, {}, 4});
  all.push_back({"coarse", hologic, {}, 5});
  all.push_back({"tilt+5", prodigy, {5, 0, 0, 0, 0}, 6});
  all.push_back({"tilt-5", prodigy, {-5, 0, 0, 0, 0}, 7});
  all.push_back({"roll+5", prodigy, {0, 5, 0, 0, 0}, 8});
  all.push_back({"roll-5", prodigy, {0, -5, 0, 0, 0}, 9});
  all.push_back({"turn+5", prodigy, {0, 0, 5, 0, 0}, 10});
  all.push_back({"turn-5", prodigy, {0, 0, -5, 0, 0}, 11});
  all.push_back({"move+5", prodigy, {0, 0, 0, 5, 5}, 12});
  all.push_back({"move-5", prodigy, {0, 0, 0, -5, -5}, 13});
  std::erase_if(all,
                [&](const Setting& one) { return !options.setting.empty() && options.setting != one.name; });
  return all;
}

std::optional<Taken> taken(const DxaSubject& subject, const Setting& setting, const TakingOptions& options) {
  const auto plan =
      subject.spine
          ? plan_spine(subject.scan, *subject.spine, setting.pixel_mm)
          : Result<DxaPlan>(plan_hip(subject.scan, *placement_of(*subject.femur), setting.pixel_mm));
  if (!plan) return std::nullopt;
  const DxaView view = posed(plan->view, plan->pivot, setting.pose);
  DxaBeams beams;
  beams.seed = setting.seed;
  beams.photons_per_mm2 = options.photons;
  if (options.even) beams.soft_tissue = SoftTissueModel::even;
  SimulatedDxa picture = simulate_dxa(subject.scan, subject.bone, subject.line, view, beams);
  const DualEnergyCalibration calibration = calibration_by_energies(beams.low_kev, beams.high_kev);
  auto map = bone_map(picture.scan, calibration);
  auto at_best = seen_at_best(subject, view, beams, picture, calibration);
  if (!map || !at_best) return std::nullopt;
  return Taken{view, beams, std::move(picture), std::move(*map), std::move(at_best->g_per_cm2)};
}

DxaPicture shown(const Taken& taken) {
  const auto grey = dxa_display(taken.map.bone.g_per_cm2, taken.picture.seen);
  return {Image2D<float>(grey.grid(), std::vector<float>(grey.pixels().begin(), grey.pixels().end()))};
}

Overlay overlay_of(const Taken& taken) {
  return Overlay(dxa_display(taken.map.bone.g_per_cm2, taken.picture.seen));
}

void save_all(const std::string& stem, const Taken& taken, const Overlay& drawn, const LabelMap<2>& regions,
              const std::string& truth, const std::filesystem::path& folder) {
  const auto grey = dxa_display(taken.map.bone.g_per_cm2, taken.picture.seen);
  cv::imwrite((folder / (stem + ".png")).string(), cv::Mat(grey.grid().size[1], grey.grid().size[0], CV_8U,
                                                           const_cast<std::uint8_t*>(grey.pixels().data())));
  drawn.save(folder / (stem + "-overlay.png"));
  (void)save_map(shown(taken).grey, folder / (stem + "-grey.nrrd"));
  (void)save_map(taken.map.bone.g_per_cm2, folder / (stem + "-measured.nrrd"));
  (void)save_map(taken.picture.scan.low, folder / (stem + "-low.nrrd"));
  (void)save_map(taken.picture.scan.high, folder / (stem + "-high.nrrd"));
  (void)save_map(taken.picture.mineral.g_per_cm2, folder / (stem + "-true.nrrd"));
  (void)save_map(as_map(regions), folder / (stem + "-regions.nrrd"));
  std::ofstream(folder / (stem + "-truth.json")) << truth;
}

double angle_deg(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  return std::abs(std::atan2(a[0] * b[1] - a[1] * b[0], a.dot(b))) * 180 / std::numbers::pi;
}

std::string variation(const std::vector<double>& values) {
  if (values.size() < 3) return "-";
  double mean = 0, square = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  for (const double v : values) square += (v - mean) * (v - mean);
  return fmt::format("{:.2f} % ({})", 100 * std::sqrt(square / static_cast<double>(values.size() - 1)) / mean,
                     values.size());
}

std::string variation_by_noise(std::vector<double> values) {
  values.resize(std::min<std::size_t>(3, values.size()));
  return variation(values);
}

std::string density_cells(const TrueRegion& truth, double at_best, double same_pixels,
                          const std::optional<DxaRegionDensity>& found) {
  if (!(truth.area_cm2 > 0)) return " - | - | - | - | - | - |";
  const std::string cells = fmt::format(" {:.3f} | {} | {} |", truth.bmd(), per_cent(at_best, truth.bmd()),
                                        per_cent(same_pixels, at_best));
  if (!found) return cells + " - | - | - |";
  const double bmd = in_g_per_cm2(found->bmd.value);
  return cells + fmt::format(" {} | {} | {} |", per_cent(bmd, at_best), per_cent(bmd, truth.bmd()),
                             per_cent(in_cm2(found->area.value), truth.area_cm2));
}

std::optional<DxaRegionDensity> named(const std::vector<DxaRegionDensity>& regions, std::string_view name) {
  for (const auto& region : regions)
    if (region.region == name) return region;
  return std::nullopt;
}

}  // namespace osteon
