#include <osteon/densitometry/rod_profiles.hpp>
#include <osteon/imaging/digest.hpp>
#include <osteon/pipeline/phantom_calibration.hpp>
#include <osteon/segmentation/phantom_finder.hpp>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <span>

namespace osteon {
namespace {

RodProfile profile_of(const FoundRod& rod) {
  RodProfile profile;
  for (const RodPlane& p : rod.planes) profile.push_back({p.plane, p.mean_hu, p.sd_hu, p.voxels});
  return profile;
}

/// Distance of the planes that rods are read in: the whole length over the planes between its ends.
double plane_mm(const std::vector<FoundRod>& rods) {
  const FoundRod& rod = rods.front();
  const Eigen::Vector3d along = rod.upper.mm - rod.lower.mm;
  return along.norm() / std::max(1, rod.planes.back().plane - rod.planes.front().plane);
}

struct SteadyRods {
  std::vector<FoundRod> rods;
  std::vector<Measured<Attenuation>> means;
  SteadyStretch stretch;
  double plane_mm;
  bool bent;  ///< a rod that is calibrated with goes on beyond the stretch, by more than one level is read
              ///< over
};

/// Planes as people count them.
std::string words(const SteadyStretch& stretch) {
  return "planes " + std::to_string(stretch.first_plane + 1) + " to " +
         std::to_string(stretch.last_plane + 1) + ", counted from the feet";
}

bool goes_beyond(const FoundRod& rod, const SteadyStretch& stretch, double plane_mm) {
  constexpr double kMoreThanItsEndMm = 10.0;
  const int before = stretch.first_plane - rod.planes.front().plane;
  const int after = rod.planes.back().plane - stretch.last_plane;
  return std::max(before, after) * plane_mm > kMoreThanItsEndMm;
}

Result<SteadyRods> steady_rods(const CtScan& scan) {
  const auto found = find_rods(scan);
  if (found.empty())
    return Error{"density.no-phantom", "No rod of a calibration phantom was found in the scan.",
                 "Scan the phantom with its rods along the table, at voxels of 2.5 mm or less across them."};
  std::vector<RodProfile> profiles;
  for (const FoundRod& rod : found) profiles.push_back(profile_of(rod));
  const double step = plane_mm(found);
  auto stretch = steady_stretch(profiles, step);
  if (!stretch) return stretch.error();
  SteadyRods steady{{}, {}, *stretch, step, false};
  for (const std::size_t n : stretch->steady)
    if (const auto mean = mean_over(profiles[n], *stretch)) {
      steady.rods.push_back(found[n]);
      steady.means.push_back(*mean);
      steady.bent = steady.bent || goes_beyond(found[n], *stretch, step);
    }
  if (steady.rods.size() < found.size() && steady.rods.size() < 3)
    return Error{
        "density.rods-unsteady",
        std::to_string(found.size() - steady.rods.size()) + " of " + std::to_string(found.size()) +
            " rods lie only where CT numbers drift along the scan; those left are too few. CT numbers are "
            "steady in " +
            words(*stretch) + ".",
        "Scan the phantom so that 5 cm of all its rods lie well within both ends of the scan."};
  return steady;
}

std::string origin_of(const IdentifiedPhantom& phantom) {
  return phantom.name + " in the scan, " + std::to_string(phantom.rods.size()) + " rods";
}

PhantomCalibration result_of(const SteadyRods& steady, const std::vector<std::size_t>& row,
                             IdentifiedPhantom phantom) {
  PhantomCalibration result{{Calibration::phantom, phantom.line, origin_of(phantom), phantom.line.warnings},
                            phantom.name,
                            {},
                            (steady.stretch.last_plane - steady.stretch.first_plane + 1) * steady.plane_mm,
                            steady.stretch.drift_hu};
  if (steady.bent)
    result.calibration.warnings.push_back(
        {"density.rods-bent", "The rods keep their CT numbers only in " + words(steady.stretch) +
                                  ": beyond them the scan bends CT numbers, and densities there are wrong."});
  for (std::size_t n = 0; n < row.size(); ++n) {
    const FoundRod& rod = steady.rods[row[n]];
    result.rods.push_back(
        {rod.lower, rod.upper, rod.radius_mm, phantom.rods[n].rod.mineral_mg_per_cm3, phantom.rods[n].mean});
  }
  return result;
}

}  // namespace

Result<PhantomCalibration> calibrate_by_phantom(const CtScan& scan, const PhantomChoice& choice) {
  const auto steady = steady_rods(scan);
  if (!steady) return steady.error();
  const auto rows = rod_rows(steady->rods);
  if (rows.empty())
    return Error{
        "density.rods-too-few",
        "No three rods lie side by side: " + std::to_string(steady->rods.size()) + " cylinder(s) were found.",
        "Scan all rods of a phantom that has three or more."};
  std::optional<Error> first;
  for (const auto& row : rows) {
    std::vector<RowRod> rods;
    const Eigen::Vector3d start = steady->rods[row.front()].lower.mm;
    const Eigen::Vector3d along = (steady->rods[row.back()].lower.mm - start).normalized();
    for (const std::size_t n : row)
      rods.push_back({steady->means[n], hu(steady->rods[n].surrounding_hu),
                      along.dot(steady->rods[n].lower.mm - start)});
    auto phantom = identify_phantom(rods, choice);
    if (phantom) return result_of(*steady, row, std::move(*phantom));
    if (!first) first = phantom.error();
  }
  return *first;
}

Result<SiteEntry> site_entry(const PhantomCalibration& calibration, const CtScan& scan,
                             const CtAcquisition& acquisition) {
  if (acquisition.manufacturer.empty() || acquisition.model.empty() || !acquisition.tube_voltage_kv)
    return Error{"calibration.unnamed-scanner",
                 "The header does not name the scanner and its tube voltage: nothing could be matched to it.",
                 "Give the phantom scan as the scanner's own DICOM files."};
  SiteEntry entry{acquisition, calibration.phantom, calibration.calibration.line, {}, {}};
  for (const CalibratedRod& rod : calibration.rods) entry.rods.push_back({rod.mineral_mg_per_cm3, rod.mean});
  entry.scan_sha256 = sha256(std::as_bytes(std::span(scan.hounsfield.pixels())));
  return entry;
}

KnownCalibration known_calibration(const CtScan& scan, const CtAcquisition& acquisition,
                                   const CalibrationSources& sources) {
  KnownCalibration known;
  auto found = calibrate_by_phantom(scan, {"", acquisition.tube_voltage_kv, {}});
  if (found) {
    known.calibration = std::move(found->calibration);
    return known;
  }
  // A cylinder or two are a catheter's balloon or a cup, not a phantom of which something has to be said.
  const bool seen =
      found.error().code != "density.no-phantom" && found.error().code != "density.rods-too-few";
  if (seen) known.warnings.push_back({found.error().code, found.error().message});
  if (!sources.site) return known;
  auto entry = calibration_from(*sources.site, acquisition);
  if (entry)
    known.calibration = *std::move(entry);
  else
    known.warnings.push_back({entry.error().code, entry.error().message});
  return known;
}

}  // namespace osteon
