#pragma once

#include <osteon/densitometry/density_calibration.hpp>
#include <osteon/densitometry/internal_calibration.hpp>
#include <osteon/imaging/study.hpp>

#include <optional>
#include <vector>

// Calibration without a phantom, from the tube voltage and the patient's size, checked and shifted by the
// patient's own tissues: what `analyze` uses where no phantom is known.

namespace osteon {

/// What is known of the beam.
struct BeamSetting {
  std::optional<double> kilovolt;  ///< absent = any of 80, 100, 120, 140 kV
  std::optional<Measured<Length>>
      water_diameter;  ///< of the patient, as water; absent = an adult trunk, 28 cm (sd 5 cm)
};

/// One tissue as measured and as the fitted scale lets expect it.
struct ExpectedTissue {
  TissueSample sample;
  double expected_hu;
  double biological_sd_hu;
};

struct BeamCalibration {
  Measured<Attenuation> water;   ///< CT number that water has in this scan
  double effective_kev, kev_sd;  ///< of mineral in water, in this patient's beam
  double gain, gain_sd;          ///< HU of this scan for one true HU
  std::vector<ExpectedTissue> tissues;
  DensityLine line;  ///< mineral in water, as behind a phantom
};

/// Pure. The scale (mg/cm3 per HU) follows from physics: Kramers' spectrum of the voltage behind 8 mm of
/// aluminium (uncertain by a factor of 1.5: tubes and bow ties differ) and the patient. Where HU stand in
/// this scan (water, gain) and, a little, the energy follow from the tissues (ICRU Report 44) by the most
/// probable of all: air uncertain by 15 HU, fat by 25 (ICRU's is
/// 20 HU brighter than the middle of Ogo's window), muscle and blood by 12 (people differ), water by 4,
/// gain by 1 %. Cortical bone is left out: partial volume rules its CT number. The line's variances hold all
/// of it; `residual_sd` is what the beam's hardening moves CT numbers within one patient (4 HU). The figures
/// in this paragraph are judgements without a source but for those named.
///
/// Errors: density.tissues-invalid; density.tissues-too-few (no soft tissue besides one); density.tissues-
///         scatter (a tissue three of its sd from what fits the others); density.kilovolt-unusual.
/// Warnings: as calibrate_internally; density.kilovolt-unknown.
[[nodiscard]] Result<BeamCalibration> calibrate_by_beam(Mineral mineral, const BeamSetting& setting,
                                                        const std::vector<TissueSample>& samples);

/// Diameter of a cylinder of water that weakens X-rays as much as the patient does around a level (AAPM
/// Report 220): from all voxels within 10 mm above and below, along the patient's axis. Nothing where the
/// image, or a round field within it, cuts the patient at its sides.
[[nodiscard]] std::optional<Length> water_equivalent_diameter(const CtScan& scan, PatientPoint<3> level);

inline constexpr Citation kBeamCalibration{
    "kramers1923",
    "Kramers HA. On the theory of X-ray absorption and of the continuous X-ray spectrum. Philos Mag "
    "1923;46(275):836-871 (spectrum); attenuation: Elam, Ravel, Sieber 2002; tissues: ICRU Report 44"};

}  // namespace osteon
