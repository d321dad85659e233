#pragma once

#include <osteon/densitometry/dxa_density.hpp>
#include <osteon/densitometry/dxa_scores.hpp>
#include <osteon/densitometry/object_calibration.hpp>
#include <osteon/densitometry/texture_index.hpp>

#include <optional>
#include <string>
#include <vector>

// Densities that osteon itself weighed in a densitometer's scan.

namespace osteon {

struct ScanRegion {
  DxaRegionDensity density;
  std::optional<BmdSite> site;  ///< that has references
  DxaRowScores scores;
};

/// One scan whose pixels could be weighed; its places are in the picture of the same series.
struct MeasuredScan {
  std::string series_uid;
  int series_part = 0;
  std::optional<Side> side;                      ///< of a hip
  std::string maker;                             ///< on whose scale the densities are; empty = on nobody's
  std::optional<ObjectCalibration> calibration;  ///< of two energies; absent for a map of densities
  std::vector<ScanRegion> regions;
  std::optional<NeckSection> section;   ///< of a hip
  std::optional<TextureIndex> texture;  ///< of a spine
  DxaClassification classification;
  bool doubtful = false;  ///< a warning says that places or names may be wrong
};

}  // namespace osteon
