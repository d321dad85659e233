#include "dxa_picture_rows.hpp"

#include <osteon/segmentation/dxa_spine.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

namespace osteon {
namespace {

TrueRegion levels_of(const Image2D<float>& map, const LabelMap<2>& labels, BoneRegion from, BoneRegion to) {
  return region_of(map, [&](std::size_t n, int, int) {
    return labels.pixels()[n] >= static_cast<std::uint8_t>(from) &&
           labels.pixels()[n] <= static_cast<std::uint8_t>(to);
  });
}

struct LineErrors {
  int truth = 0, found = 0, named = 0;  ///< found: within 4 mm
  double sum_mm = 0, worst_mm = 0, sum_deg = 0;
};

double distance_mm(const IntervertebralLine& line, const Eigen::Vector2d& place) {
  const Eigen::Vector2d way = (line.right - line.left).normalized(), d = place - line.left;
  return std::abs(way[0] * d[1] - way[1] * d[0]);
}

LineErrors compare(const SpineTruth& truth, const DxaSpine& found) {
  constexpr double kSameMm = 4;
  LineErrors errors;
  for (const TrueLine& line : truth.lines) {
    if (line.by_next_disc) continue;
    ++errors.truth;
    const IntervertebralLine* nearest = nullptr;
    for (const auto& one : found.lines)
      if (nearest == nullptr || distance_mm(one, line.middle()) < distance_mm(*nearest, line.middle()))
        nearest = &one;
    if (nearest == nullptr) continue;
    const double mm = distance_mm(*nearest, line.middle());
    errors.worst_mm = std::max(errors.worst_mm, mm);
    if (mm > kSameMm) continue;
    ++errors.found;
    errors.named += nearest->above == line.above && nearest->below == line.below;
    errors.sum_mm += mm;
    errors.sum_deg += angle_deg(line.right - line.left, nearest->right - nearest->left);
  }
  return errors;
}

void draw(const SpineTruth& truth, Overlay& overlay) {
  overlay.outline(truth.levels, kGreen);
  for (const TrueLine& line : truth.lines) {
    overlay.line(line.left, line.right, kGreen);
    overlay.text(line.right, name(line.above) + "/" + name(line.below), kGreen);
  }
}

void draw(const DxaSpine& found, Overlay& overlay) {
  overlay.outline(found.vertebrae, kRed);
  for (const auto& line : found.lines) {
    overlay.line(line.left, line.right, kRed);
    overlay.text(line.left - Eigen::Vector2d(18, 0), name(line.above) + "/" + name(line.below), kRed);
  }
}

Overlay drawn(const Taken& taken, const SpineTruth& truth, const Result<DxaSpine>& found) {
  Overlay overlay = overlay_of(taken);
  draw(truth, overlay);
  if (found) draw(*found, overlay);
  return overlay;
}

}  // namespace

void print_spine_rows(const DxaSubject& subject, const TakingOptions& options) {
  std::vector<double> repeats, by_truth;
  for (const Setting& setting : settings(options)) {
    const auto scan = taken(subject, setting, options);
    if (!scan) continue;
    const SpineTruth truth =
        spine_truth(subject.scan, *subject.spine, subject.line, scan->view, scan->picture);
    const auto found = find_dxa_spine(shown(*scan));
    const BoneRegion from =
        truth.l1_l4 || truth.densities.empty() ? BoneRegion::l1 : truth.densities.front().level;
    const BoneRegion to =
        truth.l1_l4 || truth.densities.empty() ? BoneRegion::l4 : truth.densities.back().level;
    const Image2D<float>& measured = scan->map.bone.g_per_cm2;
    const TrueRegion whole = levels_of(scan->picture.mineral.g_per_cm2, truth.levels, from, to);
    const TrueRegion same = levels_of(measured, truth.levels, from, to);
    fmt::print("| {} | {} | {} |", subject.name, setting.name,
               in_g_per_cm2(scan->map.noise_sd) < 10 ? fmt::format("{:.3f}", in_g_per_cm2(scan->map.noise_sd))
                                                     : "-");
    const double at_best = levels_of(scan->at_best, truth.levels, from, to).bmd();
    std::optional<DxaRegionDensity> region;
    if (found) {
      const LineErrors errors = compare(truth, *found);
      fmt::print(" {} / {} | {} | {:.1f} | {:.1f} | {:.1f} | {}-{} |", errors.found, errors.truth,
                 errors.named, errors.sum_mm / std::max(1, errors.found), errors.worst_mm,
                 errors.sum_deg / std::max(1, errors.found), name(from), name(to));
      region = named(spine_densities(scan->map, found->vertebrae),
                     from == to ? name(from) : name(from) + "-" + name(to));
      if (region) repeats.push_back(in_g_per_cm2(region->bmd.value));
    } else {
      fmt::print(" {} | | | | | |", found.error().code);
    }
    by_truth.push_back(same.bmd());
    fmt::print("{}\n", density_cells(whole, at_best, same.bmd(), region));
    std::fflush(stdout);
    if (!options.pictures.empty())
      save_all(subject.name + "-" + setting.name, *scan, drawn(*scan, truth, found), truth.levels,
               truth_json(truth, scan->view, scan->beams), options.pictures);
  }
  fmt::print("| {} | **CV** | noise alone {} | | | | | | | | {} | {} | | |\n", subject.name,
             variation_by_noise(by_truth), variation(by_truth), variation(repeats));
}

}  // namespace osteon
