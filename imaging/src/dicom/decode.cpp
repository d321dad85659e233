#include "decode.hpp"

#include "../stored_values.hpp"
#include "frame_reader.hpp"
#include "tolerances.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

namespace osteon {
namespace {

using Slice = std::vector<std::int16_t>;

std::int16_t to_hounsfield(std::int32_t stored, const StoredPlane& plane) {
  const bool padded = plane.padding && stored >= plane.padding->first && stored <= plane.padding->second;
  return padded ? static_cast<std::int16_t>(kLowestHu)
                : kept_hounsfield(plane.slope * stored + plane.intercept);
}

/// Where a pixel of the grid falls along one axis of a plane: two pixels and the share of the second; none
/// outside.
struct Footing {
  int first = -1, second = -1;
  double share = 0;
};

std::vector<Footing> footings(int grid_pixels, int plane_pixels, double shift_pixels) {
  std::vector<Footing> all(static_cast<std::size_t>(grid_pixels));
  for (int n = 0; n < grid_pixels; ++n) {
    const double place = n - shift_pixels;
    if (place < -0.5 || place > plane_pixels - 0.5) continue;
    const double inside = std::clamp(place, 0.0, plane_pixels - 1.0);
    const int first = std::min(static_cast<int>(inside), std::max(plane_pixels - 2, 0));
    all[static_cast<std::size_t>(n)] = {first, std::min(first + 1, plane_pixels - 1), inside - first};
  }
  return all;
}

/// The plane on the volume's grid: moved in its plane by its shift (bilinear), air where it does not reach.
void put_plane(const StoredFrame& frame, const StoredPlane& plane, const Grid<3>& grid, std::int16_t* out) {
  const auto columns = static_cast<std::size_t>(frame.columns);
  Slice hounsfield(frame.values.size());
  std::transform(frame.values.begin(), frame.values.end(), hounsfield.begin(),
                 [&](std::int32_t stored) { return to_hounsfield(stored, plane); });
  if (plane.shift_i_mm == 0 && plane.shift_j_mm == 0 && frame.columns == grid.size[0] &&
      frame.rows == grid.size[1]) {
    std::copy(hounsfield.begin(), hounsfield.end(), out);
    return;
  }
  const auto along_i = footings(grid.size[0], frame.columns, plane.shift_i_mm / grid.spacing_mm.x());
  const auto along_j = footings(grid.size[1], frame.rows, plane.shift_j_mm / grid.spacing_mm.y());
  const auto at = [&](int i, int j) -> double {
    return hounsfield[static_cast<std::size_t>(j) * columns + static_cast<std::size_t>(i)];
  };
  for (const Footing& j : along_j) {
    for (const Footing& i : along_i) {
      if (i.first < 0 || j.first < 0) {
        *out++ = static_cast<std::int16_t>(kLowestHu);
        continue;
      }
      const double upper = (1 - i.share) * at(i.first, j.first) + i.share * at(i.second, j.first);
      const double lower = (1 - i.share) * at(i.first, j.second) + i.share * at(i.second, j.second);
      *out++ = static_cast<std::int16_t>(std::lround((1 - j.share) * upper + j.share * lower));
    }
  }
}

/// Whether plane k lies just where slice k of the grid does, for every plane.
bool planes_are_slices(const SeriesOutline& outline) {
  if (outline.planes.size() != static_cast<std::size_t>(outline.grid->size[2])) return false;
  for (std::size_t k = 0; k < outline.planes.size(); ++k) {
    if (std::abs(outline.planes[k].position_mm - static_cast<double>(k) * outline.grid->spacing_mm.z()) >
        1e-6)
      return false;
  }
  return true;
}

/// Slice k of the grid from the two planes beside it. `usable` are the indices of decoded planes, ascending.
void interpolate_slice(const std::vector<std::int16_t>& planes, const SeriesOutline& outline,
                       const std::vector<std::size_t>& usable, double z, std::size_t slice_pixels,
                       std::int16_t* out) {
  auto above = std::lower_bound(usable.begin(), usable.end(), z, [&](std::size_t n, double place) {
    return outline.planes[n].position_mm < place;
  });
  if (above == usable.end()) --above;
  const auto below = above == usable.begin() ? above : std::prev(above);
  const double za = outline.planes[*below].position_mm, zb = outline.planes[*above].position_mm;
  const double f = zb > za ? std::clamp((z - za) / (zb - za), 0.0, 1.0) : 0.0;
  const std::int16_t* a = planes.data() + *below * slice_pixels;
  const std::int16_t* b = planes.data() + *above * slice_pixels;
  for (std::size_t n = 0; n < slice_pixels; ++n)
    out[n] = static_cast<std::int16_t>(std::lround((1 - f) * a[n] + f * b[n]));
}

/// Lost planes may be done without where they are few, and where the holes within the volume are narrow.
bool may_do_without(const SeriesOutline& outline, const std::vector<std::size_t>& usable) {
  if (usable.size() < 2 || usable.size() * 10 < outline.planes.size() * 9) return false;
  for (std::size_t n = 1; n < usable.size(); ++n) {
    if (usable[n] != usable[n - 1] + 1 &&
        outline.planes[usable[n]].position_mm - outline.planes[usable[n - 1]].position_mm > kBridgedGapMm)
      return false;
  }
  return true;
}

/// The part of the grid between the first and the last plane that could be decoded.
Grid<3> between(const Grid<3>& grid, double first_mm, double last_mm) {
  const double spacing = grid.spacing_mm.z();
  const int first = static_cast<int>(std::ceil(first_mm / spacing - 1e-6));
  const int last = std::min(static_cast<int>(std::floor(last_mm / spacing + 1e-6)), grid.size[2] - 1);
  Grid<3> part = grid;
  part.origin_mm += first * spacing * grid.direction.col(2);
  part.size[2] = last - first + 1;
  return part;
}

/// Decodes every plane to its place in `planes`; says which ones could be.
std::vector<char> decode_planes(const SeriesOutline& outline, std::vector<std::int16_t>& planes,
                                const Progress& progress) {
  const Grid<3>& grid = *outline.grid;
  const std::size_t slice_pixels =
      static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
  std::vector<char> decoded(outline.planes.size(), 0);
  tbb::enumerable_thread_specific<FrameReader> readers;
  std::mutex progress_lock;
  std::size_t done = 0;
  tbb::parallel_for(std::size_t{0}, outline.planes.size(), [&](std::size_t k) {
    const StoredPlane& plane = outline.planes[k];
    if (const auto frame = readers.local().read(plane.file, plane.frame)) {
      put_plane(*frame, plane, grid, planes.data() + k * slice_pixels);
      decoded[k] = 1;
    }
    if (progress) {
      const std::lock_guard guard(progress_lock);
      progress(static_cast<double>(++done) / static_cast<double>(outline.planes.size()));
    }
  });
  return decoded;
}

}  // namespace

Result<LoadedCt> decode_ct(const SeriesOutline& outline, const Progress& progress) {
  const Grid<3>& grid = *outline.grid;
  const std::size_t slice_pixels =
      static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
  std::vector<std::int16_t> planes(slice_pixels * outline.planes.size());
  const auto decoded = decode_planes(outline, planes, progress);
  std::vector<std::size_t> usable;
  for (std::size_t k = 0; k < decoded.size(); ++k)
    if (decoded[k] != 0) usable.push_back(k);
  const bool whole = usable.size() == decoded.size();
  if (whole && planes_are_slices(outline))
    return LoadedCt{CtScan{Image3D<std::int16_t>(grid, std::move(planes))}, {}};
  if (!whole && !may_do_without(outline, usable))
    return Error{"pixels.undecodable", "Pixels of the series are damaged and cannot be decoded.",
                 "Send or copy the files again."};
  const Grid<3> part = whole ? grid
                             : between(grid, outline.planes[usable.front()].position_mm,
                                       outline.planes[usable.back()].position_mm);
  const double first_mm = (part.origin_mm - grid.origin_mm).dot(grid.direction.col(2));
  LoadedCt loaded{CtScan{Image3D<std::int16_t>(part)}, {}};
  Image3D<std::int16_t>& volume = loaded.scan.hounsfield;
  tbb::parallel_for(0, part.size[2], [&](int k) {
    interpolate_slice(planes, outline, usable, first_mm + k * part.spacing_mm.z(), slice_pixels,
                      &volume.at(0, 0, k));
  });
  if (!whole)
    loaded.warnings.push_back(
        {"pixels.lost-slices", std::to_string(decoded.size() - usable.size()) +
                                   " slices could not be decoded; within the volume they were filled "
                                   "from their neighbours, at its ends they were cut off."});
  return loaded;
}

bool same_stored_pixels(const std::filesystem::path& a, int frame_a, const std::filesystem::path& b,
                        int frame_b) {
  FrameReader reader;
  const auto first = reader.read(a, frame_a);
  const auto second = reader.read(b, frame_b);
  return first && second && first->rows == second->rows && first->columns == second->columns &&
         first->values == second->values;
}

}  // namespace osteon
