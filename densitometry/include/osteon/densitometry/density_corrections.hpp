#pragma once

#include <osteon/densitometry/density_calibration.hpp>

#include <optional>
#include <vector>

// Published corrections for tube voltage and contrast medium. The value as measured always stays beside the
// corrected one; where nobody has published a correction there is none.

namespace osteon {

struct CorrectedAttenuation {
  Measured<Attenuation> measured, corrected;  ///< sd: of the measurement; see the warning
  double factor;
  Citation source;
  std::vector<Warning> warnings;
};

/// Mean trabecular CT number as at 120 kV: from 100 kV times 0.927, from 140 kV times 1.053 (kKvp2026), from
/// 120 kV unchanged. Pure. Warning density.correction-of-population: how patients scatter about it is not
/// published. Errors: density.kvp-not-corrected for any other voltage (for 80 kV a ratio is published, but
/// not which way).
[[nodiscard]] Result<CorrectedAttenuation> trabecular_attenuation_at_120_kv(
    const Measured<Attenuation>& measured, double kilovolt);

enum class ContrastPhase { arterial, venous };

struct CorrectedDensity {
  BoneDensity measured, corrected;
  Citation source;
  std::vector<Warning> warnings;
};

/// What a density was measured in and how.
struct ContrastScan {
  Calibration calibration;
  std::optional<ContrastPhase> phase;  ///< absent = contrast medium, but the phase is not known
  BoneRegion level;
  std::optional<Sex> sex;
};

/// Density as without contrast medium: arterial -2.287 + 0.964 x, venous -4.517 + 0.978 x mg/cm3
/// (kToelly2017). Pure. Published for internal calibration in women, T12...L4. Warning
/// density.correction-of-population as above. Errors: density.contrast-not-corrected for all else; so there
/// is none for CT numbers, which have no published line.
[[nodiscard]] Result<CorrectedDensity> density_without_contrast(const BoneDensity& measured,
                                                                const ContrastScan& scan);

inline constexpr Citation kToelly2017{
    "toelly2017",
    "Toelly A et al. Influence of contrast media on bone mineral density (BMD) measurements from routine "
    "contrast-enhanced MDCT datasets using a phantom-less BMD measurement tool. Rofo 2017;189:537-543, doi "
    "10.1055/s-0043-102941 (112 women, T12-L4)"};

}  // namespace osteon
