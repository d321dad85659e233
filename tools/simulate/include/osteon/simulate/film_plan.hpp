#pragma once

#include <osteon/densitometry/radiograph_simulation.hpp>
#include <osteon/imaging/save_radiograph.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

// What a radiographer does before an exposure: where tube and detector stand, and what is left open.

namespace osteon {

struct FilmSetting {
  RadiographView view = RadiographView::left_lateral;
  double pixel_mm = 0.3;    ///< at the detector
  double source_mm = 1150;  ///< from the source to the detector
  double object_mm = 250;   ///< from the spine to the detector
  double border_mm = 15;    ///< of the detector, that the collimator covers on every side
  DxaPose pose;             ///< how the patient stands otherwise; about the picture's axes
};

struct FilmPlan {
  ConeView view;
  OpenBox open;
};

/// The central ray goes through the middle of the column, at right angles to the patient's axes but for the
/// pose. Open: 260 x 430 mm at most, of a longer column its lower part, less where rays would leave the CT
/// through its ends within 150 mm of the spine. Errors: anatomy.no-spine; radiograph.small-field (less than
/// 40 mm is left). std::invalid_argument for a source nearer than 300 mm to the spine.
[[nodiscard]] Result<FilmPlan> plan_film(const CtScan& scan, const SpineSegmentation& spine,
                                         const FilmSetting& setting);

}  // namespace osteon
