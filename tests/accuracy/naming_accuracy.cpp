// Prints, as Markdown, how far the names of vertebrae and their confidence can be trusted: `naming_accuracy
// [DATA]`. Every stretch of 3 to 10 vertebrae of scans whose levels are known is cut out and named as if
// nothing else had been scanned: the neighbours at both ends are cut in half. Some stretches are also cut to
// 150 mm from side to side, where ribs leave the view. Without DATA only the sample scan; absent scans are
// said.

#include "../support/loaded.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;
constexpr double kConfident = 0.8, kSamePlaceMm = 10;
constexpr double kWholeMm = std::numeric_limits<double>::infinity();

struct Scan {
  std::string name;
  fs::path image;
  double
      l1_z_mm;  ///< patient height of the body of L1, as counted on pictures or read off the reference mask
  BoneRegion first, last;  ///< levels in view
};

std::vector<Scan> scans(const fs::path& data) {
  std::vector<Scan> all{{"sample example_ct",
                         fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator/example_ct.nii.gz", 378,
                         BoneRegion::t12, BoneRegion::s1}};
  if (data.empty()) return all;
  all.push_back({"lidc-idri-0001", data / "ct/lidc-idri-0001", -290, BoneRegion::t1, BoneRegion::l2});
  all.push_back({"nlst-101287", data / "ct/nlst-101287", 946, BoneRegion::t1, BoneRegion::l1});
  all.push_back({"acrin-flt-breast-013 sagittal", data / "ct/acrin-flt-breast-013/sagittal", -117,
                 BoneRegion::c3, BoneRegion::s1});
  return all;
}

struct KnownLevel {
  BoneRegion level;
  Eigen::Vector3d centre_mm;
};

BoneRegion further_down(BoneRegion level, int steps) {
  const int rank = static_cast<int>(craniocaudal_rank(level)) + steps;
  for (int n = 1; n <= static_cast<int>(BoneRegion::s1); ++n) {
    const auto region = static_cast<BoneRegion>(n);
    if (region != BoneRegion::l6 && craniocaudal_rank(region) == rank) return region;
  }
  return rank == static_cast<int>(craniocaudal_rank(BoneRegion::l5)) + 1 ? BoneRegion::s1 : BoneRegion::none;
}

/// Names counted from L1, whatever the segmenter called them; only levels in view.
std::vector<KnownLevel> known_levels(const Scan& scan, const SpineSegmentation& spine) {
  std::size_t l1 = 0;
  const auto off = [&](std::size_t n) { return std::abs(spine.found[n].axes.center.mm.z() - scan.l1_z_mm); };
  for (std::size_t n = 0; n < spine.found.size(); ++n)
    if (off(n) < off(l1)) l1 = n;
  std::vector<KnownLevel> known;
  for (std::size_t n = 0; n < spine.found.size(); ++n) {
    const BoneRegion level = further_down(BoneRegion::l1, static_cast<int>(n) - static_cast<int>(l1));
    const double rank = craniocaudal_rank(level);
    if (level != BoneRegion::none && rank >= craniocaudal_rank(scan.first) &&
        rank <= craniocaudal_rank(scan.last))
      known.push_back({level, spine.found[n].axes.center.mm});
  }
  return known;
}

int axis_along(const Grid<3>& grid, const Eigen::Vector3d& patient_axis) {
  int axis = 0;
  (grid.direction.transpose() * patient_axis).cwiseAbs().maxCoeff(&axis);
  return axis;
}

/// The part of a scan between two places, along the lattice's axis nearest to `patient_axis`.
CtScan cut(const CtScan& scan, const Eigen::Vector3d& patient_axis, const Eigen::Vector3d& a,
           const Eigen::Vector3d& b) {
  const Grid<3>& grid = scan.hounsfield.grid();
  const int axis = axis_along(grid, patient_axis);
  const double at_a = grid.index_from_patient({a}).ijk[axis], at_b = grid.index_from_patient({b}).ijk[axis];
  const auto n = static_cast<std::size_t>(axis);
  const int from = std::clamp(static_cast<int>(std::ceil(std::min(at_a, at_b))), 0, grid.size[n] - 1);
  const int to = std::clamp(static_cast<int>(std::floor(std::max(at_a, at_b))), from, grid.size[n] - 1);
  Grid<3> part = grid;
  part.size[n] = to - from + 1;
  Eigen::Vector3d start = Eigen::Vector3d::Zero();
  start[axis] = from;
  part.origin_mm = grid.patient_from_index({start}).mm;
  Image3D<std::int16_t> image(part);
  std::array<int, 3> shift{};
  shift[n] = from;
  for (int k = 0; k < part.size[2]; ++k)
    for (int j = 0; j < part.size[1]; ++j)
      for (int i = 0; i < part.size[0]; ++i)
        image.at(i, j, k) = scan.hounsfield.at(i + shift[0], j + shift[1], k + shift[2]);
  return {std::move(image)};
}

/// One name that was given, and whether it is right.
struct GivenName {
  double confidence;
  bool right;
};

/// What the names of a stretch rest on.
struct Support {
  int stretches = 0, all_right = 0, names = 0, right = 0, confident = 0, confident_right = 0;
};

struct Tally {
  std::vector<GivenName> names;
  std::map<std::string, Support> by_support;
  std::string confident_errors;
  int stretches = 0, refused = 0, missed = 0, first_alternative = 0, wrong = 0;
};

struct Stretch {
  const std::vector<KnownLevel>& known;  ///< of the whole scan, from the head down
  std::size_t first, count;
  double width_mm;
  [[nodiscard]] const KnownLevel& top() const { return known[first]; }
  [[nodiscard]] const KnownLevel& bottom() const { return known[first + count - 1]; }
};

/// From the middle of the neighbour above to the middle of the one below; at an end of what is known, half a
/// vertebra more.
CtScan cut_out(const CtScan& scan, const Stretch& s) {
  const auto beyond = [&](std::size_t outer, std::size_t inner) -> Eigen::Vector3d {
    return s.known[outer].centre_mm + (s.known[outer].centre_mm - s.known[inner].centre_mm);
  };
  const std::size_t last = s.first + s.count - 1;
  const Eigen::Vector3d above = s.first > 0 ? s.known[s.first - 1].centre_mm : beyond(0, 1);
  const Eigen::Vector3d below =
      last + 1 < s.known.size() ? s.known[last + 1].centre_mm : beyond(last, last - 1);
  CtScan part = cut(scan, Eigen::Vector3d::UnitZ(), above, below);
  if (s.width_mm == kWholeMm) return part;
  Eigen::Vector3d middle = Eigen::Vector3d::Zero();
  for (std::size_t n = s.first; n <= last; ++n) middle += s.known[n].centre_mm / static_cast<double>(s.count);
  const Eigen::Vector3d half = 0.5 * s.width_mm * Eigen::Vector3d::UnitX();
  return cut(part, Eigen::Vector3d::UnitX(), middle - half, middle + half);
}

const SegmentedVertebra* found_at(const SpineSegmentation& spine, const Eigen::Vector3d& place) {
  const SegmentedVertebra* nearest = nullptr;
  for (const SegmentedVertebra& v : spine.found)
    if ((v.axes.center.mm - place).norm() < kSamePlaceMm &&
        (nearest == nullptr || (v.axes.center.mm - place).norm() < (nearest->axes.center.mm - place).norm()))
      nearest = &v;
  return nearest;
}

std::string support_of(const SpineSegmentation& spine) {
  const auto& words = spine.found.front().label_evidence;
  const auto any = [&](const std::vector<std::string>& wanted) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
    });
  };
  if (any({"sacrum", "last-rib", "first-rib"})) return "1 sacrum, last or first rib";
  if (any({"rib-tips", "iliac-crest", "windpipe-fork", "lung-ends"})) return "2 marks beside the column";
  return "3 ribs and sizes alone";
}

void judge(const Scan& scan, const Stretch& s, const SpineSegmentation& spine, Tally& tally) {
  Support& support = tally.by_support[support_of(spine)];
  const int right_before = support.right;
  for (std::size_t n = s.first; n < s.first + s.count; ++n) {
    const KnownLevel& truth = s.known[n];
    const SegmentedVertebra* v = found_at(spine, truth.centre_mm);
    if (v == nullptr) {
      ++tally.missed;
      continue;
    }
    const bool right = v->level == truth.level;
    tally.names.push_back({v->label_confidence, right});
    ++support.names;
    support.right += right;
    support.confident += v->label_confidence >= kConfident;
    support.confident_right += right && v->label_confidence >= kConfident;
    if (right) continue;
    ++tally.wrong;
    tally.first_alternative += !v->alternatives.empty() && v->alternatives.front().level == truth.level;
    if (v->label_confidence < kConfident) continue;
    std::string words;
    for (const auto& word : v->label_evidence) words += (words.empty() ? "" : ", ") + word;
    tally.confident_errors += fmt::format(
        "| {} | {}-{}{} | {} | {} | {:.2f} | {} |\n", scan.name, name(s.top().level), name(s.bottom().level),
        s.width_mm == kWholeMm ? "" : fmt::format(", {:.0f} mm", s.width_mm), name(truth.level),
        name(v->level), v->label_confidence, words);
  }
  ++support.stretches;
  support.all_right += support.right - right_before == static_cast<int>(s.count);
}

void try_stretch(const Scan& scan, const CtScan& ct, const Stretch& s, Tally& tally) {
  ++tally.stretches;
  const auto spine = make_classical_spine_segmenter()->segment(cut_out(ct, s));
  if (spine)
    judge(scan, s, *spine, tally);
  else
    ++tally.refused;
}

std::string reliability_rows(const std::string& what, std::vector<GivenName> names) {
  constexpr std::array kEdges{0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.01};
  std::string rows;
  for (std::size_t b = 0; b + 1 < kEdges.size(); ++b) {
    double sum = 0;
    int count = 0, right = 0;
    for (const GivenName& given : names) {
      if (given.confidence < kEdges[b] || given.confidence >= kEdges[b + 1]) continue;
      sum += given.confidence;
      ++count;
      right += given.right;
    }
    if (count > 0)
      rows +=
          fmt::format("| {} | {:.2f}-{:.2f} | {} | {:.2f} | {:.2f} |\n", what, kEdges[b],
                      std::min(1.0, kEdges[b + 1]), count, sum / count, static_cast<double>(right) / count);
  }
  return rows;
}

std::string support_rows(const std::string& what, const std::map<std::string, Support>& all) {
  std::string rows;
  for (const auto& [words, s] : all)
    rows += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", what, words.substr(2), s.stretches,
                        s.all_right, s.names, s.right, s.confident, s.confident_right);
  return rows;
}

std::optional<CtScan> loaded(const fs::path& file) {
  const Survey found = survey({file});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto ct = load_ct(*usable.front());
  if (!ct) return std::nullopt;
  return std::move(ct->scan);
}

std::string whole_scan_row(const Scan& scan, const std::vector<KnownLevel>& known,
                           const SpineSegmentation& spine) {
  int right = 0, confident = 0;
  double least = 1, most = 0;
  std::string words;
  for (const KnownLevel& truth : known) {
    const SegmentedVertebra* v = found_at(spine, truth.centre_mm);
    if (v == nullptr) continue;
    right += v->level == truth.level;
    confident += v->level == truth.level && v->label_confidence >= kConfident;
    least = std::min(least, v->label_confidence);
    most = std::max(most, v->label_confidence);
    words.clear();
    for (const auto& word : v->label_evidence) words += (words.empty() ? "" : ", ") + word;
  }
  const int in_view = static_cast<int>(craniocaudal_rank(scan.last) - craniocaudal_rank(scan.first)) + 1 -
                      (scan.last == BoneRegion::s1 ? 1 : 0);  // L6 has a rank of its own
  return fmt::format("| {} | {}-{} ({}) | {} | {} | {:.2f}-{:.2f} | {} |\n", scan.name, name(scan.first),
                     name(scan.last), in_view, right, confident, least, most, words);
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  std::string whole, absent;
  std::map<std::string, Tally> tallies;
  for (const Scan& scan : scans(argc > 1 ? argv[1] : "")) {
    const auto ct = loaded(scan.image);
    const auto spine = ct ? make_classical_spine_segmenter()->segment(*ct) : Error{};
    if (!ct || !spine) {
      absent += scan.name + " is not there.\n";
      continue;
    }
    const std::vector<KnownLevel> known = known_levels(scan, *spine);
    whole += whole_scan_row(scan, known, *spine);
    for (std::size_t count = 3; count <= 10; ++count)
      for (std::size_t first = 0; first + count <= known.size(); ++first) {
        try_stretch(scan, *ct, {known, first, count, kWholeMm}, tallies["whole width"]);
        if (count == 4 || count == 7)
          try_stretch(scan, *ct, {known, first, count, 150}, tallies["150 mm wide"]);
      }
  }
  fmt::print(
      "| Scan | levels in view | right | right and confident | confidence | evidence "
      "|\n|---|---|---|---|---|---|\n{}\n",
      whole);
  fmt::print("| Stretches | confidence | names | mean confidence | share right |\n|---|---|---|---|---|\n");
  std::string errors;
  for (const auto& [what, tally] : tallies) {
    fmt::print("{}", reliability_rows(what, tally.names));
    errors += tally.confident_errors;
  }
  fmt::print(
      "\n| Stretches | named by | stretches | all names right | names | right | believed to 0.8 | of these "
      "right "
      "|\n|---|---|---|---|---|---|---|---|\n");
  for (const auto& [what, tally] : tallies) fmt::print("{}", support_rows(what, tally.by_support));
  fmt::print("\n");
  for (const auto& [what, tally] : tallies)
    fmt::print(
        "{}: {} stretches, {} refused, {} vertebrae in view not found; of {} wrong names {} had the right "
        "one as first "
        "alternative.\n",
        what, tally.stretches, tally.refused, tally.missed, tally.wrong, tally.first_alternative);
  fmt::print(
      "\nConfident errors (0.8 and more):\n\n| Scan | stretch | is | called | confidence | evidence "
      "|\n|---|---|---|---|---|---|\n{}\n{}",
      errors.empty() ? "| none | | | | | |\n" : errors, absent);
}
