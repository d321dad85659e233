// Prints, as Markdown, what is found of the hips in the scans below DATA, and how well it holds when a scan
// is turned, shifted, sampled otherwise or made noisy: `hip_accuracy DATA [--repeat] [--scan=STS]
// [--change=cubes]
// [--masks=FOLDER]`. Without `--scan` and `--change` all of them.

#include "../support/loaded.hpp"
#include "hip_changes.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>

#include <CLI/CLI.hpp>
#include <Eigen/Geometry>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using testing::Disturbed;

constexpr double kDegrees = 180 / std::numbers::pi;

std::vector<std::pair<std::string, fs::path>> scans(const fs::path& data) {
  const fs::path ct = data / "ct";
  return {{"STS_036", ct / "sts/STS_036"},
          {"STS_044", ct / "sts/STS_044"},
          {"STS_012", ct / "sts/STS_012"},
          {"STS_015", ct / "sts/STS_015"},
          {"example_ct", ct / "totalsegmentator/example_ct.nii.gz"},
          {"acrin coronal", ct / "acrin-flt-breast-013/coronal"},
          {"acrin sagittal", ct / "acrin-flt-breast-013/sagittal"},
          {"lidc", ct / "lidc-idri-0001"},
          {"nlst", ct / "nlst-101287"},
          {"aorta crop", ct / "totalsegmentator/aorta_report_ct_cropped.nii.gz"},
          {"tptbox-l3", ct / "tptbox-l3/sub-ct_label-22_ct.nii.gz"},
          {"QRM phantom", ct / "qrm-thorax-phantom"}};
}

/// What the command line asks for: parts of names, and where masks go.
struct Wish {
  std::string scan, change;
  fs::path masks;

  [[nodiscard]] bool wants_scan(const std::string& name) const {
    return name.find(scan) != std::string::npos;
  }
  [[nodiscard]] bool wants_change(const std::string& name) const {
    return name.find(change) != std::string::npos;
  }
};

void save_mask(const Wish& wish, const LabelMap<3>& labels, const std::string& name) {
  if (wish.masks.empty()) return;
  const auto saved = save_labels(labels, wish.masks / (name + ".nii.gz"));
  if (!saved) fmt::print(stderr, "{}\n", saved.error().message);
}

std::optional<CtScan> loaded(const fs::path& path) {
  const Survey found = survey({path});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto scan = load_ct(*usable.front());
  if (!scan) return std::nullopt;
  return std::move(scan->scan);
}

std::string letter(Side side) { return side == Side::left ? "L" : "R"; }

std::string angle(const std::optional<MeasuredAngle>& a) {
  return a ? fmt::format("{:.1f} ± {:.1f}", a->deg, a->sd_deg) : "-";
}

std::string length(const std::optional<Measured<Length>>& l) {
  return l ? fmt::format("{:.1f}", in_mm(l->value)) : "-";
}

void print_row(const std::string& name, const CtScan& scan, const Wish& wish) {
  const auto start = std::chrono::steady_clock::now();
  const auto result = find_femurs(scan);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!result) {
    fmt::print("| {} | `{}` | | | | | | | | | {:.1f} |\n", name, result.error().code, seconds);
    return;
  }
  for (const RefusedFemur& refused : result->refused)
    fmt::print("| {} | {} `{}` | | | | | | | | | {:.1f} |\n", name, letter(refused.side), refused.reason.code,
               seconds);
  for (const SegmentedFemur& f : result->found) {
    std::string notes;
    for (const Warning& warning : f.warnings) notes += " `" + warning.code + "`";
    fmt::print("| {} | {}{} | {:.1f} ± {:.1f} | {:.0f} | {:.1f} | {} | {} | {} | {} | {} | {:.1f} |\n", name,
               letter(f.side), notes, in_mm(f.head.radius.value), in_mm(*f.head.radius.sd), f.neck.area_mm2,
               in_mm(f.neck.width.value), angle(f.neck_shaft_angle), angle(f.anteversion_to_patient),
               length(f.neck_axis_length), length(f.hip_axis_length),
               f.lesser_trochanter ? "found" : "not found", seconds);
  }
  save_mask(wish, result->femurs, name);
}

void print_scans(const fs::path& data, const Wish& wish) {
  fmt::print(
      "| scan | side | head radius mm | neck section mm² | neck width mm | neck-shaft angle | anteversion | "
      "neck axis mm | hip axis mm | lesser trochanter | s "
      "|\n|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& [name, path] : scans(data)) {
    if (!wish.wants_scan(name)) continue;
    const auto scan = loaded(path);
    if (scan)
      print_row(name, *scan, wish);
    else
      fmt::print("| {} | not there | | | | | | | | | |\n", name);
  }
  const auto part = [&](const char* title, const fs::path& path, double from, double to) {
    if (!wish.wants_scan(title)) return;
    const auto scan = loaded(path);
    if (!scan) return;
    auto size = scan->hounsfield.grid().size;
    std::array<int, 3> low{0, 0, static_cast<int>(from * size[2])};
    print_row(title, testing::cropped(*scan, low, {size[0], size[1], static_cast<int>(to * size[2])}), wish);
  };
  part("STS_036, lower half", data / "ct/sts/STS_036", 0, 0.5);
  part("STS_044, lower 40 %", data / "ct/sts/STS_044", 0, 0.4);
  part("STS_012, lower half", data / "ct/sts/STS_012", 0, 0.5);
  part("STS_015, lower 40 %", data / "ct/sts/STS_015", 0, 0.4);
  part("example_ct, above the pelvis", data / "ct/totalsegmentator/example_ct.nii.gz", 0.6, 1);
}

double degrees_between(const Eigen::Vector3d& a, const Eigen::Vector3d& b) {
  return std::acos(std::clamp(a.normalized().dot(b.normalized()), -1.0, 1.0)) * kDegrees;
}

void print_change(const std::string& scan, const SegmentedFemur& before, const HipChange& change,
                  const Disturbed& copy, const Wish& wish) {
  const auto result = find_femurs(copy.scan);
  if (!result || result->found.size() != 1) {
    fmt::print("| {} | {} | **{}** | | | | | | | | | | |\n", scan, change.name,
               result ? "not one femur" : result.error().code);
    return;
  }
  save_mask(wish, result->femurs, scan + " " + change.name);
  const SegmentedFemur& after = result->found.front();
  const auto turned = [&](const Eigen::Vector3d& direction) -> Eigen::Vector3d {
    return copy.moved(before.head.center.mm + direction) - copy.moved(before.head.center.mm);
  };
  const bool shaft = before.shaft && after.shaft;
  const auto apart = [&](const std::optional<PatientPoint<3>>& a, const std::optional<PatientPoint<3>>& b) {
    return a && b ? fmt::format("{:.1f}", (b->mm - copy.moved(a->mm)).norm()) : "-";
  };
  fmt::print(
      "| {} | {} | {} | {:.1f} | {:+.2f} | {:+.1f} | {:+.1f} | {:.1f} | {} | {} | {} | {} | {} |\n", scan,
      change.name, after.side == before.side ? "right" : "**wrong**",
      (after.head.center.mm - copy.moved(before.head.center.mm)).norm(),
      in_mm(after.head.radius.value) - in_mm(before.head.radius.value),
      in_mm(after.neck.width.value) - in_mm(before.neck.width.value),
      100 * (after.neck.area_mm2 / before.neck.area_mm2 - 1),
      degrees_between(after.neck.direction, turned(before.neck.direction)),
      shaft ? fmt::format("{:.1f}", degrees_between(after.shaft->direction, turned(before.shaft->direction)))
            : "-",
      shaft ? fmt::format("{:+.1f}", after.neck_shaft_angle->deg - before.neck_shaft_angle->deg) : "-",
      apart(before.lesser_trochanter, after.lesser_trochanter),
      apart(before.greater_trochanter, after.greater_trochanter),
      apart(before.trochanteric_notch, after.trochanteric_notch));
}

void print_repeats(const fs::path& data, const Wish& wish) {
  fmt::print(
      "| scan | change | side | head centre mm | radius mm | neck width mm | neck section % | neck axis ° | "
      "shaft axis ° | "
      "neck-shaft ° | lesser trochanter mm | greater mm | notch mm "
      "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const char* name : {"STS_036", "STS_044", "STS_012", "STS_015"}) {
    if (!wish.wants_scan(name)) continue;
    const auto scan = loaded(data / "ct/sts" / name);
    if (!scan) continue;
    const auto before = find_femurs(*scan);
    if (!before || before->found.size() != 1) continue;
    for (const HipChange& change : hip_changes())
      if (wish.wants_change(change.name))
        print_change(name, before->found.front(), change, change.apply(*scan), wish);
  }
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  CLI::App app{"How right are the hips of real scans, and do they hold?"};
  std::string data;
  osteon::Wish wish;
  bool repeat = false;
  app.add_option("data", data)->required();
  app.add_flag("--repeat", repeat, "turned, resampled and noisy copies instead of the scans themselves");
  app.add_option("--scan", wish.scan, "only scans whose name holds this");
  app.add_option("--change", wish.change, "only changes whose name holds this");
  app.add_option("--masks", wish.masks, "folder for the label maps");
  CLI11_PARSE(app, argc, argv);
  if (repeat)
    osteon::print_repeats(data, wish);
  else
    osteon::print_scans(data, wish);
  return 0;
}
