#include "label_box.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>

namespace osteon {
namespace {

std::array<LabelBox, 256> no_boxes() {
  constexpr int kNone = std::numeric_limits<int>::max();
  std::array<LabelBox, 256> boxes;
  boxes.fill({{kNone, kNone, kNone}, {-1, -1, -1}});
  return boxes;
}

std::array<LabelBox, 256> boxes_of_slice(const LabelMap<3>& labels, int k) {
  auto boxes = no_boxes();
  for (int j = 0; j < labels.grid().size[1]; ++j) {
    for (int i = 0; i < labels.grid().size[0]; ++i) {
      const std::uint8_t label = labels.at(i, j, k);
      if (label == 0) continue;
      LabelBox& box = boxes[label];
      box.first = {std::min(box.first[0], i), std::min(box.first[1], j), k};
      box.last = {std::max(box.last[0], i), std::max(box.last[1], j), k};
    }
  }
  return boxes;
}

}  // namespace

std::array<LabelBox, 256> label_boxes(const LabelMap<3>& labels) {
  std::vector<std::array<LabelBox, 256>> of_slice(static_cast<std::size_t>(labels.grid().size[2]));
  tbb::parallel_for(0, labels.grid().size[2],
                    [&](int k) { of_slice[static_cast<std::size_t>(k)] = boxes_of_slice(labels, k); });
  auto boxes = no_boxes();
  for (const auto& slice : of_slice) {
    for (std::size_t label = 0; label < 256; ++label) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        boxes[label].first[axis] = std::min(boxes[label].first[axis], slice[label].first[axis]);
        boxes[label].last[axis] = std::max(boxes[label].last[axis], slice[label].last[axis]);
      }
    }
  }
  return boxes;
}

std::vector<std::uint8_t> mask_in_box(const LabelMap<3>& labels, const LabelBox& box, std::uint8_t label) {
  std::vector<std::uint8_t> mask;
  mask.reserve(static_cast<std::size_t>(box.size()[0]) * static_cast<std::size_t>(box.size()[1]) *
               static_cast<std::size_t>(box.size()[2]));
  for (int k = box.first[2]; k <= box.last[2]; ++k) {
    for (int j = box.first[1]; j <= box.last[1]; ++j) {
      for (int i = box.first[0]; i <= box.last[0]; ++i) mask.push_back(labels.at(i, j, k) == label ? 1 : 0);
    }
  }
  return mask;
}

}  // namespace osteon
