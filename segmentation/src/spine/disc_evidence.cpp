#include "spine/disc_chain.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kTiltStepRad = 4 * std::numbers::pi / 180;
constexpr int kTiltSteps = 7;  // +-28 degrees: L5/S1 and a marked kyphosis
constexpr double kSurroundingsMm = 11;
// One bright line may be two plates that the scan does not part, or sclerosis within a body: the second the
// more likely, the deeper the column and so the thicker its discs.
constexpr double kUsualGapPerDepth = 0.12, kThinCostHuPerMm = 4;

/// Mean over the middle of the column from left to right, per u lattice place and s.
std::vector<Profile> sagittal_sheet(const StraightVolume& volume, const ColumnWalls& walls) {
  std::vector<Profile> sheet(StraightVolume::kCountU, Profile(static_cast<std::size_t>(volume.length())));
  tbb::parallel_for(0, volume.length(), [&](int s) {
    const double half = 0.3 * walls.depth(s);  // 0.6 of the half-depth
    const int from = StraightVolume::v_index(-half), to = StraightVolume::v_index(half);
    for (int iu = 0; iu < StraightVolume::kCountU; ++iu) {
      double sum = 0;
      for (int iv = from; iv <= to; ++iv)
        sum += static_cast<double>(std::clamp(volume.at(s, iu, iv), -150.0F, 800.0F));
      sheet[static_cast<std::size_t>(iu)][static_cast<std::size_t>(s)] = sum / (to - from + 1);
    }
  });
  return sheet;
}

/// Mean HU of the plane through the column at every s for one tilt, less its surroundings along s.
Profile plane_ridge(const std::vector<Profile>& sheet, const ColumnWalls& walls, double tilt_rad) {
  Profile mean(sheet.front().size());
  for (std::size_t s = 0; s < mean.size(); ++s) {
    const double place = static_cast<double>(s), centre = walls.centre(place),
                 reach = 0.375 * walls.depth(place);
    const int from = StraightVolume::u_index(centre - reach), to = StraightVolume::u_index(centre + reach);
    double sum = 0;
    for (int iu = from; iu <= to; ++iu)
      sum += value_at(sheet[static_cast<std::size_t>(iu)],
                      place + (StraightVolume::u_mm(iu) - centre) * std::tan(tilt_rad));
    mean[s] = sum / (to - from + 1);
  }
  const Profile surroundings = smoothed(mean, kSurroundingsMm);
  for (std::size_t s = 0; s < mean.size(); ++s) mean[s] -= surroundings[s];
  return mean;
}

struct Best {
  double score = -1e30, tilt_rad = 0, gap_mm = 0;
};

/// Best pair of endplates about one place.
Best best_pair(const std::vector<Profile>& ridges, double s_mm, double depth_mm) {
  const double widest =
      std::clamp(0.33 * depth_mm, 5.0, 12.0);  // wider, a body between its own plates would win
  const double usual = kUsualGapPerDepth * depth_mm;
  Best best;
  for (int tilt = -kTiltSteps; tilt <= kTiltSteps; ++tilt) {
    const Profile& ridge = ridges[static_cast<std::size_t>(tilt + kTiltSteps)];
    const double centre = value_at(ridge, s_mm);
    for (double gap = 0; gap <= widest; gap = gap == 0 ? 2 : gap + 1) {
      const double below = value_at(ridge, s_mm - gap / 2), above = value_at(ridge, s_mm + gap / 2);
      const double mean = 0.5 * (below + above);
      const double score = 0.5 * std::min(below, above) + 0.5 * mean + 0.6 * std::min(mean - centre, 150.0) -
                           20 * std::abs(tilt * kTiltStepRad) - kThinCostHuPerMm * std::max(0.0, usual - gap);
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
    int count = 0;
    for (int iu = u_from; iu <= u_to; ++iu)
      for (const double side : {-1.0, 1.0})
        for (double v = 8; v <= 20; v += StraightVolume::kStepMm) {
          sum += static_cast<double>(
              std::clamp(volume.at(s, iu, StraightVolume::v_index(side * v)), 0.0F, 400.0F));
          ++count;
        }
    bone[static_cast<std::size_t>(s)] = sum / count;
  }
  const Profile mean = smoothed(bone, 25.0);
  double squares = 0;
  for (std::size_t s = 0; s < bone.size(); ++s) {
    bone[s] -= mean[s];
    squares += bone[s] * bone[s];
  }
  const double sd = std::max(1.0, std::sqrt(squares / static_cast<double>(bone.size())));
  for (double& value : bone) value /= sd;
  return bone;
}

}  // namespace

DiscEvidence find_disc_evidence(const StraightVolume& volume, const ColumnWalls& walls) {
  const std::vector<Profile> sheet = sagittal_sheet(volume, walls);
  std::vector<Profile> ridges(2 * kTiltSteps + 1);
  tbb::parallel_for(0, 2 * kTiltSteps + 1, [&](int n) {
    ridges[static_cast<std::size_t>(n)] = plane_ridge(sheet, walls, (n - kTiltSteps) * kTiltStepRad);
  });
  const auto count = static_cast<std::size_t>(volume.length());
  DiscEvidence evidence{Profile(count), ridges[kTiltSteps], Profile(count), Profile(count),
                        pedicle_rhythm(volume)};
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t s) {
    const Best best = best_pair(ridges, static_cast<double>(s), walls.depth(static_cast<double>(s)));
    evidence.score[s] = best.score;
    evidence.tilt_rad[s] = best.tilt_rad;
    evidence.gap_mm[s] = best.gap_mm;
  });
  // Upper thoracic discs are three to four times fainter than lumbar ones: judge each by its neighbourhood.
  constexpr double kWindowMm = 90, kSmoothMm = 20, kFloorHu = 12;
  const Profile usual =
      smoothed(running_percentile(evidence.score, static_cast<int>(kWindowMm / 2), 0.92), kSmoothMm);
  for (std::size_t s = 0; s < count; ++s) {
    evidence.score[s] /= std::max(kFloorHu, usual[s]);
    evidence.ridge[s] /= std::max(kFloorHu, usual[s]);
  }
  return evidence;
}

}  // namespace osteon
