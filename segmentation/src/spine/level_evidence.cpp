#include "spine/level_evidence.hpp"

#include "spine/rib_course.hpp"
#include "spine/side_marks.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

struct Level {
  double lower_mm, upper_mm, depth_mm;
  [[nodiscard]] double pitch() const { return upper_mm - lower_mm; }
  /// Height of a place about the disc above, in pitches.
  [[nodiscard]] double offset(double s_mm) const { return (s_mm - upper_mm) / pitch(); }
};

/// Heads of ribs lie at the disc above their vertebra, those of the last two on its body: -0.35 to +0.15
/// pitches in two scans, -0.65 where ribs fall steeply; never much above that disc.
constexpr double kUsualOffset = -0.15, kSigmaBelow = 0.35, kSigmaAbove = 0.22, kMostOffset = 0.95;
constexpr double kStepSigma = 0.3;  // of the change from one rib to the next
constexpr double kSkippedLevel = 2.0,
                 kNoRib = 3.0;  // a vertebra between two ribs without one; a course that is none

/// Gives every rib of one side to a vertebra: each at most one, in order, neighbours to neighbours. `ribs`
/// from the feet to the head; the answer is per level, the index of its rib.
std::vector<std::optional<std::size_t>> matched(const std::vector<Level>& levels,
                                                const std::vector<double>& ribs) {
  struct State {
    double cost;
    std::ptrdiff_t level, rib;  ///< of the match before; -1 = this is the lowest
  };
  const auto rib_count = static_cast<std::ptrdiff_t>(ribs.size()),
             level_count = static_cast<std::ptrdiff_t>(levels.size());
  const auto offset = [&](std::ptrdiff_t l, std::ptrdiff_t r) {
    return levels[static_cast<std::size_t>(l)].offset(ribs[static_cast<std::size_t>(r)]);
  };
  const auto squared = [](double x) { return 0.5 * x * x; };
  std::vector<std::vector<std::optional<State>>> best(ribs.size(),
                                                      std::vector<std::optional<State>>(levels.size()));
  double least = kNoRib * static_cast<double>(ribs.size());
  std::ptrdiff_t last_level = -1, last_rib = -1;
  for (std::ptrdiff_t r = 0; r < rib_count; ++r)
    for (std::ptrdiff_t l = 0; l < level_count; ++l) {
      const double here = offset(l, r);
      if (std::abs(here) > kMostOffset) continue;
      State state{kNoRib * static_cast<double>(r), -1, -1};
      for (std::ptrdiff_t pr = 0; pr < r; ++pr)
        for (std::ptrdiff_t pl = 0; pl < l; ++pl) {
          const auto& before = best[static_cast<std::size_t>(pr)][static_cast<std::size_t>(pl)];
          if (!before) continue;
          const double cost = before->cost + kSkippedLevel * static_cast<double>(l - pl - 1) +
                              kNoRib * static_cast<double>(r - pr - 1) +
                              squared((here - offset(pl, pr)) / kStepSigma);
          if (cost < state.cost) state = {cost, pl, pr};
        }
      state.cost += squared((here - kUsualOffset) / (here > kUsualOffset ? kSigmaAbove : kSigmaBelow));
      best[static_cast<std::size_t>(r)][static_cast<std::size_t>(l)] = state;
      const double total = state.cost + kNoRib * static_cast<double>(rib_count - r - 1);
      if (total < least) {
        least = total;
        last_level = l;
        last_rib = r;
      }
    }
  std::vector<std::optional<std::size_t>> rib_of(levels.size());
  while (last_level >= 0) {
    rib_of[static_cast<std::size_t>(last_level)] = static_cast<std::size_t>(last_rib);
    const State state = *best[static_cast<std::size_t>(last_rib)][static_cast<std::size_t>(last_level)];
    last_level = state.level;
    last_rib = state.rib;
  }
  return rib_of;
}

bool shows_rib_place(const StraightVolume& volume, const Level& level, double side) {
  return shows_rib_necks(volume, level.upper_mm - 0.6 * level.pitch(), level.upper_mm + 0.3 * level.pitch(),
                         side);
}

/// Whether a rib could be the level's that no vertebra of the chain has, or that was lost before its slope
/// was known: a steep one, cut early, seems to begin far below.
bool may_have_strayed(const Level& level, const std::vector<BoneCourse>& ribs,
                      const std::vector<std::optional<std::size_t>>& rib_of) {
  constexpr double kFarthestBelow = -1.3, kFarthestAbove = 0.4;
  for (std::size_t r = 0; r < ribs.size(); ++r) {
    const double offset = level.offset(ribs[r].s_mm);
    if (offset < kFarthestBelow || offset > kFarthestAbove) continue;
    if (ribs[r].end == CourseEnd::lost && !ribs[r].slope_known) return true;
    if (std::none_of(rib_of.begin() + 1, rib_of.end() - 1, [&](const auto& own) { return own == r; }))
      return true;
  }
  return false;
}

/// Whether bone beside a slender column (C3 to T3) ended beyond 36 mm: more than a transverse process there,
/// less than a rib. First ribs are flat and fade.
bool half_a_first_rib(const Level& level, const std::vector<BoneCourse>& ended) {
  constexpr double kSlenderMm = 24, kProcessMm = 36, kFarthest = 1.0, kAbove = 0.4;
  return level.depth_mm < kSlenderMm &&
         std::any_of(ended.begin(), ended.end(), [&](const BoneCourse& course) {
           const double offset = level.offset(course.s_mm);
           return course.reach_mm >= kProcessMm && offset > -kFarthest && offset < kAbove;
         });
}

/// At an end of the chain the field of view cuts: one side without a rib, the other not seen, says nothing.
void forget_half_seen_end(std::optional<bool>& left, std::optional<bool>& right) {
  if (left.has_value() != right.has_value() && !left.value_or(false) && !right.value_or(false))
    left = right = std::nullopt;
}

/// Per level, whether it has a rib on one side. A course that was lost may have been a rib, and says nothing.
std::vector<std::optional<bool>> ribs_of(const StraightVolume& volume, const std::vector<Level>& levels,
                                         double side) {
  std::vector<BoneCourse> courses = bone_courses(volume, side);
  const auto ended = std::stable_partition(courses.begin(), courses.end(), [](const BoneCourse& course) {
    return course.end != CourseEnd::ended;
  });
  const std::vector<BoneCourse> others(ended, courses.end());
  courses.erase(ended, courses.end());
  std::sort(courses.begin(), courses.end(),
            [](const BoneCourse& a, const BoneCourse& b) { return a.s_mm < b.s_mm; });
  std::vector<double> heights;
  for (const BoneCourse& course : courses) heights.push_back(course.s_mm);
  // The ribs of vertebrae beyond both ends of the chain are in view as well.
  std::vector<Level> extended = levels;
  extended.insert(extended.begin(),
                  {levels.front().lower_mm - levels.front().pitch(), levels.front().lower_mm, 0});
  extended.push_back({levels.back().upper_mm, levels.back().upper_mm + levels.back().pitch(), 0});
  const auto rib_of = matched(extended, heights);
  std::vector<std::optional<bool>> result;
  for (std::size_t n = 0; n < levels.size(); ++n) {
    const auto& rib = rib_of[n + 1];
    if (rib)
      result.push_back(courses[*rib].end == CourseEnd::rib ? std::optional(true) : std::nullopt);
    else if (may_have_strayed(levels[n], courses, rib_of) || half_a_first_rib(levels[n], others) ||
             !shows_rib_place(volume, levels[n], side))
      result.push_back(std::nullopt);
    else
      result.push_back(false);
  }
  return result;
}

/// Share of lateral rays that stay in bone from 18 to 36 mm, on the poorer side; sides of which the scan
/// shows less than half say nothing.
std::optional<double> ala_share(const StraightVolume& volume, double lower_mm, double upper_mm) {
  constexpr double kFromMm = 18, kToMm = 36, kSpongyHu = 70;
  constexpr double kDensestHu = 1500;  // metal, and bowel full of contrast, are denser
  std::optional<double> poorer;
  for (const double side : {-1.0, 1.0}) {
    int solid = 0, rays = 0, seen = 0;
    for (int s = static_cast<int>(lower_mm); s <= static_cast<int>(upper_mm); ++s)
      for (double u = 0; u <= 24; u += StraightVolume::kStepMm, ++rays) {
        const int iu = StraightVolume::u_index(u);
        if (volume.is_seen(s, iu, StraightVolume::v_index(side * kToMm))) ++seen;
        bool whole = true;
        for (double v = kFromMm; whole && v <= kToMm; v += StraightVolume::kStepMm) {
          const double hu = volume.at(s, iu, StraightVolume::v_index(side * v));
          whole = hu > kSpongyHu && hu < kDensestHu;
        }
        if (whole) ++solid;
      }
    if (2 * seen > rays) poorer = std::min(poorer.value_or(1), static_cast<double>(solid) / rays);
  }
  return poorer;
}

double backward_deg(const SpineFrame& frame, double s_mm) {
  const Eigen::Vector3d down = -frame.axes_at(s_mm).superior;
  return std::atan2(down.y(), -down.z()) * 180 / std::numbers::pi;  // y = posterior, z = superior
}

}  // namespace

std::vector<LevelEvidence> find_level_evidence(const StraightVolume& volume, const VolumeSampler& scan,
                                               const SpineFrame& frame, const ColumnWalls& walls,
                                               const DiscChain& chain) {
  std::vector<Level> levels;
  for (std::size_t n = 0; n + 1 < chain.discs.size(); ++n)
    levels.push_back({chain.discs[n].s_mm, chain.discs[n + 1].s_mm,
                      walls.depth(0.5 * (chain.discs[n].s_mm + chain.discs[n + 1].s_mm))});
  if (levels.empty()) return {};
  auto left = ribs_of(volume, levels, 1), right = ribs_of(volume, levels, -1);
  forget_half_seen_end(left.front(), right.front());
  forget_half_seen_end(left.back(), right.back());
  const auto beside = [&](double s_mm) {
    return BesideColumn{lung_beside(volume, s_mm), bone_in_flank(frame, scan, s_mm),
                        windpipe_before(frame, scan, s_mm, value_at(walls.anterior_u_mm, s_mm))};
  };
  std::vector<LevelEvidence> evidence;
  for (std::size_t n = 0; n < levels.size(); ++n) {
    const double lower = levels[n].lower_mm, upper = levels[n].upper_mm, pitch = upper - lower;
    const double middle = 0.5 * (lower + upper);
    const double higher = std::min(middle + 2 * pitch, static_cast<double>(volume.length() - 1));
    evidence.push_back(
        {pitch, levels[n].depth_mm, left[n], right[n],
         ala_share(volume, lower + 0.2 * pitch, upper - 0.1 * pitch), backward_deg(frame, middle),
         backward_deg(frame, middle) - backward_deg(frame, higher), chain.discs[n + 1].tilt_rad,
         beside(lower + 0.25 * pitch), beside(lower + 0.75 * pitch)});
  }
  return evidence;
}

}  // namespace osteon
