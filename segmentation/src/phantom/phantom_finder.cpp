#include "phantom/circles.hpp"
#include "phantom/cylinder.hpp"
#include "phantom/slabs.hpp"
#include "phantom/tracks.hpp"
#include "spine/patient_lattice.hpp"

#include <osteon/segmentation/phantom_finder.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace osteon {
namespace {

// What comes from a lathe: rms of its form. Real rods: 0.02...0.10 mm. What came nearest in thirteen scans of
// patients, a vessel full of contrast medium, was 0.35 mm off in one of the three and 0.41 in another.
constexpr double kRoundMm = 0.25, kStraightMm = 0.25, kEvenMm = 0.25;
constexpr double kEdgeShare = 0.85;    // of the wall; a rod may touch its neighbour or the holder's shell
constexpr double kLeastContrast = 25;  // HU
constexpr double kWallMm = 3.0;        // that blur and the overshoot of sharp kernels reach inwards
constexpr double kOutsideMm = 3.0;
constexpr double kSteepest = 0.58;  // tan 30 degrees
constexpr int kFewestVoxels = 6;    // in the core of a plane
constexpr int kFewestPlanes = 3;

bool is_of_a_lathe(const Cylinder& c, double plane_mm, const RodSearchOptions& options) {
  return c.roundness_mm <= kRoundMm && c.straightness_mm <= kStraightMm && c.evenness_mm <= kEvenMm &&
         c.edge_share >= kEdgeShare && c.contrast_hu >= kLeastContrast &&
         std::hypot(c.axis.slope_x, c.axis.slope_y) <= kSteepest &&
         2 * c.radius_mm >= options.least_diameter_mm - 1 &&
         2 * c.radius_mm <= options.largest_diameter_mm + 1 &&
         (c.to_plane - c.from_plane + 1) * plane_mm >= options.least_length_mm - 0.5 * plane_mm;
}

/// Voxels of one plane within and just outside of a rod.
struct PlaneReading {
  RodPlane core;
  double outside;
};

PlaneReading read_plane(const Image3D<std::int16_t>& volume, const Cylinder& c, int plane) {
  const auto& spacing = volume.grid().spacing_mm;
  const double x = c.axis.x(plane * spacing[2]), y = c.axis.y(plane * spacing[2]);
  const double core = std::max(0.5 * c.radius_mm, c.radius_mm - kWallMm), outer = c.radius_mm + kOutsideMm;
  const double reach = 1.2 * (outer + 1);  // a tilted rod's section is longer, by no more than this
  double sum = 0, squares = 0, around = 0;
  int count = 0, outside = 0;
  const auto from = [&](double at, int axis) {
    return std::max(0, static_cast<int>(std::ceil((at - reach) / spacing[axis])));
  };
  const auto to = [&](double at, int axis) {
    return std::min(volume.grid().size[static_cast<std::size_t>(axis)] - 1,
                    static_cast<int>(std::floor((at + reach) / spacing[axis])));
  };
  for (int j = from(y, 1); j <= to(y, 1); ++j)
    for (int i = from(x, 0); i <= to(x, 0); ++i) {
      const double d = std::sqrt(off_axis_squared(c.axis, i * spacing[0] - x, j * spacing[1] - y));
      const double value = volume.at(i, j, plane);
      if (d <= core) {
        sum += value, squares += value * value, ++count;
      } else if (d >= outer - 1 && d <= outer + 1) {
        around += value, ++outside;
      }
    }
  const double mean = count > 0 ? sum / count : 0;
  const double variance = count > 1 ? std::max(0.0, (squares - count * mean * mean) / (count - 1)) : 0;
  return {{plane, mean, std::sqrt(variance), count}, outside > 0 ? around / outside : 0};
}

std::optional<FoundRod> rod_of(const Image3D<std::int16_t>& volume, const Cylinder& c) {
  const Grid<3>& grid = volume.grid();
  const auto on_axis = [&](int plane) {
    const double z = plane * grid.spacing_mm[2];
    const Eigen::Vector3d own(c.axis.x(z) / grid.spacing_mm[0], c.axis.y(z) / grid.spacing_mm[1], plane);
    return grid.patient_from_index({own});
  };
  // The end planes are filled in part; where planes are thin, blur reaches over kWallMm.
  const int end = std::max(1, static_cast<int>(std::ceil(kWallMm / grid.spacing_mm[2])));
  const int first = c.from_plane + end, last = c.to_plane - end;
  if (last - first + 1 < kFewestPlanes) return std::nullopt;
  FoundRod rod{on_axis(first), on_axis(last), c.radius_mm, 0, {}};
  for (int plane = first; plane <= last; ++plane) {
    const PlaneReading reading = read_plane(volume, c, plane);
    if (reading.core.voxels < kFewestVoxels) return std::nullopt;
    rod.planes.push_back(reading.core);
    rod.surrounding_hu += reading.outside / (last - first + 1);
  }
  return rod;
}

/// Whether two fits are one rod: an axis within the other's radius, at planes that both have.
bool same_rod(const Cylinder& a, const Cylinder& b, double plane_mm) {
  const int from = std::max(a.from_plane, b.from_plane), to = std::min(a.to_plane, b.to_plane);
  if (from > to) return false;
  const double z = 0.5 * (from + to) * plane_mm;
  return std::hypot(a.axis.x(z) - b.axis.x(z), a.axis.y(z) - b.axis.y(z)) <
         std::max(a.radius_mm, b.radius_mm);
}

struct SlabTracks {
  std::vector<RodTrack> tracks;
  bool noisy;
};

SlabTracks tracks_in(const Image3D<std::int16_t>& volume, double slab_mm, double edge_in_noise,
                     const RodSearchOptions& options) {
  const auto slabs = slabs_of(volume, slab_mm);
  if (!slabs) return {{}, false};
  std::vector<std::vector<Circle>> circles(static_cast<std::size_t>(slabs->grid().size[2]));
  std::vector<char> noisy(circles.size());
  tbb::parallel_for(std::size_t{0}, circles.size(), [&](std::size_t k) {
    auto found = circles_in(*slabs, static_cast<int>(k), options, edge_in_noise);
    circles[k] = std::move(found.circles);
    noisy[k] = found.noisy ? 1 : 0;
  });
  auto tracks = tracks_through(circles, slabs->grid().spacing_mm[2], options.least_length_mm);
  const Eigen::Vector3d shift =
      volume.grid().direction.transpose() * (slabs->grid().origin_mm - volume.grid().origin_mm);
  for (RodTrack& track : tracks) {
    track.axis.x0_mm += shift[0] - track.axis.slope_x * shift[2];
    track.axis.y0_mm += shift[1] - track.axis.slope_y * shift[2];
    track.from_z_mm += shift[2];
    track.to_z_mm += shift[2];
  }
  return {std::move(tracks), 2 * std::count(noisy.begin(), noisy.end(), 1) > std::ssize(noisy)};
}

/// Tracks of thin slabs, which show short rods; where noise hides faint ones, of thick slabs too, where fewer
/// slabs bear more false edges.
std::vector<RodTrack> all_tracks(const Image3D<std::int16_t>& volume, const RodSearchOptions& options) {
  constexpr double kThinMm = 6.0, kThickMm = 20.0;
  SlabTracks thin = tracks_in(volume, kThinMm, 3.0, options);
  if (!thin.noisy) return std::move(thin.tracks);
  const SlabTracks thick = tracks_in(volume, kThickMm, 2.0, options);
  thin.tracks.insert(thin.tracks.end(), thick.tracks.begin(), thick.tracks.end());
  return std::move(thin.tracks);
}

}  // namespace

std::vector<FoundRod> find_rods(const CtScan& scan, const RodSearchOptions& options) {
  const auto ordered = in_patient_order(scan.hounsfield);
  const Image3D<std::int16_t>& volume = ordered ? *ordered : scan.hounsfield;
  if (volume.grid().size[0] < 2 || volume.grid().size[1] < 2) return {};
  const double plane_mm = volume.grid().spacing_mm[2];
  const auto tracks = all_tracks(volume, options);
  std::vector<std::optional<Cylinder>> fits(tracks.size());
  tbb::parallel_for(std::size_t{0}, tracks.size(),
                    [&](std::size_t n) { fits[n] = fit_cylinder(volume, tracks[n]); });
  std::vector<Cylinder> kept;
  for (const auto& fit : fits) {
    if (!fit || !is_of_a_lathe(*fit, plane_mm, options)) continue;
    if (std::none_of(kept.begin(), kept.end(),
                     [&](const Cylinder& other) { return same_rod(*fit, other, plane_mm); }))
      kept.push_back(*fit);
  }
  std::vector<FoundRod> rods;
  for (const Cylinder& cylinder : kept)
    if (auto rod = rod_of(volume, cylinder)) rods.push_back(std::move(*rod));
  std::stable_sort(rods.begin(), rods.end(),
                   [](const FoundRod& a, const FoundRod& b) { return a.lower.mm[0] < b.lower.mm[0]; });
  return rods;
}

}  // namespace osteon
