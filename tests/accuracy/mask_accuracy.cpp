// Prints, as Markdown, the heights that are read from reference masks, and how far those of our own
// segmentation of the same scan are from them: `mask_accuracy [DATA]`. Without DATA only the samples; DATA is
// a folder of further masks laid out as named below, absent ones are said.

#include "../support/loaded.hpp"

#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/segmentation/given_masks.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
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
  fs::path bodies;               ///< a map that tells bodies from the rest; empty = none
  std::vector<int> body_labels;  ///< what a body is in it
  fs::path image;                ///< empty = none
};

std::vector<Reference> references(const fs::path& data) {
  const fs::path samples = fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator";
  const fs::path ct = samples / "example_ct.nii.gz";
  const fs::path body = samples / "example_vertebrae_body.nii.gz";
  std::vector<Reference> all{
      {"example_ct, whole vertebrae",
       samples / "example_vertebrae_whole.nii.gz",
       LabelScheme::totalsegmentator,
       {},
       {},
       ct},
      {"example_ct, with bodies",
       samples / "example_vertebrae_whole.nii.gz",
       LabelScheme::totalsegmentator,
       body,
       {1},
       ct},
      {"example_ct, refined", samples / "example_vertebrae.nii.gz", LabelScheme::verse, {}, {}, ct},
      {"example_ct_dicom", samples / "example_seg_dicom.nii.gz", LabelScheme::totalsegmentator, {}, {}, {}}};
  if (data.empty()) return all;
  const fs::path l3 = data / "ct/tptbox-l3",
                 crush = data / "masks/l2-crush-sample001/sample_dataset/derivatives/sub-sample001";
  const fs::path l3_image = l3 / "sub-ct_label-22_ct.nii.gz",
                 l3_vertebrae = l3 / "sub-ct_seg-vert_label-22_msk.nii.gz";
  all.push_back({"tptbox-l3, whole vertebrae", l3_vertebrae, LabelScheme::verse, {}, {}, l3_image});
  all.push_back({"tptbox-l3, with bodies",
                 l3_vertebrae,
                 LabelScheme::verse,
                 l3 / "sub-ct_seg-subreg_label-22_msk.nii.gz",
                 {49, 50},
                 l3_image});
  all.push_back(
      {"verse004", data / "masks/verse004/sub-verse004_seg-vert_msk.nii.gz", LabelScheme::verse, {}, {}, {}});
  all.push_back(
      {"l2-crush-sample001", crush / "sub-sample001_seg-vert_msk.nii.gz", LabelScheme::verse, {}, {}, {}});
  all.push_back({"l2-crush-sample001, with bodies",
                 crush / "sub-sample001_seg-vert_msk.nii.gz",
                 LabelScheme::verse,
                 crush / "sub-sample001_seg-subreg_msk.nii.gz",
                 {49, 50},
                 {}});
  return all;
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
      if (std::count(reference.body_labels.begin(), reference.body_labels.end(), regions->pixels()[n]) == 0)
        bodies->pixels()[n] = 0;
  }
  auto spine = spine_from_labels(vertebrae, bodies);
  if (!spine) return std::nullopt;
  return std::move(*spine);
}

std::optional<SpineSegmentation> own_segmentation(const fs::path& image) {
  const Survey found = survey({image});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  const auto loaded = load_ct(*usable.front());
  if (!loaded) return std::nullopt;
  auto spine = make_classical_spine_segmenter()->segment(loaded->scan);
  if (!spine) return std::nullopt;
  return std::move(*spine);
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

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  std::string heights, differences, absent;
  for (const Reference& reference : references(argc > 1 ? argv[1] : "")) {
    const auto theirs = read_reference(reference);
    if (!theirs) {
      absent += reference.name + " is not there.\n";
      continue;
    }
    heights += height_rows(reference.name, *theirs);
    for (const Warning& w : theirs->warnings)
      absent += fmt::format("{}: {}: {}\n", reference.name, w.code, w.message);
    if (reference.image.empty()) continue;
    const auto ours = own_segmentation(reference.image);
    differences += ours ? difference_rows(reference.name, *ours, *theirs)
                        : "| " + reference.name + " | refused | | | |\n";
  }
  fmt::print(
      "Heights read from the masks, mm:\n\n| Mask | Level | posterior | middle | anterior | sd | depth x "
      "width |\n"
      "|---|---|---|---|---|---|---|\n{}\nOur own segmentation minus the mask, mm:\n\n"
      "| Mask | Level | posterior | middle | anterior |\n|---|---|---|---|---|\n{}\n{}",
      heights, differences, absent);
}
