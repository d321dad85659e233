#pragma once

#include <osteon/densitometry/ct_calibration.hpp>
#include <osteon/imaging/study.hpp>

#include <string>
#include <vector>

// Calibration by a phantom that was scanned at another time on the same scanner. Values only; the file is
// tools/report's.

namespace osteon {

/// One rod as it was used.
struct SiteRod {
  double mineral_mg_per_cm3;
  Measured<Attenuation> mean;
};

/// One phantom scan.
struct SiteEntry {
  CtAcquisition acquisition;  ///< scanner, station, voltage, kernel and date are used
  std::string phantom;
  DensityLine line;
  std::vector<SiteRod> rods;
  std::string scan_sha256;  ///< of its voxels
};

struct SiteTable {
  std::vector<SiteEntry> entries;
};

/// The table with one more entry; an entry of the same scan is replaced. Sorted by scanner, voltage, kernel
/// and date. Pure.
[[nodiscard]] SiteTable with_entry(SiteTable table, SiteEntry entry);

/// Calibration of a scan by the newest entry of its scanner (manufacturer, model, and station where both
/// state one), tube voltage and kernel that is not later than the scan; without a date in the scan, by the
/// newest. Case and spaces around a name do not matter. Pure. The sd of densities holds, besides the line's
/// own, the published scatter between calibration at another time and in the scan. Errors:
/// calibration.no-entry; it names the nearest entry and what differs. Warnings: calibration.asynchronous, and
/// those of the line.
[[nodiscard]] Result<CtCalibration> calibration_from(const SiteTable& table, const CtAcquisition& scan);

/// Root mean square difference between calibration at another time and by a phantom in the scan, as a share
/// of the density: native scans of 46 patients (kKaesmacher2017).
inline constexpr double kAsynchronousRmsd = 0.080;

}  // namespace osteon
