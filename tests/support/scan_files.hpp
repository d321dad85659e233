#pragma once

#include <osteon/imaging/study.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace osteon::testing {

/// What the headers of a written scan say besides its geometry.
struct ScanHeader {
  std::string manufacturer = "MAKER", model = "Model 1", station = "CT1", kernel = "Soft";
  std::string date = "20240110";
  double kilovolt = 120;
  std::string series_uid = "1.2.826.0.1.3680043.8.498.77";
};

/// Writes a scan of axial planes as one DICOM file a plane. Errors: std::invalid_argument for other planes.
std::vector<std::filesystem::path> write_scan(const CtScan& scan, const ScanHeader& header,
                                              const std::filesystem::path& folder);

}  // namespace osteon::testing
