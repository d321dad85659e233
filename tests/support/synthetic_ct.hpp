#pragma once

#include <Eigen/Core>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

class DcmDataset;

namespace osteon::testing {

/// A folder of its own below the system's temporary folder, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  operator const std::filesystem::path&() const { return path_; }  // NOLINT(google-explicit-constructor)

 private:
  std::filesystem::path path_;
};

/// Attenuation at a place of the patient (LPS mm): linear, so that trilinear resampling keeps it and a single
/// wrong axis, spacing, sign or shift changes it.
[[nodiscard]] double planted_hu(const Eigen::Vector3d& place_mm);

/// How a written CT series is made. Never square pixels, never equal axes, never at the origin.
struct SyntheticCt {
  int columns = 14, rows = 10, slices = 9;
  double column_spacing_mm = 0.75, row_spacing_mm = 1.25, slice_spacing_mm = 2.5;
  Eigen::Vector3d origin_mm{-31.0, 17.0, -205.0};
  Eigen::Vector3d row{1, 0, 0}, column{0, 1, 0};  ///< ImageOrientationPatient
  double tilt_deg = 0;                            ///< gantry tilt about the row axis
  double slope = 1, intercept = -1024;
  bool is_signed = false;
  int bits_stored = 16;
  std::string series_uid = "1.2.826.0.1.3680043.8.498.10";
  std::string suffix = ".dcm";
  int transfer_syntax = 0;  ///< E_TransferSyntax; 0 = explicit little endian
  /// Last word on each slice before it is written; false leaves the slice out.
  std::function<bool(DcmDataset&, int slice)> change;
};

/// Writes one file per slice into `folder`. Returns the files in slice order.
std::vector<std::filesystem::path> write_ct(const SyntheticCt& ct, const std::filesystem::path& folder);

/// The same volume as one Enhanced CT file.
std::filesystem::path write_enhanced_ct(const SyntheticCt& ct, const std::filesystem::path& folder);

/// Where the centre of a pixel lies.
[[nodiscard]] Eigen::Vector3d place_of(const SyntheticCt& ct, int i, int j, int k);

}  // namespace osteon::testing
