// Prints, as Markdown, how the spine stage does on scans whose levels are known: `spine_accuracy [DATA]`.
// Without DATA only the sample scans; DATA is a folder of further scans laid out as named below, absent ones
// are said. A level counts as named with confidence from 0.8 on.

#include "../support/loaded.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/imaging/resample.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;
constexpr double kConfident = 0.8;

struct Scan {
  std::string name;
  fs::path image;
  BoneRegion first,
      last;  ///< whole levels in view, from the head down, as read off the pictures or the reference mask
  fs::path reference;       ///< mask of whole vertebrae; empty = none
  fs::path body_reference;  ///< map that tells bodies from the rest; empty = none
  LabelScheme scheme = LabelScheme::verse;
};

std::vector<Scan> scans(const fs::path& data) {
  const fs::path samples = fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator";
  std::vector<Scan> all{{"sample example_ct", samples / "example_ct.nii.gz", BoneRegion::l1, BoneRegion::l5,
                         samples / "example_vertebrae_whole.nii.gz",
                         samples / "example_vertebrae_body.nii.gz", LabelScheme::totalsegmentator}};
  if (data.empty()) return all;
  all.push_back({"lidc-idri-0001", data / "ct/lidc-idri-0001", BoneRegion::t1, BoneRegion::l2, "", ""});
  all.push_back({"nlst-101287", data / "ct/nlst-101287", BoneRegion::t1, BoneRegion::l1, "", ""});
  all.push_back({"acrin-flt-breast-013 sagittal", data / "ct/acrin-flt-breast-013/sagittal", BoneRegion::c3,
                 BoneRegion::l5, "", ""});
  const fs::path tptbox = data / "ct/tptbox-l3";
  all.push_back({"tptbox-l3", tptbox / "sub-ct_label-22_ct.nii.gz", BoneRegion::l3, BoneRegion::l3,
                 tptbox / "sub-ct_seg-vert_label-22_msk.nii.gz",
                 tptbox / "sub-ct_seg-subreg_label-22_msk.nii.gz", LabelScheme::tptbox});
  return all;
}

struct Outcome {
  CtScan scan;
  SpineSegmentation spine;
  double seconds;
};

std::optional<Outcome> segmented(const Scan& scan) {
  const Survey found = survey({scan.image});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto loaded = load_ct(*usable.front());
  if (!loaded) return std::nullopt;
  const auto start = std::chrono::steady_clock::now();
  auto spine = make_classical_spine_segmenter()->segment(loaded->scan);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  if (!spine) return std::nullopt;
  return Outcome{std::move(loaded->scan), std::move(*spine), passed.count()};
}

/// One row: which of the levels in view were found, and how surely the names were right or wrong.
std::string naming_row(const Scan& scan, const Outcome& outcome) {
  const double first = craniocaudal_rank(scan.first), last = craniocaudal_rank(scan.last);
  int sure = 0, unsure = 0, beyond = 0, beyond_sure = 0;
  std::set<BoneRegion> seen;
  for (const SegmentedVertebra& v : outcome.spine.found) {
    const double rank = craniocaudal_rank(v.level);
    if (rank < first || rank > last) {
      if (!v.complete || v.level == BoneRegion::s1) continue;
      ++beyond;
      beyond_sure += v.label_confidence >= kConfident;
      continue;
    }
    if (!seen.insert(v.level).second) continue;
    (v.label_confidence >= kConfident ? sure : unsure) += 1;
  }
  const int in_view = static_cast<int>(last - first) + 1;
  return fmt::format("| {} | {}-{} ({}) | {} | {} | {} | {} ({}) | {:.1f} |\n", scan.name, name(scan.first),
                     name(scan.last), in_view, sure, unsure, in_view - static_cast<int>(seen.size()), beyond,
                     beyond_sure, outcome.seconds);
}

using Flags = std::vector<char>;

Flags voxels_of(const LabelMap<3>& map, std::uint8_t label) {
  Flags flags(map.pixels().size());
  for (std::size_t n = 0; n < flags.size(); ++n) flags[n] = map.pixels()[n] == label;
  return flags;
}

double dice(const Flags& ours, const Flags& theirs) {
  std::size_t a = 0, b = 0, both = 0;
  for (std::size_t n = 0; n < ours.size(); ++n) {
    a += ours[n] != 0;
    b += theirs[n] != 0;
    both += ours[n] != 0 && theirs[n] != 0;
  }
  return a + b == 0 ? 0 : 2.0 * static_cast<double>(both) / static_cast<double>(a + b);
}

/// Reference masks on the scan's grid, BoneRegion numbers.
struct ReferenceMasks {
  LabelMap<3> vertebrae, bodies;
};

std::optional<ReferenceMasks> references_of(const Scan& scan, const Grid<3>& grid) {
  if (scan.reference.empty()) return std::nullopt;
  const auto labels = load_labels(scan.reference), parts = load_labels(scan.body_reference);
  if (!labels || !parts) return std::nullopt;
  const LabelMap<3> vertebrae = bone_regions(resample_nearest(*labels, grid), scan.scheme);
  LabelMap<3> bodies = vertebrae;
  const LabelMap<3> regions = resample_nearest(*parts, grid);
  for (std::size_t n = 0; n < bodies.pixels().size(); ++n)
    if (!is_vertebral_body(scan.scheme, regions.pixels()[n])) bodies.pixels()[n] = 0;
  return ReferenceMasks{vertebrae, std::move(bodies)};
}

/// Our vertebra that stands where the reference's does, whatever its name.
const SegmentedVertebra* same_place_as(const SpineSegmentation& ours, const Flags& reference) {
  std::array<std::size_t, 256> shared{};
  for (std::size_t n = 0; n < reference.size(); ++n) shared[ours.vertebrae.pixels()[n]] += reference[n] != 0;
  const SegmentedVertebra* best = nullptr;
  std::size_t most = 0;
  for (const SegmentedVertebra& v : ours.found)
    if (shared[static_cast<std::size_t>(v.level)] > most) {
      most = shared[static_cast<std::size_t>(v.level)];
      best = &v;
    }
  return best;
}

/// Whole vertebra, body, core; the core is the body eroded by voxel steps, as the reference's figures are
/// made.
std::array<double, 3> attenuation(const CtScan& scan, const LabelMap<3>& vertebrae, const LabelMap<3>& bodies,
                                  BoneRegion level, const VertebraAxes& axes) {
  DensityOptions steps;
  steps.core_edge = CoreEdge::voxel_steps;
  steps.central_height_fraction = 1;
  const auto measured = measure_densities(
      scan, vertebrae, bodies, {{level, axes.center, axes.left, axes.anterior, axes.superior}}, steps);
  std::array<double, 3> hu{};
  for (const VertebralDensity& density : measured.front().density) {
    if (density.region == DensityRegion::whole_vertebra) hu[0] = in_hu(density.mean.value);
    if (density.region == DensityRegion::body) hu[1] = in_hu(density.mean.value);
    if (density.region == DensityRegion::trabecular_core) hu[2] = in_hu(density.mean.value);
  }
  return hu;
}

std::string overlap_rows(const Scan& scan, const Outcome& outcome) {
  const auto masks = references_of(scan, outcome.spine.vertebrae.grid());
  if (!masks) return "";
  std::string rows;
  for (int number = static_cast<int>(scan.first); number <= static_cast<int>(scan.last); ++number) {
    const auto label = static_cast<std::uint8_t>(number);
    const Flags whole = voxels_of(masks->vertebrae, label), body = voxels_of(masks->bodies, label);
    const SegmentedVertebra* own = same_place_as(outcome.spine, whole);
    if (own == nullptr) continue;
    const auto own_label = static_cast<std::uint8_t>(own->level);
    const auto a =
        attenuation(outcome.scan, outcome.spine.vertebrae, outcome.spine.bodies, own->level, own->axes);
    const auto b =
        attenuation(outcome.scan, masks->vertebrae, masks->bodies, static_cast<BoneRegion>(label), own->axes);
    rows += fmt::format(
        "| {} | {} | {:.3f} | {:.3f} | {:.1f} / {:.1f} | {:.1f} / {:.1f} | {:.1f} / {:.1f} |\n", scan.name,
        name(static_cast<BoneRegion>(label)), dice(voxels_of(outcome.spine.bodies, own_label), body),
        dice(voxels_of(outcome.spine.vertebrae, own_label), whole), a[0], b[0], a[1], b[1], a[2], b[2]);
  }
  return rows;
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  std::string naming, overlap, absent;
  for (const Scan& scan : scans(argc > 1 ? argv[1] : "")) {
    if (!std::filesystem::exists(scan.image)) {
      absent += scan.name + " is not there.\n";
      continue;
    }
    const auto outcome = segmented(scan);
    if (!outcome) {
      naming += "| " + scan.name + " | refused | | | | | |\n";
      continue;
    }
    naming += naming_row(scan, *outcome);
    overlap += overlap_rows(scan, *outcome);
  }
  fmt::print(
      "| Scan | whole levels in view | found and named, confident | found and named, doubtful | missed or "
      "misnamed | "
      "beyond (confident) | seconds |\n|---|---|---|---|---|---|---|\n{}\n",
      naming);
  fmt::print(
      "Ours and the reference's vertebra at the same place, HU ours / reference; core = body eroded by voxel "
      "steps:\n\n"
      "| Scan | Level | Dice of the body | Dice of the vertebra | whole, HU | body, HU | core, HU |\n"
      "|---|---|---|---|---|---|---|\n{}\n{}",
      overlap, absent);
}
