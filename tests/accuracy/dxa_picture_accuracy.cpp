// Prints, as Markdown, what is found in simulated DXA pictures of the scans below DATA against what they
// hold: `dxa_picture_accuracy DATA [--only NAME] [--pictures FOLDER]`.

#include "dxa_hip_geometry.hpp"
#include "dxa_overlay.hpp"
#include "dxa_subjects.hpp"

#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/densitometry/dxa_density.hpp>
#include <osteon/densitometry/dxa_display.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/segmentation/dxa_spine.hpp>
#include <osteon/simulate/dxa_plan.hpp>
#include <osteon/simulate/dxa_truth.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <optional>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Setting {
  std::string name;
  Eigen::Vector2d pixel_mm;
  DxaPose pose;
  std::uint32_t seed;
};

/// How each subject is taken: by pixel, noise and pose.
std::vector<Setting> settings() {
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
  return all;
}

struct Options {
  fs::path pictures;
  std::string only, setting;
  double photons = DxaBeams{}.photons_per_mm2;
  bool even = false;
};

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

TrueRegion levels_of(const Image2D<float>& map, const LabelMap<2>& labels, BoneRegion from, BoneRegion to) {
  return region_of(map, [&](std::size_t n, int, int) {
    return labels.pixels()[n] >= static_cast<std::uint8_t>(from) &&
           labels.pixels()[n] <= static_cast<std::uint8_t>(to);
  });
}

double angle_deg(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  return std::abs(std::atan2(a[0] * b[1] - a[1] * b[0], a.dot(b))) * 180 / std::numbers::pi;
}

/// One simulated picture with all that is known of it.
struct Taken {
  DxaView view;
  DxaBeams beams;
  SimulatedDxa picture;
  BoneMap map;
  Image2D<float> at_best;  ///< g/cm2 that a densitometer without noise sees, told where mineral is
};

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

std::optional<Taken> taken(const DxaSubject& subject, const Setting& setting, const Options& options) {
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

void draw(const SpineTruth& truth, Overlay& overlay);
void draw(const DxaSpine& found, Overlay& overlay);
void draw(const HipTruth& truth, Overlay& overlay);
void draw(const DxaHip& hip, Overlay& overlay);

Image2D<float> as_map(const LabelMap<2>& labels) {
  return {labels.grid(), std::vector<float>(labels.pixels().begin(), labels.pixels().end())};
}

LabelMap<2> regions_of(const SpineTruth& truth, const Eigen::Vector2d&) { return truth.levels; }

/// 1 = Hologic's box of the neck.
LabelMap<2> regions_of(const HipTruth& truth, const Eigen::Vector2d& pixel_mm) {
  LabelMap<2> regions = truth.femur;
  for (int y = 0; y < regions.grid().size[1]; ++y)
    for (int x = 0; x < regions.grid().size[0]; ++x)
      if (!holds(*truth.layout, HipRegion::neck,
                 truth.in_layout(Eigen::Vector2d(x, y).cwiseProduct(pixel_mm))))
        regions.at(x, y) = 0;
  return regions;
}

template <class Truth, class Found>
void save_all(const std::string& stem, const Taken& taken, const Truth& truth, const Found* found,
              const fs::path& folder) {
  const auto grey = dxa_display(taken.map.bone.g_per_cm2, taken.picture.seen);
  cv::imwrite((folder / (stem + ".png")).string(), cv::Mat(grey.grid().size[1], grey.grid().size[0], CV_8U,
                                                           const_cast<std::uint8_t*>(grey.pixels().data())));
  Overlay overlay(grey);
  draw(truth, overlay);
  if (found != nullptr) draw(*found, overlay);
  overlay.save(folder / (stem + "-overlay.png"));
  (void)save_map(shown(taken).grey, folder / (stem + "-grey.nrrd"));
  (void)save_map(taken.map.bone.g_per_cm2, folder / (stem + "-measured.nrrd"));
  (void)save_map(taken.picture.scan.low, folder / (stem + "-low.nrrd"));
  (void)save_map(taken.picture.scan.high, folder / (stem + "-high.nrrd"));
  (void)save_map(taken.picture.mineral.g_per_cm2, folder / (stem + "-true.nrrd"));
  (void)save_map(as_map(regions_of(truth, taken.view.pixel_mm)), folder / (stem + "-regions.nrrd"));
  std::ofstream(folder / (stem + "-truth.json")) << truth_json(truth, taken.view, taken.beams);
}

/// Standard deviation for the mean, per cent.
std::string variation(const std::vector<double>& values) {
  if (values.size() < 3) return "-";
  double mean = 0, square = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  for (const double v : values) square += (v - mean) * (v - mean);
  return fmt::format("{:.2f} % ({})", 100 * std::sqrt(square / static_cast<double>(values.size() - 1)) / mean,
                     values.size());
}

/// The first three pictures differ by their noise alone.
std::string variation_by_noise(std::vector<double> values) {
  values.resize(std::min<std::size_t>(3, values.size()));
  return variation(values);
}

// --- spine

struct LineErrors {
  int truth = 0, found = 0, named = 0;  ///< found: within 4 mm
  double sum_mm = 0, worst_mm = 0, sum_deg = 0;
};

double distance_mm(const IntervertebralLine& line, const Eigen::Vector2d& place) {
  const Eigen::Vector2d way = (line.right - line.left).normalized(), d = place - line.left;
  return std::abs(way[0] * d[1] - way[1] * d[0]);
}

LineErrors compare(const SpineTruth& truth, const DxaSpine& found) {
  constexpr double kSameMm = 4;
  LineErrors errors;
  for (const TrueLine& line : truth.lines) {
    if (line.by_next_disc) continue;
    ++errors.truth;
    const IntervertebralLine* nearest = nullptr;
    for (const auto& one : found.lines)
      if (nearest == nullptr || distance_mm(one, line.middle()) < distance_mm(*nearest, line.middle()))
        nearest = &one;
    if (nearest == nullptr) continue;
    const double mm = distance_mm(*nearest, line.middle());
    errors.worst_mm = std::max(errors.worst_mm, mm);
    if (mm > kSameMm) continue;
    ++errors.found;
    errors.named += nearest->above == line.above && nearest->below == line.below;
    errors.sum_mm += mm;
    errors.sum_deg += angle_deg(line.right - line.left, nearest->right - nearest->left);
  }
  return errors;
}

void draw(const SpineTruth& truth, Overlay& overlay) {
  overlay.outline(truth.levels, kGreen);
  for (const TrueLine& line : truth.lines) {
    overlay.line(line.left, line.right, kGreen);
    overlay.text(line.right, name(line.above) + "/" + name(line.below), kGreen);
  }
}

void draw(const DxaSpine& found, Overlay& overlay) {
  overlay.outline(found.vertebrae, kRed);
  for (const auto& line : found.lines) {
    overlay.line(line.left, line.right, kRed);
    overlay.text(line.left - Eigen::Vector2d(18, 0), name(line.above) + "/" + name(line.below), kRed);
  }
}

std::string per_cent(double value, double of) { return fmt::format("{:+.1f} %", 100 * (value / of - 1)); }

/// What is true, seen at best and measured over the true pixels, and what the found region is found to hold.
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

void run_spine(const DxaSubject& subject, const Options& options) {
  std::vector<double> repeats, by_truth;
  for (const Setting& setting : settings()) {
    if (!options.setting.empty() && options.setting != setting.name) continue;
    const auto scan = taken(subject, setting, options);
    if (!scan) continue;
    const SpineTruth truth =
        spine_truth(subject.scan, *subject.spine, subject.line, scan->view, scan->picture);
    const auto found = find_dxa_spine(shown(*scan));
    const BoneRegion from =
        truth.l1_l4 || truth.densities.empty() ? BoneRegion::l1 : truth.densities.front().level;
    const BoneRegion to =
        truth.l1_l4 || truth.densities.empty() ? BoneRegion::l4 : truth.densities.back().level;
    const Image2D<float>& measured = scan->map.bone.g_per_cm2;
    const TrueRegion whole = levels_of(scan->picture.mineral.g_per_cm2, truth.levels, from, to);
    const TrueRegion same = levels_of(measured, truth.levels, from, to);
    fmt::print("| {} | {} | {} |", subject.name, setting.name,
               in_g_per_cm2(scan->map.noise_sd) < 10 ? fmt::format("{:.3f}", in_g_per_cm2(scan->map.noise_sd))
                                                     : "-");
    const double at_best = levels_of(scan->at_best, truth.levels, from, to).bmd();
    std::optional<DxaRegionDensity> region;
    if (found) {
      const LineErrors errors = compare(truth, *found);
      fmt::print(" {} / {} | {} | {:.1f} | {:.1f} | {:.1f} | {}-{} |", errors.found, errors.truth,
                 errors.named, errors.sum_mm / std::max(1, errors.found), errors.worst_mm,
                 errors.sum_deg / std::max(1, errors.found), name(from), name(to));
      region = named(spine_densities(scan->map, found->vertebrae),
                     from == to ? name(from) : name(from) + "-" + name(to));
      if (region) repeats.push_back(in_g_per_cm2(region->bmd.value));
    } else {
      fmt::print(" {} | | | | | |", found.error().code);
    }
    by_truth.push_back(same.bmd());
    fmt::print("{}\n", density_cells(whole, at_best, same.bmd(), region));
    std::fflush(stdout);
    if (!options.pictures.empty())
      save_all(subject.name + "-" + setting.name, *scan, truth, found ? &*found : nullptr, options.pictures);
  }
  fmt::print("| {} | **CV** | noise alone {} | | | | | | | | {} | {} | | |\n", subject.name,
             variation_by_noise(by_truth), variation(by_truth), variation(repeats));
}

// --- hip

HipPlaces places_of(const DxaHip& hip) {
  HipPlaces places{hip.side, hip.head_center.mm, hip.neck_center.mm, hip.neck.direction, hip.notch.mm, {}};
  if (hip.lesser_trochanter) places.lesser_trochanter = hip.lesser_trochanter->mm;
  return places;
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

/// `geometry`: takes the rows of the second table.
void run_hip(const DxaSubject& subject, const Options& options, std::string& geometry) {
  std::vector<double> repeats, by_truth;
  for (const Setting& setting : settings()) {
    if (!options.setting.empty() && options.setting != setting.name) continue;
    const auto scan = taken(subject, setting, options);
    if (!scan) continue;
    const HipTruth truth = hip_truth(subject.scan, *subject.femurs, *subject.femur, subject.hip, subject.line,
                                     scan->view, scan->picture);
    if (!truth.layout) continue;
    const Image2D<float>& measured = scan->map.bone.g_per_cm2;
    const auto place = [&](int x, int y) -> Eigen::Vector2d {
      return Eigen::Vector2d(x, y).cwiseProduct(scan->view.pixel_mm);
    };
    const auto in_true_box = [&](std::size_t n, int x, int y) {
      return truth.femur.pixels()[n] != 0 &&
             holds(*truth.layout, HipRegion::neck, truth.in_layout(place(x, y)));
    };
    const TrueRegion whole = region_of(scan->picture.mineral.g_per_cm2, in_true_box);
    const TrueRegion same = region_of(measured, in_true_box);
    const auto found = find_dxa_hip(shown(*scan));
    const double at_best = region_of(scan->at_best, in_true_box).bmd();
    std::optional<DxaRegionDensity> region;
    fmt::print("| {} | {} | {:.3f} |", subject.name, setting.name, in_g_per_cm2(scan->map.noise_sd));
    if (found) {
      const HipLayout layout = layout_of(*found);
      const Eigen::Vector2d middle = in_picture(found->head_center.mm, found->side, box_middle(layout));
      const Eigen::Vector2d true_middle =
          in_picture(truth.head_center, truth.side, box_middle(*truth.layout));
      region = named(hip_densities(scan->map, found->femur, places_of(*found)).regions, "femoral-neck");
      if (region) repeats.push_back(in_g_per_cm2(region->bmd.value));
      geometry += hip_geometry_row(subject.name, setting.name, scan->picture.mineral.g_per_cm2, truth,
                                   scan->map, *found, places_of(*found));
      fmt::print(" {} | {:.1f} | {:+.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |",
                 found->side == truth.side ? "right" : "**wrong**",
                 (found->head_center.mm - truth.head_center).norm(),
                 in_mm(found->head_radius.value) - truth.head_radius_mm,
                 (found->neck_center.mm - truth.neck_center).norm(), (middle - true_middle).norm(),
                 angle_deg(found->neck.direction, truth.neck),
                 truth.notch ? (found->notch.mm - *truth.notch).norm() : -1,
                 angle_deg(found->shaft.direction, truth.shaft));
    } else {
      fmt::print(" {} | | | | | | | |", found.error().code);
    }
    by_truth.push_back(same.bmd());
    fmt::print("{}\n", density_cells(whole, at_best, same.bmd(), region));
    std::fflush(stdout);
    if (!options.pictures.empty())
      save_all(subject.name + "-" + setting.name, *scan, truth, found ? &*found : nullptr, options.pictures);
  }
  fmt::print("| {} | **CV** | noise alone {} | | | | | | | | | | {} | {} | | |\n", subject.name,
             variation_by_noise(by_truth), variation(by_truth), variation(repeats));
}

void print_spines(const std::string& data, const Options& options) {
  fmt::print(
      "Spines. Lines within 4 mm of the true ones, those of them with the right names; errors at the middle "
      "of the line; "
      "the levels that the truth holds whole (L1-L4 or what the scan has).\n\n"
      "| subject | picture | noise of a pixel, g/cm2 | lines | named | mean, mm | worst, mm | tilt, deg | "
      "levels | true BMD | "
      "seen at best | measured over the true pixels | found, of the best | found, of the truth | area "
      "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& source : dxa_sources(data)) {
    if (!source.spine || (!options.only.empty() && source.name != options.only)) continue;
    for (const auto& subject : dxa_subjects(source)) run_spine(subject, options);
  }
}

void print_hips(const std::string& data, const Options& options) {
  std::string geometry;
  fmt::print(
      "\nHips. The box is Hologic's, 15 x 49 mm at the notch.\n\n"
      "| subject | picture | noise of a pixel, g/cm2 | side | head, mm | radius, mm | narrowest, mm | box, "
      "mm | neck, deg | "
      "notch, mm | shaft, deg | true BMD | seen at best | measured over the true pixels | found, of the best "
      "| "
      "found, of the truth | area |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& source : dxa_sources(data)) {
    if (source.spine || (!options.only.empty() && source.name != options.only)) continue;
    for (const auto& subject : dxa_subjects(source)) run_hip(subject, options, geometry);
  }
  fmt::print("{}{}", hip_geometry_head(), geometry);
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  CLI::App app{"Are spine and hip of simulated DXA pictures found, and is their density right?"};
  std::string data;
  osteon::Options options;
  app.add_option("data", data)->required();
  app.add_option("--only", options.only, "one scan by its name");
  app.add_option("--setting", options.setting, "one way to take a picture by its name");
  app.add_option("--photons", options.photons, "of each energy over 1 mm2");
  app.add_flag("--even", options.even, "all soft tissue is water");
  app.add_option("--pictures", options.pictures, "folder for the pictures");
  CLI11_PARSE(app, argc, argv);
  osteon::print_spines(data, options);
  osteon::print_hips(data, options);
  return 0;
}
