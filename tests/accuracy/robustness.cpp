// Prints, as Markdown, what becomes of the spine stage's answer when something is done to the scan:
// `robustness [DATA] [--scan=PART] [--change=PART] [--every=N] [--all] [--near]`. Without DATA only the
// sample scan. PART is a part of a scan's name, or of a change's kind and name; N takes every Nth change of a
// kind; --all lists every copy, not only those with faults. Compared with the answer for the undisturbed
// scan, place by place.

#include "../support/disturbed_scan.hpp"
#include "../support/loaded.hpp"

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/imaging/resample.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;
constexpr double kSure = 0.8;       // a name believed as much is a claim
constexpr double kSamePlaceMm = 8;  // half a small vertebra
constexpr double kCutMarginMm = 5;  // a body nearer to the edge may be called cut
constexpr double kHeightMm = 1, kCoreHu = 8;

struct Scan {
  std::string name;
  fs::path image;
};

std::vector<Scan> scans(const fs::path& data) {
  std::vector<Scan> all{{"example_ct", fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator/example_ct.nii.gz"}};
  if (data.empty()) return all;
  all.push_back({"lidc-idri-0001", data / "ct/lidc-idri-0001"});
  all.push_back({"nlst-101287", data / "ct/nlst-101287"});
  all.push_back({"acrin-flt-breast-013", data / "ct/acrin-flt-breast-013/sagittal"});
  return all;
}

/// What was asked for on the command line.
struct Wish {
  fs::path data;
  std::string scan, change;
  int every = 1;
  bool list_all = false, near = false;
};

struct Level {
  SegmentedVertebra vertebra;
  std::optional<std::array<double, 3>> heights_mm;
  std::optional<double> core_hu;
};

struct Answer {
  SpineSegmentation spine;
  std::vector<Level> levels;
};

std::optional<Answer> answer_for(const CtScan& scan) {
  auto spine = make_classical_spine_segmenter()->segment(scan);
  if (!spine) return std::nullopt;
  Answer answer{std::move(*spine), {}};
  std::vector<VertebraFrame> frames;
  for (const SegmentedVertebra& v : answer.spine.found)
    if (v.complete && v.level != BoneRegion::s1)
      frames.push_back({v.level, v.axes.center, v.axes.left, v.axes.anterior, v.axes.superior});
  const auto densities = measure_densities(scan, answer.spine.vertebrae, answer.spine.bodies, frames);
  for (const SegmentedVertebra& v : answer.spine.found) {
    Level level{v, std::nullopt, std::nullopt};
    if (v.landmarks && v.level != BoneRegion::s1) {
      const auto& p = v.landmarks->points;
      level.heights_mm = {(p[0].mm - p[3].mm).norm(), (p[1].mm - p[4].mm).norm(), (p[2].mm - p[5].mm).norm()};
    }
    for (const LevelDensity& d : densities)
      for (const VertebralDensity& region : d.density)
        if (d.level == v.level && region.region == DensityRegion::trabecular_core)
          level.core_hu = in_hu(region.mean.value);
    answer.levels.push_back(std::move(level));
  }
  return answer;
}

/// What became of one copy.
struct Outcome {
  int expected = 0, kept = 0, lost = 0, extra = 0, renamed = 0, surely_renamed = 0, unmeasured = 0;
  bool refused = false, same_maps = false;
  std::vector<double> height_change_mm, core_change_hu;
  std::string faults;
};

bool is_whole(const Level& level) { return level.vertebra.complete && level.heights_mm.has_value(); }

/// Whether the copy shows the whole body with some room above and below.
bool in_view(const Level& level, const testing::Disturbed& copy) {
  const SegmentedVertebra& v = level.vertebra;
  const Grid<3>& grid = copy.scan.hounsfield.grid();
  const auto inside = [&](const Eigen::Vector3d& place) {
    const auto p = grid.index_from_patient({copy.moved(place)}).ijk;
    for (int n = 0; n < 3; ++n)
      if (!(p[n] >= -0.5 && p[n] <= grid.size[static_cast<std::size_t>(n)] - 0.5)) return false;
    return true;
  };
  bool whole = true;
  for (std::size_t n = 0; n < 6; ++n) {
    const Eigen::Vector3d outwards = (n < 3 ? kCutMarginMm : -kCutMarginMm) * v.axes.superior;
    for (const double side : {-15.0, 15.0})
      whole = whole && inside(v.landmarks->points[n].mm + outwards + side * v.axes.left);
  }
  return whole;
}

const Level* nearest(const Answer& answer, const Eigen::Vector3d& place, double within_mm) {
  const Level* best = nullptr;
  for (const Level& level : answer.levels) {
    const double d = (level.vertebra.axes.center.mm - place).norm();
    if (d > within_mm) continue;
    within_mm = d;
    best = &level;
  }
  return best;
}

void compare_level(const Level& before, const Level* after, const testing::Disturbed& copy,
                   Outcome& outcome) {
  const std::string level(name(before.vertebra.level));
  ++outcome.expected;
  if (after == nullptr || !after->vertebra.complete) {
    ++outcome.lost;
    outcome.faults += after == nullptr ? level + " lost; " : level + " called cut; ";
    return;
  }
  if (after->vertebra.level != before.vertebra.level) {
    ++outcome.renamed;
    outcome.surely_renamed += after->vertebra.label_confidence >= kSure ? 1 : 0;
    outcome.faults += fmt::format("{} called {} at {:.2f}; ", level, name(after->vertebra.level),
                                  after->vertebra.label_confidence);
  } else {
    ++outcome.kept;
  }
  if (std::count(copy.touched.begin(), copy.touched.end(), before.vertebra.level) > 0) return;
  if (!after->heights_mm) {
    ++outcome.unmeasured;
    outcome.faults += level + " without heights; ";
  } else {
    double worst = 0;
    for (std::size_t n = 0; n < 3; ++n) {
      const auto& points = before.vertebra.landmarks->points;  // a bend changes heights
      const double expected = (copy.moved(points[n].mm) - copy.moved(points[n + 3].mm)).norm();
      outcome.height_change_mm.push_back((*after->heights_mm)[n] - expected);
      if (std::abs(outcome.height_change_mm.back()) > std::abs(worst))
        worst = outcome.height_change_mm.back();
    }
    if (std::abs(worst) > kHeightMm) outcome.faults += fmt::format("{} height {:+.1f} mm; ", level, worst);
  }
  if (before.core_hu && after->core_hu) {
    outcome.core_change_hu.push_back(*after->core_hu - copy.hu(*before.core_hu));
    if (std::abs(outcome.core_change_hu.back()) > kCoreHu)
      outcome.faults += fmt::format("{} core {:+.0f} HU; ", level, outcome.core_change_hu.back());
  }
}

/// Whether both label maps are the old ones, voxel by voxel (copies that are stored otherwise only).
bool same_maps(const Answer& before, const Answer& after) {
  const Grid<3>& grid = before.spine.vertebrae.grid();
  return resample_nearest(after.spine.vertebrae, grid) == before.spine.vertebrae &&
         resample_nearest(after.spine.bodies, grid) == before.spine.bodies;
}

Outcome compare(const Answer& before, const std::optional<Answer>& after, const testing::Disturbed& copy,
                const std::string& kind) {
  Outcome outcome;
  std::vector<Eigen::Vector3d> places;
  for (const Level& level : before.levels) {
    places.push_back(copy.moved(level.vertebra.axes.center.mm));
    if (!is_whole(level) || !in_view(level, copy)) continue;
    compare_level(level, after ? nearest(*after, places.back(), kSamePlaceMm) : nullptr, copy, outcome);
  }
  if (!after) {
    outcome.refused = true;
    outcome.faults = kind == "header lies" ? "" : "refused";  // there, nothing else would be right
    return outcome;
  }
  for (const Level& level : after->levels) {
    if (!level.vertebra.complete || level.vertebra.level == BoneRegion::s1) continue;
    const auto near = [&](const Eigen::Vector3d& place) {
      return (place - level.vertebra.axes.center.mm).norm() < 1.5 * kSamePlaceMm;
    };
    if (std::any_of(places.begin(), places.end(), near)) continue;
    ++outcome.extra;
    outcome.faults += fmt::format("extra {}; ", name(level.vertebra.level));
  }
  return outcome;
}

/// Sums over the copies of one kind.
struct Summary {
  int copies = 0, all_kept = 0, same_maps = 0, refused = 0, expected = 0, lost = 0, extra = 0, renamed = 0,
      surely_renamed = 0, unmeasured = 0;
  std::vector<double> height, core;
};

void add(const Outcome& o, Summary& sum) {
  ++sum.copies;
  sum.all_kept += !o.refused && o.kept == o.expected && o.extra == 0 ? 1 : 0;
  sum.same_maps += o.same_maps ? 1 : 0;
  sum.refused += o.refused ? 1 : 0;
  sum.expected += o.expected;
  sum.lost += o.lost;
  sum.extra += o.extra;
  sum.renamed += o.renamed;
  sum.surely_renamed += o.surely_renamed;
  sum.unmeasured += o.unmeasured;
  sum.height.insert(sum.height.end(), o.height_change_mm.begin(), o.height_change_mm.end());
  sum.core.insert(sum.core.end(), o.core_change_hu.begin(), o.core_change_hu.end());
}

struct Spread {
  double mean = 0, sd = 0, largest = 0, share_within = 0;
};

Spread spread_of(const std::vector<double>& changes, double within) {
  Spread s;
  if (changes.empty()) return s;
  const auto count = static_cast<double>(changes.size());
  for (const double c : changes) {
    s.mean += c / count;
    s.largest = std::max(s.largest, std::abs(c));
    s.share_within += std::abs(c) <= within ? 100 / count : 0;
  }
  for (const double c : changes) s.sd += (c - s.mean) * (c - s.mean) / count;
  s.sd = std::sqrt(s.sd);
  return s;
}

std::string row(const std::string& scan, const std::string& kind, const Summary& sum) {
  const Spread height = spread_of(sum.height, kHeightMm), core = spread_of(sum.core, kCoreHu);
  return fmt::format(
      "| {} | {} | {} | {} | {} | {} | {} | {} | {} ({}) | {} | {:+.2f} ± {:.2f} | {:.1f} | {:.0f} % | "
      "{:.0f} | {:.0f} % |\n",
      scan, kind, sum.copies, sum.all_kept, sum.refused, sum.expected, sum.lost, sum.extra, sum.renamed,
      sum.surely_renamed, sum.unmeasured, height.mean, height.sd, height.largest, height.share_within,
      core.largest, core.share_within);
}

constexpr const char* kHead =
    "| Scan | Change | copies | all levels kept | refused | levels | lost | extra | renamed (surely) | no "
    "heights | "
    "height change, mm | largest | within 1 mm | largest core change, HU | within 8 HU |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

std::optional<CtScan> loaded(const Scan& scan) {
  const Survey found = survey({scan.image});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto result = load_ct(*usable.front());
  if (!result) return std::nullopt;
  return std::move(result->scan);
}

/// All kinds in the order in which they came.
struct Tables {
  std::vector<std::string> kinds;
  std::map<std::string, Summary> total;
  std::string rows, faults;
};

bool is_wished(const testing::Disturbance& d, const std::string& parts) {
  std::istringstream words(parts);
  bool wished = parts.empty();
  for (std::string word; std::getline(words, word, ',');)
    wished = wished || (d.kind + " " + d.name).find(word) != std::string::npos;
  return wished;
}

void run(const Scan& scan, const Wish& wish, Tables& tables) {
  auto original = loaded(scan);
  if (const auto first = wish.near && original ? answer_for(*original) : std::nullopt)
    original = testing::near_spine(*original, first->spine, 100);
  const auto before = original ? answer_for(*original) : std::nullopt;
  if (!before) {
    tables.faults += "* " + scan.name + " cannot be analysed.\n";
    return;
  }
  std::map<std::string, Summary> sums;
  std::map<std::string, int> seen;
  for (const testing::Disturbance& d : testing::all_disturbances(*original, before->spine)) {
    if (!is_wished(d, wish.change)) continue;
    if (seen[d.kind]++ % wish.every != 0) continue;
    const testing::Disturbed copy = d.apply(*original, before->spine);
    const auto start = std::chrono::steady_clock::now();
    const auto after = answer_for(copy.scan);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    Outcome outcome = compare(*before, after, copy, d.kind);
    if (d.kind == "storage" && after) {
      outcome.same_maps = same_maps(*before, *after);
      if (!outcome.same_maps) outcome.faults += "labels not the same bit for bit; ";
    }
    std::fprintf(stderr, "%s: %s, %s: %.1f s %s\n", scan.name.c_str(), d.kind.c_str(), d.name.c_str(),
                 passed.count(), outcome.faults.c_str());
    if (!outcome.faults.empty() || wish.list_all)
      tables.faults += fmt::format("| {} | {}, {} | {} |\n", scan.name, d.kind, d.name, outcome.faults);
    if (std::find(tables.kinds.begin(), tables.kinds.end(), d.kind) == tables.kinds.end())
      tables.kinds.push_back(d.kind);
    add(outcome, sums[d.kind]);
    add(outcome, tables.total[d.kind]);
  }
  for (const std::string& kind : tables.kinds)
    if (sums.count(kind) > 0) tables.rows += row(scan.name, kind, sums[kind]);
}

Wish wish_of(int argc, char** argv) {
  Wish wish;
  for (int n = 1; n < argc; ++n) {
    const std::string word = argv[n];
    const auto value = [&](const char* option) -> std::optional<std::string> {
      const std::string start = std::string(option) + "=";
      return word.rfind(start, 0) == 0 ? std::optional(word.substr(start.size())) : std::nullopt;
    };
    if (const auto scan = value("--scan"))
      wish.scan = *scan;
    else if (const auto change = value("--change"))
      wish.change = *change;
    else if (const auto every = value("--every"))
      wish.every = std::max(1, std::stoi(*every));
    else if (word == "--all")
      wish.list_all = true;
    else if (word == "--near")
      wish.near = true;
    else
      wish.data = word;
  }
  return wish;
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  const Wish wish = wish_of(argc, argv);
  Tables tables;
  for (const Scan& scan : scans(wish.data))
    if (scan.name.find(wish.scan) != std::string::npos) run(scan, wish, tables);
  std::string totals;
  for (const std::string& kind : tables.kinds) totals += row("all", kind, tables.total[kind]);
  const Summary& storage = tables.total["storage"];
  if (storage.copies > 0)
    fmt::print("Labels the same voxel by voxel in {} of {} copies that are stored otherwise.\n\n",
               storage.same_maps, storage.copies);
  fmt::print("{}{}\n{}{}\n| Scan | Change | Faults |\n|---|---|---|\n{}", kHead, totals, kHead, tables.rows,
             tables.faults);
}
