#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/grid.hpp>

#include <array>
#include <optional>
#include <vector>

namespace osteon {

/// Superior anterior, middle, posterior, then inferior anterior, middle, posterior.
using SixPoints = std::array<PatientPoint<3>, 6>;

/// Distances of the paired endplate points. Pure.
///
/// Units:  `point_sd` are standard uncertainties along the axis of the body; the points' errors are
/// independent.
[[nodiscard]] VertebralHeights vertebral_heights(const SixPoints& points,
                                                 const std::optional<std::array<Length, 6>>& point_sd);

/// Half the width of the range about a height that holds the true one with 95 %, when so large a share of
/// heights rests on a plate in the wrong place (DeformityOptions::misreading_share). Absent without an sd.
[[nodiscard]] std::optional<Length> half_range_95(const Measured<Length>& height, double misreading_share);

/// Sagittal depth of the body: from the middle of the anterior pair to the middle of the posterior pair.
/// Pure.
[[nodiscard]] Length body_depth(const SixPoints& points);

/// One level of a column whose heights are compared.
struct LevelHeights {
  BoneRegion level;
  bool complete;  ///< a cut body neither is judged nor serves as a reference
  VertebralHeights heights;
  Length depth;
};

inline constexpr double kOwnMisreadings = 0.10;
inline constexpr double kMaskMisreadings = 0.02;  ///< a mask is taken at its word, nearly
/// Where a distance in the header cannot be right, plates are looked for in distorted bodies. No source: as
/// many as were seen in the one such series that is known.
inline constexpr double kDistortedMisreadings = 0.30;

struct DeformityOptions {
  GenantLimits limits = {};
  /// A grade of 1 or more is suspected only when it is more probable than this: a false alarm on a healthy
  /// spine is costly. 0...1.
  double suspicion_probability = 0.5;
  /// How often a height rests on a plate in the wrong place, 0...0.5. The default is that of our own
  /// segmentation; docs/spine-fractures.md shows what is covered with it.
  double misreading_share = kOwnMisreadings;
  int farthest_neighbour = 5;  ///< levels away, at most: three fractures in a row leave two on each side
  /// Whether a loss beyond the mild limit by less than its own sd is only said to be possible, and a back
  /// that is low alone has no say at all.
  bool beyond_doubt = false;
  std::optional<Sex> sex = {};  ///< normal wedging differs; unknown = the mean of both
  friend bool operator==(const DeformityOptions&, const DeformityOptions&) = default;
};

/// How heights in pictures from the side are judged: nothing is graded within its own uncertainty.
[[nodiscard]] inline DeformityOptions of_pictures(DeformityOptions options) {
  options.beyond_doubt = true;
  return options;
}

/// The deformity of a level, or why it has none.
struct GradedLevel {
  std::optional<VertebralDeformity> deformity;
  std::vector<Warning> warnings;
};

/// Judges every level of one column against what its unfractured neighbours let expect; without any, against
/// its own posterior height. Pure; the method is told in densitometry/README.md.
///
/// Shape:  one answer for each level, in the order given. Only T4...L6 and T13 are judged and serve as
/// references. Errors: a height that is not positive and finite, limits that do not rise between 0 and 100,
/// or a probability or share outside its range throw std::invalid_argument.
[[nodiscard]] std::vector<GradedLevel> grade_deformities(const std::vector<LevelHeights>& column,
                                                         const DeformityOptions& options = {});

/// The loss as a person reads it: one decimal, halves away from zero. Bands and printouts use this number.
[[nodiscard]] Percentage reported(Percentage loss);

/// Genant's grade of a height loss: below 20 % 0, from 20 % 1, from 25 % 2, above 40 % 3. Pure.
/// Source: kGenant1993.
[[nodiscard]] int genant_grade(Percentage height_loss, const GenantLimits& limits = {});

/// Whether 0 < mild <= moderate <= severe < 100.
[[nodiscard]] bool are_usable(const GenantLimits& limits);

}  // namespace osteon
