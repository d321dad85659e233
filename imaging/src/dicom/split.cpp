#include "split.hpp"

#include "decode.hpp"
#include "placement.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace osteon {
namespace {

bool same_geometry(const CtPlane& a, const CtPlane& b) {
  constexpr double kSameDirection = 5e-4;  // 0.03 degrees: over 500 mm, a quarter of a millimetre
  constexpr double kSameSpacing = 1e-4;
  const auto close = [](const auto& x, const auto& y, double limit) {
    return (x - y).cwiseAbs().maxCoeff() <= limit;
  };
  return a.header->rows == b.header->rows && a.header->columns == b.header->columns &&
         a.header->ct.kernel == b.header->ct.kernel && close(*a.plane->row, *b.plane->row, kSameDirection) &&
         close(*a.plane->column, *b.plane->column, kSameDirection) &&
         close(*a.plane->pixel_spacing_mm, *b.plane->pixel_spacing_mm,
               kSameSpacing * a.plane->pixel_spacing_mm->x());
}

double along_normal(const CtPlane& p, const CtPlane& frame) {
  return p.plane->position_mm->dot(frame.plane->row->cross(*frame.plane->column).normalized());
}

/// How near two sorted planes lie to be at one place: a fifth of the mean distance, which rounding does not
/// reach and which no even stack falls below.
double same_place_mm(const std::vector<CtPlane>& sorted) {
  if (sorted.size() < 2) return 0;
  const double length =
      along_normal(sorted.back(), sorted.front()) - along_normal(sorted.front(), sorted.front());
  return std::max(0.01, 0.2 * length / static_cast<double>(sorted.size() - 1));
}

/// The greatest number of planes at one place.
std::size_t multiplicity(const std::vector<CtPlane>& sorted) {
  const double near_mm = same_place_mm(sorted);
  std::size_t most = 0, here = 0;
  double place = -1e300;
  for (const CtPlane& p : sorted) {
    const double z = along_normal(p, sorted.front());
    here = z - place <= near_mm ? here + 1 : 1;
    place = here == 1 ? z : place;
    most = std::max(most, here);
  }
  return most;
}

bool has_duplicates(const std::vector<CtPlane>& sorted) { return multiplicity(sorted) > 1; }

/// Planes by the value of one attribute, each group in the order given.
std::vector<std::vector<CtPlane>> grouped(const std::vector<CtPlane>& planes,
                                          const std::function<std::string(const CtPlane&)>& key) {
  std::map<std::string, std::vector<CtPlane>> groups;
  for (const CtPlane& p : planes) groups[key(p)].push_back(p);
  std::vector<std::vector<CtPlane>> answer;
  answer.reserve(groups.size());
  for (auto& [word, group] : groups) answer.push_back(std::move(group));
  return answer;
}

/// Several passes over one region, each even by itself: together they would lie unevenly, and mix what moved
/// between them.
bool are_passes(const std::vector<std::vector<CtPlane>>& groups, const CtPlane& frame) {
  double highest_first = -1e300, lowest_last = 1e300;
  for (const auto& group : groups) {
    if (group.size() < 3 || !lie_evenly(group)) return false;
    highest_first = std::max(highest_first, along_normal(group.front(), frame));
    lowest_last = std::min(lowest_last, along_normal(group.back(), frame));
  }
  return highest_first < lowest_last;
}

/// Keeps one of several planes at a place when their pixels are the same; the rest are returned.
std::vector<CtPlane> take_equal_pixels(std::vector<CtPlane>& sorted) {
  const double near_mm = same_place_mm(sorted);
  std::vector<CtPlane> kept, equal;
  for (CtPlane& p : sorted) {
    const bool same =
        !kept.empty() &&
        along_normal(p, sorted.front()) - along_normal(kept.back(), sorted.front()) <= near_mm &&
        same_stored_pixels(kept.back().header->file, kept.back().plane->frame, p.header->file,
                           p.plane->frame);
    (same ? equal : kept).push_back(p);
  }
  sorted = std::move(kept);
  return equal;
}

}  // namespace

std::vector<std::vector<CtPlane>> split_by_geometry(std::vector<CtPlane> planes) {
  std::vector<std::vector<CtPlane>> groups;
  for (CtPlane& p : planes) {
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const auto& g) { return same_geometry(g.front(), p); });
    if (group == groups.end()) {
      groups.push_back({std::move(p)});
    } else {
      group->push_back(std::move(p));
    }
  }
  return groups;
}

Passes split_passes(std::vector<CtPlane> planes) {
  const bool duplicates = has_duplicates(planes);
  if (planes.size() < 2 || (!duplicates && lie_evenly(planes)))
    return {{std::move(planes)}, {}, std::nullopt, {}};
  const std::function<std::string(const CtPlane&)> keys[] = {
      [](const CtPlane& p) { return std::to_string(p.plane->temporal_position); },
      [](const CtPlane& p) { return std::to_string(p.header->acquisition_number); },
      [](const CtPlane& p) { return p.plane->image_type; },
      [](const CtPlane& p) { return p.header->acquisition_time; },
  };
  for (const auto& key : keys) {
    auto passes = grouped(planes, key);
    if (passes.size() < 2 || std::any_of(passes.begin(), passes.end(), has_duplicates)) continue;
    // A key that differs from slice to slice tells nothing apart.
    const bool one_each = duplicates && passes.size() <= multiplicity(planes);
    if (one_each || are_passes(passes, passes.front().front()))
      return {std::move(passes),
              {},
              std::nullopt,
              {{"geometry.several-passes",
                "Several slices lie at each place; the passes were told apart and split."}}};
  }
  if (!duplicates) return {{std::move(planes)}, {}, std::nullopt, {}};
  Passes result;
  const auto equal = take_equal_pixels(planes);
  if (!has_duplicates(planes)) {
    result.warnings.push_back(
        {"geometry.duplicate-slices", "Slices with equal pixels lay at one place; one of each was kept."});
    result.passes.push_back(std::move(planes));
  } else {
    result.refused = std::move(planes);
    result.refusal =
        Error{"geometry.duplicate-positions",
              "Different slices lie at one place, and nothing in their headers tells them apart.",
              "Send each reconstruction as a series of its own."};
  }
  result.refused.insert(result.refused.end(), equal.begin(), equal.end());
  if (!result.refused.empty() && !result.refusal)
    result.refusal =
        Error{"geometry.duplicate-slices", "A slice with the same pixels lies at the same place.",
              "Nothing to do: one copy was analysed."};
  return result;
}

}  // namespace osteon
