// Prints, as Markdown, what density every CT gives and how well it repeats: `density_accuracy [DATA]
// [--scan=PART] [--repeats]`. Without DATA only the sample scans. Repeats: the same scan turned, cut out,
// resampled and noisy, each region against the undisturbed one.

#include "../support/disturbed_scan.hpp"
#include "../support/loaded.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/segmentation/given_masks.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Scan {
  std::string name;
  fs::path image;
};

std::vector<Scan> scans(const fs::path& data) {
  const fs::path samples = OSTEON_SAMPLE_DATA;
  std::vector<Scan> all{{"example_ct", samples / "totalsegmentator/example_ct.nii.gz"},
                        {"example_ct_dicom", samples / "totalsegmentator/example_ct_dicom"},
                        {"tptbox-l3", samples / "tptbox-l3/sub-ct_label-22_ct.nii.gz"}};
  if (data.empty()) return all;
  all.push_back({"lidc-idri-0001", data / "ct/lidc-idri-0001"});
  all.push_back({"nlst-101287", data / "ct/nlst-101287"});
  all.push_back({"acrin-013 sagittal", data / "ct/acrin-flt-breast-013/sagittal"});
  all.push_back({"aorta crop", data / "ct/totalsegmentator/aorta_report_ct_cropped.nii.gz"});
  return all;
}

/// The core of one level of one scan.
struct Core {
  SegmentedVertebra vertebra;
  VertebralDensity density;
};

struct Weighed {
  SpineSegmentation spine;
  CtReading reading;
  std::vector<Core> cores;
};

std::optional<Weighed> weigh(const CtScan& scan, const SeriesOutline& outline) {
  auto spine = make_classical_spine_segmenter()->segment(scan);
  if (!spine) return std::nullopt;
  CtReading reading = read_ct(scan, *spine, outline);
  Weighed result{std::move(*spine), std::move(reading), {}};
  const ScanScale scale = scale_of(result.reading, outline, std::nullopt);
  std::vector<VertebraFrame> frames;
  for (const SegmentedVertebra& v : result.spine.found)
    if (v.complete && v.level != BoneRegion::s1)
      frames.push_back({v.level, v.axes.center, v.axes.left, v.axes.anterior, v.axes.superior});
  const auto levels = measure_densities(scan, result.spine.vertebrae, result.spine.bodies, frames);
  for (const SegmentedVertebra& v : result.spine.found)
    for (const LevelDensity& level : levels)
      for (const VertebralDensity& density : level.density)
        if (level.level == v.level && density.region == DensityRegion::trabecular_core)
          result.cores.push_back({v, calibrated(density, v.level, scale)});
  return result;
}

template <class Quantity, class Read>
std::string with_sd(const Measured<Quantity>& measured, const Read& read) {
  return fmt::format("{:.0f} ± {:.0f}", read(measured.value), measured.sd ? read(*measured.sd) : 0.0);
}

std::string calibration_words(const CtReading& reading) {
  if (!reading.calibration) return "none";
  const DensityLine& line = reading.calibration->line;
  return fmt::format("{:.0f} keV, {:.3f} mg/cm3 per HU ± {:.0f} %", line.effective_kev, line.slope,
                     100 * std::sqrt(line.slope_variance) / line.slope);
}

void print_scan(const Scan& scan, const SeriesOutline& outline, const Weighed& weighed) {
  const auto& conditions = weighed.reading.acquisition.conditions;
  fmt::print(
      "\n**{}**: {} kV; contrast: {}; kernel: {}; noise {} HU; calibration: {}\n\n", scan.name,
      outline.acquisition.tube_voltage_kv ? fmt::format("{:.0f}", *outline.acquisition.tube_voltage_kv) : "?",
      name(conditions.contrast), name(conditions.kernel),
      conditions.noise_hu ? fmt::format("{:.0f}", *conditions.noise_hu) : "?",
      calibration_words(weighed.reading));
  fmt::print("| Level | core, HU | edge / noise, HU | K2HPO4, mg/cm3 |\n|---|---|---|---|\n");
  for (const Core& core : weighed.cores)
    fmt::print(
        "| {} | {} | {:.1f} / {:.1f} | {} |\n", name(core.vertebra.level), with_sd(core.density.mean, in_hu),
        core.density.doubt.edge_hu, core.density.doubt.noise_hu,
        core.density.vbmd_uncorrected ? with_sd(core.density.vbmd_uncorrected->value, in_mg_per_cm3) : "-");
}

/// How far copies are from the original, in units of the stated sd.
struct Repeat {
  int count = 0, within_one = 0, within_two = 0, lost = 0;
  double squares = 0, largest = 0;
};

bool is_repeat(const std::string& kind) {
  for (const char* one : {"patient turned", "lattice turned", "slices of 0.7", "slices of 5", "in plane",
                          "field of 150", "noise of"})
    if (kind.starts_with(one)) return true;
  return kind.find("vertebrae in view") != std::string::npos;
}

void compare(const Weighed& before, const std::optional<Weighed>& after, const testing::Disturbed& copy,
             Repeat& repeat) {
  constexpr double kSamePlaceMm = 8;
  const Grid<3>& grid = copy.scan.hounsfield.grid();
  for (const Core& core : before.cores) {
    const Eigen::Vector3d place = copy.moved(core.vertebra.axes.center.mm);
    const auto index = grid.index_from_patient({place}).ijk;
    bool inside = true;
    for (int n = 0; n < 3; ++n)
      inside = inside && index[n] * grid.spacing_mm[n] > 22 &&
               (grid.size[static_cast<std::size_t>(n)] - 1 - index[n]) * grid.spacing_mm[n] > 22;
    if (!inside || !core.density.vbmd_uncorrected) continue;
    const Core* found = nullptr;
    if (after)
      for (const Core& other : after->cores)
        if ((other.vertebra.axes.center.mm - place).norm() < kSamePlaceMm) found = &other;
    if (found == nullptr || !found->density.vbmd_uncorrected) {
      ++repeat.lost;
      continue;
    }
    const auto value = [](const Core& c) { return in_mg_per_cm3(c.density.vbmd_uncorrected->value.value); };
    const double sd = in_mg_per_cm3(*found->density.vbmd_uncorrected->value.sd);
    const double change = value(*found) - value(core);
    ++repeat.count;
    repeat.within_one += std::abs(change) <= sd;
    repeat.within_two += std::abs(change) <= 2 * sd;
    repeat.squares += change * change;
    repeat.largest = std::max(repeat.largest, std::abs(change));
  }
}

void print_repeats(const CtScan& scan, const SeriesOutline& outline, const Weighed& before) {
  std::map<std::string, Repeat> kinds;
  std::map<std::string, int> seen;
  for (const testing::Disturbance& d : testing::all_disturbances(scan, before.spine)) {
    if (!is_repeat(d.kind) || seen[d.kind]++ % 2 != 0) continue;
    const testing::Disturbed copy = d.apply(scan, before.spine);
    compare(before, weigh(copy.scan, outline), copy, kinds[d.kind]);
  }
  fmt::print(
      "\n| Change | levels | not measured | RMS change, mg/cm3 | largest | within 1 sd | within 2 sd |\n"
      "|---|---|---|---|---|---|---|\n");
  for (const auto& [kind, r] : kinds)
    if (r.count > 0)
      fmt::print("| {} | {} | {} | {:.1f} | {:.1f} | {:.0f} % | {:.0f} % |\n", kind, r.count, r.lost,
                 std::sqrt(r.squares / r.count), r.largest, 100.0 * r.within_one / r.count,
                 100.0 * r.within_two / r.count);
}

/// A vertebra whose image holds mg/cm3 already: its trabecular label, and eroded twice (Bonelab/spineFE-
/// benchmark).
void print_calibrated_vertebra(const fs::path& data) {
  const fs::path folder = data / "ct/verse004-l2-calibrated/data/nii_files";
  const Survey found = survey({folder / "sub-verse004_0000_vertebra_21_im.nii.gz"});
  const auto usable = testing::usable_cts(found);
  auto labels = load_labels(folder / "sub-verse004_0000_vertebra_21_seg.nii.gz");
  if (usable.empty() || !labels) return;
  const auto image = load_ct(*usable.front());
  if (!image) return;
  constexpr std::uint8_t kTrabecular = 1;
  for (auto& label : labels->pixels())
    label = label == kTrabecular ? static_cast<std::uint8_t>(BoneRegion::l2) : 0;
  const Grid<3>& grid = labels->grid();
  const VertebraFrame frame{
      BoneRegion::l2,
      grid.patient_from_index({Eigen::Vector3d(grid.size[0], grid.size[1], grid.size[2]) / 2}),
      Eigen::Vector3d::UnitX(), -Eigen::Vector3d::UnitY(), Eigen::Vector3d::UnitZ()};
  const auto levels =
      measure_densities(image->scan, *labels, *labels, {frame}, {CoreEdge::voxel_steps, 2.0, 1.0, 0.5});
  fmt::print("| verse004 L2, mg/cm3 as stored | measured | published |\n|---|---|---|\n");
  for (const auto& density : levels.front().density) {
    if (density.region == DensityRegion::body)
      fmt::print("| trabecular label | {:.1f} | 75.5 |\n", in_hu(density.mean.value));
    if (density.region == DensityRegion::trabecular_core)
      fmt::print("| eroded by 2 mm | {:.1f} | 65.4 |\n", in_hu(density.mean.value));
  }
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  fs::path data;
  std::string part;
  bool repeats = false;
  for (int n = 1; n < argc; ++n) {
    const std::string word = argv[n];
    if (word == "--repeats")
      repeats = true;
    else if (word.starts_with("--scan="))
      part = word.substr(7);
    else
      data = word;
  }
  if (!data.empty() && part.empty()) print_calibrated_vertebra(data);
  for (const Scan& scan : scans(data)) {
    if (scan.name.find(part) == std::string::npos) continue;
    const Survey found = survey({scan.image});
    const auto usable = testing::usable_cts(found);
    if (usable.empty()) continue;
    const auto loaded = load_ct(*usable.front());
    const auto weighed = loaded ? weigh(loaded->scan, *usable.front()) : std::nullopt;
    if (!weighed) {
      fmt::print("\n**{}**: cannot be analysed\n", scan.name);
      continue;
    }
    print_scan(scan, *usable.front(), *weighed);
    if (repeats) print_repeats(loaded->scan, *usable.front(), *weighed);
  }
}
