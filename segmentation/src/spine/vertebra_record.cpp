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
constexpr double kPartedGapPerDepth = 0.06;  // 2 mm in the lumbar spine

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

/// Three lines through a disc, one behind the other.
std::vector<DiscLine> lines_through(const SpineAnatomy& spine, const EndplatePair& pair, double u, double v) {
  std::vector<DiscLine> lines;
  for (double du = -kPatchHalfMm; du <= kPatchHalfMm; du += kPatchHalfMm)
    lines.push_back({spine.frame.patient_from_spine({pair.below_s_mm(u + du, v), u + du, v}),
                     spine.frame.patient_from_spine({pair.above_s_mm(u + du, v), u + du, v})});
  return lines;
}

/// The landmark of disc `disc`'s lower or upper plate, `along` half-depths in front of the middle of vertebra
/// `n`.
std::optional<Landmark> landmark(const SpineAnatomy& spine, std::size_t n, bool upper, double along,
                                 const Eigen::Vector3d& superior, const VolumeSampler& scan,
                                 double blur_share) {
  const auto& discs = spine.chain.discs;
  const double middle_s = 0.5 * (discs[n].s_mm + discs[n + 1].s_mm);
  const double reach = std::min(8.0, 0.4 * (discs[n + 1].s_mm - discs[n].s_mm));
  const double u = spine.walls.centre(middle_s) + along * 0.5 * spine.walls.depth(middle_s);
  const EndplatePair& pair = spine.endplates[upper ? n + 1 : n];
  const double blur = blur_share * blur_along(scan, superior);
  std::vector<double> shift;
  double narrowest = 1e30;  // gap between the plates
  double change = 0;        // what another blur and a shorter profile would have said
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (double v = -kPatchHalfMm; v <= kPatchHalfMm; v += kPatchHalfMm) {
    const std::vector<DiscLine> lines = lines_through(spine, pair, u, v);
    for (const DiscLine& line : lines) sum += (upper ? line.below_mm : line.above_mm) / 9;
    const auto fit = fit_endplates(scan, lines, superior, reach, blur);
    const auto perturbed = fit_endplates(scan, lines, superior, 0.75 * reach, 1.2 * blur);
    if (!fit || !perturbed) return std::nullopt;
    const DiscLine& middle = lines[lines.size() / 2];
    narrowest = std::min(narrowest,
                         (middle.above_mm - middle.below_mm).dot(superior) + fit->above_mm - fit->below_mm);
    shift.push_back(upper ? fit->below_mm : fit->above_mm);
    change += (upper ? perturbed->below_mm : perturbed->above_mm) - shift.back();
  }
  const double mean = (shift[0] + shift[1] + shift[2]) / 3;
  std::sort(shift.begin(), shift.end());
  double squares = 0;
  for (const double s : shift) squares += (s - mean) * (s - mean);
  // Far from the first guess, one of the two looked at something else than the plate: half of that is doubt
  // too. And where two plates run into one band, which edge belongs to which vertebra is known to a
  // millimetre at best.
  const double doubt = 0.5 * std::max(0.0, std::abs(shift[1]) - 1.0);
  const double merged = narrowest < kPartedGapPerDepth * spine.walls.depth(middle_s) ? 1.0 : 0.0;
  return Landmark{sum + shift[1] * superior,
                  squares / 2 / 3 + change * change / 9 + doubt * doubt + merged * merged};
}

std::optional<VertebraLandmarks> all_landmarks(const SpineAnatomy& spine, std::size_t n,
                                               const Eigen::Vector3d& superior, const VolumeSampler& scan,
                                               double blur_share) {
  constexpr double kPlateThicknessSdMm = 0.25;  // of the thickness taken for granted in the fit
  constexpr std::array<double, 3> kAlong{kLandmarkReach, 0, -kLandmarkReach};
  VertebraLandmarks result{};
  for (std::size_t m = 0; m < 6; ++m) {
    const auto found = landmark(spine, n, m < 3, kAlong[m % 3], superior, scan, blur_share);
    if (!found) return std::nullopt;
    result.points[m].mm = found->place_mm;
    result.sd_mm[m] = std::hypot(std::sqrt(found->variance_mm2), kPlateThicknessSdMm);
  }
  // Plates that meet or cross were not the plates: even a crushed vertebra keeps a quarter of its height.
  const double pitch = spine.chain.discs[n + 1].s_mm - spine.chain.discs[n].s_mm;
  for (std::size_t m = 0; m < 3; ++m)
    if ((result.points[m].mm - result.points[m + 3].mm).dot(superior) < 0.2 * pitch) return std::nullopt;
  return result;
}

}  // namespace

double measured_blur_share(const SpineAnatomy& spine, const VolumeSampler& scan) {
  constexpr std::array<double, 6> kShares{0.7, 0.85, 1.0, 1.4, 2.0, 2.8};
  constexpr double kReachMm = 6;
  std::array<double, kShares.size()> misfit{};
  for (std::size_t n = 0; n < spine.chain.discs.size(); ++n) {
    const Disc& disc = spine.chain.discs[n];
    const SpineFrame::Axes axes = spine.frame.axes_at(disc.s_mm);
    const Eigen::Vector3d superior = (axes.superior - std::tan(disc.tilt_rad) * axes.anterior).normalized();
    const auto lines = lines_through(spine, spine.endplates[n], spine.walls.centre(disc.s_mm), 0);
    std::array<std::optional<EndplateShift>, kShares.size()> fits;
    for (std::size_t m = 0; m < kShares.size(); ++m)
      fits[m] = fit_endplates(scan, lines, superior, kReachMm, kShares[m] * blur_along(scan, superior));
    for (std::size_t m = 0; m < kShares.size(); ++m)
      if (fits[m]) misfit[m] += fits[m]->misfit;
  }
  return kShares[static_cast<std::size_t>(std::min_element(misfit.begin(), misfit.end()) - misfit.begin())];
}

SegmentedVertebra describe_vertebra(const SpineAnatomy& spine, std::size_t n, const VolumeSampler& scan,
                                    double blur_share) {
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
                           {{spine.frame.patient_from_spine({middle_s, spine.walls.centre(middle_s), 0})},
                            superior.cross(anterior),
                            anterior,
                            superior},
                           std::nullopt,
                           std::nullopt};
  // A sacral segment has no lower plate.
  if (complete && named.level != BoneRegion::s1)
    record.landmarks = all_landmarks(spine, n, superior, scan, blur_share);
  return record;
}

}  // namespace osteon
