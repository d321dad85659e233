// Prints, as Markdown, what density every CT gives and how well it repeats: `density_accuracy [DATA]
// [--scan=PART] [--repeats [--kind=START] [--rows]]`. Without DATA only the sample scans. Repeats: the same
// scan turned, cut out, resampled and noisy, each region against the undisturbed one; rows: core by core.

#include "../support/loaded.hpp"
#include "density_repeats.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/segmentation/given_masks.hpp>

#include <fmt/format.h>

#include <filesystem>
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

template <class Quantity, class Read>
std::string with_sd(const Measured<Quantity>& measured, const Read& read) {
  return fmt::format("{:.0f} ± {:.0f}", read(measured.value), measured.sd ? read(*measured.sd) : 0.0);
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

/// A vertebra whose image holds mg/cm3 already: its trabecular label, and eroded twice (Bonelab/spineFE-
/// benchmark).
void print_calibrated_vertebra(const fs::path& data, const RepeatOptions& repeats) {
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
  if (repeats.wanted) print_mask_repeats(image->scan, *labels, BoneRegion::l2, repeats);
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  fs::path data;
  std::string part;
  RepeatOptions repeats;
  for (int n = 1; n < argc; ++n) {
    const std::string word = argv[n];
    if (word == "--repeats")
      repeats.wanted = true;
    else if (word == "--rows")
      repeats.rows = true;
    else if (word.starts_with("--kind="))
      repeats.kind = word.substr(7);
    else if (word.starts_with("--scan="))
      part = word.substr(7);
    else
      data = word;
  }
  if (!data.empty() && std::string("verse004").find(part) != std::string::npos)
    print_calibrated_vertebra(data, repeats);
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
    if (repeats.wanted) print_repeats(loaded->scan, *usable.front(), *weighed, repeats);
  }
}
