#include "volume_file.hpp"

#include <stdexcept>
#include <unistd.h>

namespace osteon {

std::optional<Error> too_large(double bytes) {
  const double present =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (bytes < 0.8 * present) return std::nullopt;
  return Error{"memory.too-large", "The volume does not fit into the memory of this machine.",
               "Use a machine with more memory, or a reconstruction with fewer pixels."};
}

Result<bool> check_plausible(const Grid<3>& grid) {
  // A body is below 2.5 m; CT pixels lie between 0.02 mm (micro-CT) and 20 mm.
  constexpr double kLeastSpacingMm = 0.02, kMostSpacingMm = 20.0, kLongestMm = 2500.0, kMostVoxels = 4e9;
  double voxels = 1;
  for (std::size_t n = 0; n < 3; ++n) {
    const double spacing = grid.spacing_mm[static_cast<int>(n)];
    voxels *= grid.size[n];
    if (!(spacing >= kLeastSpacingMm && spacing <= kMostSpacingMm) || !(spacing * grid.size[n] <= kLongestMm))
      return Error{"geometry.implausible-spacing",
                   "The header gives a spacing or an extent that no patient image has.",
                   "Check the spacing and its unit (millimetres) in the header."};
  }
  if (voxels > kMostVoxels || !grid.origin_mm.allFinite() || grid.origin_mm.cwiseAbs().maxCoeff() > 1e5)
    return Error{"geometry.implausible-spacing",
                 "The header gives a size or a place that no patient image has.",
                 "Check the dimensions and the origin in the header."};
  return true;
}

Result<VolumeHeader> read_volume_header(const std::filesystem::path& file) {
  if (is_nifti_name(file)) return read_nifti_header(file);
  if (is_nrrd_name(file)) return read_nrrd_header(file);
  throw std::invalid_argument("read_volume_header: neither NIfTI nor NRRD");
}

Result<VolumeHeader> read_volume(const std::filesystem::path& file, const TakeSlab& take) {
  if (is_nifti_name(file)) return read_nifti(file, take);
  if (is_nrrd_name(file)) return read_nrrd(file, take);
  throw std::invalid_argument("read_volume: neither NIfTI nor NRRD");
}

}  // namespace osteon
