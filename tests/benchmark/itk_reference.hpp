#pragma once

#include <string>

// ITK's own way, for comparison: no check of the geometry, one thread for the reading. In a source of its
// own, because ITK brings its own Eigen.

namespace osteon::benchmark {

/// Reads the one series of a folder by itk::ImageSeriesReader. Returns the number of voxels.
std::size_t itk_read_series(const std::string& folder);

/// The same, kept for itk_smooth().
void itk_keep_series(const std::string& folder);

/// One full-resolution recursive Gaussian (all three axes) of the kept series. Returns the number of voxels.
std::size_t itk_smooth(double sigma_mm);

}  // namespace osteon::benchmark
