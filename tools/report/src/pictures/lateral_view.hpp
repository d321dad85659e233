#pragma once

#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/report/pictures.hpp>

namespace osteon {

/// A picture from the side with the six points of every vertebra, its name and what its heights suggest.
[[nodiscard]] Picture lateral_overlay(const AnalyzedPicture& analyzed);

}  // namespace osteon
