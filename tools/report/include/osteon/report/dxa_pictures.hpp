#pragma once

#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/report/pictures.hpp>

namespace osteon {

/// A densitometer's picture with what was found drawn over it, in true proportions. Pure.
[[nodiscard]] Picture overlay(const AnalyzedPicture& picture);

}  // namespace osteon
