#pragma once

#include <osteon/densitometry/display_regions.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/segmentation/dxa_spine.hpp>

#include <functional>
#include <optional>
#include <string>

// What a densitometer's display pictures show: geometry alone, since their grey values cannot be weighed.

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
};

/// What the regions of a hip are laid out by.
[[nodiscard]] HipPlaces places_of(const DxaHip& hip);

/// One analysed picture with what was found on it, while its pixels are in memory; one of the two is there.
struct AnalyzedPicture {
  const SeriesOutline& outline;
  const DxaPicture& picture;
  const SpinePicture* spine = nullptr;
  const HipPicture* hip = nullptr;
};

/// Called once for each analysed picture: to draw it.
using TakePicture = std::function<void(const AnalyzedPicture&)>;

}  // namespace osteon
