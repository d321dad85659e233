#include "straight_line.hpp"
#include "usable_tissues.hpp"

#include <osteon/densitometry/internal_calibration.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace osteon {
namespace {

/// Part of the tissues' scatter that the line may leave unexplained: as for the rods of a phantom (kOgo).
constexpr double kRefusedScatter = 0.10;
/// Energies at which tables are printed.
constexpr std::array kUsualKev{10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 150.0, 200.0};

double of_four_digits(double value) {
  const double scale = std::pow(10.0, 3.0 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

double attenuation(Material of, double kev, AttenuationTable table) {
  if (table == AttenuationTable::splines) return mass_attenuation(of, kev);
  const auto above = std::upper_bound(kUsualKev.begin() + 1, kUsualKev.end() - 1, kev);
  const double low = *(above - 1), share = (kev - low) / (*above - low);
  return (1 - share) * of_four_digits(mass_attenuation(of, low)) +
         share * of_four_digits(mass_attenuation(of, *above));
}

/// Mass attenuation of all that matters, at every energy that is tried.
struct EnergyRow {
  double kev;
  std::vector<double> tissues;  ///< in the order of the samples
  double water, triglyceride, dipotassium_phosphate, hydroxyapatite;
};

std::vector<EnergyRow> energy_rows(const std::vector<TissueSample>& samples,
                                   const InternalCalibrationOptions& options) {
  if (!(options.step_kev > 0 && options.highest_kev > options.lowest_kev))
    throw std::invalid_argument("calibrate_internally: no range of energies");
  const int steps =
      static_cast<int>(std::floor((options.highest_kev - options.lowest_kev) / options.step_kev + 1e-9));
  std::vector<EnergyRow> rows;
  for (int n = 0; n <= steps; ++n) {
    const double kev = options.lowest_kev + n * options.step_kev;
    const auto at = [&](Material of) { return attenuation(of, kev, options.table); };
    EnergyRow row{kev,
                  {},
                  at(Material::water),
                  at(Material::triglyceride),
                  at(Material::dipotassium_phosphate),
                  at(Material::hydroxyapatite)};
    for (const TissueSample& sample : samples) row.tissues.push_back(at(material(sample.tissue)));
    rows.push_back(std::move(row));
  }
  return rows;
}

struct Fit {
  std::size_t row;
  StraightLine attenuation, density;
  DensityCurve curve;
};

Fit fit_tissues(const std::vector<double>& means, const std::vector<EnergyRow>& rows) {
  Fit best{};
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const StraightLine line = fit_straight_line(means, rows[n].tissues);
    if (n == 0 || line.r_squared > best.attenuation.r_squared) best = {n, line, {}, {}};
  }
  const EnergyRow& row = rows[best.row];
  std::vector<double> densities;  // of each tissue, from its CT number: g/cm3, water 1
  for (std::size_t n = 0; n < means.size(); ++n)
    densities.push_back((means[n] / 1000.0 + 1.0) * row.water / row.tissues[n]);
  best.density = fit_straight_line(means, densities);
  const double range = (row.dipotassium_phosphate - row.triglyceride) / 1000.0;  // to mg
  const double above = best.attenuation.intercept - row.triglyceride;
  best.curve = {best.density.intercept * above / range,
                (best.density.intercept * best.attenuation.slope + best.density.slope * above) / range,
                best.density.slope * best.attenuation.slope / range};
  return best;
}

std::optional<Error> unfit(const Fit& fit, std::size_t energies) {
  if (fit.row == 0 || fit.row + 1 == energies)
    return Error{
        "density.energy-not-found", "The tissues agree with no effective energy of the X-rays.",
        "Internal calibration needs air, bone and soft tissue; calibrate by a phantom where one is missing."};
  if (1.0 - fit.attenuation.r_squared > kRefusedScatter)
    return Error{
        "density.tissues-scatter", "The tissues do not lie on one line of attenuation.",
        "Check the tissue samples (metal, contrast medium, partial volume), or calibrate by a phantom."};
  return std::nullopt;
}

InternalCalibration described(const Fit& fit, const EnergyRow& row,
                              const std::vector<TissueSample>& samples) {
  const StraightLine& line = fit.attenuation;
  InternalCalibration result{row.kev,
                             line.r_squared,
                             line.slope,
                             line.intercept,
                             fit.density.slope,
                             fit.density.intercept,
                             row.water,
                             row.triglyceride,
                             row.dipotassium_phosphate,
                             row.hydroxyapatite,
                             {},
                             line.degrees_of_freedom - 1,
                             {},
                             fit.curve,
                             {},
                             {}};
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double fitted = (row.tissues[n] - line.intercept) / line.slope;
    result.tissues.push_back({samples[n], row.tissues[n], samples[n].mean_hu - fitted});
  }
  if (result.degrees_of_freedom > 0)
    result.residual_hu = std::sqrt(line.residual_squares / result.degrees_of_freedom) / line.slope;
  return result;
}

/// The curve with each tissue moved down and up by its uncertainty: residual and error of its mean.
std::vector<std::array<DensityCurve, 2>> disturbed(const std::vector<TissueSample>& samples,
                                                   double residual_hu, const std::vector<double>& means,
                                                   const std::vector<EnergyRow>& rows) {
  std::vector<std::array<DensityCurve, 2>> curves;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double of_mean = samples[n].sd_hu / std::sqrt(static_cast<double>(samples[n].voxels));
    const double uncertainty = std::hypot(residual_hu, of_mean);
    const auto moved = [&](double by) {
      std::vector<double> other = means;
      other[n] += by;
      return fit_tissues(other, rows).curve;
    };
    curves.push_back({moved(-uncertainty), moved(uncertainty)});
  }
  return curves;
}

double at(const DensityCurve& curve, double x, double variance) {
  return curve[0] + curve[1] * x + curve[2] * (x * x + variance);
}

}  // namespace

Result<InternalCalibration> calibrate_internally(const std::vector<TissueSample>& samples,
                                                 const InternalCalibrationOptions& options) {
  if (auto error = invalid_tissues(samples)) return *error;
  std::vector<Warning> warnings;
  const std::vector<TissueSample> kept = usable_tissues(samples, warnings);
  if (kept.size() < 3)
    return Error{
        "density.tissues-too-few", "Fewer than three tissues can serve for internal calibration.",
        "Measure air, fat, muscle, blood and cortical bone in a native scan, or calibrate by a phantom."};
  const std::vector<EnergyRow> rows = energy_rows(kept, options);
  std::vector<double> means;
  means.reserve(kept.size());
  for (const TissueSample& sample : kept) means.push_back(sample.mean_hu);
  const Fit fit = fit_tissues(means, rows);
  if (auto error = unfit(fit, rows.size())) return *error;
  InternalCalibration result = described(fit, rows[fit.row], kept);
  if (result.residual_hu) result.disturbed = disturbed(kept, *result.residual_hu, means, rows);
  result.warnings = std::move(warnings);
  return result;
}

BoneDensity density(const InternalCalibration& calibration, const Measured<Attenuation>& mean,
                    double voxel_sd_hu) {
  const double x = in_hu(mean.value), spread = voxel_sd_hu * voxel_sd_hu;
  BoneDensity result{Mineral::dipotassium_phosphate,
                     {mg_per_cm3(at(calibration.density, x, spread)), std::nullopt}};
  if (calibration.disturbed.empty()) return result;
  const double slope = calibration.density[1] + 2 * calibration.density[2] * x;
  const double of_mean = mean.sd ? slope * in_hu(*mean.sd) : 0.0;
  double variance = of_mean * of_mean;
  for (const auto& [down, up] : calibration.disturbed) {
    const double half = 0.5 * (at(up, x, spread) - at(down, x, spread));
    variance += half * half;
  }
  result.value.sd = mg_per_cm3(std::sqrt(variance));
  return result;
}

}  // namespace osteon
