#include <osteon/pipeline/measured_femurs.hpp>

namespace osteon {

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
  if (femur.lesser_trochanter) placement.lesser_trochanter = femur.lesser_trochanter->mm;
  return placement;
}

Result<HipDensity> hip_density(const CtScan& scan, const LabelMap<3>& femurs, const SegmentedFemur& femur,
                               const DensityLine& line) {
  const auto placement = placement_of(femur);
  if (!placement)
    return Error{"femur.no-shaft",
                 "Too little of the shaft is in the image: the neck's turn cannot be taken out.",
                 "Scan the hip to 25 mm below the lesser trochanter."};
  return measure_hip_density(scan, femurs, femur.side == Side::left ? kLeftFemurLabel : kRightFemurLabel,
                             *placement, line);
}

}  // namespace osteon
