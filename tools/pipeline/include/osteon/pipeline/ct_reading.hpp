#pragma once

#include <osteon/densitometry/calibrated_density.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/acquisition.hpp>
#include <osteon/pipeline/phantom_calibration.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// How the numbers of one CT are to be read: what it was made with, as it shows itself, and its calibration.
struct CtReading {
  AcquisitionFindings acquisition;
  std::optional<Measured<Length>> water_diameter;  ///< of the patient about the bones that are measured
  std::optional<CtCalibration> calibration;        ///< absent: Hounsfield units only, a warning says why
  std::vector<Warning> warnings;                   ///< of the conditions and of the calibration
};

/// A phantom in the scan goes before the site's table, that before the patient's own tissues.
/// Errors: none; what cannot be told is absent, with a warning.
[[nodiscard]] CtReading read_ct(const CtScan& scan, const SpineSegmentation& spine,
                                const SeriesOutline& outline, const CalibrationSources& sources = {});

/// The same for a scan of hips alone: no muscle beside a spine, and of blood only whether it is enhanced.
[[nodiscard]] CtReading read_ct_of_hips(const CtScan& scan, const std::vector<SegmentedFemur>& femurs,
                                        const SeriesOutline& outline, const CalibrationSources& sources = {});

/// The reading as regions of bone need it.
[[nodiscard]] ScanScale scale_of(const CtReading& reading, const SeriesOutline& outline,
                                 std::optional<Sex> sex);

}  // namespace osteon
