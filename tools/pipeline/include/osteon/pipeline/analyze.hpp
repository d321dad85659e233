#pragma once

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/pipeline/phantom_calibration.hpp>
#include <osteon/pipeline/report.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <functional>
#include <string_view>

namespace osteon {

/// One analysed CT with what was found on it, while its pixels are still in memory.
struct AnalyzedCt {
  const SeriesOutline& outline;
  const CtScan& scan;
  const SpineSegmentation& spine;                     ///< nothing found in it: hips alone
  std::vector<VertebraFrame> frames;                  ///< by which `regions_of_bodies` lays out regions
  DensityOptions density;                             ///< with which they were measured
  const std::vector<VertebraMeasurement>& vertebrae;  ///< of this series, from the head down
  const LabelMap<3>* femur_map = nullptr;             ///< null = no femur was outlined
  std::vector<FemurMeasurement> femurs = {};          ///< of this series, with their pictures
};

/// Called once for each analysed CT, before its pixels are let go: to draw it or to save its maps.
using TakeCt = std::function<void(const AnalyzedCt&)>;

/// What is going on: the stage's name and how far it is, in [0, 1].
using StageProgress = std::function<void(std::string_view stage, double)>;

/// What the user may choose.
struct AnalysisOptions {
  DeformityOptions deformity = {};
  CalibrationSources calibration = {};                ///< besides a phantom in the scan and its own tissues
  std::optional<Eigen::Vector2d> pixel_size_mm = {};  ///< of densitometers' pictures; overrules their headers
  DxaAuditOptions dxa = {};                           ///< with the site's precision, where it is known
};

/// Analyses every usable series of a study, one after the other. Reads files. The patient's sex is the
/// study's.
///
/// Errors: none; a series that cannot be used is in the report as refused, with its reason, and the others go
/// on.
[[nodiscard]] Report analyze(const StudyOutline& study, const SpineSegmenter& segmenter,
                             const TakeCt& take = {}, const StageProgress& progress = {},
                             const AnalysisOptions& options = {}, const TakePicture& take_picture = {});

}  // namespace osteon
