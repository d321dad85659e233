#pragma once

#include "header.hpp"

#include <osteon/imaging/survey.hpp>

#include <string>

namespace osteon {

struct DescribedPicture {
  PictureOutline outline;
  std::string spacing_source;  ///< empty = no size of pixels is stated
  std::vector<Warning> warnings;
};

/// What the header says of a densitometer's picture. Its pixels' size is PixelSpacing, else
/// ImagerPixelSpacing, else ExposedArea by the matrix (whole millimetres, as GE Lunar writes it); 1 x 1 of a
/// derived object says nothing.
[[nodiscard]] DescribedPicture described_picture(const DicomHeader& header);

/// The size of a pixel as the user says, else as the header does. Errors: dxa.no-scale.
[[nodiscard]] Result<Eigen::Vector2d> spacing_of(const PictureOutline& picture,
                                                 const std::optional<Eigen::Vector2d>& operator_spacing_mm);

}  // namespace osteon
