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

/// A label map from NIfTI or NRRD. Errors: as load_ct; labels.not-integer, labels.too-large (> 255).
[[nodiscard]] Result<LabelMap<3>> load_labels(const std::filesystem::path& file);

}  // namespace osteon
