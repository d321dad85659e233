#include "usable_tissues.hpp"

#include <osteon/densitometry/beam_calibration.hpp>
#include <osteon/densitometry/rounding.hpp>
#include <osteon/densitometry/xray_beam.hpp>

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr double kFiltrationMm = 8.0, kFiltrationFactor = 1.5;
constexpr double kTrunkCm = 28.0, kTrunkSdCm = 5.0;
constexpr double kWaterSdHu = 4.0, kGainSd = 0.01, kNonuniformityHu = 4.0;
constexpr double kTissueRefusedSds = 3.0;
constexpr std::array kUsualKilovolts{80.0, 100.0, 120.0, 140.0};

struct Energy {
  double kev, sd;
};

/// Mean and spread of the effective energy over what is not known of the beam.
Energy expected_energy(Material solute, const BeamSetting& setting) {
  const double water_cm = setting.water_diameter ? in_mm(setting.water_diameter->value) / 10.0 : kTrunkCm;
  const double water_sd_cm = setting.water_diameter && setting.water_diameter->sd
                                 ? in_mm(*setting.water_diameter->sd) / 10.0
                             : setting.water_diameter ? 0.0
                                                      : kTrunkSdCm;
  const auto at = [&](double kilovolt, double aluminium_mm, double cm) {
    return effective_kev(solute, XrayBeam{kilovolt, aluminium_mm, std::max(0.0, cm)});
  };
  std::vector<Energy> parts;
  const auto add = [&](double kilovolt) {
    const double filters = 0.5 * (at(kilovolt, kFiltrationMm * kFiltrationFactor, water_cm) -
                                  at(kilovolt, kFiltrationMm / kFiltrationFactor, water_cm));
    const double size = 0.5 * (at(kilovolt, kFiltrationMm, water_cm + water_sd_cm) -
                               at(kilovolt, kFiltrationMm, water_cm - water_sd_cm));
    parts.push_back({at(kilovolt, kFiltrationMm, water_cm), std::hypot(filters, size)});
  };
  if (setting.kilovolt)
    add(*setting.kilovolt);
  else
    std::ranges::for_each(kUsualKilovolts, add);
  Energy mean{0, 0};
  const double count = static_cast<double>(parts.size());
  for (const Energy& part : parts) mean.kev += part.kev / count;
  for (const Energy& part : parts)
    mean.sd += (part.sd * part.sd + (part.kev - mean.kev) * (part.kev - mean.kev)) / count;
  mean.sd = std::sqrt(mean.sd);
  return mean;
}

/// g/cm3 after ICRU Report 44, and how far people differ.
struct TissueNorm {
  Tissue tissue;
  double g_per_cm3, biological_sd_hu;
};
constexpr std::array kNorms{TissueNorm{Tissue::air, 0.001205, 15}, TissueNorm{Tissue::adipose, 0.95, 25},
                            TissueNorm{Tissue::blood, 1.06, 12}, TissueNorm{Tissue::muscle, 1.05, 12}};

const TissueNorm* norm(Tissue tissue) {
  const auto* const found = std::ranges::find(kNorms, tissue, &TissueNorm::tissue);
  return found == kNorms.end() ? nullptr : &*found;
}

double expected_hu(const TissueNorm& tissue, double kev) {
  return 1000.0 * (tissue.g_per_cm3 * mass_attenuation(material(tissue.tissue), kev) /
                       mass_attenuation(Material::water, kev) -
                   1.0);
}

/// Energy in its own sd, water in HU, gain; with their covariance.
struct Scale {
  Eigen::Vector3d at = Eigen::Vector3d::Zero();
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
};

double predicted(const TissueNorm& tissue, const Energy& energy, const Eigen::Vector3d& scale) {
  return scale[1] + (1.0 + scale[2]) * expected_hu(tissue, energy.kev + scale[0] * energy.sd);
}

/// The most probable scale: the tissues against what is known before. Nearly linear, a few steps settle it.
Scale fit_scale(const std::vector<TissueSample>& samples, const Energy& energy) {
  const Eigen::Vector3d prior_sd(1.0, kWaterSdHu, kGainSd);
  Scale scale;
  for (int step = 0; step < 6; ++step) {
    Eigen::Matrix3d weight = prior_sd.cwiseAbs2().cwiseInverse().asDiagonal();
    Eigen::Vector3d pull = -weight * scale.at;
    for (const TissueSample& sample : samples) {
      const TissueNorm& tissue = *norm(sample.tissue);
      constexpr double kSmall = 0.05;
      Eigen::Vector3d ahead = scale.at;
      ahead[0] += kSmall;
      const double now = predicted(tissue, energy, scale.at);
      const Eigen::Vector3d gradient((predicted(tissue, energy, ahead) - now) / kSmall, 1.0,
                                     (now - scale.at[1]) / (1.0 + scale.at[2]));
      const double of_mean = sample.sd_hu / std::sqrt(static_cast<double>(sample.voxels));
      const double sd = std::hypot(tissue.biological_sd_hu, of_mean);
      weight += gradient * gradient.transpose() / (sd * sd);
      pull += gradient * (sample.mean_hu - now) / (sd * sd);
    }
    scale.covariance = weight.inverse();
    scale.at += scale.covariance * pull;
  }
  return scale;
}

/// density = (HU - water) / (gain slope(energy)), with first-order variances.
DensityLine line_of(Mineral mineral, Material solute, const Energy& energy, const Scale& scale) {
  const auto slope_at = [&](double sds) {
    return 1.0 / ((1.0 + scale.at[2]) * hu_per_mg_per_cm3(solute, energy.kev + sds * energy.sd));
  };
  const double slope = slope_at(scale.at[0]), water = scale.at[1];
  constexpr double kSmall = 0.05;
  const double per_energy = (slope_at(scale.at[0] + kSmall) - slope_at(scale.at[0] - kSmall)) / (2 * kSmall);
  const Eigen::Vector3d of_slope(per_energy, 0.0, -slope / (1.0 + scale.at[2]));
  const Eigen::Vector3d of_intercept = -water * of_slope - Eigen::Vector3d(0.0, slope, 0.0);
  return {mineral,
          slope,
          -water * slope,
          of_slope.dot(scale.covariance * of_slope),
          of_intercept.dot(scale.covariance * of_intercept),
          of_slope.dot(scale.covariance * of_intercept),
          kNonuniformityHu * slope,
          0,
          0,
          energy.kev + scale.at[0] * energy.sd,
          kBeamCalibration,
          {}};
}

std::optional<Error> unusable(const BeamSetting& setting, const std::vector<TissueSample>& samples) {
  if (auto error = invalid_tissues(samples)) return error;
  if (setting.kilovolt && !(*setting.kilovolt >= 70 && *setting.kilovolt <= 150))
    return Error{"density.kilovolt-unusual", "The tube voltage is none that CT of the trunk is made with.",
                 "Check the header, or calibrate by a phantom."};
  return std::nullopt;
}

}  // namespace

Result<BeamCalibration> calibrate_by_beam(Mineral mineral, const BeamSetting& setting,
                                          const std::vector<TissueSample>& samples) {
  if (auto error = unusable(setting, samples)) return *error;
  std::vector<Warning> warnings;
  auto kept = usable_tissues(samples, warnings);
  std::erase_if(kept, [](const TissueSample& s) { return norm(s.tissue) == nullptr; });
  std::ranges::sort(kept, {}, &TissueSample::tissue);
  const auto soft = std::ranges::count_if(kept, [](const auto& s) { return s.tissue != Tissue::air; });
  if (soft < 1 || kept.size() < 2)
    return Error{"density.tissues-too-few", "No two tissues can serve to check the scale of CT numbers.",
                 "Include fat and muscle beside the bone in the image, or calibrate by a phantom."};
  const Material solute =
      mineral == Mineral::hydroxyapatite ? Material::hydroxyapatite : Material::dipotassium_phosphate;
  const Energy energy = expected_energy(solute, setting);
  const Scale scale = fit_scale(kept, energy);
  const auto sd = [&](int n) { return std::sqrt(scale.covariance(n, n)); };
  BeamCalibration result{{hu(scale.at[1]), hu(sd(1))},
                         energy.kev + scale.at[0] * energy.sd,
                         sd(0) * energy.sd,
                         1.0 + scale.at[2],
                         sd(2),
                         {},
                         line_of(mineral, solute, energy, scale)};
  for (const TissueSample& sample : kept) {
    const TissueNorm& tissue = *norm(sample.tissue);
    const double expected = predicted(tissue, energy, scale.at);
    if (std::abs(sample.mean_hu - expected) > kTissueRefusedSds * tissue.biological_sd_hu)
      return Error{"density.tissues-scatter", "The tissues do not agree with any scale of CT numbers.",
                   "Check the rescaling of the image, or calibrate by a phantom."};
    result.tissues.push_back({sample, expected, tissue.biological_sd_hu});
  }
  if (!setting.kilovolt)
    warnings.push_back({"density.kilovolt-unknown",
                        "The tube voltage is not known: the density carries the spread of 80 to 140 kV."});
  result.line.warnings = std::move(warnings);
  return result;
}

}  // namespace osteon
