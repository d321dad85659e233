#pragma once

#include "spine/working_volume.hpp"

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace osteon {

/// HU along a line across a disc, from the body below to the body above: `kSamples` of them, kStepMm apart,
/// the middle one at 0.
struct PlateProfile {
  static constexpr double kStepMm = 0.75, kReachMm = 21;
  static constexpr int kHalfSamples = static_cast<int>(kReachMm / kStepMm), kSamples = 2 * kHalfSamples + 1;
  [[nodiscard]] static double mm(int sample) { return (sample - kHalfSamples) * kStepMm; }

  Eigen::Matrix<float, kSamples, 1> hu;
};

/// What is known of a disc and the marrow on its two sides before a line is looked at.
struct PlateExpectation {
  double blur_mm;            ///< standard deviation along the lines
  double noise_hu;           ///< of a sample, texture of the marrow included
  double independent_share;  ///< of the samples that carry noise of their own, 0...1
  double marrow_below_hu, marrow_above_hu;
};

/// Outer surfaces of the two plates, mm along the line, with one standard deviation each.
struct PlatePlaces {
  double below_mm, above_mm;
  double below_sd_mm, above_sd_mm;
};

/// Model of a line across a disc: marrow, a thin bright plate, disc, another plate, marrow, all blurred as
/// the scan blurs. For given places of the plates the five brightnesses are linear and are solved for, so
/// that what is left is a cost over the places of the two plates.
class PlateModel {
 public:
  /// Places at which the cost is tabulated: indices of samples.
  static constexpr int kFurthestMm = 17, kCrossMm = 7;  // a deep dent; across the plane of a tilted disc
  static constexpr int kPlaces = static_cast<int>((kFurthestMm + kCrossMm) / PlateProfile::kStepMm) + 1;
  static constexpr int kStates = kPlaces * kPlaces;
  [[nodiscard]] static double below_mm(int place) { return place * PlateProfile::kStepMm - kFurthestMm; }
  [[nodiscard]] static double above_mm(int place) { return place * PlateProfile::kStepMm - kCrossMm; }

  explicit PlateModel(const PlateExpectation& expected);

  /// Cost of every pair of places, [below][above], twice the negative logarithm of the likelihood and the
  /// expectation; kImpossible where the plates would touch.
  void costs(const PlateProfile& profile, float* cost) const;
  static constexpr float kImpossible = 1e9F;

  /// The places near `start` with the least cost, between the samples.
  [[nodiscard]] PlatePlaces refined(const PlateProfile& profile, PlatePlaces start) const;

 private:
  static constexpr int kParts = 7;
  using Vector = Eigen::Matrix<double, kParts, 1>;
  using Matrix = Eigen::Matrix<double, kParts, kParts>;
  PlateExpectation expected_;
  double weight_;  // of one squared HU
  Matrix prior_;
  Vector prior_right_;
  double prior_constant_;
  std::vector<float> steps_;  // blurred steps at every place of every edge between two parts
  std::vector<Eigen::Matrix<float, kParts, kParts>> whitening_;  // per state
};

/// Standard deviation of the blur along a direction: voxel, interpolation, reconstruction kernel.
[[nodiscard]] double blur_along(const VolumeSampler& scan, const Eigen::Vector3d& direction);

}  // namespace osteon
