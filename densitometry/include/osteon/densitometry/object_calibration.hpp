#pragma once

#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/imaging/weighable_scan.hpp>

// From a scan of an object whose contents are known to the scale of a scan at two energies. Pure.

namespace osteon {

struct ObjectCalibration {
  DualEnergyCalibration scale;
  double low_offset, high_offset;  ///< attenuation where nothing is in the beam
  double worst_g_per_cm2;          ///< its worst place, found by the others, from what is known of it
  double scale_sd;                 ///< of the scale, as a share of 1, by the scatter of the places
};

/// Attenuation is taken to rise evenly with mineral and with soft tissue at either energy; five places or
/// more, of three amounts of mineral and two of soft tissue that are not in step with each other, tell how
/// much, and each of them is checked by all others. Errors: dual-energy.object-places (too few, alike, beside
/// the picture, or one that no others bear out), dual-energy.object-contradicts (by the others a place is
/// found more than 2 % of the densest away from what it is known to hold, or the two energies are not two).
[[nodiscard]] Result<ObjectCalibration> calibration_by_object(const CalibrationObject& object);

/// Whether the samples of a densitometer that keeps several for each place mean what they are supposed to:
/// its references attenuate both energies, its tissue does so as the object's does, its bone holds mineral.
/// Densities come from what is seen through nothing; the references only confirm. The reason where they do
/// not (raw-dxa.meaning-not-confirmed).
[[nodiscard]] std::optional<Error> contradiction_of(const DualEnergyScan& scan,
                                                    const ReferenceScans& references,
                                                    const ObjectCalibration& calibration);

/// The scan as if nothing in the beam attenuated nothing.
[[nodiscard]] DualEnergyScan without_offsets(DualEnergyScan scan, const ObjectCalibration& calibration);

}  // namespace osteon
