#pragma once

#include <osteon/densitometry/display_regions.hpp>
#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/segmentation/dxa_spine.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

// What a densitometer's display pictures and films show: geometry alone, since their grey values cannot be
// weighed.

namespace osteon {

/// A lumbar spine in a picture.
struct SpinePicture {
  std::string series_uid;
  int series_part = 0;
  DxaSpine spine;
  DisplayedBone shown = {};  ///< its regions in grey
};

/// A hip in a picture.
struct HipPicture {
  std::string series_uid;
  int series_part = 0;
  DxaHip hip;
  std::optional<Side> stated_side;  ///< by the header
  DisplayedBone shown = {};         ///< its regions in grey
  std::optional<HipLayout> layout = {};
};

/// What the regions of a hip are laid out by.
[[nodiscard]] HipPlaces places_of(const DxaHip& hip);

/// A spine from the side in a picture; its measurements are the report's vertebrae of the same series.
struct LateralPicture {
  std::string series_uid;
  int series_part = 0;
  LateralSpine spine;
  bool lengths_known = true;  ///< places are in millimetres of the patient, or of a scale that is assumed
};

/// One analysed picture with what was found on it, while its pixels are in memory; one of the three is there.
struct AnalyzedPicture {
  const SeriesOutline& outline;
  const DxaPicture& picture;
  const SpinePicture* spine = nullptr;
  const HipPicture* hip = nullptr;
  const LateralPicture* lateral = nullptr;
  const std::vector<VertebraMeasurement>* vertebrae = nullptr;  ///< of the lateral picture, in its order
};

/// Called once for each analysed picture: to draw it.
using TakePicture = std::function<void(const AnalyzedPicture&)>;

}  // namespace osteon
