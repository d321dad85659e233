#pragma once

#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <vector>

namespace osteon::testing {

/// A body like a patient's with vertebrae of known CT number, lying on a holder with rods, as a scanner would
/// show it: everything a cylinder or a box along the body, blurred by the kernel, with its noise.
struct RodPhantom {
  std::vector<double> rods_hu;  ///< from the patient's right to left, 24 mm apart
  double rod_radius_mm = 9;
  double holder_hu = 0;
  std::vector<double> inserts_hu;  ///< marrow of vertebra-like columns side by side, each in a 2 mm shell
  double shell_hu = 500;
  double body_hu = 0;
  double body_half_width_mm = 110, body_half_depth_mm = 70;
  double holder_turn_deg = 0, holder_tilt_deg = 0;  ///< about the body's axis; against it
  Eigen::Vector3d spacing_mm{1.0, 1.0, 2.5};
  std::array<int, 3> size{240, 200, 36};
  Eigen::Matrix3d direction =
      Eigen::Matrix3d::Identity();  ///< of the lattice; the phantom does not turn with it
  double blur_mm = 0.6;             ///< sd of the kernel's point spread
  double edge_enhancement = 0;      ///< 0 = soft kernel; 0.5 = overshoot as of a bone kernel
  double noise_hu = 0;              ///< of a voxel; tied to its neighbours where the kernel is soft
  unsigned seed = 1;
};

inline constexpr double kInsertRadiusMm = 15;

/// Where a rod's axis crosses the middle of the scan, and its direction; patient axes.
struct RodTruth {
  Eigen::Vector3d centre_mm, direction;
};
[[nodiscard]] RodTruth rod_truth(const RodPhantom& phantom, std::size_t rod);
/// Middle of an insert.
[[nodiscard]] Eigen::Vector3d insert_centre(const RodPhantom& phantom, std::size_t insert);

/// The phantom's middle lies at the patient's (12, -40, 300). Air around is -1000 HU.
[[nodiscard]] CtScan make_rod_phantom(const RodPhantom& phantom);

}  // namespace osteon::testing
