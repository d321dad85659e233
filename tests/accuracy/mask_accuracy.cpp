// Prints, as Markdown, the heights and attenuations that are read from reference masks, and how far those of
// our own segmentation of the same scan are from them: `mask_accuracy`. All masks are samples of the project.

#include "../support/loaded.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/segmentation/given_masks.hpp>

#include <Eigen/Geometry>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Reference {
  std::string name;
  fs::path vertebrae;
  LabelScheme scheme;
  fs::path bodies;  ///< a map that tells bodies from the rest; empty = none
  fs::path image;   ///< empty = none
};

std::vector<Reference> references() {
  const fs::path data = OSTEON_SAMPLE_DATA, samples = data / "totalsegmentator";
  const fs::path ct = samples / "example_ct.nii.gz", body = samples / "example_vertebrae_body.nii.gz";
  const fs::path whole = samples / "example_vertebrae_whole.nii.gz";
  const fs::path l3 = data / "tptbox-l3", crush = data / "l2-crush-sample001";
  const fs::path l3_image = l3 / "sub-ct_label-22_ct.nii.gz",
                 l3_parts = l3 / "sub-ct_seg-subreg_label-22_msk.nii.gz";
  const fs::path l3_vertebrae = l3 / "sub-ct_seg-vert_label-22_msk.nii.gz";
  const fs::path crushed = crush / "sub-sample001_seg-vert_msk.nii.gz";
  constexpr auto kTotal = LabelScheme::totalsegmentator;
  constexpr auto kVerse = LabelScheme::verse, kTptbox = LabelScheme::tptbox;
  return {{"example_ct, whole vertebrae", whole, kTotal, {}, ct},
          {"example_ct, with bodies", whole, kTotal, body, ct},
          {"example_ct, refined", samples / "example_vertebrae.nii.gz", kVerse, {}, ct},
          {"example_ct_dicom", samples / "example_seg_dicom.nii.gz", kTotal, {}, {}},
          {"tptbox-l3, whole vertebrae", l3_vertebrae, kTptbox, {}, l3_image},
          {"tptbox-l3, with bodies", l3_vertebrae, kTptbox, l3_parts, l3_image},
          {"verse004", data / "verse004/sub-verse004_seg-vert_msk.nii.gz", kVerse, {}, {}},
          {"l2-crush, whole vertebrae", crushed, kTptbox, {}, {}},
          {"l2-crush, with bodies", crushed, kTptbox, crush / "sub-sample001_seg-subreg_msk.nii.gz", {}}};
}

std::optional<SpineSegmentation> read_reference(const Reference& reference) {
  const auto labels = load_labels(reference.vertebrae);
  if (!labels) return std::nullopt;
  const LabelMap<3> vertebrae = bone_regions(*labels, reference.scheme);
  std::optional<LabelMap<3>> bodies;
  if (!reference.bodies.empty()) {
    const auto regions = load_labels(reference.bodies);
    if (!regions || !same_place(regions->grid(), vertebrae.grid())) return std::nullopt;
    bodies = vertebrae;
    for (std::size_t n = 0; n < bodies->pixels().size(); ++n)
      if (!is_vertebral_body(reference.scheme, regions->pixels()[n])) bodies->pixels()[n] = 0;
  }
  auto spine = spine_from_labels(vertebrae, bodies);
  if (!spine) return std::nullopt;
  return std::move(*spine);
}

std::optional<CtScan> loaded_scan(const fs::path& image) {
  const Survey found = survey({image});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto loaded = load_ct(*usable.front());
  if (!loaded) return std::nullopt;
  return std::move(loaded->scan);
}

struct Heights {
  std::array<double, 3> mm, sd_mm;  ///< posterior, middle, anterior
};

Heights heights_of(const VertebraLandmarks& landmarks) {
  const auto& sd = landmarks.sd_mm;
  const VertebralHeights h = vertebral_heights(
      landmarks.points, std::array{mm(sd[0]), mm(sd[1]), mm(sd[2]), mm(sd[3]), mm(sd[4]), mm(sd[5])});
  return {{in_mm(h.posterior.value), in_mm(h.middle.value), in_mm(h.anterior.value)},
          {in_mm(*h.posterior.sd), in_mm(*h.middle.sd), in_mm(*h.anterior.sd)}};
}

std::string height_rows(const std::string& scan, const SpineSegmentation& spine) {
  std::string rows;
  for (const SegmentedVertebra& v : spine.found) {
    if (!v.landmarks || !v.shape) {
      rows += fmt::format("| {} | {} | {} | | | | |\n", scan, name(v.level), v.complete ? "no shape" : "cut");
      continue;
    }
    const Heights h = heights_of(*v.landmarks);
    rows += fmt::format("| {} | {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} x {:.1f} |\n", scan,
                        name(v.level), h.mm[0], h.mm[1], h.mm[2], h.sd_mm[1],
                        v.shape->front_mm - v.shape->back_mm, v.shape->width_mm);
  }
  return rows;
}

/// The vertebra of ours that stands where the reference's does, whatever its name.
const SegmentedVertebra* same_vertebra(const SpineSegmentation& ours, const SegmentedVertebra& theirs) {
  constexpr double kApartMm = 12;  // less than half the distance to the next one
  for (const SegmentedVertebra& v : ours.found)
    if ((v.axes.center.mm - theirs.axes.center.mm).norm() < kApartMm) return &v;
  return nullptr;
}

struct Difference {
  double sum = 0, absolute = 0;
  int count = 0;
};

std::string difference_rows(const std::string& scan, const SpineSegmentation& ours,
                            const SpineSegmentation& theirs) {
  std::string rows;
  std::array<Difference, 3> all;
  for (const SegmentedVertebra& reference : theirs.found) {
    const SegmentedVertebra* const own = same_vertebra(ours, reference);
    if (!reference.landmarks || own == nullptr || !own->landmarks) continue;
    const Heights a = heights_of(*own->landmarks), b = heights_of(*reference.landmarks);
    rows += fmt::format("| {} | {} |", scan, name(reference.level));
    for (std::size_t n = 0; n < 3; ++n) {
      const double d = a.mm[n] - b.mm[n];
      rows += fmt::format(" {:+.1f} |", d);
      all[n].sum += d;
      all[n].absolute += std::abs(d);
      ++all[n].count;
    }
    rows += "\n";
  }
  if (all[0].count == 0) return rows;
  std::string mean = fmt::format("| {} | mean |", scan),
              absolute = fmt::format("| {} | mean absolute |", scan);
  for (const Difference& d : all) {
    mean += fmt::format(" {:+.2f} |", d.sum / d.count);
    absolute += fmt::format(" {:.2f} |", d.absolute / d.count);
  }
  return rows + mean + "\n" + absolute + "\n";
}

/// How far the sacrum's upper plate is turned against the mask's: lordosis and side bend hang on it.
std::string sacral_rows(const std::string& scan, const SpineSegmentation& ours,
                        const SpineSegmentation& theirs) {
  constexpr double kDegrees = 180 / std::numbers::pi;
  for (const SegmentedVertebra& reference : theirs.found)
    for (const SegmentedVertebra& own : ours.found) {
      if (own.level != BoneRegion::s1 || !own.superior_plane) continue;
      if (reference.level != BoneRegion::s1 || !reference.superior_plane) continue;
      const PlatePlane &a = *own.superior_plane, &b = *reference.superior_plane;
      const Eigen::Vector3d turn = a.normal.cross(b.normal);
      return fmt::format("| {} | {:+.1f} | {:+.1f} | {:.1f}, {:.1f} | {:+.1f} |\n", scan,
                         kDegrees * turn.dot(own.axes.left), kDegrees * turn.dot(own.axes.anterior),
                         a.sagittal_sd_deg, b.sagittal_sd_deg, (a.middle.mm - b.middle.mm).dot(b.normal));
    }
  return "";
}

/// Whole vertebra, body, core.
std::string density_cells(const CtScan& scan, const SpineSegmentation& spine, const SegmentedVertebra& v,
                          const DensityOptions& options) {
  const VertebraFrame frame{v.level, v.axes.center, v.axes.left, v.axes.anterior, v.axes.superior};
  std::string cells;
  const auto measured = measure_densities(scan, spine.vertebrae, spine.bodies, {frame}, options);
  for (const auto region :
       {DensityRegion::whole_vertebra, DensityRegion::body, DensityRegion::trabecular_core})
    for (const VertebralDensity& density : measured.front().density)
      if (density.region == region) cells += fmt::format(" {:.1f} |", in_hu(density.mean.value));
  return cells;
}

std::string density_rows(const std::string& name_of_mask, const CtScan& scan, const SpineSegmentation& theirs,
                         const SpineSegmentation* ours) {
  DensityOptions steps;
  steps.core_edge = CoreEdge::voxel_steps;
  steps.central_height_fraction = 1;
  std::string rows;
  for (const SegmentedVertebra& v : theirs.found) {
    if (!v.landmarks) continue;
    const std::string head = fmt::format("| {} | {} |", name_of_mask, name(v.level));
    rows += head + " mask, core by voxel steps |" + density_cells(scan, theirs, v, steps) + "\n";
    rows += head + " mask, core by distance |" + density_cells(scan, theirs, v, {}) + "\n";
    if (const auto* own = ours ? same_vertebra(*ours, v) : nullptr; own != nullptr && own->complete)
      rows += head + " own, core by distance |" + density_cells(scan, *ours, *own, {}) + "\n";
  }
  return rows;
}

}  // namespace
}  // namespace osteon

int main() {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  std::string heights, differences, sacra, densities, notes;
  for (const Reference& reference : references()) {
    const auto theirs = read_reference(reference);
    if (!theirs) {
      notes += reference.name + " could not be read.\n";
      continue;
    }
    heights += height_rows(reference.name, *theirs);
    for (const Warning& w : theirs->warnings)
      notes += fmt::format("{}: {}: {}\n", reference.name, w.code, w.message);
    if (reference.image.empty()) continue;
    const auto scan = loaded_scan(reference.image);
    if (!scan) continue;
    const auto ours = make_classical_spine_segmenter()->segment(*scan);
    differences += ours ? difference_rows(reference.name, *ours, *theirs)
                        : "| " + reference.name + " | refused | | | |\n";
    if (ours) sacra += sacral_rows(reference.name, *ours, *theirs);
    densities += density_rows(reference.name, *scan, *theirs, ours ? &*ours : nullptr);
  }
  fmt::print(
      "# Heights and attenuation from masks\n\nMade by `mask_accuracy` (preset `dev`, "
      "`build/dev/tests/accuracy/mask_accuracy`) from the masks of `sample-data/`. Those of\nexample_ct come "
      "from a "
      "model at 3 mm, tptbox-l3 from a research tool at 1.5 mm, verse004 from experts at 1 x 1 x 2 "
      "mm,\nl2-crush at "
      "0.46 x 0.46 x 3 mm. `sd` is what the voxels leave open, of the middle height; it knows nothing of "
      "whoever drew "
      "the mask.\n\nHeights read from the masks, mm:\n\n| Mask | Level | posterior | middle | anterior | sd "
      "| depth x "
      "width |\n"
      "|---|---|---|---|---|---|---|\n{}\nOur own segmentation minus the mask, mm:\n\n"
      "| Mask | Level | posterior | middle | anterior |\n|---|---|---|---|---|\n{}\nUpper plate of the "
      "sacrum, "
      "our own against the mask's:\n\n"
      "| Mask | turned forwards, degrees | to the side, degrees | stated sd of the turn forwards, own and "
      "mask | "
      "higher by mm |\n|---|---|---|---|---|\n{}\nMean attenuation, HU:\n\n"
      "| Mask | Level | outline | whole vertebra | body | core |\n|---|---|---|---|---|---|\n{}\n{}",
      heights, differences, sacra, densities, notes);
}
