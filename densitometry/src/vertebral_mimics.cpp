#include "plate_relief.hpp"

#include <osteon/densitometry/vertebral_mimics.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

namespace osteon {
namespace {

struct Looked {
  std::vector<ReliefPlace> superior, inferior;
  double wedge_deg;
  double uneven_mm;  ///< of the more uneven plate
};

/// Positive = lower in front.
double wedge_deg(const VertebraRelief& v) {
  const double excess = in_mm(v.heights.posterior.value) - in_mm(v.heights.anterior.value);
  return 180.0 / std::numbers::pi * std::atan2(excess, in_mm(v.depth));
}

/// Places that hang together with `start` and for which `holds`; they are taken out of `left`.
template <class Holds>
std::vector<ReliefPlace> patch_around(std::map<std::pair<int, int>, ReliefPlace>& left, ReliefPlace start,
                                      const Holds& holds) {
  std::vector<ReliefPlace> patch{start};
  left.erase({start.a, start.l});
  for (std::size_t n = 0; n < patch.size(); ++n)
    for (const auto& [da, dl] : {std::pair(1, 0), std::pair(-1, 0), std::pair(0, 1), std::pair(0, -1)}) {
      const auto found = left.find({patch[n].a + da, patch[n].l + dl});
      if (found == left.end() || !holds(found->second)) continue;
      patch.push_back(found->second);
      left.erase(found);
    }
  return patch;
}

/// Whether the plate beside a patch is where it should be: the mean over the places two steps around it.
bool intact_around(const std::vector<ReliefPlace>& patch, const std::vector<ReliefPlace>& relief) {
  constexpr int kSteps = 3;
  constexpr double kIntactMm = 1.0;
  double sum = 0;
  int count = 0;
  for (const auto& p : relief) {
    int nearest = 1000;
    for (const auto& q : patch)
      nearest = std::min(nearest, std::max(std::abs(p.a - q.a), std::abs(p.l - q.l)));
    if (nearest < 2 || nearest > kSteps) continue;
    sum += std::abs(p.off_mm);
    ++count;
  }
  return count >= 4 && sum / count < kIntactMm;
}

/// Deeper than a healthy plate is uneven and a plate's place is uncertain (1 mm); focal: on less than a third
/// of the plate's area, which a collapse is not. Not at the rim, where plates curl.
bool has_schmorl(const std::vector<ReliefPlace>& relief, const VertebraRelief& v, double step_mm) {
  constexpr double kDepthMm = 2.0, kLeastMm2 = 12, kInside = 0.85;
  const double most_mm2 = 0.25 * std::numbers::pi * (v.front_mm - v.back_mm) * v.width_mm / 3;
  const auto deep = [](const ReliefPlace& p) { return p.off_mm < -0.5 * kDepthMm; };
  std::map<std::pair<int, int>, ReliefPlace> left;
  for (const auto& p : relief) left.emplace(std::pair(p.a, p.l), p);
  for (const auto& p : relief) {
    if (p.off_mm > -std::max(kDepthMm, 2 * p.sd_mm) || left.find({p.a, p.l}) == left.end()) continue;
    const auto patch = patch_around(left, p, deep);
    const double area = static_cast<double>(patch.size()) * step_mm * step_mm;
    const bool inside = std::all_of(patch.begin(), patch.end(), [&](const ReliefPlace& q) {
      return q.radius_square() < kInside * kInside;
    });
    if (inside && area >= kLeastMm2 && area <= most_mm2 && intact_around(patch, relief)) return true;
  }
  return false;
}

/// The rim stands out by 2 mm, twice what a plate's place is uncertain by, over a tenth of it or more.
bool has_osteophytes(const std::vector<ReliefPlace>& relief) {
  constexpr double kLipMm = 2.0, kRim = 0.85, kLeastShare = 0.1;
  int rim = 0, lips = 0;
  for (const auto& p : relief) {
    if (p.radius_square() < kRim * kRim) continue;
    ++rim;
    lips += p.off_mm > std::max(kLipMm, 2 * p.sd_mm);
  }
  return lips >= 3 && lips >= kLeastShare * rim;
}

/// In the hind half of a lower plate both sides of the midline are hollow by a millimetre against it, and the
/// sides beyond are not.
bool has_cupids_bow(const VertebraRelief& v, const std::vector<ReliefPlace>& relief) {
  constexpr double kHollowMm = 1.0;
  if (v.level < BoneRegion::l3 || v.level > BoneRegion::l5) return false;
  std::array<double, 5> sum{}, count{};  // left side, left hollow, midline, right hollow, right side
  for (const auto& p : relief) {
    if (p.along > -0.15 || p.along < -0.7) continue;
    const double out = std::abs(p.across);
    const int zone = out < 0.1 ? 0 : (out > 0.2 && out < 0.5 ? 1 : (out > 0.6 && out < 0.8 ? 2 : -1));
    if (zone < 0) continue;
    const auto place = static_cast<std::size_t>(2 + (p.across > 0 ? -zone : zone));
    sum[place] += p.off_mm;
    count[place] += 1;
  }
  for (std::size_t n = 0; n < 5; ++n) {
    if (count[n] == 0) return false;
    sum[n] /= count[n];
  }
  return sum[1] < std::min(sum[0], sum[2]) - kHollowMm && sum[3] < std::min(sum[4], sum[2]) - kHollowMm;
}

/// Whether a low middle is all that there is to explain: neither a node nor a lipped rim lowers front or
/// back.
bool may_be_dent(const VertebraRelief& v) {
  const auto& own = v.deformity;
  return !own || own->genant_grade == 0 || own->shape == DeformityShape::biconcave;
}

bool all_low(const VertebralDeformity& deformity, double at_least_percent) {
  constexpr double kAlikePoints = 6.0;  // of two heights' uncertainty
  if (deformity.losses.size() != 3) return false;
  const auto [low, high] =
      std::minmax_element(deformity.losses.begin(), deformity.losses.end(),
                          [](const auto& a, const auto& b) { return a.value < b.value; });
  return in_percent(low->value) >= at_least_percent &&
         in_percent(high->value) - in_percent(low->value) <= kAlikePoints;
}

constexpr double kEvenMm = 0.8;  // a smooth plate's scatter with its measurement

bool short_height(const std::vector<VertebraRelief>& column, const std::vector<Looked>& looked,
                  std::size_t n) {
  constexpr double kLowPercent = 10.0;
  const auto& own = column[n].deformity;
  if (!own || own->genant_grade < 1 || !all_low(*own, kLowPercent) || looked[n].uneven_mm > kEvenMm)
    return false;
  for (std::size_t m = 0; m < column.size(); ++m)
    if (m != n && column[m].deformity && all_low(*column[m].deformity, kLowPercent) &&
        looked[m].uneven_mm <= kEvenMm)
      return true;
  return false;
}

bool physiologic_wedge(const std::vector<VertebraRelief>& column, const std::vector<Looked>& looked,
                       std::size_t n) {
  constexpr double kAlikeDeg = 3.0;  // about what a millimetre at one wall makes
  const auto& own = column[n].deformity;
  if (!own || own->genant_grade != 1 || own->shape != DeformityShape::wedge) return false;
  if (n == 0 || n + 1 == column.size()) return false;
  return std::min(looked[n - 1].wedge_deg, looked[n + 1].wedge_deg) >= looked[n].wedge_deg - kAlikeDeg;
}

/// First and last of the runs of levels that meet Sorensen's criterion.
std::vector<bool> scheuermann(const std::vector<VertebraRelief>& column, const std::vector<Looked>& looked) {
  constexpr double kWedgedDeg = 5.0;
  constexpr std::size_t kLeastRun = 3;
  std::vector<bool> result(column.size(), false);
  std::size_t run = 0;
  for (std::size_t n = 0; n <= column.size(); ++n) {
    const bool next_level =
        n > 0 && n < column.size() &&
        craniocaudal_rank(column[n].level) - craniocaudal_rank(column[n - 1].level) <= 1.0;
    const bool meets =
        n < column.size() && looked[n].wedge_deg >= kWedgedDeg && looked[n].uneven_mm > kEvenMm;
    if (meets && (run == 0 || next_level)) {
      ++run;
      continue;
    }
    if (run >= kLeastRun) std::fill_n(result.begin() + static_cast<std::ptrdiff_t>(n - run), run, true);
    run = meets ? 1 : 0;
  }
  return result;
}

}  // namespace

std::vector<std::vector<std::string>> find_mimics(const std::vector<VertebraRelief>& column) {
  std::vector<Looked> looked;
  for (const auto& v : column) {
    Looked one{relief_of(v.superior, v), relief_of(v.inferior, v), wedge_deg(v), 0};
    one.uneven_mm = std::max(unevenness_mm(one.superior), unevenness_mm(one.inferior));
    looked.push_back(std::move(one));
  }
  const auto wedged = scheuermann(column, looked);
  std::vector<std::vector<std::string>> result(column.size());
  for (std::size_t n = 0; n < column.size(); ++n) {
    const VertebraRelief& v = column[n];
    const Looked& at = looked[n];
    const auto add = [&](bool seen, const char* what) {
      if (seen) result[n].emplace_back(what);
    };
    add(may_be_dent(v) && (has_schmorl(at.superior, v, v.superior.step_mm) ||
                           has_schmorl(at.inferior, v, v.inferior.step_mm)),
        "schmorl");
    add(wedged[n], "scheuermann");
    add(has_cupids_bow(v, at.inferior), "cupids-bow");
    add(may_be_dent(v) && (has_osteophytes(at.superior) || has_osteophytes(at.inferior)), "osteophytes");
    add(physiologic_wedge(column, looked, n), "physiologic-wedge");
    add(short_height(column, looked, n), "short-height");
  }
  return result;
}

}  // namespace osteon
