#pragma once

#include "header.hpp"

#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>

#include <optional>
#include <string>

namespace osteon {

/// What one DICOM object is, by its class, its attributes and its image type.
struct Recognized {
  SeriesKind kind;
  std::string description;       ///< plain words, for `inspect`
  std::optional<Error> refusal;  ///< absent for planes that may become a CT volume, and for pictures
};

[[nodiscard]] Recognized recognize(const DicomHeader& header);

}  // namespace osteon
