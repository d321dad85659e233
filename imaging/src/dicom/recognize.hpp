#pragma once

#include "header.hpp"

#include <osteon/imaging/result.hpp>
#include <osteon/imaging/survey.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// What one DICOM object is, by its class, its attributes and its image type.
struct Recognized {
  SeriesKind kind;
  std::string description;       ///< plain words, for `inspect`
  std::optional<Error> refusal;  ///< absent for planes that may become a CT volume, pictures, and numbers
  bool is_picture = false;       ///< of a spine or hip, to be measured
  CarriedNumbers numbers = CarriedNumbers::none;
  bool is_density = false;     ///< its pixels are areal densities
  bool is_radiograph = false;  ///< of a spine from the side, to be measured
  std::vector<Warning> warnings = {};
};

[[nodiscard]] Recognized recognize(const DicomHeader& header);

}  // namespace osteon
