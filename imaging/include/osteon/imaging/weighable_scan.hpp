#pragma once

#include <osteon/imaging/load.hpp>

#include <Eigen/Core>

#include <array>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

// Scans of densitometers whose pixels can be weighed: maps of areal density, and attenuations at two energies
// with the calibration object that makes densities of them.

namespace osteon {

/// A place of a calibration object: what the rays pass there, in g/cm2. Picture millimetres.
struct KnownPlace {
  Eigen::Vector2d from_mm, to_mm;       ///< opposite corners of a rectangle
  double mineral = 0, soft_tissue = 0;  ///< hydroxyapatite; water or what stands for soft tissue
};

/// A calibration object scanned as the patient was.
struct CalibrationObject {
  DualEnergyScan scan;
  std::vector<KnownPlace> places;
};

/// What one of the samples of a place is supposed to be: seen at one energy through nothing besides, or
/// through one of the densitometer's own references.
enum class RawSample { low_air, low_tissue, low_bone, high_air, high_tissue, high_bone };
/// "low-air", ...
[[nodiscard]] std::string_view name(RawSample sample);

/// The same places seen through the densitometer's own references.
struct ReferenceScans {
  DualEnergyScan tissue, bone;
};

struct DualEnergyExamination {
  DualEnergyScan scan;
  std::optional<ReferenceScans> references;  ///< of a scan of several samples: their meaning is supposed
  std::optional<CalibrationObject> object;   ///< absent: nothing can be weighed
};

using WeighableScan = std::variant<DxaScan, DualEnergyExamination>;

/// Reads the pixels of an outline with `weighable`; files. Maps and scans lie as displayed: x to the right, y
/// downwards. A volume file whose axes run to the left and to the feet (or against it) is turned so.
/// `operator_spacing_mm` overrules a DICOM header's.
/// Errors: dxa.no-scale, dxa.map-unusable, dxa.map-not-density, dxa.scan-description, raw-dxa.*,
/// dual-energy.different-grids, and those of NIfTI and NRRD. An outline without `weighable` throws.
[[nodiscard]] Result<WeighableScan> load_weighable_scan(
    const SeriesOutline& outline, const std::optional<Eigen::Vector2d>& operator_spacing_mm = {});

}  // namespace osteon
