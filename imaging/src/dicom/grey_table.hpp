#pragma once

#include "header.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

class DcmItem;

namespace osteon {

/// What is shown for every value that a film's pixels can hold; bone is brighter as far as the header says.
struct GreyTable {
  std::int32_t first;        ///< stored value of the first entry
  std::vector<float> shown;  ///< one for each stored value from there on
  bool clips = false;        ///< 0...1, and what lies beyond is shown like the end: a window or VOI table
  [[nodiscard]] float at(std::int32_t stored) const {
    const auto last = static_cast<std::int32_t>(shown.size()) - 1;
    return shown[static_cast<std::size_t>(std::clamp(stored - first, 0, last))];
  }
};

/// The greyscale pipeline of PS3.3 C.11 and C.8.11.3: modality table or rescaling; then, for processing, the
/// logarithm of what is linear in the beam, and for presentation the first VOI table or window, unless
/// `with_window` says no.
[[nodiscard]] GreyTable grey_table(DcmItem& item, const DicomHeader& header, bool with_window);

}  // namespace osteon
