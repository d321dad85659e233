#pragma once

#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/simulate/collapsed_scan.hpp>
#include <osteon/simulate/film_plan.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

// What a simulated film really shows. Places are millimetres of the detector, 0 = centre of the first pixel.

namespace osteon {

/// A place of the patient where the film shows it.
struct ShownPoint {
  Eigen::Vector2d mm;
  bool in_field;  ///< within what the collimator leaves open
};

/// One vertebra of the CT.
struct FilmVertebra {
  BoneRegion level;
  double label_confidence;
  bool complete;         ///< in the CT
  ShownPoint center;     ///< of the body
  double magnification;  ///< of the body
  /// landmarks_of: superior anterior, middle, posterior, then inferior; 0.66 of the half-depth from the
  /// middle.
  std::optional<std::array<ShownPoint, 6>> points;
  /// Plates at the walls, as far as they are known: superior anterior, posterior, then inferior.
  std::optional<std::array<ShownPoint, 4>> corners;
  std::optional<VertebralHeights> heights;  ///< of the untouched CT, in the patient
  std::optional<AskedCollapse> collapse;
  ThreeHeights true_loss{};  ///< anterior, middle, posterior; of the untouched heights
};

/// The upper plate of the sacrum.
struct FilmSacrum {
  ShownPoint plate;           ///< its middle
  Eigen::Vector2d direction;  ///< of the plate in the picture, forwards; unit
};

struct FilmTruth {
  std::vector<FilmVertebra> vertebrae;  ///< from the head down, all of the CT
  std::optional<FilmSacrum> sacrum;
};

[[nodiscard]] FilmTruth film_truth(const SpineSegmentation& spine, const CollapsedScan& scan,
                                   const FilmPlan& plan);

}  // namespace osteon
