#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/imaging/units.hpp>

#include <vector>

// Bone mineral from two X-ray energies. Pure.

namespace osteon {

/// How attenuations at two energies make bone mineral: Q = L - k H is blind to soft tissue of one kind, and
/// `g_per_cm2` of Q is mineral (Hologic, QDR-4500 technical manual, pages 1-2 and 1-3: k and d0).
struct DualEnergyCalibration {
  double k;
  double g_per_cm2;
  double high_of_mineral;  ///< attenuation of the high energy by 1 g/cm2 of mineral
};

/// For X-rays that act as of two single energies, from attenuation tables: mineral is hydroxyapatite, soft
/// tissue is water. Errors: std::invalid_argument outside the tables and where low is not below high.
[[nodiscard]] DualEnergyCalibration calibration_by_energies(double low_kev, double high_kev);

/// Attenuations of one place without and with a reference in the beam.
struct ReferenceReading {
  double low, high, low_with_reference, high_with_reference;
};
/// From references that the densitometer puts into its own beam: k is the mean of what tissue adds at the low
/// energy for what it adds at the high one, and the bone reference of known density makes the scale.
/// Errors: dual-energy.no-reference (no reading, or one that adds nothing).
[[nodiscard]] Result<DualEnergyCalibration> calibration_by_references(
    const std::vector<ReferenceReading>& tissue, const std::vector<ReferenceReading>& bone,
    ArealDensity bone_reference);

struct BoneMap {
  DxaScan bone;           ///< soft tissue is about nought
  LabelMap<2> mask;       ///< 1 = bone
  ArealDensity noise_sd;  ///< of a pixel, from what is left beside bone
  int rounds;             ///< until the mask stood still
  std::vector<Warning> warnings;
};

/// Takes soft tissue off by its kind. Where the histogram ends its peak of soft tissue bone begins; around
/// bone the ratio of low to high attenuation tells how much of the tissue is fat; the ratio below bone is
/// what joins that around it most evenly, and two equations give mineral and tissue. The histogram is made
/// anew until the mask stands still. (Hologic's manual takes a baseline of Q off line by line, as if tissue
/// were as thick over bone as beside it and lay on its two sides alone; on necks of the femur that is 12 to
/// 25 % off.) Errors: dual-energy.different-grids, dual-energy.no-bone, dual-energy.no-soft-tissue (nowhere
/// beside bone). Warnings: dual-energy.not-settled, dual-energy.lines-without-soft-tissue (what lies above
/// and below them
///           speaks for them).
/// Fat that lies over bone alone is not seen beside it: 1 cm lowers the density by 0.04 g/cm2.
[[nodiscard]] Result<BoneMap> bone_map(const DualEnergyScan& scan, const DualEnergyCalibration& calibration);

/// Bone in densities that somebody else made of a scan; soft tissue is taken to lie about nought already.
/// Errors: dual-energy.no-bone.
[[nodiscard]] Result<BoneMap> bone_map(const DxaScan& densities);

/// The same where bone is known already: a mask of all that holds mineral. From a scan without noise this is
/// what a densitometer sees at best: mineral, and what the kind of soft tissue over it differs from around
/// it. Errors: dual-energy.different-grids, dual-energy.no-soft-tissue.
[[nodiscard]] Result<DxaScan> mineral_within(const DualEnergyScan& scan, const LabelMap<2>& bone,
                                             const DualEnergyCalibration& calibration);

}  // namespace osteon
