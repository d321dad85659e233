// Prints, as Markdown, how the spine stage does on scans whose levels are known: `spine_accuracy [DATA]`.
// Without DATA only the sample scans; DATA is a folder of further scans laid out as named below, absent ones
// are said. A level counts as named with confidence from 0.8 on.

#include "../support/loaded.hpp"

#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/imaging/resample.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <fmt/format.h>

#include <algorithm>
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
  fs::path body_reference;  ///< mask of the bodies; empty = none
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
                 tptbox / "sub-ct_seg-vert_label-22_msk.nii.gz", ""});
  return all;
}

struct Outcome {
  SpineSegmentation spine;
  double seconds;
};

std::optional<Outcome> segmented(const Scan& scan) {
  const Survey found = survey({scan.image});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  const auto loaded = load_ct(*usable.front());
  if (!loaded) return std::nullopt;
  const auto start = std::chrono::steady_clock::now();
  auto spine = make_classical_spine_segmenter()->segment(loaded->scan);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  if (!spine) return std::nullopt;
  return Outcome{std::move(*spine), passed.count()};
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

double dice(const LabelMap<3>& ours, const LabelMap<3>& theirs, std::uint8_t our_label, bool any_of_theirs,
            std::uint8_t their_label, const LabelMap<3>* within) {
  std::size_t a = 0, b = 0, both = 0;
  for (std::size_t n = 0; n < ours.pixels().size(); ++n) {
    const bool in_ours = ours.pixels()[n] == our_label;
    const bool here = within == nullptr || within->pixels()[n] == their_label;
    const bool in_theirs =
        here && (any_of_theirs ? theirs.pixels()[n] != 0 : theirs.pixels()[n] == their_label);
    a += in_ours;
    b += in_theirs;
    both += in_ours && in_theirs;
  }
  return a + b == 0 ? 0 : 2.0 * static_cast<double>(both) / static_cast<double>(a + b);
}

std::optional<LabelMap<3>> reference_on(const Grid<3>& grid, const fs::path& file) {
  if (file.empty()) return std::nullopt;
  const auto labels = load_labels(file);
  if (!labels) return std::nullopt;
  return resample_nearest(*labels, grid);
}

std::string overlap_rows(const Scan& scan, const Outcome& outcome) {
  auto vertebrae = reference_on(outcome.spine.vertebrae.grid(), scan.reference);
  if (!vertebrae) return "";
  vertebrae = bone_regions(*vertebrae, scan.scheme);
  const auto bodies = reference_on(outcome.spine.vertebrae.grid(), scan.body_reference);
  std::string rows;
  for (const SegmentedVertebra& v : outcome.spine.found) {
    const auto label = static_cast<std::uint8_t>(v.level);
    const double rank = craniocaudal_rank(v.level);
    if (rank < craniocaudal_rank(scan.first) || rank > craniocaudal_rank(scan.last)) continue;
    const double whole = dice(outcome.spine.vertebrae, *vertebrae, label, false, label, nullptr);
    const std::string body =
        bodies ? fmt::format("{:.3f}", dice(outcome.spine.bodies, *bodies, label, true, label, &*vertebrae))
               : "-";
    rows += fmt::format("| {} | {} | {} | {:.3f} |\n", scan.name, name(v.level), body, whole);
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
  fmt::print("| Scan | Level | Dice of the body | Dice of the vertebra |\n|---|---|---|---|\n{}\n{}", overlap,
             absent);
}
