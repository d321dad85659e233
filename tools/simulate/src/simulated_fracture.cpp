#include <osteon/simulate/simulated_fracture.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr int kLeastHu = -1024, kMostHu = 3071;

/// Coefficients of the cubic spline through `line`, mirrored at both ends, in place.
/// Source: Unser M, Splines: a perfect fit for signal and image processing, IEEE Signal Process Mag 1999.
void to_spline(std::vector<double>& line) {
  const double pole = std::sqrt(3.0) - 2;
  const std::size_t count = line.size();
  if (count < 2) return;
  for (double& value : line) value *= (1 - pole) * (1 - 1 / pole);
  double start = line[0], power = pole;
  for (std::size_t n = 1; n < std::min<std::size_t>(count, 30); ++n, power *= pole) start += power * line[n];
  line[0] = start;
  for (std::size_t n = 1; n < count; ++n) line[n] += pole * line[n - 1];
  line[count - 1] = pole / (pole * pole - 1) * (line[count - 1] + pole * line[count - 2]);
  for (std::size_t n = count - 1; n-- > 0;) line[n] = pole * (line[n + 1] - line[n]);
}

void filter_axis(std::vector<float>& values, const std::array<int, 3>& size, std::size_t axis) {
  const std::array<std::size_t, 3> stride{
      1, static_cast<std::size_t>(size[0]),
      static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1])};
  const std::size_t first = (axis + 1) % 3, second = (axis + 2) % 3;
  tbb::parallel_for(0, size[second], [&](int b) {
    std::vector<double> line(static_cast<std::size_t>(size[axis]));
    for (int a = 0; a < size[first]; ++a) {
      float* start = values.data() + static_cast<std::size_t>(a) * stride[first] +
                     static_cast<std::size_t>(b) * stride[second];
      for (std::size_t n = 0; n < line.size(); ++n) line[n] = start[n * stride[axis]];
      to_spline(line);
      for (std::size_t n = 0; n < line.size(); ++n) start[n * stride[axis]] = static_cast<float>(line[n]);
    }
  });
}

bool inside(const Grid<3>& grid, const Eigen::Vector3d& index) {
  for (int n = 0; n < 3; ++n)
    if (index[n] < -0.5 || index[n] > grid.size[static_cast<std::size_t>(n)] - 0.5) return false;
  return true;
}

/// First and last index kept along each axis.
struct Box {
  std::array<int, 3> from, to;
};

/// Share of a layer's places that the scan has.
double known_share(const Grid<3>& grid, const CollapseMap& map, const Box& box, std::size_t axis, int layer) {
  constexpr int kEvery = 8;
  int all = 0, known = 0;
  const std::size_t first = (axis + 1) % 3, second = (axis + 2) % 3;
  for (int a = box.from[first]; a <= box.to[first]; a += kEvery)
    for (int b = box.from[second]; b <= box.to[second]; b += kEvery) {
      Eigen::Vector3d index;
      index[static_cast<int>(axis)] = layer;
      index[static_cast<int>(first)] = a;
      index[static_cast<int>(second)] = b;
      const Eigen::Vector3d source = map.source_of(grid.patient_from_index({index}).mm);
      ++all;
      known += inside(grid, grid.index_from_patient({source}).ijk);
    }
  return static_cast<double>(known) / all;
}

/// Of the six outer layers the emptiest goes first, until all show mostly what the scan has.
Box trimmed(const Grid<3>& grid, const CollapseMap& map) {
  constexpr double kLeastShare = 0.75;
  Box box{{0, 0, 0}, {grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1}};
  for (;;) {
    double least = kLeastShare;
    int* emptiest = nullptr;
    int step = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
      for (int* end : {&box.from[axis], &box.to[axis]}) {
        if (box.from[axis] == box.to[axis]) continue;
        const double share = known_share(grid, map, box, axis, *end);
        if (share >= least) continue;
        least = share;
        emptiest = end;
        step = end == &box.from[axis] ? 1 : -1;
      }
    if (emptiest == nullptr) return box;
    *emptiest += step;
  }
}

Grid<3> part_of(const Grid<3>& grid, const Box& box) {
  Grid<3> part = grid;
  part.origin_mm = grid.patient_from_index({Eigen::Vector3d(box.from[0], box.from[1], box.from[2])}).mm;
  for (std::size_t n = 0; n < 3; ++n) part.size[n] = box.to[n] - box.from[n] + 1;
  return part;
}

/// HU of bone whose trabeculae were pressed together: marrow (about 0 HU) is squeezed out. Dense bone stays.
double compacted(double hu, double compaction, double gain) {
  constexpr double kImpactedHu = 600;
  if (hu <= 0) return hu;
  return std::max(hu, std::min(kImpactedHu, hu * (1 + gain * (compaction - 1))));
}

/// Standard deviation of the scan's blur along a direction: kernel, and a voxel as a box.
double blur_along(const Grid<3>& grid, const Eigen::Vector3d& direction) {
  constexpr double kKernelVarianceMm2 = 0.3;
  const Eigen::Vector3d along = (grid.direction.transpose() * direction).cwiseProduct(grid.spacing_mm);
  return std::sqrt(kKernelVarianceMm2 + along.squaredNorm() / 12);
}

}  // namespace

FractureSimulator::FractureSimulator(const CtScan& scan)
    : scan_(scan), coefficients_(scan.hounsfield.pixels().size()) {
  const auto& pixels = scan.hounsfield.pixels();
  for (std::size_t n = 0; n < pixels.size(); ++n)
    coefficients_[n] = static_cast<float>(std::clamp<int>(pixels[n], kLeastHu, kMostHu));
  for (std::size_t axis = 0; axis < 3; ++axis) filter_axis(coefficients_, scan.hounsfield.grid().size, axis);
}

double FractureSimulator::spline_at(const Eigen::Vector3d& index) const {
  const auto& size = scan_.hounsfield.grid().size;
  std::array<std::array<double, 4>, 3> weight{};
  std::array<std::array<std::size_t, 4>, 3> place{};
  std::size_t stride = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double x = index[static_cast<int>(axis)], whole = std::floor(x), t = x - whole;
    weight[axis] = {(1 - t) * (1 - t) * (1 - t) / 6, (4 - 6 * t * t + 3 * t * t * t) / 6,
                    (1 + 3 * t + 3 * t * t - 3 * t * t * t) / 6, t * t * t / 6};
    for (int n = 0; n < 4; ++n) {
      int at = static_cast<int>(whole) - 1 + n;
      const int last = size[axis] - 1;
      if (at < 0) at = -at;
      if (at > last) at = 2 * last - at;
      place[axis][static_cast<std::size_t>(n)] = static_cast<std::size_t>(std::clamp(at, 0, last)) * stride;
    }
    stride *= static_cast<std::size_t>(size[axis]);
  }
  double sum = 0;
  for (std::size_t c = 0; c < 4; ++c)
    for (std::size_t b = 0; b < 4; ++b) {
      double row = 0;
      const float* start = coefficients_.data() + place[2][c] + place[1][b];
      for (std::size_t a = 0; a < 4; ++a) row += weight[0][a] * start[place[0][a]];
      sum += weight[2][c] * weight[1][b] * row;
    }
  return sum;
}

SimulatedFracture FractureSimulator::collapse(const IntactVertebra& vertebra, Collapse kind, double loss,
                                              const SimulationOptions& options) const {
  constexpr double kUnmovedMm = 1e-6;
  const CollapseMap map(vertebra, kind, loss, options);
  const Grid<3>& grid = scan_.hounsfield.grid();
  const Box box = trimmed(grid, map);
  const double blur_mm = blur_along(grid, vertebra.axes.superior);
  /// HU about a place of the untouched scan, its noise averaged over a patch of disc.
  const auto patch_hu = [&](const Eigen::Vector3d& source) {
    constexpr double kBesideMm = 1.5;
    double sum = 0;
    for (const double l : {-kBesideMm, 0.0, kBesideMm})
      for (const double a : {-kBesideMm, 0.0, kBesideMm})
        sum += spline_at(
            grid.index_from_patient({source + l * vertebra.axes.left + a * vertebra.axes.anterior}).ijk);
    return sum / 9;
  };
  SimulatedFracture result{CtScan{Image3D<std::int16_t>(part_of(grid, box), kLeastHu)}, {}};
  Image3D<std::int16_t>& answer = result.scan.hounsfield;
  tbb::parallel_for(0, answer.grid().size[2], [&](int k) {
    for (int j = 0; j < answer.grid().size[1]; ++j)
      for (int i = 0; i < answer.grid().size[0]; ++i) {
        const Eigen::Vector3d place = answer.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        const Eigen::Vector3d source = map.source_of(place);
        if ((source - place).norm() < kUnmovedMm) {
          answer.at(i, j, k) = scan_.hounsfield.at(i + box.from[0], j + box.from[1], k + box.from[2]);
          continue;
        }
        const Eigen::Vector3d index = grid.index_from_patient({source}).ijk;
        if (!inside(grid, index)) continue;
        double hu = compacted(spline_at(index), map.compaction_at(place), options.compaction_gain);
        const double left = map.blurred_bone_left(place, blur_mm);
        if (left < 1) hu -= (1 - left) * std::max(0.0, patch_hu(source) - options.disc_hu);
        answer.at(i, j, k) = static_cast<std::int16_t>(std::clamp<long>(std::lround(hu), kLeastHu, kMostHu));
      }
  });
  const ThreeHeights before = map.heights_before_mm(), after = map.heights_after_mm();
  for (std::size_t n = 0; n < 3; ++n) result.true_loss[n] = 1 - after[n] / before[n];
  return result;
}

}  // namespace osteon
