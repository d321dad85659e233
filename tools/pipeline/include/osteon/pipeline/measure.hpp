#pragma once

#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/pipeline/report.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <filesystem>
#include <optional>

namespace osteon {

/// Somebody else's segmentation, as files.
struct GivenMasks {
  std::filesystem::path labels;  ///< one label map, or a folder of masks named for what they hold
                                 ///< ("vertebrae_L1.nii.gz")
  LabelScheme scheme;
  /// Which voxels are vertebral body: sub-regions of the scheme, one label for all bodies, or vertebrae's
  /// numbers. Absent: the body is parted from its arch by shape.
  std::optional<std::filesystem::path> bodies = std::nullopt;
  DeformityOptions deformity = {};
  CalibrationSources calibration = {};
};

/// The spine that given masks show, on the grid of their CT. Reads files. Errors: as load_labels and
/// spine_from_labels; labels.elsewhere, labels.none, labels.no-bodies, labels.too-many-voxels.
[[nodiscard]] Result<SpineSegmentation> spine_of_masks(const CtScan& scan, const GivenMasks& given);

/// Measures under given masks as under our own: heights, deformity and attenuation of every vertebra, shape
/// and areal density of every femur, and statistics of every label, over `ct`, one of the series of `image`.
/// The others of `image` are in the report as refused. Reads files.
///
/// Shape:  heights are read on the masks' own grid. For attenuation they are brought to the CT's by nearest
///         neighbour; a mask on the same lattice, in whatever order of axes, is taken voxel by voxel. One
///         that lies elsewhere is refused; voxels beyond the image are counted in a warning.
/// Errors: as load_ct, load_labels and spine_from_labels; labels.elsewhere, labels.none, labels.no-bodies,
///         labels.too-many-voxels.
/// `take` is called as by analyze, once, when there is a vertebra or a femur in the masks.
[[nodiscard]] Result<Report> measure(const Survey& image, const SeriesOutline& ct, const GivenMasks& given,
                                     const TakeCt& take = {});

/// The same without an image: heights and deformity, no attenuation; a warning says so.
[[nodiscard]] Result<Report> measure(const GivenMasks& given);

}  // namespace osteon
