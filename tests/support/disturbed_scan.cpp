#include "disturbed_scan.hpp"

#include "disturbed_content.hpp"

#include <osteon/imaging/resample.hpp>

#include <Eigen/Geometry>
#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace osteon::testing {
namespace {

using Volume = Image3D<std::int16_t>;
using Place = Eigen::Vector3d;

Place unmoved(const Place& place) { return place; }
double unchanged(double hu) { return hu; }

std::int16_t stored(double hu) {
  return static_cast<std::int16_t>(std::lround(std::clamp(hu, -1024.0, 32767.0)));
}

/// A grid with these axes and spacing that holds the whole of another.
Grid<3> covering(const Grid<3>& grid, const Eigen::Matrix3d& direction, const Eigen::Vector3d& spacing_mm) {
  Place low = Place::Constant(1e30), high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Place index;
    for (int n = 0; n < 3; ++n)
      index[n] = (corner >> n & 1) != 0 ? grid.size[static_cast<std::size_t>(n)] - 0.5 : -0.5;
    const Place place = direction.transpose() * grid.patient_from_index({index}).mm;
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  Grid<3> result{{}, spacing_mm, {}, direction};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    result.size[n] = std::max(1, static_cast<int>(std::lround((high[axis] - low[axis]) / spacing_mm[axis])));
  }
  result.origin_mm = direction * (low + 0.5 * spacing_mm);
  return result;
}

int axis_along(const Grid<3>& grid, int patient_axis) {
  int axis = 0;
  grid.direction.row(patient_axis).cwiseAbs().maxCoeff(&axis);
  return axis;
}

/// Another spacing along one axis; each new voxel is the mean over its own thickness.
CtScan respaced(const CtScan& scan, int axis, double spacing_mm) {
  const Grid<3>& source = scan.hounsfield.grid();
  Eigen::Vector3d spacing = source.spacing_mm;
  spacing[axis] = spacing_mm;
  const Grid<3> target = covering(source, source.direction, spacing);
  const int parts = std::max(1, static_cast<int>(std::ceil(2 * spacing_mm / source.spacing_mm[axis] - 1e-6)));
  std::vector<double> sums(target.pixel_count(), 0.0);
  for (int part = 0; part < (spacing_mm > source.spacing_mm[axis] ? parts : 1); ++part) {
    Grid<3> shifted = target;
    const double along =
        spacing_mm > source.spacing_mm[axis] ? ((part + 0.5) / parts - 0.5) * spacing_mm : 0.0;
    shifted.origin_mm += along * source.direction.col(axis);
    const Volume sample = resample_linear(scan.hounsfield, shifted);
    for (std::size_t n = 0; n < sums.size(); ++n) sums[n] += sample.pixels()[n];
  }
  const double count = spacing_mm > source.spacing_mm[axis] ? parts : 1;
  Volume result(target);
  for (std::size_t n = 0; n < sums.size(); ++n) result.pixels()[n] = stored(sums[n] / count);
  return {std::move(result)};
}

CtScan changed_hu(const CtScan& scan, const std::function<double(double)>& change) {
  CtScan result = scan;
  for (std::int16_t& hu : result.hounsfield.pixels()) hu = stored(change(hu));
  return result;
}

CtScan padded(const CtScan& scan, int voxels) {
  Grid<3> grid = scan.hounsfield.grid();
  grid.origin_mm = grid.patient_from_index({Place::Constant(-voxels)}).mm;
  for (int& n : grid.size) n += 2 * voxels;
  Volume result(grid, -1024);
  const auto& size = scan.hounsfield.grid().size;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i)
        result.at(i + voxels, j + voxels, k + voxels) = scan.hounsfield.at(i, j, k);
  return {std::move(result)};
}

/// The crop between two patient places, on the axes of the lattice.
CtScan crop_to_box(const CtScan& scan, const Place& low_mm, const Place& high_mm) {
  const Grid<3>& grid = scan.hounsfield.grid();
  Place least = Place::Constant(1e30), most = -least;
  for (int corner = 0; corner < 8; ++corner) {
    Place place;
    for (int n = 0; n < 3; ++n) place[n] = (corner >> n & 1) != 0 ? high_mm[n] : low_mm[n];
    const Place index = grid.index_from_patient({place}).ijk;
    least = least.cwiseMin(index);
    most = most.cwiseMax(index);
  }
  std::array<int, 3> from{}, to{};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    from[n] = static_cast<int>(std::lround(std::clamp(least[axis], 0.0, grid.size[n] - 1.0)));
    to[n] = static_cast<int>(std::lround(std::clamp(most[axis], from[n] + 0.0, grid.size[n] - 1.0))) + 1;
  }
  return cropped(scan, from, to);
}

constexpr double kFar = 1e4;

struct Box {
  Place low, high;
};

/// Extent of the spine: canal and bodies.
Box spine_box(const SpineSegmentation& spine) {
  Box box{Place::Constant(1e30), Place::Constant(-1e30)};
  const auto add = [&](const Place& place) {
    box.low = box.low.cwiseMin(place);
    box.high = box.high.cwiseMax(place);
  };
  for (const auto& place : spine.canal) add(place.mm);
  for (const SegmentedVertebra& v : spine.found) add(v.axes.center.mm + 25 * v.axes.anterior);
  return box;
}

using Add = std::function<void(std::string kind, std::string name,
                               std::function<Disturbed(const CtScan&, const SpineSegmentation&)>)>;

Disturbed in_place(CtScan scan) { return {std::move(scan), unmoved, unchanged}; }

void add_turns(const Add& add) {
  constexpr std::array<const char*, 3> kAxes{"L", "P", "S"};
  for (int axis = 0; axis < 3; ++axis)
    for (const double degrees : {-20.0, 20.0}) {
      const Eigen::Matrix3d turn =
          Eigen::AngleAxisd(degrees * std::numbers::pi / 180, Place::Unit(axis)).matrix();
      const std::string name =
          fmt::format("{:+.0f} degrees about {}", degrees, kAxes[static_cast<std::size_t>(axis)]);
      add("patient turned", name,
          [turn](const CtScan& scan, const SpineSegmentation&) { return turned_patient(scan, turn); });
      add("lattice turned", name, [turn](const CtScan& scan, const SpineSegmentation&) {
        const Grid<3>& grid = scan.hounsfield.grid();
        return in_place(
            {resample_linear(scan.hounsfield, covering(grid, turn * grid.direction, grid.spacing_mm))});
      });
    }
}

void add_storage(const Add& add) {
  std::array<int, 3> order{0, 1, 2};
  do {
    for (int signs = 0; signs < 8; ++signs) {
      const std::array<bool, 3> backwards{(signs & 1) != 0, (signs & 2) != 0, (signs & 4) != 0};
      add("storage", fmt::format("axes {}{}{}, backwards {:03b}", order[0], order[1], order[2], signs),
          [order, backwards](const CtScan& scan, const SpineSegmentation&) {
            return in_place(stored_otherwise(scan, order, backwards));
          });
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

void add_spacings(const Add& add) {
  for (const double mm : {0.7, 1.0, 2.0, 3.0, 5.0})
    add(mm > 4 ? "slices of 5 mm" : "slices of 0.7 to 3 mm", fmt::format("slices of {} mm", mm),
        [mm](const CtScan& scan, const SpineSegmentation&) {
          return in_place(respaced(scan, axis_along(scan.hounsfield.grid(), 2), mm));
        });
  for (const double mm : {0.5, 1.0, 1.5})
    add("in plane 0.5 to 1.5 mm", fmt::format("in plane {} mm", mm),
        [mm](const CtScan& scan, const SpineSegmentation& spine) {
          // Half a millimetre only round the spine: the whole field would be a gigabyte.
          const CtScan near = mm < 0.8 ? near_spine(scan, spine, 110) : scan;
          const Grid<3>& grid = near.hounsfield.grid();
          return in_place(respaced(respaced(near, axis_along(grid, 0), mm), axis_along(grid, 1), mm));
        });
}

/// A smaller or larger person: the same voxels, all distances times `factor`.
Disturbed sized(const CtScan& scan, double factor) {
  Grid<3> grid = scan.hounsfield.grid();
  grid.spacing_mm *= factor;
  grid.origin_mm *= factor;
  return {{Volume(grid, scan.hounsfield.pixels())},
          [factor](const Place& place) -> Place { return factor * place; },
          unchanged};
}

/// What was left is right: the same voxels on the mirrored lattice, stored right-handed again.
Disturbed mirrored(const CtScan& scan) {
  const auto across = [](const Place& place) -> Place { return {-place.x(), place.y(), place.z()}; };
  Grid<3> grid = scan.hounsfield.grid();
  const int axis = axis_along(grid, 0);
  Place last = Place::Zero();
  last[axis] = grid.size[static_cast<std::size_t>(axis)] - 1;
  grid.origin_mm = across(grid.patient_from_index({last}).mm);
  grid.direction.row(0) *= -1;
  grid.direction.col(axis) *= -1;
  CtScan reversed = stored_otherwise(scan, {0, 1, 2}, {axis == 0, axis == 1, axis == 2});
  return {{Volume(grid, std::move(reversed.hounsfield.pixels()))}, across, unchanged};
}

void add_other_bodies(const Add& add) {
  for (const double factor : {0.6, 0.8, 1.25})
    add("size", fmt::format("times {}", factor),
        [factor](const CtScan& scan, const SpineSegmentation&) { return sized(scan, factor); });
  add("mirrored", "left and right",
      [](const CtScan& scan, const SpineSegmentation&) { return mirrored(scan); });
}

void add_intensities(const Add& add) {
  for (const double sd : {30.0, 60.0})
    add(fmt::format("noise of {} HU", sd), "noise",
        [sd](const CtScan& scan, const SpineSegmentation&) { return in_place(noisy(scan, sd)); });
  for (const double hu : {-30.0, 30.0})
    add("offset of 30 HU", fmt::format("{:+.0f} HU", hu), [hu](const CtScan& scan, const SpineSegmentation&) {
      const auto change = [hu](double v) { return v + hu; };
      return Disturbed{changed_hu(scan, change), unmoved, change};
    });
  add("contrast x 0.6", "above 30 HU", [](const CtScan& scan, const SpineSegmentation&) {
    const auto change = [](double v) { return v > 30 ? 30 + 0.6 * (v - 30) : v; };
    return Disturbed{changed_hu(scan, change), unmoved, change};
  });
  add("kernel", "blurred by 1 mm",
      [](const CtScan& scan, const SpineSegmentation&) { return in_place(unsharp(scan, 1.0, -1.0)); });
  add("kernel", "sharpened",
      [](const CtScan& scan, const SpineSegmentation&) { return in_place(unsharp(scan, 1.0, 0.8)); });
}

/// Crops to `count` whole vertebrae, the disc spaces beyond them half in view.
void add_windows(const Add& add, const SpineSegmentation& spine, std::size_t count) {
  std::vector<const SegmentedVertebra*> whole;
  for (const SegmentedVertebra& v : spine.found)
    if (v.complete && v.landmarks) whole.push_back(&v);
  for (std::size_t first = 0; first + count <= whole.size(); ++first) {
    double low = kFar, high = -kFar;
    for (std::size_t n = first; n < first + count; ++n)
      for (const auto& point : whole[n]->landmarks->points) {
        low = std::min(low, point.mm.z());
        high = std::max(high, point.mm.z());
      }
    constexpr double kMarginMm = 6;  // a whole body and what shows that it is whole
    add(fmt::format("{} vertebrae in view", count),
        fmt::format("{} to {}", name(whole[first]->level), name(whole[first + count - 1]->level)),
        [low, high](const CtScan& scan, const SpineSegmentation&) {
          return in_place(crop_to_box(scan, {-kFar, -kFar, low - kMarginMm}, {kFar, kFar, high + kMarginMm}));
        });
  }
}

void add_crops(const Add& add, const SpineSegmentation& spine) {
  const Box box = spine_box(spine);
  const double middle = 0.5 * (box.low.z() + box.high.z());
  const auto crop = [&](const char* kind, const char* name, const Place& low, const Place& high) {
    add(kind, name, [low, high](const CtScan& scan, const SpineSegmentation&) {
      return in_place(crop_to_box(scan, low, high));
    });
  };
  crop("half of the spine", "upper", {-kFar, -kFar, middle}, Place::Constant(kFar));
  crop("half of the spine", "lower", Place::Constant(-kFar), {kFar, kFar, middle});
  crop("tight box", "50 mm to the sides, 45 mm behind", box.low - Place(50, 15, kFar),
       box.high + Place(50, 45, kFar));
  crop("slab of 60 mm", "sagittal slab", {0.5 * (box.low.x() + box.high.x()) - 30, -kFar, -kFar},
       {0.5 * (box.low.x() + box.high.x()) + 30, kFar, kFar});
  add("field of 150 mm", "air beyond 75 mm from the column",
      [](const CtScan& scan, const SpineSegmentation& s) { return in_place(narrow_field(scan, s, 75)); });
  add("border of air", "20 voxels",
      [](const CtScan& scan, const SpineSegmentation&) { return in_place(padded(scan, 20)); });
  for (const std::size_t count : {3U, 4U, 5U, 7U}) add_windows(add, spine, count);
}

}  // namespace

CtScan cropped(const CtScan& scan, const std::array<int, 3>& low, const std::array<int, 3>& high) {
  Grid<3> grid = scan.hounsfield.grid();
  grid.origin_mm = grid.patient_from_index({Place(low[0], low[1], low[2])}).mm;
  for (std::size_t n = 0; n < 3; ++n) grid.size[n] = high[n] - low[n];
  Volume result(grid);
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        result.at(i, j, k) = scan.hounsfield.at(low[0] + i, low[1] + j, low[2] + k);
  return {std::move(result)};
}

CtScan near_spine(const CtScan& scan, const SpineSegmentation& spine, double margin_mm) {
  const Box box = spine_box(spine);
  const Place margin(margin_mm, margin_mm, kFar);
  return crop_to_box(scan, box.low - margin, box.high + margin);
}

CtScan stored_otherwise(const CtScan& scan, std::array<int, 3> order, std::array<bool, 3> backwards) {
  const Grid<3>& source = scan.hounsfield.grid();
  Grid<3> grid = source;
  Place start = Place::Zero();
  for (std::size_t n = 0; n < 3; ++n) {
    const auto from = static_cast<std::size_t>(order[n]);
    const int to = static_cast<int>(n);
    grid.size[n] = source.size[from];
    grid.spacing_mm[to] = source.spacing_mm[order[n]];
    grid.direction.col(to) = (backwards[n] ? -1.0 : 1.0) * source.direction.col(order[n]);
    if (backwards[n]) start[order[n]] = source.size[from] - 1;
  }
  grid.origin_mm = source.patient_from_index({start}).mm;
  Volume result(grid);
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const std::array<int, 3> index{i, j, k};
        std::array<int, 3> old{};
        for (std::size_t n = 0; n < 3; ++n)
          old[static_cast<std::size_t>(order[n])] = backwards[n] ? grid.size[n] - 1 - index[n] : index[n];
        result.at(i, j, k) = scan.hounsfield.at(old[0], old[1], old[2]);
      }
  return {std::move(result)};
}

Disturbed turned_patient(const CtScan& scan, const Eigen::Matrix3d& turn) {
  const Grid<3>& grid = scan.hounsfield.grid();
  const Place centre =
      grid.patient_from_index({0.5 * Place(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1)}).mm;
  const auto moved = [turn, centre](const Place& place) -> Place { return centre + turn * (place - centre); };
  Grid<3> carried = grid;
  carried.origin_mm = moved(grid.origin_mm);
  carried.direction = turn * grid.direction;
  const Volume turned(carried, scan.hounsfield.pixels());
  return {{resample_linear(turned, covering(carried, grid.direction, grid.spacing_mm))}, moved, unchanged};
}

CtScan with_spacing(const CtScan& scan, int axis, double spacing_mm) {
  return respaced(scan, axis, spacing_mm);
}

CtScan noisy(const CtScan& scan, double sd_hu) {
  constexpr std::int16_t kPaddingHu = -1024;  // beyond the field nothing is measured, so nothing scatters
  CtScan result = scan;
  const auto& size = scan.hounsfield.grid().size;
  tbb::parallel_for(0, size[2], [&](int k) {
    NormalNumbers numbers(static_cast<std::uint64_t>(k) + 1);
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        std::int16_t& hu = result.hounsfield.at(i, j, k);
        const double more = sd_hu * numbers.next();
        if (hu > kPaddingHu) hu = stored(hu + more);
      }
  });
  return result;
}

std::vector<Disturbance> all_disturbances(const CtScan& /*scan*/, const SpineSegmentation& spine) {
  std::vector<Disturbance> all;
  const Add add = [&](std::string kind, std::string name, auto apply) {
    all.push_back({std::move(kind), std::move(name), std::move(apply)});
  };
  add_turns(add);
  add_storage(add);
  add_spacings(add);
  add_other_bodies(add);
  add_intensities(add);
  add_crops(add, spine);
  for (Disturbance& d : content_disturbances(spine)) all.push_back(std::move(d));
  return all;
}

}  // namespace osteon::testing
