#pragma once

#include <osteon/imaging/grid.hpp>
#include <osteon/imaging/study.hpp>

#include <cstddef>
#include <vector>

namespace osteon {

/// CT numbers in the core of a rod in one plane of voxels across it.
struct RodPlane {
  int plane;  ///< of the scan's lattice planes across the body, from the feet up
  double mean_hu, sd_hu;
  int voxels;
};

/// A straight cylinder of one material, as calibration phantoms are made of. It stands within 30 degrees of
/// the body's axis.
struct FoundRod {
  PatientPoint<3> lower, upper;  ///< ends of the part that was read, on the axis
  double radius_mm;
  double surrounding_hu;         ///< 3 mm outside its wall, along the whole rod
  std::vector<RodPlane> planes;  ///< from the feet up, half a rod's wall and its two end planes left out
};

struct RodSearchOptions {
  double least_diameter_mm = 8, largest_diameter_mm = 34;
  double least_length_mm = 18;  ///< so much of a rod of 20 mm is whole planes of 3 mm
  friend bool operator==(const RodSearchOptions&, const RodSearchOptions&) = default;
};

/// Finds rods of calibration phantoms anywhere in a scan: cylinders so round, straight and even that they
/// come from a lathe. Sorted from the patient's right to left. Their CT numbers are as read, whatever they
/// are: whether they can be trusted is judged elsewhere. Rods of the HU of their surroundings are not seen.
/// Any storage order; one answer for any number of threads.
[[nodiscard]] std::vector<FoundRod> find_rods(const CtScan& scan, const RodSearchOptions& options = {});

/// Rods that lie side by side as in a holder, by number: parallel, of one diameter, their middles within 6 mm
/// of a line across the body. Three or more; the longest row first; in each, from its end nearer to the
/// patient's right (or front) to the other.
[[nodiscard]] std::vector<std::vector<std::size_t>> rod_rows(const std::vector<FoundRod>& rods);

}  // namespace osteon
