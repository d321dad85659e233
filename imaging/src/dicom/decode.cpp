#include "decode.hpp"

#include "../stored_values.hpp"
#include "frame_reader.hpp"

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

/// The plane on the volume's grid: moved in its plane by its shift (bilinear), air where it does not reach.
void put_plane(const StoredFrame& frame, const StoredPlane& plane, const Grid<3>& grid, std::int16_t* out) {
  const int nx = grid.size[0], ny = grid.size[1];
  const auto value = [&](int i, int j) -> double {
    if (i < 0 || j < 0 || i >= frame.columns || j >= frame.rows) return kLowestHu;
    return to_hounsfield(frame.values[static_cast<std::size_t>(j) * static_cast<std::size_t>(frame.columns) +
                                      static_cast<std::size_t>(i)],
                         plane);
  };
  const double shift_i = plane.shift_i_mm / grid.spacing_mm.x(),
               shift_j = plane.shift_j_mm / grid.spacing_mm.y();
  const int whole_i = static_cast<int>(std::floor(-shift_i)),
            whole_j = static_cast<int>(std::floor(-shift_j));
  const double fi = -shift_i - whole_i, fj = -shift_j - whole_j;
  for (int j = 0; j < ny; ++j) {
    for (int i = 0; i < nx; ++i, ++out) {
      const int a = i + whole_i, b = j + whole_j;
      if (fi == 0 && fj == 0) {
        *out = static_cast<std::int16_t>(value(a, b));
      } else {
        *out = static_cast<std::int16_t>(
            std::lround((1 - fj) * ((1 - fi) * value(a, b) + fi * value(a + 1, b)) +
                        fj * ((1 - fi) * value(a, b + 1) + fi * value(a + 1, b + 1))));
      }
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

/// Lost planes may be bridged where the hole they leave is narrow and they are few.
bool may_bridge(const SeriesOutline& outline, const std::vector<std::size_t>& usable) {
  constexpr double kBridgedGapMm = 6.0;
  if (usable.size() < 2 || usable.size() * 10 < outline.planes.size() * 9) return false;
  if (usable.front() != 0 || usable.back() + 1 != outline.planes.size()) return false;
  for (std::size_t n = 1; n < usable.size(); ++n) {
    if (usable[n] != usable[n - 1] + 1 &&
        outline.planes[usable[n]].position_mm - outline.planes[usable[n - 1]].position_mm > kBridgedGapMm)
      return false;
  }
  return true;
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
  LoadedCt loaded{
      CtScan{Image3D<std::int16_t>(Grid<3>{{0, 0, 0}, grid.spacing_mm, grid.origin_mm, grid.direction})}, {}};
  if (usable.size() < decoded.size()) {
    if (!may_bridge(outline, usable))
      return Error{"pixels.undecodable", "Pixels of the series are damaged and cannot be decoded.",
                   "Send or copy the files again."};
    loaded.warnings.push_back(
        {"pixels.lost-slices", std::to_string(decoded.size() - usable.size()) +
                                   " slices could not be decoded and were filled from their neighbours."});
  }
  if (usable.size() == decoded.size() && planes_are_slices(outline)) {
    loaded.scan.hounsfield = Image3D<std::int16_t>(grid, std::move(planes));
    return loaded;
  }
  Image3D<std::int16_t> volume(grid);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    interpolate_slice(planes, outline, usable, k * grid.spacing_mm.z(), slice_pixels, &volume.at(0, 0, k));
  });
  loaded.scan.hounsfield = std::move(volume);
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
