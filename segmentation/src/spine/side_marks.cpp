#include "spine/side_marks.hpp"

#include "spine/body_section.hpp"

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

std::optional<bool> either(std::optional<bool> left, std::optional<bool> right) {
  if (!left || !right) return left ? left : right;
  return *left || *right;
}

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

std::optional<bool> bone_in_flank(const SpineFrame& frame, const VolumeSampler& volume, double s_mm,
                                  double side) {
  constexpr double kBehindMm = -70, kFrontMm = -5;  // bowel and arms lie further in front
  constexpr double kInnerMm = 66, kOuterMm = 140;   // from beyond the transverse processes to the skin
  constexpr double kBoneHu = 150, kMetalHu = 2500;
  // A rib or the crest is 8 to 15 mm thick and cut askew; kidneys and bowel are thicker.
  constexpr double kLeastMm2 = 24, kMostMm2 = 600, kThickestMm = 12;
  constexpr double kLeastSeen = 0.55;  // behind a slender flank there is air, which may be stored as padding
  const BodySection section(
      frame, volume, s_mm,
      {kBehindMm, kFrontMm, side > 0 ? kInnerMm : -kOuterMm, side > 0 ? kOuterMm : -kInnerMm});
  bool mass = false;
  for (const SectionPiece& piece : pieces_between(section, kBoneHu, kMetalHu)) {
    if (piece.area_mm2 < kLeastMm2) continue;
    const bool thick = piece.area_mm2 > kMostMm2 || piece.area_mm2 > kThickestMm * piece.extent_mm;
    if (!thick) return true;
    mass = true;
  }
  if (mass || section.share_seen() < kLeastSeen) return std::nullopt;
  return false;
}

}  // namespace

std::optional<bool> lung_beside(const StraightVolume& volume, double s_mm) {
  return either(lung_beside(volume, s_mm, 1), lung_beside(volume, s_mm, -1));
}

std::optional<bool> bone_in_flank(const SpineFrame& frame, const VolumeSampler& volume, double s_mm) {
  return either(bone_in_flank(frame, volume, s_mm, 1), bone_in_flank(frame, volume, s_mm, -1));
}

std::optional<bool> windpipe_before(const SpineFrame& frame, const VolumeSampler& volume, double s_mm,
                                    double front_u_mm) {
  constexpr double kDeepMm = 50, kBesideMm = 32;  // gullet and vessels may lie between
  constexpr double kAirHu = -700, kLeastHu = -1100;
  // As its inside shows in a section: wide in men, 40 to 60 mm2 in one small woman, flat in expiration.
  constexpr double kLeastMm2 = 36, kMostMm2 = 700, kMostBesideMm = 18, kLongest = 2.2;
  constexpr double kLeastSeen = 0.85;  // the pipe itself may be stored as padding
  const BodySection section(frame, volume, s_mm, {front_u_mm, front_u_mm + kDeepMm, -kBesideMm, kBesideMm});
  if (section.share_seen() < kLeastSeen) return std::nullopt;
  const auto pieces = pieces_between(section, kLeastHu, kAirHu);
  return std::any_of(pieces.begin(), pieces.end(), [&](const SectionPiece& piece) {
    return !piece.touches_border && piece.area_mm2 >= kLeastMm2 && piece.area_mm2 <= kMostMm2 &&
           std::abs(piece.centre_v_mm) <= kMostBesideMm &&
           piece.extent_mm * piece.extent_mm < 2 * kLongest * piece.area_mm2;
  });
}

}  // namespace osteon
