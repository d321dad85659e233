#pragma once

#include <osteon/densitometry/ct_calibration.hpp>
#include <osteon/densitometry/phantom_identification.hpp>
#include <osteon/densitometry/site_table.hpp>
#include <osteon/imaging/study.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// One rod as it served.
struct CalibratedRod {
  PatientPoint<3> lower, upper;  ///< ends of the part that was read, on the axis
  double radius_mm;
  double mineral_mg_per_cm3;
  Measured<Attenuation> mean;
};

/// What a phantom in a scan says of its CT numbers.
struct PhantomCalibration {
  CtCalibration calibration;        ///< of kind phantom, with a DensityLine
  std::string phantom;              ///< its name
  std::vector<CalibratedRod> rods;  ///< in their order along the holder
  double steady_mm;                 ///< length along the scan that served
  double drift_hu;                  ///< largest trend of a rod over it
};

/// Finds a phantom in a scan, tells which it is, and draws its line: find_rods, steady_stretch, rod_rows,
/// identify_phantom. Pure.
/// Errors: density.no-phantom; density.rods-unsteady, when rods lie only where CT numbers drift along the
///         scan; density.rods-too-few, when no three steady rods lie side by side; those of
///         identify_phantom.
[[nodiscard]] Result<PhantomCalibration> calibrate_by_phantom(const CtScan& scan,
                                                              const PhantomChoice& choice);

/// The same as an entry of a site table. Errors: calibration.unnamed-scanner, when manufacturer, model or
/// tube voltage is missing.
[[nodiscard]] Result<SiteEntry> site_entry(const PhantomCalibration& calibration, const CtScan& scan,
                                           const CtAcquisition& acquisition);

/// What calibration may rest on besides the scan itself.
struct CalibrationSources {
  std::optional<SiteTable> site;
};

struct KnownCalibration {
  std::optional<CtCalibration> calibration;  ///< absent: no phantom, now or earlier
  std::vector<Warning> warnings;             ///< why what seemed to be there could not serve
};

/// A phantom in the scan; without one, the site table's entry for it. Pure.
[[nodiscard]] KnownCalibration known_calibration(const CtScan& scan, const CtAcquisition& acquisition,
                                                 const CalibrationSources& sources);

}  // namespace osteon
