#include "straight_line.hpp"
#include "tables/density_phantoms.hpp"

#include <osteon/densitometry/density_calibration.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace osteon {
namespace {

/// Part of the scatter of the rods that the line may leave unexplained. Source: kOgo.
constexpr double kRefusedScatter = 0.10, kLooseScatter = 0.02;
/// Rods whose densities differ by more must stand in the right order: 10 mg/cm3 are 12 HU, which the noise of
/// a rod's mean does not reach.
constexpr double kTellingDifference = 10.0;
/// Of the Mindways model (kMindways).
constexpr double kMindwaysSlope = 0.2174, kMindwaysOffset = 999.6;
/// Effective energies outside this range no CT beam has.
constexpr double kSoftestBeam = 30.0, kHardestBeam = kHighestKev;

Material material(Mineral mineral) {
  return mineral == Mineral::hydroxyapatite ? Material::hydroxyapatite : Material::dipotassium_phosphate;
}

/// Energy at which one mg/cm3 raises the CT number by so much: it falls with energy, so halving finds it.
std::optional<double> effective_energy(Mineral mineral, double hu_per_mg) {
  double low = kSoftestBeam, high = kHardestBeam;
  if (!(hu_per_mg <= hu_per_mg_per_cm3(material(mineral), low) &&
        hu_per_mg >= hu_per_mg_per_cm3(material(mineral), high)))
    return std::nullopt;
  while (high - low > 1e-3) {
    const double middle = 0.5 * (low + high);
    (hu_per_mg_per_cm3(material(mineral), middle) > hu_per_mg ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// The rods as the numbers that are fitted: density, and what rises with it.
struct Points {
  std::vector<double> density, signal, variance;  ///< mg/cm3, HU, HU2 (0 where unknown)
};

Points points_of(const std::vector<RodMeasurement>& rods, bool less_water) {
  Points points;
  for (const RodMeasurement& rod : rods) {
    const double water = less_water ? rod.rod.water_mg_per_cm3.value_or(std::nan("")) : 0.0;
    const double sd = rod.mean.sd ? in_hu(*rod.mean.sd) : 0.0;
    points.density.push_back(rod.rod.mineral_mg_per_cm3);
    points.signal.push_back(in_hu(rod.mean.value) - water);
    points.variance.push_back(sd * sd);
  }
  return points;
}

bool in_order(const Points& points) {
  for (std::size_t a = 0; a < points.density.size(); ++a)
    for (std::size_t b = 0; b < points.density.size(); ++b)
      if (points.density[a] - points.density[b] > kTellingDifference && points.signal[a] <= points.signal[b])
        return false;
  return true;
}

bool all_equal(const std::vector<double>& values, double tolerance) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low <= tolerance;
}

std::optional<Error> unusable(const Points& points) {
  if (points.density.size() < 3)
    return Error{
        "density.rods-too-few", "Fewer than three rods of the phantom were measured.",
        "Scan all rods of a phantom that has three or more: two always lie on a line, right or wrong."};
  const auto finite = [](double value) { return std::isfinite(value); };
  for (const auto* values : {&points.density, &points.signal, &points.variance})
    if (!std::ranges::all_of(*values, finite))
      return Error{"density.rods-invalid", "A rod lacks its density, its water equivalent or its CT number.",
                   "State the densities of every rod as on the phantom's certificate."};
  if (all_equal(points.density, kTellingDifference) || all_equal(points.signal, 0.0))
    return Error{"density.rods-equal", "The rods do not differ: no line can be drawn.",
                 "Check that the rods lie in the image and that each has its own density."};
  if (!in_order(points))
    return Error{
        "density.rods-order", "A rod of higher density has the lower CT number: rods are mixed up.",
        "Check which end of the phantom is which, and that the densities are those of this specimen."};
  return std::nullopt;
}

std::optional<Error> too_scattered(const StraightLine& line) {
  if (1.0 - line.r_squared <= kRefusedScatter) return std::nullopt;
  return Error{
      "density.rods-scatter", "The rods do not lie on a line (more than 10 % of their scatter is left).",
      "Check the rods' densities, and choose slices without metal and away from the ends of the scan."};
}

Error not_mineral() {
  return {"density.rods-not-mineral",
          "The line through the rods is one that no X-ray beam gives with this mineral.",
          "Check the phantom's model, its mineral and the unit of its densities (mg/cm3)."};
}

/// Variance of a point about the line: as the rods scatter, but no less than their noise lets expect.
double scatter(const StraightLine& line, const std::vector<double>& expected) {
  double noise = 0;
  for (const double variance : expected) noise += variance / static_cast<double>(expected.size());
  return std::max(line.residual_squares / line.degrees_of_freedom, noise);
}

Result<DensityLine> judged(DensityLine line) {
  const auto energy = effective_energy(line.mineral, 1.0 / line.slope);
  if (!energy) return not_mineral();
  line.effective_kev = *energy;
  if (1.0 - line.r_squared > kLooseScatter)
    line.warnings.push_back(
        {"density.rods-loose", "The rods lie loosely about their line (over 2 % of scatter left)."});
  return line;
}

}  // namespace

std::span<const Phantom> known_phantoms() { return kPhantoms; }

Result<Measured<VolumetricDensity>> difference(const BoneDensity& a, const BoneDensity& b) {
  if (a.mineral != b.mineral)
    return Error{"density.minerals-mixed", "One density is of hydroxyapatite, the other of K2HPO4.",
                 "Calibrate both with the same mineral: the ratio of the two scales changes with the beam."};
  Measured<VolumetricDensity> result{a.value.value - b.value.value, std::nullopt};
  if (a.value.sd && b.value.sd)
    result.sd = mg_per_cm3(std::hypot(in_mg_per_cm3(*a.value.sd), in_mg_per_cm3(*b.value.sd)));
  return result;
}

Result<DensityLine> fit_solid_phantom(Mineral mineral, const std::vector<RodMeasurement>& rods) {
  const Points points = points_of(rods, false);
  if (auto error = unusable(points)) return *error;
  const StraightLine fit = fit_straight_line(points.signal, points.density);
  if (auto error = too_scattered(fit)) return *error;
  std::vector<double> noise;
  for (const double variance : points.variance) noise.push_back(fit.slope * fit.slope * variance);
  const double s2 = scatter(fit, noise);
  DensityLine line{mineral,
                   fit.slope,
                   fit.intercept,
                   s2 / fit.scatter_x,
                   0,
                   0,
                   std::sqrt(s2),
                   fit.degrees_of_freedom,
                   fit.r_squared,
                   0,
                   kOgo,
                   {}};
  line.covariance = -fit.mean_x * line.slope_variance;
  line.intercept_variance = s2 / static_cast<double>(rods.size()) - fit.mean_x * line.covariance;
  return judged(std::move(line));
}

Result<MindwaysLine> fit_mindways(const std::vector<RodMeasurement>& rods) {
  const Points points = points_of(rods, true);
  if (auto error = unusable(points)) return *error;
  const StraightLine fit = fit_straight_line(points.density, points.signal);
  if (auto error = too_scattered(fit)) return *error;
  const double sigma = fit.slope - kMindwaysSlope, beta = fit.intercept + kMindwaysOffset;
  if (!(sigma > 0)) return not_mineral();
  const double s2 = scatter(fit, points.variance);
  const double sigma_variance = s2 / fit.scatter_x, both = -fit.mean_x * sigma_variance;
  const double beta_variance = s2 / static_cast<double>(rods.size()) - fit.mean_x * both;
  // slope = 1 / sigma and intercept = -beta / sigma, to first order.
  const double per_sigma = -1.0 / (sigma * sigma), of_beta = -1.0 / sigma, of_sigma = beta / (sigma * sigma);
  DensityLine line{Mineral::dipotassium_phosphate,
                   1.0 / sigma,
                   -beta / sigma,
                   per_sigma * per_sigma * sigma_variance,
                   of_sigma * of_sigma * sigma_variance + of_beta * of_beta * beta_variance +
                       2 * of_sigma * of_beta * both,
                   per_sigma * (of_sigma * sigma_variance + of_beta * both),
                   std::sqrt(s2) / sigma,
                   fit.degrees_of_freedom,
                   fit.r_squared,
                   0,
                   kMindways,
                   {}};
  auto whole = judged(std::move(line));
  if (!whole) return whole.error();
  return MindwaysLine{std::move(*whole), fit.slope, fit.intercept, sigma, beta};
}

BoneDensity density(const DensityLine& line, const Measured<Attenuation>& mean) {
  const double x = in_hu(mean.value), sd = mean.sd ? in_hu(*mean.sd) : 0.0;
  const double of_line = line.intercept_variance + 2 * x * line.covariance + x * x * line.slope_variance;
  const double variance = of_line + line.residual_sd * line.residual_sd + line.slope * line.slope * sd * sd;
  return {line.mineral, {mg_per_cm3(line.slope * x + line.intercept), mg_per_cm3(std::sqrt(variance))}};
}

AshDensity ash_density(const BoneDensity& bone) {
  const bool apatite = bone.mineral == Mineral::hydroxyapatite;
  const double slope = apatite ? 0.839 : 1.06, offset = apatite ? 69.8 : 38.9;
  AshDensity ash{{mg_per_cm3(slope * in_mg_per_cm3(bone.value.value) + offset), std::nullopt},
                 apatite ? kKaneko2004 : kKeyak1994};
  if (bone.value.sd) ash.value.sd = slope * *bone.value.sd;
  return ash;
}

}  // namespace osteon
