#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/segmentation/vertebra_shape.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

struct AlternativeLevel {
  BoneRegion level;
  double probability;
};

struct SegmentedVertebra {
  BoneRegion level;
  double label_confidence;                     ///< probability that `level` is right, 0...1
  std::vector<AlternativeLevel> alternatives;  ///< the other names it could have, most likely first
  std::vector<std::string>
      label_evidence;           ///< "sacrum", "last-rib", "first-rib", "count", "profile", "rib-tips" ...
  bool complete;                ///< false when the field of view cuts the body
  double detection_confidence;  ///< that there is a vertebra just here, 0...1
  VertebraAxes axes;
  std::optional<BodyShape> shape;  ///< absent for a cut body, or where the endplates are not found
  std::optional<VertebraLandmarks> landmarks;  ///< landmarks_of the shape; absent without one
  std::optional<PlatePlane>
      superior_plane{};  ///< of S1 alone, which has no shape; absent where it is not seen
};

struct SpineSegmentation {
  LabelMap<3> vertebrae;                 ///< BoneRegion numbers; body and posterior elements
  LabelMap<3> bodies;                    ///< BoneRegion numbers; the vertebral bodies alone
  std::vector<SegmentedVertebra> found;  ///< from the head down
  std::vector<PatientPoint<3>> canal;    ///< path of the spinal canal, from the head down, about 3 mm steps
  std::vector<Warning> warnings;
};

/// Finds, names and outlines the vertebrae of a CT.
class SpineSegmenter {
 public:
  virtual ~SpineSegmenter() = default;

  /// Shape:  both maps lie on the scan's grid.
  /// Errors: anatomy.no-spine; anatomy.orientation-doubtful, where the spine fits only the other way round.
  /// Calling twice with one scan gives one answer, whatever the number of threads; two threads may call.
  [[nodiscard]] virtual Result<SpineSegmentation> segment(const CtScan& scan,
                                                          const Progress& progress) const = 0;
  [[nodiscard]] Result<SpineSegmentation> segment(const CtScan& scan) const { return segment(scan, {}); }

  /// Method and version: copied into the report, so that a number can be traced to what made it.
  [[nodiscard]] virtual std::string provenance() const = 0;
};

/// Canal tracking, straightened volume, one dynamic programme over all discs; no weights, no seed.
[[nodiscard]] std::unique_ptr<SpineSegmenter> make_classical_spine_segmenter();

}  // namespace osteon
