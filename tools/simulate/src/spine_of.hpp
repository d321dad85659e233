#pragma once

#include <osteon/pipeline/measure.hpp>

#include <optional>

namespace osteon {

/// The spine of a CT under given masks, else as the engine finds it. Errors: as the two.
[[nodiscard]] inline Result<SpineSegmentation> spine_of(const CtScan& scan,
                                                        const std::optional<GivenMasks>& masks) {
  if (masks) return spine_of_masks(scan, *masks);
  return make_classical_spine_segmenter()->segment(scan);
}

}  // namespace osteon
