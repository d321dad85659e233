#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/imaging/survey.hpp>

#include <Eigen/Core>

#include <filesystem>
#include <optional>
#include <vector>

namespace osteon {

struct LoadedCt {
  CtScan scan;
  std::vector<Warning> warnings;  ///< found while decoding, beside those of the outline
};

/// Decodes the pixels of a usable CT outline, in parallel. Reads files.
/// Shape:  the scan lies on `outline.grid`; shorter where planes at its ends could not be decoded.
/// Errors: pixels.* (cannot be decoded, truncated, not Hounsfield units). An outline that is refused or no CT
/// throws.
[[nodiscard]] Result<LoadedCt> load_ct(const SeriesOutline& outline, const Progress& progress = {});

/// Decodes a densitometer's picture; more is brighter. Reads files.
/// `operator_spacing_mm` is what a user says of the pixels; it overrules the header.
/// Errors: pixels.*; dxa.no-scale, where neither header nor user states the size of a pixel. An outline
/// without a picture throws.
[[nodiscard]] Result<DxaPicture> load_dxa_picture(
    const SeriesOutline& outline, const std::optional<Eigen::Vector2d>& operator_spacing_mm = {});

struct LoadedRadiograph {
  Radiograph film;
  std::vector<Warning> warnings;  ///< found while decoding, beside those of the outline
};

/// Decodes a film as its header says that it is to be shown: modality and VOI tables, window, intensity
/// relationship and sign, polarity; colour as brightness. Pixels are averaged to about 0.4 mm; what shutter
/// or collimator hide is cut away or evened out. Reads files. `spacing_mm` is that of a stored pixel, by the
/// header or anybody else. Errors: pixels.*; radiograph.blank. An outline without a radiograph throws.
[[nodiscard]] Result<LoadedRadiograph> load_radiograph(const SeriesOutline& outline,
                                                       const Eigen::Vector2d& spacing_mm);

/// A label map from NIfTI or NRRD. Errors: as load_ct; labels.not-integer, labels.too-large (> 255).
[[nodiscard]] Result<LabelMap<3>> load_labels(const std::filesystem::path& file);

}  // namespace osteon
