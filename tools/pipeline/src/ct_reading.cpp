#include "measured_vertebrae.hpp"

#include <osteon/densitometry/beam_calibration.hpp>
#include <osteon/densitometry/rounding.hpp>
#include <osteon/pipeline/ct_reading.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace osteon {
namespace {

/// Over the levels that are measured; patients are not cylinders.
std::optional<Measured<Length>> water_diameter(const CtScan& scan,
                                               const std::vector<PatientPoint<3>>& levels) {
  constexpr double kLeastSdMm = 15;
  std::vector<double> values;
  for (const auto& level : levels)
    if (const auto one = water_equivalent_diameter(scan, level)) values.push_back(in_mm(*one));
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const double spread = 0.5 * (values.back() - values.front());
  return Measured<Length>{mm(values[values.size() / 2]), mm(std::max(kLeastSdMm, spread))};
}

std::string origin_words(const BeamSetting& setting, const BeamCalibration& fitted) {
  std::string words = setting.kilovolt ? "tube voltage " + number_text(*setting.kilovolt, 0) + " kV"
                                       : std::string("unknown tube voltage");
  words +=
      setting.water_diameter
          ? ", patient as " + number_text(in_mm(setting.water_diameter->value) / 10.0, 1) + " cm of water"
          : ", an adult's trunk";
  words += ", water at " + number_text(in_hu(fitted.water.value), 1) + " HU; tissues:";
  for (const auto& one : fitted.tissues)
    words += " " + std::string(name(one.sample.tissue)) + " " + number_text(one.sample.mean_hu, 0) + " (" +
             number_text(one.expected_hu, 0) + " expected)";
  return words;
}

void calibrate_by_tissues(const SeriesOutline& outline, CtReading& reading) {
  const BeamSetting setting{outline.acquisition.tube_voltage_kv, reading.water_diameter};
  const auto fitted =
      calibrate_by_beam(Mineral::dipotassium_phosphate, setting, calibration_samples(reading.acquisition));
  if (!fitted) {
    reading.warnings.push_back(
        {fitted.error().code, fitted.error().message + " Hounsfield units only. " + fitted.error().remedy});
    return;
  }
  reading.calibration = CtCalibration{Calibration::internal, fitted->line, origin_words(setting, *fitted),
                                      fitted->line.warnings};
}

CtReading read_at(const CtScan& scan, AcquisitionFindings acquisition,
                  const std::vector<PatientPoint<3>>& levels, const SeriesOutline& outline,
                  const CalibrationSources& sources) {
  CtReading reading{std::move(acquisition), water_diameter(scan, levels), {}, {}};
  const CtConditions& conditions = reading.acquisition.conditions;
  reading.warnings = conditions.warnings;
  if (const auto& why = conditions.not_attenuation) {
    reading.warnings.push_back({why->code, why->message});
    return reading;
  }
  KnownCalibration known = known_calibration(scan, outline.acquisition, sources);
  reading.warnings.insert(reading.warnings.end(), known.warnings.begin(), known.warnings.end());
  reading.calibration = std::move(known.calibration);
  if (!reading.calibration) calibrate_by_tissues(outline, reading);
  if (!reading.calibration) return reading;
  reading.warnings.insert(reading.warnings.end(), reading.calibration->warnings.begin(),
                          reading.calibration->warnings.end());
  if (!carries_contrast(conditions.contrast))
    reading.warnings.push_back(
        {"density.contrast-unknown", "It is not known whether contrast medium is in the blood (" +
                                         conditions.contrast_evidence +
                                         "): mineral densities are given as scanned only."});
  return reading;
}

}  // namespace

CtReading read_ct(const CtScan& scan, const SpineSegmentation& spine, const SeriesOutline& outline,
                  const CalibrationSources& sources) {
  std::vector<PatientPoint<3>> levels;
  for (const auto& frame : measured_frames(spine)) levels.push_back(frame.body_center);
  return read_at(scan, describe_acquisition(scan, &spine, outline), levels, outline, sources);
}

CtReading read_ct_of_hips(const CtScan& scan, const std::vector<SegmentedFemur>& femurs,
                          const SeriesOutline& outline, const CalibrationSources& sources) {
  std::vector<PatientPoint<3>> levels;
  for (const auto& femur : femurs) levels.push_back(femur.head.center);
  return read_at(scan, describe_acquisition(scan, nullptr, outline, &femurs), levels, outline, sources);
}

ScanScale scale_of(const CtReading& reading, const SeriesOutline& outline, std::optional<Sex> sex) {
  const CtConditions& conditions = reading.acquisition.conditions;
  return {outline.acquisition.tube_voltage_kv, reading.calibration, carries_contrast(conditions.contrast),
          published_phase(conditions.contrast), sex};
}

}  // namespace osteon
