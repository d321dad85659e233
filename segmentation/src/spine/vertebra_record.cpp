#include "spine/vertebra_record.hpp"

#include "spine/endplate_fit.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kPlateReach = 0.7;   // share of the radius within which a plate counts as flat
constexpr double kCutMarginMm = 3.0;  // the scan must go on for this much beyond both plates
// Of the half-depth, in front of and behind the middle: inside the rim with its osteophytes.
constexpr double kLandmarkReach = 0.66;
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

/// Where a plate's outer surface is met, and how sure that is.
struct Landmark {
  Eigen::Vector3d place_mm;
  double variance_mm2;
};

/// The landmark of disc `disc`'s lower or upper plate, `along` half-depths in front of the middle of vertebra
/// `n`.
std::optional<Landmark> landmark(const SpineAnatomy& spine, std::size_t n, bool upper, double along,
                                 const Eigen::Vector3d& superior, const VolumeSampler& scan) {
  const auto& discs = spine.chain.discs;
  const double middle_s = 0.5 * (discs[n].s_mm + discs[n + 1].s_mm);
  const double reach = std::min(8.0, 0.4 * (discs[n + 1].s_mm - discs[n].s_mm));
  const double u = spine.walls.centre(middle_s) + along * 0.5 * spine.walls.depth(middle_s);
  const EndplatePair& pair = spine.endplates[upper ? n + 1 : n];
  std::vector<double> shift;
  double change = 0;  // what another blur and a shorter profile would have said
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (double v = -kPatchHalfMm; v <= kPatchHalfMm; v += kPatchHalfMm) {
    std::vector<DiscLine> lines;
    for (double du = -kPatchHalfMm; du <= kPatchHalfMm; du += kPatchHalfMm) {
      lines.push_back({spine.frame.patient_from_spine({pair.below_s_mm(u + du, v), u + du, v}),
                       spine.frame.patient_from_spine({pair.above_s_mm(u + du, v), u + du, v})});
      sum += (upper ? lines.back().below_mm : lines.back().above_mm) / 9;
    }
    const double blur = blur_along(scan, superior);
    const auto fit = fit_endplates(scan, lines, superior, reach, blur);
    const auto perturbed = fit_endplates(scan, lines, superior, 0.75 * reach, 1.2 * blur);
    if (!fit || !perturbed) return std::nullopt;
    shift.push_back(upper ? fit->below_mm : fit->above_mm);
    change += (upper ? perturbed->below_mm : perturbed->above_mm) - shift.back();
  }
  const double mean = (shift[0] + shift[1] + shift[2]) / 3;
  std::sort(shift.begin(), shift.end());
  double squares = 0;
  for (const double s : shift) squares += (s - mean) * (s - mean);
  // Far from the first guess one of the two looked at something else than the plate: half of that is doubt
  // too.
  const double doubt = 0.5 * std::max(0.0, std::abs(shift[1]) - 1.0);
  return Landmark{sum + shift[1] * superior, squares / 2 / 3 + change * change / 9 + doubt * doubt};
}

/// All six, and one standard uncertainty for them.
struct Landmarks {
  VertebraLandmarks places;
  double sd_mm;
};

std::optional<Landmarks> all_landmarks(const SpineAnatomy& spine, std::size_t n,
                                       const Eigen::Vector3d& superior, const VolumeSampler& scan) {
  std::array<std::optional<Landmark>, 6> found;
  constexpr std::array<double, 3> kAlong{kLandmarkReach, 0, -kLandmarkReach};
  double variance = 0;
  for (std::size_t m = 0; m < 6; ++m) {
    found[m] = landmark(spine, n, m < 3, kAlong[m % 3], superior, scan);
    if (!found[m]) return std::nullopt;
    variance += found[m]->variance_mm2 / 6;
  }
  constexpr double kPlateThicknessSdMm = 0.25;  // of the thickness taken for granted in the fit
  const auto at = [&](std::size_t m) { return PatientPoint<3>{found[m]->place_mm}; };
  return Landmarks{{at(0), at(1), at(2), at(3), at(4), at(5)},
                   std::sqrt(variance + kPlateThicknessSdMm * kPlateThicknessSdMm)};
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
  if (!complete || named.level == BoneRegion::s1) return record;  // a sacral segment has no lower plate
  if (const auto landmarks = all_landmarks(spine, n, superior, scan)) {
    record.landmarks = landmarks->places;
    record.endplate_sd_mm = landmarks->sd_mm;
  }
  return record;
}

}  // namespace osteon
