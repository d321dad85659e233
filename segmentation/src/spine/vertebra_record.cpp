#include "spine/vertebra_record.hpp"

#include "plate_plane.hpp"
#include "spine/detection_confidence.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace osteon {
namespace {

constexpr double kFlatReach = 0.7;    // share of the radius within which a plate counts as flat
constexpr double kCutMarginMm = 3.0;  // the scan must go on for this much beyond what is measured of a plate
constexpr double kMeasuredReach = 0.8;  // the six points lie within this share of the radius
// A tilted plate may dip its rim under the border: nothing is measured there.
constexpr double kMostRimUnseen = 0.05;
constexpr float kAirHu = -900;  // padding and what lies outside; vacuum in a disc reaches -400
constexpr double kLatticeMm = 2;
constexpr int kLatticeReach = 15;  // 30 mm: half the width of a large lumbar body

/// One endplate of a vertebra.
struct Plate {
  const EndplatePair& pair;
  bool upper;  ///< of the vertebra
  [[nodiscard]] EndplatePair::Meeting meet(const Eigen::Vector3d& place, const Eigen::Vector3d& up) const {
    return upper ? pair.meet_lower_plate(place, up) : pair.meet_upper_plate(place, up);
  }
};

bool in_wall_at(const SpineAnatomy& spine, const Eigen::Vector3d& place, double s_guess, double share) {
  return spine.side.share(spine.frame.spine_from_patient(place, s_guess)) <= share;
}

/// Places of a plate inside `share` of the side wall, on a lattice in its disc.
std::vector<PlatePlace> plate_places(const SpineAnatomy& spine, const Plate& plate, double disc_s,
                                     double share) {
  std::vector<PlatePlace> places;
  const DiscFrame& disc = plate.pair.frame();
  for (double a = -30; a <= 30; a += 3)
    for (double l = -30; l <= 30; l += 3) {
      const auto at = plate.meet(disc.patient(a, l, 0), disc.superior);
      if (in_wall_at(spine, disc.patient(a, l, at.along_mm), disc_s, share))
        places.push_back({{a, l, at.along_mm}, at.sd_mm});
    }
  return places;
}

/// A plate in the frame of its vertebra, where it lies within `share` of the side wall.
EndplateSurface surface_of(const SpineAnatomy& spine, const Plate& plate, const VertebraAxes& axes,
                           double s_guess, double share) {
  EndplateSurface surface{kLatticeMm, kLatticeReach, {}, {}};
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  for (int a = -kLatticeReach; a <= kLatticeReach; ++a)
    for (int l = -kLatticeReach; l <= kLatticeReach; ++l) {
      const Eigen::Vector3d foot = axes.center.mm + kLatticeMm * (a * axes.anterior + l * axes.left);
      const auto at = plate.meet(foot, axes.superior);
      const bool known = in_wall_at(spine, foot + at.along_mm * axes.superior, s_guess, share);
      surface.height_mm.push_back(known ? static_cast<float>(at.along_mm) : kNone);
      surface.sd_mm.push_back(known ? static_cast<float>(at.sd_mm) : kNone);
    }
  return surface;
}

/// How far the body reaches from `start` along `direction`.
double way_to_wall(const SpineAnatomy& spine, const Eigen::Vector3d& start, const Eigen::Vector3d& direction,
                   double s_guess) {
  constexpr double kStepMm = 0.25, kFurthestMm = 45;
  double way = 0;
  while (way < kFurthestMm && in_wall_at(spine, start + (way + kStepMm) * direction, s_guess, 1))
    way += kStepMm;
  return way + 0.5 * kStepMm;
}

/// `share` of the side wall is where its plates are told.
BodyShape shape_of(const SpineAnatomy& spine, std::size_t n, const VertebraAxes& axes, double middle_s,
                   double share) {
  const Plate lower{spine.endplates[n], false}, upper{spine.endplates[n + 1], true};
  const auto mean_way = [&](const Eigen::Vector3d& direction, const Eigen::Vector3d& across) {
    constexpr std::array<double, 5> kBesideMm{-4, -2, 0, 2, 4};
    double sum = 0;
    for (const double beside : kBesideMm)
      sum += way_to_wall(spine, axes.center.mm + beside * across, direction, middle_s);
    return sum / kBesideMm.size();
  };
  const BackWall& back = spine.back_walls[n];
  const auto behind = [&](double s_mm) -> Eigen::Vector3d {
    return spine.frame.patient_from_spine({s_mm, back.at(s_mm), spine.side.centre_v_mm(middle_s)}) -
           axes.center.mm;
  };
  constexpr double kUpMm = 5;  // the spine hardly bends within a body
  const Eigen::Vector3d along = behind(middle_s + kUpMm) - behind(middle_s - kUpMm);
  return {behind(middle_s).dot(axes.anterior),
          mean_way(axes.anterior, axes.left),
          mean_way(axes.left, axes.anterior) + mean_way(-axes.left, axes.anterior),
          surface_of(spine, upper, axes, spine.chain.discs[n + 1].s_mm, share),
          surface_of(spine, lower, axes, spine.chain.discs[n].s_mm, share),
          along.dot(axes.anterior) / along.dot(axes.superior)};
}

VertebraAxes axes_of(const SpineAnatomy& spine, std::size_t n, double middle_s) {
  const auto& discs = spine.chain.discs;
  const SpineFrame::Axes axes = spine.frame.axes_at(middle_s);
  const auto normal = [&](const Plate& plate, double disc_s) {
    const DiscFrame& disc = plate.pair.frame();
    const Eigen::Vector3d up = robust_plane(plate_places(spine, plate, disc_s, kFlatReach)).normal();
    return Eigen::Vector3d(up[0] * disc.anterior + up[1] * disc.left + up[2] * disc.superior);
  };
  const Eigen::Vector3d superior = (normal({spine.endplates[n], false}, discs[n].s_mm) +
                                    normal({spine.endplates[n + 1], true}, discs[n + 1].s_mm))
                                       .normalized();
  const Eigen::Vector3d anterior = (axes.anterior - axes.anterior.dot(superior) * superior).normalized();
  return {{spine.frame.patient_from_spine(
              {middle_s, spine.side.centre_u_mm(middle_s), spine.side.centre_v_mm(middle_s)})},
          superior.cross(anterior),
          anterior,
          superior};
}

/// Whether the scan shows a plate, all but a little of its rim, and goes on beyond what is measured of it.
bool is_shown(const SpineAnatomy& spine, const Plate& plate, double disc_s, const VolumeSampler& scan) {
  const double beyond_mm = plate.upper ? kCutMarginMm : -kCutMarginMm;
  const auto unseen = [&](double share, double further_mm) {
    const auto places = plate_places(spine, plate, disc_s, share);
    const auto count = std::count_if(places.begin(), places.end(), [&](const PlatePlace& p) {
      return !(scan.at(plate.pair.frame().patient(p.at_mm[0], p.at_mm[1], p.at_mm[2] + further_mm)) > kAirHu);
    });
    return static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(1, places.size()));
  };
  return unseen(kMeasuredReach, beyond_mm) == 0 && unseen(1, 0) <= kMostRimUnseen;
}

bool is_whole(const SpineAnatomy& spine, std::size_t n, const VolumeSampler& scan) {
  const auto& discs = spine.chain.discs;
  return is_shown(spine, {spine.endplates[n], false}, discs[n].s_mm, scan) &&
         is_shown(spine, {spine.endplates[n + 1], true}, discs[n + 1].s_mm, scan);
}

std::optional<PlatePlane> upper_plane(const SpineAnatomy& spine, std::size_t n, const VolumeSampler& scan) {
  const Plate plate{spine.endplates[n + 1], true};
  const double disc_s = spine.chain.discs[n + 1].s_mm;
  const auto places = plate_places(spine, plate, disc_s, kFlatReach);
  if (places.empty() || !is_shown(spine, plate, disc_s, scan)) return std::nullopt;
  const DiscFrame& disc = plate.pair.frame();
  return plate_plane({{disc.origin_mm}, disc.left, disc.anterior, disc.superior}, places);
}

}  // namespace

SegmentedVertebra describe_vertebra(const SpineAnatomy& spine, std::size_t n, const VolumeSampler& scan) {
  const NamedLevel& named = spine.names[n];
  const double middle_s = 0.5 * (spine.chain.discs[n].s_mm + spine.chain.discs[n + 1].s_mm);
  SegmentedVertebra record{named.level,
                           named.confidence,
                           named.alternatives,
                           named.evidence,
                           false,
                           detection_confidence(spine.chain.vertebra_score[n]),
                           axes_of(spine, n, middle_s),
                           std::nullopt,
                           std::nullopt};
  record.complete = is_whole(spine, n, scan);
  // A sacral segment has no lower plate.
  if (record.complete && named.level != BoneRegion::s1) {
    record.shape = shape_of(spine, n, record.axes, middle_s, 1);
    record.landmarks = landmarks_of(record.axes, *record.shape);
    // A wedge leans: behind, a height may end beyond the lower plate's own edge. The plate goes on there.
    constexpr double kBeyondEdge = 1.4;
    if (!record.landmarks)
      record.landmarks = landmarks_of(record.axes, shape_of(spine, n, record.axes, middle_s, kBeyondEdge));
  }
  if (named.level == BoneRegion::s1) record.superior_plane = upper_plane(spine, n, scan);
  return record;
}

}  // namespace osteon
