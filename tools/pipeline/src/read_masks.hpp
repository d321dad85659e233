#pragma once

#include "given_spine.hpp"

#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/measure.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// What the masks add to the report beside their statistics.
struct MaskNotes {
  std::vector<Warning> warnings;
  std::vector<IgnoredFile> ignored;
  std::vector<std::string> outside_labels;  ///< with voxels outside the image
  std::size_t outside_voxels = 0;
};

/// What was read: statistics under the image, where there is one, and the vertebrae on the mask's own grid.
struct ReadMasks {
  std::vector<LabelStatistics> statistics;
  GivenSpineMaps spine;
  std::optional<LabelMap<3>> femurs;  ///< kLeftFemurLabel, kRightFemurLabel, on the image's grid
};

/// Reads the masks that were given: a label map, a folder of one structure a file, bodies beside them. `scan`
/// is null where there is no image. Reads files.
/// Errors: labels.none, labels.elsewhere, labels.too-many-voxels, and those of the files' readers.
[[nodiscard]] Result<ReadMasks> read_masks(const CtScan* scan, const GivenMasks& given, MaskNotes& notes);

/// Names the labels that reach out of the image, once all masks are read.
void warn_of_outside(MaskNotes& notes);

[[nodiscard]] bool is_empty(const LabelMap<3>& labels);

}  // namespace osteon
