#include "stack.hpp"

#include "placement.hpp"
#include "split.hpp"
#include "tolerances.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace osteon {
namespace {

CtStack refused(std::vector<CtPlane> planes, Error error) {
  CtStack stack;
  stack.planes = std::move(planes);
  stack.refusal = std::move(error);
  return stack;
}

std::optional<Error> unusable(const CtPlane& p) {
  const DicomHeader& h = *p.header;
  const PlaneHeader& plane = *p.plane;
  if (!plane.position_mm || !plane.row || !plane.column)
    return Error{"geometry.missing-position", "The image does not say where it lies in the patient.",
                 "Export the original slices, not captures of them."};
  if (!plane.pixel_spacing_mm || !(plane.pixel_spacing_mm->minCoeff() > 0))
    return Error{"geometry.missing-spacing", "The pixel spacing is missing or zero.",
                 "Export the original slices, with PixelSpacing."};
  constexpr double kUnit = 0.01;
  if (std::abs(plane.row->norm() - 1) > kUnit || std::abs(plane.column->norm() - 1) > kUnit ||
      std::abs(plane.row->dot(*plane.column)) > kUnit)
    return Error{"geometry.broken-orientation",
                 "The image orientation is not a pair of perpendicular unit vectors.",
                 "Send the file again; its header is damaged."};
  if (h.samples != 1 || (h.bits_allocated != 8 && h.bits_allocated != 16) || h.bits_stored < 1 ||
      h.bits_stored > h.bits_allocated || h.high_bit + 1 < h.bits_stored || h.high_bit >= h.bits_allocated ||
      h.photometric != "MONOCHROME2")
    return Error{"pixels.format",
                 "The pixels are not stored as a CT stores them (8 or 16 bits, one grey value).",
                 "Export the original slices."};
  if (!plane.slope || !plane.intercept || !(*plane.slope > 0))
    return Error{"ct.no-rescale", "The header does not say how stored values become Hounsfield units.",
                 "Export the original slices, with rescale slope and intercept."};
  if (!plane.rescale_type.empty() && plane.rescale_type != "HU" && plane.rescale_type != "US")
    return Error{"ct.not-hounsfield", "The values are not Hounsfield units.",
                 "Send a reconstruction in Hounsfield units."};
  const bool derived =
      plane.image_type.starts_with("DERIVED") && plane.image_type.find("/SECONDARY") != std::string::npos;
  const bool one_by_one = *plane.pixel_spacing_mm == Eigen::Vector2d(1, 1);
  const double field_mm = plane.pixel_spacing_mm->x() * h.rows;
  const bool contradicted =
      h.field_of_view_mm > 0 && std::abs(field_mm - h.field_of_view_mm) > 0.1 * field_mm;
  if (one_by_one && (contradicted || derived))
    return Error{"geometry.dummy-spacing",
                 "A pixel spacing of exactly 1 x 1 mm in a derived image is a placeholder.",
                 "Export the original slices."};
  return std::nullopt;
}

void sort_along_normal(std::vector<CtPlane>& planes) {
  const Eigen::Vector3d normal = normal_of(*planes.front().plane);
  std::stable_sort(planes.begin(), planes.end(), [&](const CtPlane& a, const CtPlane& b) {
    const double za = a.plane->position_mm->dot(normal), zb = b.plane->position_mm->dot(normal);
    return std::tie(za, a.header->instance_number, a.header->sop_instance, a.plane->frame) <
           std::tie(zb, b.header->instance_number, b.header->sop_instance, b.plane->frame);
  });
}

/// Planes that lie beside the path of their neighbours by more than a tilted gantry could explain: damaged
/// headers.
std::vector<CtPlane> take_displaced(std::vector<CtPlane>& planes) {
  const auto places = local_places(planes);
  std::vector<CtPlane> kept, displaced;
  for (std::size_t k = 0; k < planes.size(); ++k) {
    const std::size_t low = k < 2 ? 0 : k - 2, high = std::min(k + 2, planes.size() - 1);
    std::vector<double> u, v;
    for (std::size_t n = low; n <= high; ++n) {
      u.push_back(places[n].x());
      v.push_back(places[n].y());
    }
    // The tilt itself moves a plane by at most tan(30 deg) of its distance to the window's centre.
    const double reach = kLargestJumpMm + 0.6 * (places[high].z() - places[low].z());
    const bool beside =
        std::abs(places[k].x() - median(u)) > reach || std::abs(places[k].y() - median(v)) > reach;
    (beside && planes.size() > 4 ? displaced : kept).push_back(planes[k]);
  }
  planes = std::move(kept);
  return displaced;
}

/// Breaks the stack where the hole between neighbours is too wide to be bridged.
std::vector<std::vector<CtPlane>> runs_without_holes(const std::vector<CtPlane>& planes) {
  const auto places = local_places(planes);
  std::vector<double> steps;
  for (std::size_t k = 1; k < planes.size(); ++k) steps.push_back(places[k].z() - places[k - 1].z());
  std::vector<std::vector<CtPlane>> runs(1);
  const double widest = steps.empty() ? 0 : std::max(kBridgedGapMm, 1.1 * median(steps));
  for (std::size_t k = 0; k < planes.size(); ++k) {
    if (k > 0 && steps[k - 1] > widest) runs.emplace_back();
    runs.back().push_back(planes[k]);
  }
  return runs;
}

void warn_of_rescale(const std::vector<CtPlane>& planes, std::vector<Warning>& warnings) {
  const PlaneHeader& first = *planes.front().plane;
  if (std::any_of(planes.begin(), planes.end(), [&](const CtPlane& p) {
        return *p.plane->slope != *first.slope || *p.plane->intercept != *first.intercept;
      }))
    warnings.push_back(
        {"ct.varying-rescale", "Slope and intercept differ between slices; each slice was read by its own."});
}

Error single_slice() {
  return {"geometry.single-slice", "The slice lies apart from all others and makes no volume.",
          "Send the whole series of original slices."};
}

CtStack stacked(std::vector<CtPlane> run, const std::vector<Warning>& warnings) {
  CtStack stack;
  stack.planes = std::move(run);
  stack.warnings = warnings;
  warn_of_rescale(stack.planes, stack.warnings);
  place_on_grid(stack);
  return stack;
}

/// One pass over the body, without duplicate positions.
std::vector<CtStack> stacks_of_pass(std::vector<CtPlane> planes, std::vector<Warning> warnings) {
  std::vector<CtStack> stacks;
  if (auto displaced = take_displaced(planes); !displaced.empty()) {
    warnings.push_back(
        {"geometry.displaced-slices", "Slices whose position contradicts their neighbours were left out."});
    stacks.push_back(refused(
        std::move(displaced),
        {"geometry.inconsistent-position", "The position of the slice contradicts those of its neighbours.",
         "Send the slice again; its header is damaged."}));
  }
  auto runs = runs_without_holes(planes);
  std::vector<CtPlane> apart;  // too few together to make a volume
  std::erase_if(runs, [&](std::vector<CtPlane>& run) {
    const bool few = run.size() < 2 || (runs.size() > 1 && run.size() < 3);
    if (few) apart.insert(apart.end(), run.begin(), run.end());
    return few;
  });
  const std::size_t total = planes.size();
  const bool scattered =
      std::none_of(runs.begin(), runs.end(), [&](const auto& run) { return 4 * run.size() >= total; });
  if (scattered) {
    stacks.push_back(
        refused(std::move(planes),
                total < 2 ? single_slice()
                          : Error{"geometry.uneven-slices", "The slices lie too far apart and too unevenly.",
                                  "Send one reconstruction with an even slice spacing."}));
    return stacks;
  }
  if (runs.size() > 1 || !apart.empty())
    warnings.push_back(
        {"geometry.missing-slices",
         "The series has a hole that is too wide to bridge; it was split into separate volumes."});
  for (auto& run : runs) stacks.push_back(stacked(std::move(run), warnings));
  if (!apart.empty()) stacks.push_back(refused(std::move(apart), single_slice()));
  return stacks;
}

}  // namespace

std::vector<CtStack> stack_planes(std::vector<CtPlane> planes) {
  std::vector<CtStack> stacks;
  std::map<std::string, std::pair<Error, std::vector<CtPlane>>> unfit;
  std::vector<CtPlane> fit;
  fit.reserve(planes.size());
  for (CtPlane& p : planes) {
    if (auto error = unusable(p)) {
      auto& group = unfit.try_emplace(error->code, *error, std::vector<CtPlane>{}).first->second;
      group.second.push_back(std::move(p));
    } else {
      fit.push_back(std::move(p));
    }
  }
  stacks.reserve(unfit.size());
  for (auto& [code, group] : unfit)
    stacks.push_back(refused(std::move(group.second), std::move(group.first)));
  auto groups = split_by_geometry(std::move(fit));
  const bool mixed = groups.size() > 1;
  for (auto& group : groups) {
    sort_along_normal(group);
    std::vector<Warning> warnings;
    if (mixed)
      warnings.push_back({"geometry.mixed-series",
                          "The series mixes slices of different orientation, size, spacing or "
                          "kernel; they were split into separate volumes."});
    auto passes = split_passes(std::move(group));
    for (auto& pass : passes.passes) {
      auto with = warnings;
      with.insert(with.end(), passes.warnings.begin(), passes.warnings.end());
      for (auto& stack : stacks_of_pass(std::move(pass), with)) stacks.push_back(std::move(stack));
    }
    if (!passes.refused.empty()) stacks.push_back(refused(std::move(passes.refused), *passes.refusal));
  }
  std::stable_sort(stacks.begin(), stacks.end(), [](const CtStack& a, const CtStack& b) {
    return std::tuple(a.refusal.has_value(), b.planes.size()) <
           std::tuple(b.refusal.has_value(), a.planes.size());
  });
  return stacks;
}

std::vector<CtPlane> take_repeated_objects(std::vector<CtPlane>& planes) {
  // Some exporters give every slice one UID: the place is part of the identity.
  const auto place = [](const CtPlane& p) {
    const Eigen::Vector3d v = p.plane->position_mm.value_or(Eigen::Vector3d::Zero());
    return std::tuple(v.x(), v.y(), v.z());
  };
  std::set<std::tuple<std::string, int, std::tuple<double, double, double>>> seen;
  std::vector<CtPlane> kept, repeated;
  for (CtPlane& p : planes) {
    const bool first = p.header->sop_instance.empty() ||
                       seen.emplace(p.header->sop_instance, p.plane->frame, place(p)).second;
    (first ? kept : repeated).push_back(std::move(p));
  }
  planes = std::move(kept);
  return repeated;
}

}  // namespace osteon
