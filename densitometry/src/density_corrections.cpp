#include <osteon/densitometry/density_corrections.hpp>

#include <array>
#include <cmath>

namespace osteon {
namespace {

struct VoltageFactor {
  double kilovolt, factor;
};
constexpr std::array kVoltageFactors{VoltageFactor{100, 0.927}, VoltageFactor{120, 1.0},
                                     VoltageFactor{140, 1.053}};
/// Voltages are whole numbers of kV in a header; a few scanners write them with a decimal.
constexpr double kVoltageTolerance = 0.5;

Warning of_population() {
  return {"density.correction-of-population",
          "The correction is that of a population; how far a patient may be from it is not published."};
}

Error no_contrast_correction(std::string why) {
  return {"density.contrast-not-corrected",
          "No correction for contrast medium is published for " + std::move(why) + ".",
          "Use the uncorrected value with care, or a scan without contrast medium."};
}

}  // namespace

Result<CorrectedAttenuation> trabecular_attenuation_at_120_kv(const Measured<Attenuation>& measured,
                                                              double kilovolt) {
  for (const VoltageFactor& row : kVoltageFactors) {
    if (!(std::abs(kilovolt - row.kilovolt) <= kVoltageTolerance)) continue;
    CorrectedAttenuation result{
        measured, {row.factor * measured.value, std::nullopt}, row.factor, kKvp2026, {}};
    if (measured.sd) result.corrected.sd = row.factor * *measured.sd;
    if (row.factor != 1.0) result.warnings.push_back(of_population());
    return result;
  }
  return Error{"density.kvp-not-corrected", "No correction to 120 kV is published for this tube voltage.",
               "Compare with scans of the same voltage only, or calibrate to mg/cm3."};
}

Result<CorrectedDensity> density_without_contrast(const BoneDensity& measured, const ContrastScan& scan) {
  const double rank = craniocaudal_rank(scan.level);
  if (!scan.phase) return no_contrast_correction("an unknown phase");
  if (scan.calibration != Calibration::internal) return no_contrast_correction("this calibration");
  if (!is_vertebra(scan.level) || rank < craniocaudal_rank(BoneRegion::t12) ||
      rank > craniocaudal_rank(BoneRegion::l4))
    return no_contrast_correction("this level");
  if (scan.sex != Sex::female) return no_contrast_correction("others than women");
  const bool arterial = *scan.phase == ContrastPhase::arterial;
  const double offset = arterial ? -2.287 : -4.517, slope = arterial ? 0.964 : 0.978;
  CorrectedDensity result{
      measured,
      {measured.mineral, {slope * measured.value.value + mg_per_cm3(offset), std::nullopt}},
      kToelly2017,
      {of_population()}};
  if (measured.value.sd) result.corrected.value.sd = slope * *measured.value.sd;
  return result;
}

}  // namespace osteon
