#include "spine/disc_chain.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace osteon {
namespace {

constexpr double kTiltStepRad = 4 * std::numbers::pi / 180;
constexpr int kTiltSteps = 9;  // +-36 degrees: L5/S1 of a steep sacrum, a marked kyphosis
constexpr double kSurroundingsMm = 11;
// One bright line may be two plates that the scan does not part, or sclerosis within a body: the second the
// more likely, the deeper the column and so the thicker its discs.
constexpr double kUsualGapPerDepth = 0.12, kThinCostHuPerMm = 4;

// At the border of the scan one plate speaks for a disc, but half a plate or a calcified wall may look the
// same.
constexpr double kOneSidedTrust = 0.7;

constexpr double kUnseen = std::numeric_limits<double>::quiet_NaN();

/// Mean of the middle half of the numbers, which are put in order: a screw, a bone island, a streak or a lobe
/// of a vessel does not count.
double middle_mean(std::vector<float>& hu) {
  std::sort(hu.begin(), hu.end());
  const std::size_t from = hu.size() / 4, to = hu.size() - from;
  double sum = 0;
  for (std::size_t n = from; n < to; ++n) sum += static_cast<double>(hu[n]);
  return sum / static_cast<double>(to - from);
}

/// Middle mean over the middle of the column from left to right, per u lattice place and s; unseen where the
/// scan does not show half of it.
std::vector<Profile> sagittal_sheet(const StraightVolume& volume, const ColumnWalls& walls) {
  std::vector<Profile> sheet(StraightVolume::kCountU, Profile(static_cast<std::size_t>(volume.length())));
  tbb::parallel_for(0, volume.length(), [&](int s) {
    const double half = 0.3 * walls.depth(s);  // 0.6 of the half-depth
    const int from = StraightVolume::v_index(-half), to = StraightVolume::v_index(half);
    std::vector<float> hu;
    for (int iu = 0; iu < StraightVolume::kCountU; ++iu) {
      hu.clear();
      for (int iv = from; iv <= to; ++iv) {
        if (volume.is_seen(s, iu, iv)) hu.push_back(std::clamp(volume.at(s, iu, iv), -150.0F, 800.0F));
      }
      sheet[static_cast<std::size_t>(iu)][static_cast<std::size_t>(s)] =
          2 * static_cast<int>(hu.size()) > to - from ? middle_mean(hu) : kUnseen;
    }
  });
  return sheet;
}

/// Mean HU of the plane through the column at every s for one tilt.
Profile plane_mean(const std::vector<Profile>& sheet, const ColumnWalls& walls, double tilt_rad) {
  Profile mean(sheet.front().size());
  for (std::size_t s = 0; s < mean.size(); ++s) {
    const double place = static_cast<double>(s), centre = walls.centre(place),
                 reach = 0.375 * walls.depth(place);
    const int from = StraightVolume::u_index(centre - reach), to = StraightVolume::u_index(centre + reach);
    double sum = 0;
    int seen = 0;
    for (int iu = from; iu <= to; ++iu) {
      const double hu = value_at(sheet[static_cast<std::size_t>(iu)],
                                 place + (StraightVolume::u_mm(iu) - centre) * std::tan(tilt_rad));
      if (std::isnan(hu)) continue;
      sum += hu;
      ++seen;
    }
    mean[s] = 2 * seen > to - from ? sum / seen : kUnseen;
  }
  return mean;
}

/// The same less its surroundings along s.
Profile plane_ridge(Profile mean) {
  const Profile surroundings = smoothed_known(mean, kSurroundingsMm);
  for (std::size_t s = 0; s < mean.size(); ++s) mean[s] -= surroundings[s];
  return mean;
}

struct Best {
  double score = -1e30, tilt_rad = 0, gap_mm = 0;
};

/// Best pair of endplates about one place; at the border of the scan one of them and the disc are enough.
Best best_pair(const std::vector<Profile>& ridges, double s_mm, double depth_mm) {
  const double widest =
      std::clamp(0.33 * depth_mm, 5.0, 12.0);  // wider, a body between its own plates would win
  const double usual = kUsualGapPerDepth * depth_mm;
  Best best;
  for (int tilt = -kTiltSteps; tilt <= kTiltSteps; ++tilt) {
    const Profile& ridge = ridges[static_cast<std::size_t>(tilt + kTiltSteps)];
    const double centre = value_at(ridge, s_mm);
    for (double gap = 0; gap <= widest; gap = gap == 0 ? 2 : gap + 1) {
      double below = value_at(ridge, s_mm - gap / 2), above = value_at(ridge, s_mm + gap / 2);
      const double trust = std::isnan(below) || std::isnan(above) ? kOneSidedTrust : 1.0;
      if (std::isnan(below)) below = above;
      if (std::isnan(above)) above = below;
      if (std::isnan(below) || std::isnan(centre)) continue;
      const double mean = 0.5 * (below + above);
      const double contrast =
          0.5 * std::min(below, above) + 0.5 * mean + 0.6 * std::min(mean - centre, 150.0);
      const double score = (contrast > 0 ? trust : 1.0) * contrast - 20 * std::abs(tilt * kTiltStepRad) -
                           kThinCostHuPerMm * std::max(0.0, usual - gap);
      if (score > best.score) best = {score, tilt * kTiltStepRad, gap};
    }
  }
  return best;
}

/// Bone of pedicles and articular processes on both sides of the canal, against its running mean.
Profile pedicle_rhythm(const StraightVolume& volume) {
  Profile bone(static_cast<std::size_t>(volume.length()));
  const int u_from = StraightVolume::u_index(-3), u_to = StraightVolume::u_index(9);
  for (int s = 0; s < volume.length(); ++s) {
    double sum = 0;
    int seen = 0, places = 0;
    for (int iu = u_from; iu <= u_to; ++iu)
      for (const double side : {-1.0, 1.0})
        for (double v = 8; v <= 20; v += StraightVolume::kStepMm, ++places) {
          const int iv = StraightVolume::v_index(side * v);
          if (!volume.is_seen(s, iu, iv)) continue;
          sum += static_cast<double>(std::clamp(volume.at(s, iu, iv), 0.0F, 400.0F));
          ++seen;
        }
    bone[static_cast<std::size_t>(s)] = 2 * seen > places ? sum / seen : kUnseen;
  }
  const Profile mean = smoothed_known(bone, 25.0);
  double squares = 0, count = 0;
  for (std::size_t s = 0; s < bone.size(); ++s) {
    bone[s] = std::isnan(bone[s]) ? 0.0 : bone[s] - mean[s];
    squares += bone[s] * bone[s];
    count += bone[s] != 0 ? 1 : 0;
  }
  const double sd = std::max(1.0, std::sqrt(squares / std::max(1.0, count)));
  for (double& value : bone) value /= sd;
  return bone;
}

/// Upper thoracic discs are three to four times fainter than lumbar ones: judges each by its neighbourhood.
void judge_by_neighbourhood(DiscEvidence& evidence) {
  constexpr double kWindowMm = 90, kSmoothMm = 20, kFloorHu = 12;
  const Profile seen(evidence.score.begin() + evidence.seen_from,
                     evidence.score.begin() + evidence.seen_to + 1);
  const Profile usual = smoothed(running_percentile(seen, static_cast<int>(kWindowMm / 2), 0.92), kSmoothMm);
  for (std::size_t n = 0; n < seen.size(); ++n) {
    const std::size_t s = n + static_cast<std::size_t>(evidence.seen_from);
    evidence.score[s] /= std::max(kFloorHu, usual[n]);
    evidence.ridge[s] /= std::max(kFloorHu, usual[n]);
  }
}

}  // namespace

DiscEvidence find_disc_evidence(const StraightVolume& volume, const ColumnWalls& walls) {
  const std::vector<Profile> sheet = sagittal_sheet(volume, walls);
  std::vector<Profile> means(2 * kTiltSteps + 1), ridges(2 * kTiltSteps + 1);
  tbb::parallel_for(0, 2 * kTiltSteps + 1, [&](int n) {
    const auto tilt = static_cast<std::size_t>(n);
    means[tilt] = plane_mean(sheet, walls, (n - kTiltSteps) * kTiltStepRad);
    ridges[tilt] = plane_ridge(means[tilt]);
  });
  const auto count = static_cast<std::size_t>(volume.length());
  DiscEvidence evidence{Profile(count),
                        ridges[kTiltSteps],
                        Profile(count),
                        Profile(count),
                        pedicle_rhythm(volume),
                        means[kTiltSteps],
                        0,
                        -1};
  for (std::size_t s = count; s-- > 0;) {
    if (std::isnan(means[kTiltSteps][s])) {
      evidence.ridge[s] = evidence.column_hu[s] = 0;
      continue;
    }
    if (evidence.seen_to < 0) evidence.seen_to = static_cast<int>(s);
    evidence.seen_from = static_cast<int>(s);
  }
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t s) {
    const Best best = best_pair(ridges, static_cast<double>(s), walls.depth(static_cast<double>(s)));
    if (best.score < -1e29) return;
    evidence.score[s] = best.score;
    evidence.tilt_rad[s] = best.tilt_rad;
    evidence.gap_mm[s] = best.gap_mm;
  });
  if (evidence.seen_to >= 0) judge_by_neighbourhood(evidence);
  return evidence;
}

}  // namespace osteon
