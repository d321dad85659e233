#include <osteon/pipeline/measured_femurs.hpp>

#include <algorithm>
#include <stdexcept>

namespace osteon {
namespace {

template <class Score>
void keep(const Result<DensityScore>& score, std::optional<Score>& value, std::optional<Error>& why_not) {
  if (score)
    value = *score;
  else
    why_not = score.error();
}

HipScore score_of(const HipRegionDensity& region, Mineral mineral, const ScanScale& scale,
                  const Patient& patient) {
  HipScore result{region.region, dxa_equivalent(region.bmd, mineral), {}, {}, {}, {}};
  if (!scale.enhanced) {
    result.no_t = result.no_z =
        Error{"density.contrast-unknown", "Whether contrast medium is in the blood could not be told.",
              "Use a scan that is known to be without contrast medium."};
    return result;
  }
  if (*scale.enhanced) {
    result.no_t = result.no_z = Error{"density.contrast-not-corrected",
                                      "Contrast medium is in the blood; no correction for hips is published.",
                                      "Use a scan without contrast medium."};
    return result;
  }
  const ScoredPerson person{patient.sex, patient.age_years, {}};
  const BmdSite site = site_of(region.region);
  keep(t_score(result.equivalent.bmd, site, result.equivalent.scale, person), result.t, result.no_t);
  keep(z_score(result.equivalent.bmd, site, result.equivalent.scale, person), result.z, result.no_z);
  return result;
}

void add_density(const CtScan& scan, const FemurSegmentation& femurs, const ScanScale& scale,
                 const Patient& patient, FemurMeasurement& femur) {
  if (!scale.calibration) {
    femur.no_density =
        Error{"density.hip-not-calibrated", "The scan is not calibrated: no areal density of the hip.",
              "Scan a calibration phantom, or give the site's table."};
    return;
  }
  auto density = hip_density(scan, femurs, *femur.shape, scale.calibration->line);
  if (!density) {
    femur.no_density = density.error();
    return;
  }
  for (const auto& region : density->regions)
    if (region.region == HipRegion::neck || region.region == HipRegion::total_hip)
      femur.scores.push_back(score_of(region, density->mineral, scale, patient));
  femur.density = std::move(density).value();
}

/// The lowest place that the image shows, along the patient's axis.
double lowest_mm(const Grid<3>& grid) {
  double lowest = 1e9;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d p;
    for (int n = 0; n < 3; ++n) p[n] = corner >> n & 1 ? grid.size[static_cast<std::size_t>(n)] - 1 : 0;
    lowest = std::min(lowest, grid.patient_from_index({p}).mm[2]);
  }
  return lowest;
}

}  // namespace

std::optional<FemurPlacement> placement_of(const SegmentedFemur& femur) {
  if (!femur.shaft) return std::nullopt;
  FemurPlacement placement{femur.side,
                           femur.head.center.mm,
                           in_mm(femur.head.radius.value),
                           femur.neck.center.mm,
                           femur.neck.direction,
                           femur.neck.direction_sd_deg,
                           femur.shaft->direction,
                           femur.shaft->direction_sd_deg};
  if (femur.trochanteric_notch) placement.trochanteric_notch = femur.trochanteric_notch->mm;
  if (femur.lesser_trochanter) placement.lesser_trochanter = femur.lesser_trochanter->mm;
  return placement;
}

Result<HipDensity> hip_density(const CtScan& scan, const FemurSegmentation& femurs,
                               const SegmentedFemur& femur, const DensityLine& line) {
  const auto placement = placement_of(femur);
  if (!placement)
    return Error{"femur.no-shaft",
                 "Too little of the shaft is in the image: the neck's turn cannot be taken out.",
                 "Scan the hip to 25 mm below the lesser trochanter."};
  const auto found = std::ranges::find(femurs.found, femur.side, &SegmentedFemur::side);
  if (found == femurs.found.end()) throw std::invalid_argument("hip_density: a femur of another scan");
  return measure_hip_density(scan, femurs.bones[static_cast<std::size_t>(found - femurs.found.begin())],
                             femur.side == Side::left ? kLeftFemurLabel : kRightFemurLabel, *placement, line);
}

bool hips_may_be_in_view(const CtScan& scan, const SpineSegmentation& spine) {
  constexpr double kAboveHeadsMm = 80;  // a lumbar body's middle from the heads of the femurs: 100 and more
  for (auto at = spine.found.rbegin(); at != spine.found.rend(); ++at)
    if (at->level < BoneRegion::s1 || at->level == BoneRegion::t13)
      return at->axes.center.mm[2] - lowest_mm(scan.hounsfield.grid()) > kAboveHeadsMm;
  return true;
}

std::vector<FemurMeasurement> measured_femurs(const CtScan& scan, const FemurSegmentation& femurs,
                                              const ScanScale& scale, const Patient& patient,
                                              const SeriesOutline& outline) {
  std::vector<FemurMeasurement> result;
  for (const SegmentedFemur& shape : femurs.found) {
    FemurMeasurement femur{outline.uid, outline.part, shape.side, {}, shape, {}, {}, {}};
    add_density(scan, femurs, scale, patient, femur);
    result.push_back(std::move(femur));
  }
  for (const RefusedFemur& refused : femurs.refused)
    result.push_back({outline.uid, outline.part, refused.side, refused.reason, {}, {}, {}, {}});
  std::ranges::stable_sort(result, {}, &FemurMeasurement::side);
  return result;
}

std::vector<HipFinding> hip_findings(const std::vector<FemurMeasurement>& femurs) {
  std::vector<HipFinding> findings;
  for (const FemurMeasurement& femur : femurs)
    for (const HipScore& one : femur.scores)
      if (one.t)
        findings.push_back({femur.side, std::string(name(site_of(one.region))), one.t->value, one.t->sd,
                            one.t->reference, one.equivalent.verified});
  return findings;
}

FemurMeasurement without_pictures(FemurMeasurement femur) {
  if (!femur.density) return femur;
  const Grid<2> nothing{{0, 0}, {1, 1}, {0, 0}, Eigen::Matrix2d::Identity()};
  femur.density->bmd = Image2D<float>(nothing);
  femur.density->bone = LabelMap<2>(nothing);
  return femur;
}

}  // namespace osteon
