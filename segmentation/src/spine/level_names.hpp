#pragma once

#include "spine/level_evidence.hpp"

#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

struct NamedLevel {
  BoneRegion level;  ///< none = this member of the chain is no vertebra that we name (below S1, above C3)
  double confidence;
  std::vector<AlternativeLevel> alternatives;
  std::vector<std::string> evidence;
};

/// Names for every member of the chain, from the feet to the head: all contiguous namings are weighed by
/// ribs, sacrum and the profile of heights. Without an anchor (sacrum, last rib) no name is believed to more
/// than one half.
[[nodiscard]] std::vector<NamedLevel> name_levels(const std::vector<LevelEvidence>& evidence,
                                                  const DiscChain& chain);

}  // namespace osteon
