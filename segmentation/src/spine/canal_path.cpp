#include "spine/canal_path.hpp"

#include "spine/profile.hpp"
#include "spine/working_volume.hpp"

#include <Eigen/Dense>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kPlaneStepMm = 6.0;    // planes of the dynamic programme
constexpr double kFloor = 0.15;         // likelihood below which a plane speaks against the canal
constexpr double kSagittalCost = 0.03;  // per squared 3 mm step: kyphosis and lordosis are large
constexpr double kCoronalCost = 0.15;   // stops the path from crossing into the marrow of an ilium
constexpr int kSagittalSteps = 3, kCoronalSteps = 1;
constexpr double kShortestMm = 30.0;  // about one vertebra

/// Gaussian of `sigma_mm` along one lattice axis.
Image3D<float> smoothed_along(const Image3D<float>& image, int axis, double sigma_mm) {
  const double sigma = sigma_mm / image.grid().spacing_mm[axis];
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  std::vector<float> weight;
  for (int n = -reach; n <= reach; ++n)
    weight.push_back(static_cast<float>(std::exp(-0.5 * n * n / (sigma * sigma))));
  float total = 0;
  for (const float w : weight) total += w;
  Image3D<float> result(image.grid());
  const auto& size = image.grid().size;
  tbb::parallel_for(0, size[2], [&](int k) {
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        float sum = 0;
        for (int n = -reach; n <= reach; ++n) {
          std::array<int, 3> p{i, j, k};
          auto& moved = p[static_cast<std::size_t>(axis)];
          moved += n;
          if (moved < 0 || moved >= size[static_cast<std::size_t>(axis)]) continue;
          sum += weight[static_cast<std::size_t>(n + reach)] * image.at(p[0], p[1], p[2]);
        }
        result.at(i, j, k) = sum / total;
      }
  });
  return result;
}

struct Node {
  int i, j, k;
};

/// Best chain of one place per plane, feet to head; it may start and end anywhere.
std::vector<Node> best_chain(const Image3D<float>& likelihood) {
  const auto& size = likelihood.grid().size;
  const int step = std::max(1, static_cast<int>(std::lround(kPlaneStepMm / likelihood.grid().spacing_mm[2])));
  const int planes = (size[2] + step - 1) / step;
  const auto nx = static_cast<std::size_t>(size[0]);
  const std::size_t plane_size = nx * static_cast<std::size_t>(size[1]);
  std::vector<float> sum(plane_size), previous;
  std::vector<std::int16_t> from(plane_size * static_cast<std::size_t>(planes), -1);
  constexpr int kWays = 2 * kCoronalSteps + 1;
  float best = 0;
  Node end{-1, -1, -1};
  for (int plane = 0; plane < planes; ++plane) {
    previous = sum;
    tbb::parallel_for(0, size[1], [&](int j) {
      for (int i = 0; i < size[0]; ++i) {
        float before = 0;
        std::int16_t way = -1;
        for (int dj = -kSagittalSteps; plane > 0 && dj <= kSagittalSteps; ++dj)
          for (int di = -kCoronalSteps; di <= kCoronalSteps; ++di) {
            const int x = i + di, y = j + dj;
            if (x < 0 || x >= size[0] || y < 0 || y >= size[1]) continue;
            const auto cost = static_cast<float>(kSagittalCost * dj * dj + kCoronalCost * di * di);
            const float value =
                previous[static_cast<std::size_t>(x) + nx * static_cast<std::size_t>(y)] - cost;
            if (value > before) {
              before = value;
              way = static_cast<std::int16_t>((dj + kSagittalSteps) * kWays + di + kCoronalSteps);
            }
          }
        const std::size_t n = static_cast<std::size_t>(i) + nx * static_cast<std::size_t>(j);
        sum[n] = before + likelihood.at(i, j, plane * step) - static_cast<float>(kFloor);
        from[plane_size * static_cast<std::size_t>(plane) + n] = way;
      }
    });
    for (std::size_t n = 0; n < plane_size; ++n)
      if (sum[n] > best) {
        best = sum[n];
        end = {static_cast<int>(n % nx), static_cast<int>(n / nx), plane};
      }
  }
  std::vector<Node> chain;
  while (end.k >= 0) {
    chain.push_back({end.i, end.j, end.k * step});
    const auto way = from[plane_size * static_cast<std::size_t>(end.k) + static_cast<std::size_t>(end.i) +
                          nx * static_cast<std::size_t>(end.j)];
    if (way < 0) break;
    end = {end.i + way % kWays - kCoronalSteps, end.j + way / kWays - kSagittalSteps, end.k - 1};
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

/// Value at `x` of the weighted quadratic fitted to the points round it.
double local_quadratic(const std::vector<double>& xs, const std::vector<double>& ys,
                       const std::vector<double>& weights, double x, double sigma) {
  Eigen::Matrix3d normal = Eigen::Matrix3d::Identity() * 1e-9;
  Eigen::Vector3d right = Eigen::Vector3d::Zero();
  for (std::size_t n = 0; n < xs.size(); ++n) {
    const double d = (xs[n] - x) / sigma;
    const double w = weights[n] * std::exp(-0.5 * d * d);
    const Eigen::Vector3d basis(1, d, d * d);
    normal += w * basis * basis.transpose();
    right += w * ys[n] * basis;
  }
  return normal.ldlt().solve(right)[0];
}

struct Curve {
  std::vector<double> z, x, y, weight;
};

/// The chain as numbers in its own axes, with places refined to the weighted mean of the likelihood round
/// them.
Curve curve_of(const std::vector<Node>& chain, const Image3D<float>& likelihood) {
  Curve curve;
  for (const Node& node : chain) {
    curve.z.push_back(node.k);
    curve.x.push_back(node.i);
    curve.y.push_back(node.j);
    curve.weight.push_back(0.02 +
                           likelihood.at(node.i, node.j, node.k));  // never quite nothing: bridges gaps
  }
  return curve;
}

/// The best likelihood within one voxel of every place.
Profile likelihood_along(const std::vector<Eigen::Vector3d>& places, const Image3D<float>& likelihood) {
  const auto& size = likelihood.grid().size;
  Profile result;
  for (const Eigen::Vector3d& place : places) {
    const Eigen::Vector3d p = likelihood.grid().index_from_patient({place}).ijk;
    double best = 0;
    for (int n = 0; n < 27; ++n) {
      const std::array<int, 3> q{static_cast<int>(std::lround(p.x())) + n % 3 - 1,
                                 static_cast<int>(std::lround(p.y())) + n / 3 % 3 - 1,
                                 static_cast<int>(std::lround(p.z())) + n / 9 - 1};
      if (q[0] < 0 || q[1] < 0 || q[2] < 0 || q[0] >= size[0] || q[1] >= size[1] || q[2] >= size[2]) continue;
      best = std::max(best, static_cast<double>(likelihood.at(q[0], q[1], q[2])));
    }
    result.push_back(best);
  }
  return result;
}

/// Takes off ends that look much less like a canal than the rest: the way on through the pelvis, the skull or
/// the body of S1. Both a long stretch that is poor on the whole and a short one that is nothing.
void trim_ends(std::vector<Eigen::Vector3d>& places, const Image3D<float>& likelihood) {
  struct Rule {
    double window_mm, share_of_usual;
  };
  const Profile along = likelihood_along(places, likelihood);
  const double usual = percentile(along, 0.75);
  int first = 0, last = static_cast<int>(along.size()) - 1;
  for (const Rule& rule : {Rule{30, 0.65}, Rule{8, 0.35}}) {
    const double least = rule.share_of_usual * usual, window = rule.window_mm;
    while (last - first > window && mean_between(along, first, first + window) < least) ++first;
    while (last - first > window && mean_between(along, last - window, last) < least) --last;
  }
  places = {places.begin() + first, places.begin() + last + 1};
}

}  // namespace

std::vector<Eigen::Vector3d> at_every_millimetre(const std::vector<Eigen::Vector3d>& polyline) {
  std::vector<Eigen::Vector3d> result;
  double left_over = 0;
  for (std::size_t n = 0; n + 1 < polyline.size(); ++n) {
    const Eigen::Vector3d step = polyline[n + 1] - polyline[n];
    const double length = step.norm();
    double along = left_over;
    for (; along < length; along += 1.0) result.push_back(polyline[n] + step * (along / length));
    left_over = along - length;
  }
  return result;
}

CanalPath find_canal(const Image3D<float>& raw) {
  constexpr double kSigmaAlongMm = 3.0, kSigmaAcrossMm = 2.1;
  const Image3D<float> likelihood = smoothed_along(
      smoothed_along(smoothed_along(raw, 0, kSigmaAcrossMm), 1, kSigmaAcrossMm), 2, kSigmaAlongMm);
  const std::vector<Node> chain = best_chain(likelihood);
  CanalPath path;
  if (chain.size() < 2) return path;
  Curve curve = curve_of(chain, likelihood);
  const double spacing = likelihood.grid().spacing_mm[0];
  const double sigma_x = 18.0 / spacing,
               sigma_y = 14.0 / spacing;  // scoliosis bends more slowly than kyphosis
  std::vector<double> robust = curve.weight;
  for (std::size_t n = 0; n < robust.size(); ++n) {
    const double r =
        spacing * (curve.y[n] - local_quadratic(curve.z, curve.y, curve.weight, curve.z[n], sigma_y));
    robust[n] = curve.weight[n] / (1 + (r / 4.0) * (r / 4.0));  // 4 mm: half a canal
  }
  std::vector<Eigen::Vector3d> line;
  for (double z = curve.z.front(); z <= curve.z.back() + 1e-9; z += 1.0 / spacing)
    line.push_back(
        likelihood.grid()
            .patient_from_index({Eigen::Vector3d(local_quadratic(curve.z, curve.x, curve.weight, z, sigma_x),
                                                 local_quadratic(curve.z, curve.y, robust, z, sigma_y), z)})
            .mm);
  path.place_mm = at_every_millimetre(line);
  trim_ends(path.place_mm, raw);
  if (static_cast<double>(path.place_mm.size()) < kShortestMm) return {};
  path.measured_to = static_cast<int>(path.place_mm.size()) - 1;
  double sum = 0;
  for (const Node& node : chain) sum += static_cast<double>(likelihood.at(node.i, node.j, node.k));
  path.mean_likelihood = sum / static_cast<double>(chain.size());
  return path;
}

CanalPath extended(const CanalPath& path, const Grid<3>& scan, double length_mm, double beyond_mm) {
  const auto& places = path.place_mm;
  const std::size_t base =
      std::min<std::size_t>(18, places.size() - 1);  // mm over which the end direction is taken
  const auto inside = [&](const Eigen::Vector3d& place) {
    const auto p = scan.index_from_patient({place}).ijk;
    for (int n = 0; n < 3; ++n)
      if (!(p[n] >= -0.5 && p[n] <= scan.size[static_cast<std::size_t>(n)] - 0.5)) return false;
    return true;
  };
  const auto tail = [&](const Eigen::Vector3d& end, const Eigen::Vector3d& inner) {
    const Eigen::Vector3d direction = (end - inner).normalized();
    std::vector<Eigen::Vector3d> added;
    double last = length_mm;
    for (double n = 1; n <= last; ++n) {
      if (n <= length_mm && last == length_mm && !inside(end + n * direction)) last = n - 1 + beyond_mm;
      if (n <= last) added.push_back(end + n * direction);
    }
    return added;
  };
  const auto below = tail(places.front(), places[base]);
  const auto above = tail(places.back(), places[places.size() - 1 - base]);
  CanalPath result = path;
  result.place_mm.assign(below.rbegin(), below.rend());
  result.place_mm.insert(result.place_mm.end(), places.begin(), places.end());
  result.place_mm.insert(result.place_mm.end(), above.begin(), above.end());
  result.measured_from = static_cast<int>(below.size());
  result.measured_to = result.measured_from + path.measured_to;
  return result;
}

}  // namespace osteon
