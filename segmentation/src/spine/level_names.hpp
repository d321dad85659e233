#pragma once

#include "spine/level_evidence.hpp"

#include <osteon/segmentation/spine_segmenter.hpp>

#include <string>
#include <vector>

namespace osteon {

struct NamedLevel {
  BoneRegion level;  ///< none = this member of the chain is no vertebra that we name (below S1, above C3)
  double confidence;
  std::vector<AlternativeLevel> alternatives;
  std::vector<std::string> evidence;
};

/// Names for every member of the chain, from the feet to the head.
///
/// All ways to name the chain are weighed together: 11 to 13 thoracic and 4 to 6 lumbar vertebrae as often as
/// they are found in people, every place for the lowest member, and one disc missed or seen twice anywhere.
/// The names are those of the most likely way; the confidence of each name is the sum over all ways that give
/// it, and so are its alternatives'.
[[nodiscard]] std::vector<NamedLevel> name_levels(const std::vector<LevelEvidence>& evidence,
                                                  const DiscChain& chain);

}  // namespace osteon
