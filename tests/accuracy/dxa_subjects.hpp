#pragma once

#include <osteon/densitometry/hip_density.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// A patient whom the simulator takes pictures of, with what is known of him.
struct DxaSubject {
  std::string name;
  CtScan scan;
  LabelMap<3> bone;  ///< all that holds mineral
  DensityLine line;  ///< of hydroxyapatite
  std::optional<SpineSegmentation> spine = {};
  std::optional<LabelMap<3>> femurs = {};
  std::optional<SegmentedFemur> femur = {};
  std::optional<HipDensity> hip = {};
};

struct DxaSource {
  std::string name;
  bool spine;
  std::filesystem::path scan;            ///< empty: the masks are filled with density
  std::filesystem::path vertebrae = {};  ///< empty: the CT's own segmentation
  std::filesystem::path bodies = {};
  bool tptbox = false;  ///< the scheme of the masks; else TotalSegmentator's or VerSe's by their kind
};
[[nodiscard]] std::vector<DxaSource> dxa_sources(const std::filesystem::path& data);

/// Hips: one subject a side. Empty where the scan cannot be read or nothing is found.
[[nodiscard]] std::vector<DxaSubject> dxa_subjects(const DxaSource& source);

}  // namespace osteon
