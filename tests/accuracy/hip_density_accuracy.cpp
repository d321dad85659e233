// Prints, as Markdown, the areal density of the hips in the scans below DATA, and how well it repeats when a
// scan is turned, sampled otherwise or made noisy: `hip_density_accuracy DATA [--repeat]
// [--pictures=FOLDER]`.

#include "../support/loaded.hpp"
#include "hip_changes.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/report/hip_picture.hpp>

#include <CLI/CLI.hpp>
#include <Eigen/Geometry>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct LoadedCt {
  SeriesOutline outline;
  CtScan scan;
};

std::optional<LoadedCt> loaded(const fs::path& path) {
  const Survey found = survey({path});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto scan = load_ct(*usable.front());
  if (!scan) return std::nullopt;
  return LoadedCt{*usable.front(), std::move(scan->scan)};
}

std::string letter(Side side) { return side == Side::left ? "L" : "R"; }

const HipRegionDensity* region_of(const HipDensity& hip, HipRegion region) {
  for (const auto& one : hip.regions)
    if (one.region == region) return &one;
  return nullptr;
}

void save_picture(const FemurMeasurement& femur, const fs::path& path) {
  const Picture picture = hip_picture(femur);
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(picture.png.data()),
            static_cast<std::streamsize>(picture.png.size()));
}

void print_regions(const std::string& name, const HipDensity& hip) {
  for (const auto& region : hip.regions)
    fmt::print("| {} | {} | {} | {:.3f} ± {:.3f} | {:.3f} | {:.3f} | {:.3f} | {:.3f} | {:.2f} | {:.1f} |\n",
               name, letter(hip.side), osteon::name(region.region), in_g_per_cm2(region.bmd.value),
               in_g_per_cm2(*region.bmd.sd), region.doubt.calibration, region.doubt.noise,
               region.doubt.placement, region.doubt.edge, in_grams(region.bmc.value),
               in_cm2(region.area.value));
  for (const auto& warning : hip.warnings)
    fmt::print("| {} | {} | {} | | | | | | | |\n", name, letter(hip.side), warning.message);
}

void print_inside(const std::string& name, const HipDensity& hip) {
  std::string words;
  for (const auto& v : hip.volumes)
    words += fmt::format(" {} {:.0f} ml: {:.0f}, deeper than 3 mm {:.0f}, outer 3 mm {:.0f} mg/cm3.",
                         osteon::name(v.region), in_ml(v.volume.value), in_mg_per_cm3(v.integral.value),
                         in_mg_per_cm3(v.trabecular.value), in_mg_per_cm3(v.cortical.value));
  if (hip.section)
    words += fmt::format(
        " Narrowest section {:.2f} cm2 of bone, moment {:.2f} cm4, modulus {:.2f} cm3, {:.1f} mm wide.",
        in_cm2(hip.section->bone_area.value), hip.section->moment_cm4, hip.section->modulus_cm3,
        in_mm(hip.section->width.value));
  fmt::print("* {} {}:{}\n", name, letter(hip.side), words);
}

std::vector<FemurMeasurement> measured(const LoadedCt& ct, std::string& calibration) {
  const auto femurs = find_femurs(ct.scan);
  if (!femurs) {
    calibration = femurs.error().code;
    return {};
  }
  const CtReading reading = read_ct_of_hips(ct.scan, femurs->found, ct.outline);
  if (reading.calibration)
    calibration =
        fmt::format("{}; {:.3f} mg/cm3 per HU", reading.calibration->origin, reading.calibration->line.slope);
  return measured_femurs(ct.scan, *femurs, scale_of(reading, ct.outline, {}), {}, ct.outline);
}

void print_scan(const std::string& name, const LoadedCt& ct, const fs::path& pictures) {
  std::string calibration;
  const auto femurs = measured(ct, calibration);
  fmt::print(
      "\n**{}**: {}\n\n| scan | side | region | g/cm² | calibration | noise | placement | edge | g | cm² |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n",
      name, calibration);
  for (const FemurMeasurement& femur : femurs) {
    const auto& why = femur.refusal ? femur.refusal : femur.no_density;
    if (why) fmt::print("| {} | {} | `{}` | | | | | | | |\n", name, letter(femur.side), why->code);
    if (femur.density) print_regions(name, *femur.density);
  }
  fmt::print("\n");
  for (const FemurMeasurement& femur : femurs) {
    if (!femur.density) continue;
    print_inside(name, *femur.density);
    if (!pictures.empty()) save_picture(femur, pictures / (name + letter(femur.side) + ".png"));
  }
}

std::vector<std::pair<std::string, fs::path>> scans(const fs::path& data) {
  const fs::path ct = data / "ct";
  return {{"STS_036", ct / "sts/STS_036"},
          {"STS_044", ct / "sts/STS_044"},
          {"STS_012", ct / "sts/STS_012"},
          {"STS_015", ct / "sts/STS_015"},
          {"example_ct", ct / "totalsegmentator/example_ct.nii.gz"}};
}

constexpr std::array kRepeated{HipRegion::neck, HipRegion::neck_narrowest, HipRegion::trochanter,
                               HipRegion::intertrochanter, HipRegion::total_hip};

/// Regions told once more with the calibration found anew in each copy.
constexpr std::array kOwnLine{HipRegion::neck, HipRegion::total_hip};

/// Changes in per cent, of all copies of one scan.
using Deviations = std::array<std::vector<double>, kRepeated.size() + kOwnLine.size()>;

/// A scan's only hip, by a given line and by the scan's own.
struct Repeat {
  HipDensity by_line;
  std::optional<HipDensity> by_own_line;
};

std::optional<DensityLine> own_line(const LoadedCt& ct, const FemurSegmentation& femurs) {
  const CtReading reading = read_ct_of_hips(ct.scan, femurs.found, ct.outline);
  return reading.calibration ? std::optional(reading.calibration->line) : std::nullopt;
}

std::optional<Repeat> only_hip(const LoadedCt& ct, const DensityLine& line, std::string& why) {
  const auto femurs = find_femurs(ct.scan);
  if (!femurs || femurs->found.size() != 1) {
    why = !femurs                   ? femurs.error().code
          : femurs->refused.empty() ? "not one femur"
                                    : femurs->refused.front().reason.code;
    return std::nullopt;
  }
  auto hip = hip_density(ct.scan, *femurs, femurs->found.front(), line);
  if (!hip) {
    why = hip.error().code;
    return std::nullopt;
  }
  Repeat result{std::move(hip).value(), {}};
  if (const auto own = own_line(ct, *femurs))
    if (auto again = hip_density(ct.scan, *femurs, femurs->found.front(), *own))
      result.by_own_line = std::move(again).value();
  return result;
}

/// Change of one region, for the row and for the CV.
void add_change(const HipDensity& before, const HipDensity& after, HipRegion region, bool with_area,
                std::string& row, std::vector<double>& all) {
  const auto *a = region_of(before, region), *b = region_of(after, region);
  if (a == nullptr || b == nullptr) {
    row += " - |";
    return;
  }
  all.push_back(100 * (in_g_per_cm2(b->bmd.value) / in_g_per_cm2(a->bmd.value) - 1));
  row += fmt::format(" {:+.1f}", all.back());
  if (with_area) row += fmt::format(" ({:+.1f})", 100 * (in_cm2(b->area.value) / in_cm2(a->area.value) - 1));
  row += " |";
}

void print_change(const std::string& name, const HipDensity& before, const HipChange& change,
                  const Repeat& after, Deviations& all) {
  std::string row = fmt::format("| {} | {} |", name, change.name);
  for (std::size_t n = 0; n < kRepeated.size(); ++n)
    add_change(before, after.by_line, kRepeated[n], true, row, all[n]);
  for (std::size_t n = 0; n < kOwnLine.size(); ++n)
    if (after.by_own_line)
      add_change(before, *after.by_own_line, kOwnLine[n], false, row, all[kRepeated.size() + n]);
    else
      row += " - |";
  fmt::print("{}\n", row);
}

/// About the mean of the copies and the scan itself.
double variation(std::vector<double> percent) {
  percent.push_back(0);
  double mean = 0, square = 0;
  for (const double p : percent) mean += p / static_cast<double>(percent.size());
  for (const double p : percent) square += (p - mean) * (p - mean);
  return std::sqrt(square / static_cast<double>(percent.size() - 1)) / (1 + 0.01 * mean);
}

void print_repeats(const std::string& name, const LoadedCt& ct, const std::string& which) {
  const auto femurs = find_femurs(ct.scan);
  if (!femurs) return;
  const auto line = own_line(ct, *femurs);
  if (!line) return;
  std::string why;
  const auto before = only_hip(ct, *line, why);
  if (!before) return;
  Deviations all;
  fmt::print(
      "\n| scan | change | neck % (area) | narrowest neck % | trochanter % | intertrochanter % | total hip % "
      "| neck, own calibration % | total hip, own calibration % |\n"
      "|---|---|---|---|---|---|---|---|---|\n");
  for (const HipChange& change : hip_changes()) {
    if (change.name.find(which) == std::string::npos) continue;
    const LoadedCt copy{ct.outline, change.apply(ct.scan).scan};
    const auto after = only_hip(copy, *line, why);
    if (after)
      print_change(name, before->by_line, change, *after, all);
    else
      fmt::print("| {} | {} | **{}** | | | | | | |\n", name, change.name, why);
    std::fflush(stdout);
  }
  fmt::print("| {} | **CV, %** |", name);
  for (const auto& percent : all)
    fmt::print(" {} |",
               percent.empty() ? "-" : fmt::format("**{:.2f}** ({})", variation(percent), percent.size()));
  fmt::print("\n");
}
}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  CLI::App app{"What areal density do the hips of real scans have, and does it repeat?"};
  std::string data, pictures, only, change;
  bool repeat = false;
  app.add_option("data", data)->required();
  app.add_flag("--repeat", repeat, "turned, resampled and noisy copies instead of the scans themselves");
  app.add_option("--only", only, "one scan by its name");
  app.add_option("--change", change, "only changes whose name holds this");
  app.add_option("--pictures", pictures, "folder for the projections (PNG)");
  CLI11_PARSE(app, argc, argv);
  for (const auto& [name, path] : osteon::scans(data)) {
    if (!only.empty() && name != only) continue;
    const auto ct = osteon::loaded(path);
    if (!ct) continue;
    if (repeat)
      osteon::print_repeats(name, *ct, change);
    else
      osteon::print_scan(name, *ct, pictures);
  }
  return 0;
}
