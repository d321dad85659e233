#include "spine/lung_extent.hpp"

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

/// Whether lung lies beside the section at `s_mm` on one side: in the gutter between body and ribs, for the
/// bowel lies further in front, and with the chest wall behind it, for there is air round a neck.
std::optional<bool> lung_beside(const StraightVolume& volume, double s_mm, double side) {
  constexpr double kBehindMm = -49, kUFromMm = -25, kUToMm = 15, kVFromMm = 27, kVToMm = 57;
  constexpr double kMostLungHu = -400, kUnseenHu = -1015, kWallHu = 0;
  constexpr double kLeastSeen = 0.5, kLeastLung = 0.1;
  const int s = std::clamp(static_cast<int>(s_mm), 0, volume.length() - 1);
  double places = 0, seen = 0, lung = 0, open = 0;
  for (double v = kVFromMm; v <= kVToMm; v += StraightVolume::kStepMm) {
    bool wall = false;
    for (double u = kBehindMm; u <= kUToMm; u += StraightVolume::kStepMm) {
      const double hu = volume.at(s, StraightVolume::u_index(u), StraightVolume::v_index(side * v));
      wall = wall || hu > kWallHu;
      if (u < kUFromMm) continue;
      ++places;
      if (hu < kUnseenHu) continue;
      ++seen;
      if (hu < kMostLungHu) ++(wall ? lung : open);
    }
  }
  if (seen - open < kLeastSeen * places) return std::nullopt;
  return lung > kLeastLung * seen;
}

/// Where the lung ends, in vertebrae above the middle of the one that its end is counted from.
struct LungEnd {
  double usual, sigma;          ///< most people
  double share_far, sigma_far;  ///< the others: fluid, a collapsed lobe, a scan in full expiration
};
/// Behind, beside the column, the lung ends at T10 in quiet breathing and its pleura at T12 (any textbook of
/// anatomy); CTs are taken in inspiration, some without. Seen: the middle of T12 twice, its lower half once,
/// the middle of T11 once; the tip at the middle of T1 twice, at the top of T3 in a neck that leans forwards.
/// How much people differ is judged from this.
constexpr LungEnd kBase{0.4, 1.0, 0.07, 2.5}, kTip{-0.5, 1.0, 0.05, 2.5};
constexpr double kLungMistaken = 0.03;  // bowel, or a wrong height
constexpr double kLungAstray = 0.03;    // of a scan in which it means nothing: no lung, or air elsewhere

struct LungSeen {
  double place;  ///< in vertebrae from the sacrum
  bool lung;
};

std::vector<LungSeen> lung_seen(const std::vector<LevelEvidence>& evidence,
                                const std::vector<Standing>& standings) {
  std::vector<LungSeen> seen;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    if (standings[n].part || standings[n].place < kSacrumPlace) continue;  // the pelvis holds bowel
    const double middle = standings[n].place + 0.5 * (standings[n].count - 1),
                 half = 0.25 * standings[n].count;
    if (evidence[n].lung_below) seen.push_back({middle - half, *evidence[n].lung_below});
    if (evidence[n].lung_above) seen.push_back({middle + half, *evidence[n].lung_above});
  }
  return seen;
}

/// Where an end may lie, and how likely.
class EndPlaces {
 public:
  explicit EndPlaces(const LungEnd& end) {
    const auto density = [](double x, double sigma) {
      return std::exp(-0.5 * x * x / (sigma * sigma)) / sigma;
    };
    double total = 0;
    for (int n = -kSteps; n <= kSteps; ++n) {
      const double x = n * kStep - end.usual;
      chance_.push_back((1 - end.share_far) * density(x, end.sigma) +
                        end.share_far * density(x, end.sigma_far));
      total += chance_.back();
    }
    for (double& chance : chance_) chance /= total;
  }

  /// Chance of what is seen, from the feet to the head, round the end counted from a place; `lung_above`
  /// tells on which side of it the lung lies.
  [[nodiscard]] double of(const std::vector<LungSeen>& seen, double counted_from, bool lung_above) const {
    std::vector<double> power{1};  // chance of so many mistakes among those seen
    for (std::size_t n = 0; n < seen.size(); ++n) power[0] *= 1 - kLungMistaken;
    for (std::size_t n = 0; n < seen.size(); ++n)
      power.push_back(power.back() * kLungMistaken / (1 - kLungMistaken));
    const auto is_mistake = [&](const LungSeen& s, bool above) { return s.lung != (above == lung_above); };
    std::size_t mistakes = 0, below = 0;  // those of `seen` that lie below the end
    for (const LungSeen& s : seen) mistakes += is_mistake(s, true) ? 1 : 0;
    double sum = 0;
    for (std::size_t n = 0; n < chance_.size(); ++n) {
      const double end = counted_from + (static_cast<double>(n) - kSteps) * kStep;
      for (; below < seen.size() && seen[below].place < end; ++below)
        mistakes += (is_mistake(seen[below], false) ? 1 : 0) - (is_mistake(seen[below], true) ? 1 : 0);
      sum += chance_[n] * power[mistakes];
    }
    return sum;
  }

 private:
  static constexpr int kSteps = 32;
  static constexpr double kStep = 0.25;  // vertebrae
  std::vector<double> chance_;
};

}  // namespace

std::optional<bool> lung_beside(const StraightVolume& volume, double s_mm) {
  const auto left = lung_beside(volume, s_mm, 1), right = lung_beside(volume, s_mm, -1);
  if (!left || !right) return left ? left : right;
  return *left || *right;
}

double log_lung_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                       const std::vector<Standing>& standings) {
  const double base = last_rib_place(plan), tip = first_rib_place(plan);
  std::vector<LungSeen> low = lung_seen(evidence, standings);
  const double astray = kLungAstray * std::pow(0.5, static_cast<double>(low.size()));
  const auto above = std::stable_partition(low.begin(), low.end(),
                                           [&](const LungSeen& s) { return s.place < 0.5 * (base + tip); });
  const std::vector<LungSeen> high(above, low.end());
  low.erase(above, low.end());
  static const EndPlaces base_places(kBase), tip_places(kTip);
  const double seen = base_places.of(low, base, true) * tip_places.of(high, tip, false);
  return std::log((1 - kLungAstray) * seen + astray);
}

}  // namespace osteon
