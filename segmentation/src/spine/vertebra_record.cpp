#include "spine/vertebra_record.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kPlateReach = 0.7;   // share of the radius within which a plate counts as flat
constexpr double kCutMarginMm = 3.0;  // the scan must go on for this much beyond both plates
constexpr double kLandmarkReach =
    0.72;  // of the half-depth: in front of and behind the middle, inside the rim
constexpr double kPatchHalfMm = 2.5;

struct Plate {
  const EndplatePair& pair;
  bool upper;  ///< of the vertebra
  [[nodiscard]] double s_mm(double u_mm, double v_mm) const {
    return upper ? pair.below_s_mm(u_mm, v_mm) : pair.above_s_mm(u_mm, v_mm);
  }
};

/// Patient places of a plate inside `reach` of the side wall.
std::vector<Eigen::Vector3d> plate_places(const SpineAnatomy& spine, const Plate& plate, double middle_s,
                                          double reach) {
  std::vector<Eigen::Vector3d> places;
  const double centre = spine.walls.centre(middle_s);
  for (double du = -30; du <= 30; du += 3)
    for (double dv = -30; dv <= 30; dv += 3) {
      const double s = plate.s_mm(centre + du, dv);
      if (std::hypot(du, dv) > reach * spine.side.radius_mm(s, du, dv)) continue;
      places.push_back(spine.frame.patient_from_spine({s, centre + du, dv}));
    }
  return places;
}

/// Unit normal of the plane fitted to the places, on the side of `towards`.
Eigen::Vector3d plane_normal(const std::vector<Eigen::Vector3d>& places, const Eigen::Vector3d& towards) {
  if (places.size() < 4) return towards;
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  for (const auto& p : places) mean += p;
  mean /= static_cast<double>(places.size());
  Eigen::Matrix3d scatter = Eigen::Matrix3d::Zero();
  for (const auto& p : places) scatter += (p - mean) * (p - mean).transpose();
  const Eigen::Vector3d normal =
      Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(scatter).eigenvectors().col(0);
  return normal.dot(towards) < 0 ? Eigen::Vector3d(-normal) : normal;
}

/// Mean place of a patch of the plate, `along` half-depths in front of the middle.
PatientPoint<3> landmark(const SpineAnatomy& spine, const Plate& plate, double middle_s, double along) {
  const double u = spine.walls.centre(middle_s) + along * 0.5 * spine.walls.depth(middle_s);
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  int count = 0;
  for (double du = -kPatchHalfMm; du <= kPatchHalfMm; du += kPatchHalfMm)
    for (double dv = -kPatchHalfMm; dv <= kPatchHalfMm; dv += kPatchHalfMm, ++count)
      sum += spine.frame.patient_from_spine({plate.s_mm(u + du, dv), u + du, dv});
  return {sum / count};
}

}  // namespace

SegmentedVertebra describe_vertebra(const SpineAnatomy& spine, std::size_t n, const VolumeSampler& scan) {
  const NamedLevel& named = spine.names[n];
  const Plate lower{spine.endplates[n], false}, upper{spine.endplates[n + 1], true};
  const double middle_s = 0.5 * (spine.chain.discs[n].s_mm + spine.chain.discs[n + 1].s_mm);
  const SpineFrame::Axes axes = spine.frame.axes_at(middle_s);
  const Eigen::Vector3d superior =
      (plane_normal(plate_places(spine, lower, middle_s, kPlateReach), axes.superior) +
       plane_normal(plate_places(spine, upper, middle_s, kPlateReach), axes.superior))
          .normalized();
  const Eigen::Vector3d anterior = (axes.anterior - axes.anterior.dot(superior) * superior).normalized();

  bool complete = true;
  for (const auto& p : plate_places(spine, lower, middle_s, 1))
    complete = complete && scan.inside(p - kCutMarginMm * superior);
  for (const auto& p : plate_places(spine, upper, middle_s, 1))
    complete = complete && scan.inside(p + kCutMarginMm * superior);

  SegmentedVertebra record{named.level,
                           named.confidence,
                           named.alternatives,
                           named.evidence,
                           complete,
                           std::clamp(0.35 * spine.chain.vertebra_score[n] + 0.2, 0.05, 0.99),
                           {spine.frame.patient_from_spine({middle_s, spine.walls.centre(middle_s), 0})},
                           superior.cross(anterior),
                           anterior,
                           superior,
                           std::nullopt,
                           1.0};
  if (complete) {
    const auto at = [&](const Plate& plate, double along) { return landmark(spine, plate, middle_s, along); };
    record.landmarks = VertebraLandmarks{at(upper, kLandmarkReach), at(upper, 0), at(upper, -kLandmarkReach),
                                         at(lower, kLandmarkReach), at(lower, 0), at(lower, -kLandmarkReach)};
  }
  return record;
}

}  // namespace osteon
