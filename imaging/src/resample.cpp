#include <osteon/imaging/resample.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

/// Index of target pixel (0,0,k) in the source lattice and the steps along i and j: one affine walk per
/// slice.
struct AffineWalk {
  Eigen::Vector3d start, step_i, step_j, step_k;
};

AffineWalk walk_of(const Grid<3>& source, const Grid<3>& target) {
  const auto at = [&](double i, double j, double k) {
    return source.index_from_patient(target.patient_from_index({Eigen::Vector3d(i, j, k)})).ijk;
  };
  const Eigen::Vector3d start = at(0, 0, 0);
  return {start, at(1, 0, 0) - start, at(0, 1, 0) - start, at(0, 0, 1) - start};
}

/// `inside` is called with the source index of every target pixel; slices run in parallel, each writes its
/// own pixels.
template <class Pixel, class Lookup>
Image<Pixel, 3> resample(const Grid<3>& source, const Grid<3>& target, const Lookup& lookup) {
  Image<Pixel, 3> result(target);
  const AffineWalk walk = walk_of(source, target);
  tbb::parallel_for(0, target.size[2], [&](int k) {
    for (int j = 0; j < target.size[1]; ++j) {
      for (int i = 0; i < target.size[0]; ++i)
        result.at(i, j, k) = lookup(walk.start + i * walk.step_i + j * walk.step_j + k * walk.step_k);
    }
  });
  return result;
}

double trilinear(const Image3D<std::int16_t>& volume, const Eigen::Vector3d& p, double outside) {
  const auto& size = volume.grid().size;
  std::array<int, 3> low{}, high{};
  std::array<double, 3> f{};
  for (std::size_t n = 0; n < 3; ++n) {
    const double x = p[static_cast<int>(n)];
    if (!(x >= -0.5 && x <= size[n] - 0.5)) return outside;
    const double clamped = std::clamp(x, 0.0, static_cast<double>(size[n] - 1));
    low[n] = std::min(static_cast<int>(clamped), std::max(size[n] - 2, 0));
    high[n] = std::min(low[n] + 1, size[n] - 1);
    f[n] = clamped - low[n];
  }
  const auto row = [&](int j, int k) {
    return (1 - f[0]) * volume.at(low[0], j, k) + f[0] * volume.at(high[0], j, k);
  };
  const auto plane = [&](int k) { return (1 - f[1]) * row(low[1], k) + f[1] * row(high[1], k); };
  return (1 - f[2]) * plane(low[2]) + f[2] * plane(high[2]);
}

}  // namespace

LabelMap<3> resample_nearest(const LabelMap<3>& labels, const Grid<3>& target) {
  const auto& size = labels.grid().size;
  return resample<std::uint8_t>(labels.grid(), target, [&](const Eigen::Vector3d& p) -> std::uint8_t {
    std::array<int, 3> n{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double x = std::floor(p[static_cast<int>(axis)] + 0.5);
      if (!(x >= 0 && x < size[axis])) return 0;
      n[axis] = static_cast<int>(x);
    }
    return labels.at(n[0], n[1], n[2]);
  });
}

Image3D<std::int16_t> resample_linear(const Image3D<std::int16_t>& volume, const Grid<3>& target,
                                      std::int16_t outside) {
  return resample<std::int16_t>(volume.grid(), target, [&](const Eigen::Vector3d& p) {
    return static_cast<std::int16_t>(std::lround(trilinear(volume, p, outside)));
  });
}

double sample_linear(const Image3D<std::int16_t>& volume, const PatientPoint<3>& place, double outside) {
  return trilinear(volume, volume.grid().index_from_patient(place).ijk, outside);
}

}  // namespace osteon
