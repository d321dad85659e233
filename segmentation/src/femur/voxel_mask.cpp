#include "femur/voxel_mask.hpp"

#include <tbb/parallel_for.h>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace osteon {
namespace {

constexpr float kFar = 1e9F;

/// Lower envelope of parabolas (Felzenszwalb and Huttenlocher, Theory of Computing 8:415, 2012).
void transform_line(std::vector<float>& f, std::vector<std::size_t>& apex, std::vector<float>& border,
                    std::vector<float>& result) {
  const std::size_t count = f.size();
  std::size_t k = 0;
  apex[0] = 0;
  border[0] = -kFar;
  border[1] = kFar;
  const auto meet = [&](std::size_t q, std::size_t p) {
    const auto a = static_cast<float>(q), b = static_cast<float>(p);
    return ((f[q] + a * a) - (f[p] + b * b)) / (2 * (a - b));
  };
  for (std::size_t q = 1; q < count; ++q) {
    float s = meet(q, apex[k]);
    while (k > 0 && s <= border[k]) s = meet(q, apex[--k]);
    if (s > border[k]) ++k;
    apex[k] = q;
    border[k] = s;
    border[k + 1] = kFar;
  }
  k = 0;
  for (std::size_t q = 0; q < count; ++q) {
    const auto x = static_cast<float>(q);
    while (border[k + 1] < x) ++k;
    const float d = x - static_cast<float>(apex[k]);
    result[q] = d * d + f[apex[k]];
  }
}

/// The lines of a volume along one axis: first voxels of all, and the stride within.
struct Lines {
  std::size_t stride, length;
  std::vector<std::size_t> starts;
};

Lines lines_along(const std::array<int, 3>& size, std::size_t axis) {
  const std::array<std::size_t, 3> n{static_cast<std::size_t>(size[0]), static_cast<std::size_t>(size[1]),
                                     static_cast<std::size_t>(size[2])};
  const std::array<std::size_t, 3> stride{1, n[0], n[0] * n[1]};
  const std::size_t b = (axis + 1) % 3, c = (axis + 2) % 3;
  Lines lines{stride[axis], n[axis], {}};
  for (std::size_t y = 0; y < n[c]; ++y)
    for (std::size_t x = 0; x < n[b]; ++x) lines.starts.push_back(x * stride[b] + y * stride[c]);
  return lines;
}

LabelMap<3> complement(const LabelMap<3>& mask) {
  LabelMap<3> result(mask.grid());
  for (std::size_t n = 0; n < mask.pixels().size(); ++n) result.pixels()[n] = mask.pixels()[n] == 0 ? 1 : 0;
  return result;
}

LabelMap<3> within(const LabelMap<3>& mask, double radius_mm) {
  const double voxels = radius_mm / mask.grid().spacing_mm[0];
  const auto limit = static_cast<float>(voxels * voxels + 1e-4);
  const Image3D<float> distance = squared_distance_to(mask);
  LabelMap<3> result(mask.grid());
  for (std::size_t n = 0; n < mask.pixels().size(); ++n)
    result.pixels()[n] = distance.pixels()[n] <= limit ? 1 : 0;
  return result;
}

/// Flood in the plane of one face (voxels with index[axis] == at), from its rim.
void close_face(LabelMap<3>& mask, std::size_t axis, int at) {
  const auto& size = mask.grid().size;
  const std::size_t b = (axis + 1) % 3, c = (axis + 2) % 3;
  const int nb = size[b], nc = size[c];
  const auto offset = [&](int x, int y) {
    std::array<int, 3> p{};
    p[axis] = at;
    p[b] = x;
    p[c] = y;
    return mask.offset(p[0], p[1], p[2]);
  };
  std::vector<char> outside(static_cast<std::size_t>(nb) * static_cast<std::size_t>(nc), 0);
  std::vector<std::array<int, 2>> stack;
  const auto visit = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= nb || y >= nc || mask.pixels()[offset(x, y)] != 0) return;
    char& seen =
        outside[static_cast<std::size_t>(x) + static_cast<std::size_t>(nb) * static_cast<std::size_t>(y)];
    if (seen != 0) return;
    seen = 1;
    stack.push_back({x, y});
  };
  for (int x = 0; x < nb; ++x) visit(x, 0), visit(x, nc - 1);
  for (int y = 0; y < nc; ++y) visit(0, y), visit(nb - 1, y);
  while (!stack.empty()) {
    const auto [x, y] = stack.back();
    stack.pop_back();
    visit(x - 1, y), visit(x + 1, y), visit(x, y - 1), visit(x, y + 1);
  }
  for (int y = 0; y < nc; ++y)
    for (int x = 0; x < nb; ++x)
      if (outside[static_cast<std::size_t>(x) + static_cast<std::size_t>(nb) * static_cast<std::size_t>(y)] ==
          0)
        mask.pixels()[offset(x, y)] = 1;
}

}  // namespace

Image3D<float> squared_distance_to(const LabelMap<3>& mask) {
  Image3D<float> result(mask.grid());
  for (std::size_t n = 0; n < mask.pixels().size(); ++n)
    result.pixels()[n] = mask.pixels()[n] != 0 ? 0 : kFar;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Lines lines = lines_along(mask.grid().size, axis);
    tbb::parallel_for(std::size_t{0}, (lines.starts.size() + 255) / 256, [&](std::size_t block) {
      std::vector<float> f(lines.length), out(lines.length), border(lines.length + 1);
      std::vector<std::size_t> apex(lines.length);
      for (std::size_t l = block * 256; l < std::min(lines.starts.size(), (block + 1) * 256); ++l) {
        float* line = result.pixels().data() + lines.starts[l];
        for (std::size_t q = 0; q < lines.length; ++q) f[q] = line[q * lines.stride];
        transform_line(f, apex, border, out);
        for (std::size_t q = 0; q < lines.length; ++q) line[q * lines.stride] = out[q];
      }
    });
  }
  return result;
}

LabelMap<3> dilated(const LabelMap<3>& mask, double radius_mm) { return within(mask, radius_mm); }

LabelMap<3> eroded(const LabelMap<3>& mask, double radius_mm) {
  return complement(within(complement(mask), radius_mm));
}

LabelMap<3> flooded(const LabelMap<3>& seeds, const std::function<bool(std::size_t)>& may_enter) {
  const auto& size = seeds.grid().size;
  LabelMap<3> result(seeds.grid());
  std::vector<std::array<int, 3>> stack;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i)
        if (seeds.at(i, j, k) != 0) {
          result.at(i, j, k) = 1;
          stack.push_back({i, j, k});
        }
  while (!stack.empty()) {
    const auto p = stack.back();
    stack.pop_back();
    for (std::size_t n = 0; n < 6; ++n) {
      auto q = p;
      q[n / 2] += n % 2 == 0 ? 1 : -1;
      if (q[n / 2] < 0 || q[n / 2] >= size[n / 2]) continue;
      const std::size_t at = result.offset(q[0], q[1], q[2]);
      if (result.pixels()[at] != 0 || !may_enter(at)) continue;
      result.pixels()[at] = 1;
      stack.push_back(q);
    }
  }
  return result;
}

std::vector<std::vector<std::size_t>> pieces_of(const LabelMap<3>& mask) {
  const auto& size = mask.grid().size;
  LabelMap<3> rest = mask;
  std::vector<std::vector<std::size_t>> pieces;
  for (std::size_t start = 0; start < rest.pixels().size(); ++start) {
    if (rest.pixels()[start] == 0) continue;
    rest.pixels()[start] = 0;
    std::vector<std::size_t> piece{start};
    for (std::size_t next = 0; next < piece.size(); ++next)
      for_each_neighbour(size, piece[next], [&](std::size_t n) {
        if (rest.pixels()[n] == 0) return;
        rest.pixels()[n] = 0;
        piece.push_back(n);
      });
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

LabelMap<3> without_small_pieces(const LabelMap<3>& mask, double least_ml) {
  const double least = least_ml * 1000 / mask.grid().pixel_volume_mm();
  LabelMap<3> result(mask.grid());
  for (const auto& piece : pieces_of(mask))
    if (static_cast<double>(piece.size()) >= least)
      for (const std::size_t n : piece) result.pixels()[n] = 1;
  return result;
}

LabelMap<3> filled(const LabelMap<3>& mask, double gap_mm) {
  const double reach = gap_mm / 2;
  LabelMap<3> wall = dilated(mask, reach);
  const auto& size = wall.grid().size;
  LabelMap<3> rim(wall.grid());
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (const int at : {0, size[axis] - 1}) close_face(wall, axis, at);
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        const bool face =
            i == 0 || j == 0 || k == 0 || i == size[0] - 1 || j == size[1] - 1 || k == size[2] - 1;
        if (face && wall.at(i, j, k) == 0) rim.at(i, j, k) = 1;
      }
  LabelMap<3> outside = flooded(rim, [&](std::size_t n) { return wall.pixels()[n] == 0; });
  outside = dilated(outside, reach);  // back to the mask's own surface
  LabelMap<3> result(mask.grid());
  for (std::size_t n = 0; n < mask.pixels().size(); ++n)
    result.pixels()[n] = mask.pixels()[n] != 0 || outside.pixels()[n] == 0 ? 1 : 0;
  return result;
}

}  // namespace osteon
