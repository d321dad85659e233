#include "given/one_label.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace osteon {
namespace {

using Index = std::array<int, 3>;

/// Flood from `start` over voxels of equal value; marks them with `mark` and says how many and where.
struct Flooded {
  std::vector<Index> voxels;
  VoxelBox box;
};

Flooded flood(const LabelMap<3>& mask, LabelMap<3>& seen, const Index& start, bool diagonal) {
  const auto& size = mask.grid().size;
  const std::uint8_t value = mask.at(start[0], start[1], start[2]);
  Flooded result{{start}, {start, start}};
  seen.at(start[0], start[1], start[2]) = 1;
  for (std::size_t n = 0; n < result.voxels.size(); ++n) {
    const Index at = result.voxels[n];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      result.box.first[axis] = std::min(result.box.first[axis], at[axis]);
      result.box.last[axis] = std::max(result.box.last[axis], at[axis]);
    }
    for (int dk = -1; dk <= 1; ++dk)
      for (int dj = -1; dj <= 1; ++dj)
        for (int di = -1; di <= 1; ++di) {
          if (!diagonal && std::abs(di) + std::abs(dj) + std::abs(dk) != 1) continue;
          const Index to{at[0] + di, at[1] + dj, at[2] + dk};
          if (to[0] < 0 || to[1] < 0 || to[2] < 0 || to[0] >= size[0] || to[1] >= size[1] || to[2] >= size[2])
            continue;
          std::uint8_t& mark = seen.at(to[0], to[1], to[2]);
          if (mark || mask.at(to[0], to[1], to[2]) != value) continue;
          mark = 1;
          result.voxels.push_back(to);
        }
  }
  return result;
}

/// Whether two boxes come within `gap_mm` of each other along every axis.
bool near(const VoxelBox& a, const VoxelBox& b, const Eigen::Vector3d& spacing_mm, double gap_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const int steps = std::max(a.first[axis] - b.last[axis], b.first[axis] - a.last[axis]);
    if (steps * spacing_mm[static_cast<int>(axis)] > gap_mm) return false;
  }
  return true;
}

}  // namespace

std::array<VoxelBox, 256> boxes_of_labels(const LabelMap<3>& labels) {
  constexpr int kNone = std::numeric_limits<int>::max();
  std::array<VoxelBox, 256> boxes;
  boxes.fill({{kNone, kNone, kNone}, {-1, -1, -1}});
  const auto& size = labels.grid().size;
  std::size_t n = 0;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i, ++n) {
        const std::uint8_t label = labels.pixels()[n];
        if (label == 0) continue;
        VoxelBox& box = boxes[label];
        const Index at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.first[axis] = std::min(box.first[axis], at[axis]);
          box.last[axis] = std::max(box.last[axis], at[axis]);
        }
      }
  return boxes;
}

LabelMap<3> cut_out(const LabelMap<3>& labels, std::uint8_t label, const VoxelBox& box) {
  Grid<3> grid = labels.grid();
  Eigen::Vector3d corner;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    grid.size[axis] = box.last[axis] - box.first[axis] + 3;
    corner[static_cast<int>(axis)] = box.first[axis] - 1;
  }
  grid.origin_mm = labels.grid().patient_from_index({corner}).mm;
  LabelMap<3> mask(grid);
  for (int k = box.first[2]; k <= box.last[2]; ++k)
    for (int j = box.first[1]; j <= box.last[1]; ++j)
      for (int i = box.first[0]; i <= box.last[0]; ++i)
        if (labels.at(i, j, k) == label)
          mask.at(i - box.first[0] + 1, j - box.first[1] + 1, k - box.first[2] + 1) = 1;
  return mask;
}

MainPiece main_piece(const LabelMap<3>& mask, double gap_mm) {
  std::vector<Flooded> pieces;
  LabelMap<3> seen(mask.grid());
  const auto& size = mask.grid().size;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i)
        if (mask.at(i, j, k) && !seen.at(i, j, k)) pieces.push_back(flood(mask, seen, {i, j, k}, true));
  MainPiece result{LabelMap<3>(mask.grid())};
  if (pieces.empty()) return result;
  const auto largest = std::max_element(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) {
    return a.voxels.size() < b.voxels.size();
  });
  result.largest = largest->voxels.size();
  for (const Flooded& piece : pieces) {
    if (near(piece.box, largest->box, mask.grid().spacing_mm, gap_mm)) {
      for (const Index& at : piece.voxels) result.mask.at(at[0], at[1], at[2]) = 1;
    } else {
      result.left_out += piece.voxels.size();
      result.next_largest = std::max(result.next_largest, piece.voxels.size());
    }
  }
  return result;
}

void fill_cavities(LabelMap<3>& mask) {
  LabelMap<3> outside(mask.grid());
  if (mask.at(0, 0, 0) != 0) return;  // no margin: nothing is known to be outside
  flood(mask, outside, {0, 0, 0}, false);
  for (std::size_t n = 0; n < mask.pixels().size(); ++n)
    if (!outside.pixels()[n]) mask.pixels()[n] = 1;
}

MaskSampler::MaskSampler(const LabelMap<3>& mask) : mask_(mask) {
  const Grid<3>& grid = mask.grid();
  to_index_ = grid.spacing_mm.cwiseInverse().asDiagonal() * grid.direction.transpose();
  offset_ = -to_index_ * grid.origin_mm;
}

double MaskSampler::at(const Eigen::Vector3d& patient_mm) const {
  const Eigen::Vector3d place = to_index_ * patient_mm + offset_;
  const auto& size = mask_.grid().size;
  std::array<int, 3> low;
  Eigen::Vector3d share;
  for (int axis = 0; axis < 3; ++axis) {
    const double floor = std::floor(place[axis]);
    if (!(floor >= 0 && floor + 1 < size[static_cast<std::size_t>(axis)])) return 0;  // the margin is empty
    low[static_cast<std::size_t>(axis)] = static_cast<int>(floor);
    share[axis] = place[axis] - floor;
  }
  const std::uint8_t* const corner = mask_.pixels().data() + mask_.offset(low[0], low[1], low[2]);
  const std::size_t row = mask_.offset(0, 1, 0), slice = mask_.offset(0, 0, 1);
  const auto line = [&](const std::uint8_t* p) { return p[0] * (1 - share[0]) + p[1] * share[0]; };
  const auto plane = [&](const std::uint8_t* p) {
    return line(p) * (1 - share[1]) + line(p + row) * share[1];
  };
  return plane(corner) * (1 - share[2]) + plane(corner + slice) * share[2];
}

double MaskSampler::step_mm(const Eigen::Vector3d& direction) const {
  const Grid<3>& grid = mask_.grid();
  return (grid.direction.transpose() * direction).cwiseAbs().cwiseProduct(grid.spacing_mm).maxCoeff();
}

double MaskSampler::layer(const Eigen::Vector3d& patient_mm, const Eigen::Vector3d& direction) const {
  const Grid<3>& grid = mask_.grid();
  Eigen::Index axis = 0;
  (grid.direction.transpose() * direction).cwiseAbs().cwiseProduct(grid.spacing_mm).maxCoeff(&axis);
  return (to_index_ * patient_mm + offset_)[axis];
}

}  // namespace osteon
