#pragma once

#include <osteon/imaging/image.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace osteon {

/// The smallest box of voxels that holds a label; `last` included. Empty: first > last.
struct LabelBox {
  std::array<int, 3> first, last;
  [[nodiscard]] bool empty() const { return first[0] > last[0]; }
  [[nodiscard]] std::array<int, 3> size() const {
    return {last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1};
  }
};

/// One pass over the map, in parallel: the box of each label; that of 0 is left empty.
[[nodiscard]] std::array<LabelBox, 256> label_boxes(const LabelMap<3>& labels);

/// 1 where the box holds the label, i fastest.
[[nodiscard]] std::vector<std::uint8_t> mask_in_box(const LabelMap<3>& labels, const LabelBox& box,
                                                    std::uint8_t label);

}  // namespace osteon
