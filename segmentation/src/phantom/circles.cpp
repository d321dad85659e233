#include "phantom/circles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace osteon {
namespace {

/// An edge of 30 HU, the least that tells a rod from its holder, is blurred over about 4 mm.
constexpr float kFaintestEdge = 7.0F;             // HU per mm
constexpr float kLowest = -300, kHighest = 2000;  // HU of rods: fat to dense apatite
constexpr double kVoteShare = 0.9;     // of the circumference that must vote; a wall is wider than a pixel
constexpr double kEdgeShare = 0.7;     // of its directions that must show an edge
constexpr double kOutOfRoundMm = 0.9;  // rms: half a pixel of a slab
constexpr float kInwardsMm = 3.0F;     // from a wall to where blur has ended
constexpr int kDirections = 24, kStride = 7;  // far ones first: what is no circle fails soon
constexpr double kRadiusStepMm = 1.5;

/// One slab, its gradient and how strong a gradient must be to be an edge.
class Plane {
 public:
  Plane(const Image3D<float>& slabs, int k, double edge_in_noise)
      : nx(slabs.grid().size[0]),
        ny(slabs.grid().size[1]),
        dx(static_cast<float>(slabs.grid().spacing_mm[0])),
        dy(static_cast<float>(slabs.grid().spacing_mm[1])),
        values_(&slabs.pixels()[slabs.offset(0, 0, k)]) {
    std::vector<float> steps;
    for (int j = 1; j + 1 < ny; j += 2)
      for (int i = 1; i + 1 < nx; i += 2)
        if (at(i, j) > kLowest && at(i, j) < kHighest) steps.push_back(std::abs(gradient_x(i, j)));
    if (steps.empty()) return;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    edge = std::max(kFaintestEdge, static_cast<float>(edge_in_noise) * *middle / 0.6745F);
    noise = *middle / 0.6745F * dx * std::numbers::sqrt2_v<float>;
    empty = false;
  }
  [[nodiscard]] float at(int i, int j) const { return values_[i + nx * j]; }
  [[nodiscard]] float gradient_x(int i, int j) const { return (at(i + 1, j) - at(i - 1, j)) / (2 * dx); }
  [[nodiscard]] float gradient_y(int i, int j) const { return (at(i, j + 1) - at(i, j - 1)) / (2 * dy); }
  /// Linear between pixels; the border's value outside.
  [[nodiscard]] float at_mm(double x, double y) const {
    const float u = std::clamp(static_cast<float>(x) / dx, 0.0F, static_cast<float>(nx - 1) - 0.001F);
    const float v = std::clamp(static_cast<float>(y) / dy, 0.0F, static_cast<float>(ny - 1) - 0.001F);
    const int i = static_cast<int>(u), j = static_cast<int>(v);
    const float a = u - static_cast<float>(i), b = v - static_cast<float>(j);
    return (1 - b) * ((1 - a) * at(i, j) + a * at(i + 1, j)) +
           b * ((1 - a) * at(i, j + 1) + a * at(i + 1, j + 1));
  }

  int nx, ny;
  float dx, dy;
  float edge = kFaintestEdge, noise = 0;
  bool empty = true;

 private:
  const float* values_;
};

/// For each radius, how many edge pixels point at a pixel from that distance.
using Votes = std::vector<std::vector<std::uint8_t>>;

/// Whether a pixel beside an edge is as bright as a rod may be: the inside of lungs and of air is none.
bool is_of_rods(const Plane& plane, int i, int j, float di, float dj) {
  const int x = std::clamp(i + static_cast<int>(std::lround(di)), 0, plane.nx - 1);
  const int y = std::clamp(j + static_cast<int>(std::lround(dj)), 0, plane.ny - 1);
  return plane.at(x, y) > kLowest && plane.at(x, y) < kHighest;
}

std::array<Votes, 2> votes_on(const Plane& plane, const std::vector<double>& radii) {
  const auto size = static_cast<std::size_t>(plane.nx) * static_cast<std::size_t>(plane.ny);
  std::array<Votes, 2> votes;
  votes.fill(Votes(radii.size(), std::vector<std::uint8_t>(size, 0)));
  for (int j = 1; j + 1 < plane.ny; ++j)
    for (int i = 1; i + 1 < plane.nx; ++i) {
      const float gx = plane.gradient_x(i, j), gy = plane.gradient_y(i, j);
      const float strength = std::sqrt(gx * gx + gy * gy);
      if (strength < plane.edge) continue;
      const float ux = gx / (strength * plane.dx), uy = gy / (strength * plane.dy);
      for (const int way : {0, 1}) {
        const float towards = way == 0 ? 1.0F : -1.0F;
        if (!is_of_rods(plane, i, j, towards * kInwardsMm * ux, towards * kInwardsMm * uy)) continue;
        for (std::size_t n = 0; n < radii.size(); ++n) {
          const float r = towards * static_cast<float>(radii[n]);
          const int ci = static_cast<int>(std::lround(static_cast<float>(i) + r * ux));
          const int cj = static_cast<int>(std::lround(static_cast<float>(j) + r * uy));
          if (ci < 1 || cj < 1 || ci + 1 >= plane.nx || cj + 1 >= plane.ny) continue;
          auto& vote = votes[static_cast<std::size_t>(way)][n]
                            [static_cast<std::size_t>(ci) +
                             static_cast<std::size_t>(plane.nx) * static_cast<std::size_t>(cj)];
          if (vote < 255) ++vote;
        }
      }
    }
  return votes;
}

/// Sum over 3 x 3 pixels; the border stays 0.
std::vector<std::uint16_t> gathered(const std::vector<std::uint8_t>& votes, int nx, int ny) {
  std::vector<std::uint16_t> result(votes.size(), 0);
  std::vector<std::uint16_t> columns(static_cast<std::size_t>(nx));
  for (int j = 1; j + 1 < ny; ++j) {
    const std::uint8_t* row = &votes[static_cast<std::size_t>(nx) * static_cast<std::size_t>(j)];
    for (int i = 0; i < nx; ++i)
      columns[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(row[i - nx] + row[i] + row[i + nx]);
    std::uint16_t* to = &result[static_cast<std::size_t>(nx) * static_cast<std::size_t>(j)];
    for (int i = 1; i + 1 < nx; ++i) {
      const std::uint16_t* c = &columns[static_cast<std::size_t>(i)];
      to[i] = static_cast<std::uint16_t>(c[-1] + c[0] + c[1]);
    }
  }
  return result;
}

/// Radius at which the edge of one direction stands, and whether there is one.
std::optional<double> edge_radius(const Plane& plane, const Circle& circle, double angle) {
  constexpr double kStep = 0.5, kReach = 3.0;
  const double c = std::cos(angle), s = std::sin(angle), sign = circle.brighter ? -1.0 : 1.0;
  constexpr int kSamples = 17;
  std::array<double, kSamples> profile{};
  const double start = std::max(1.5, circle.radius_mm - kReach) - 1;
  for (int n = 0; n < kSamples; ++n) {
    const double r = start + kStep * n;
    profile[static_cast<std::size_t>(n)] = plane.at_mm(circle.x_mm + r * c, circle.y_mm + r * s);
  }
  // The nearest, not the steepest: beyond a rod's wall may stand that of its holder against air.
  std::array<double, kSamples> step{};
  for (std::size_t n = 2; n + 2 < kSamples; ++n) step[n] = sign * (profile[n + 2] - profile[n - 2]) / 2;
  std::optional<double> where;
  for (std::size_t n = 2; n + 2 < kSamples; ++n) {
    const double r = start + kStep * static_cast<double>(n);
    if (step[n] >= 0.6 * plane.edge && step[n] >= step[n - 1] && step[n] >= step[n + 1] &&
        (!where || std::abs(r - circle.radius_mm) < std::abs(*where - circle.radius_mm)))
      where = r;
  }
  return where;
}

/// Whether the inside is as even as noise allows.
bool even(const Plane& plane, const Circle& circle) {
  const double reach = std::max(0.25 * circle.radius_mm, circle.radius_mm - 4.0);
  double sum = 0, squares = 0;
  int count = 0;
  for (double y = -reach; y <= reach; y += 1.5)
    for (double x = -reach; x <= reach; x += 1.5) {
      if (x * x + y * y > reach * reach) continue;
      const double value = plane.at_mm(circle.x_mm + x, circle.y_mm + y);
      sum += value;
      squares += value * value;
      ++count;
    }
  const double mean = sum / count, sd = std::sqrt(std::max(0.0, squares / count - mean * mean));
  constexpr double kShading = 12.0;  // HU: beam hardening between rods
  return mean > kLowest && mean < kHighest && sd < kShading + 2.0 * plane.noise;
}

/// The circle moved to where its edges stand; nothing where they do not make one.
std::optional<Circle> settled(const Plane& plane, Circle circle) {
  int seen = 0;
  double spread = 0;
  if (!even(plane, circle)) return std::nullopt;
  const int least = static_cast<int>(std::ceil(kEdgeShare * kDirections));
  for (int turn = 0; turn < 3; ++turn) {
    seen = 0;
    double cx = 0, cy = 0;
    std::vector<double> radii;
    for (int n = 0; n < kDirections; ++n) {
      const double angle = 2 * std::numbers::pi * (n * kStride % kDirections) / kDirections;
      const auto r = edge_radius(plane, circle, angle);
      if (!r) {
        if (seen + kDirections - 1 - n < least) return std::nullopt;
        continue;
      }
      ++seen;
      radii.push_back(*r);
      cx += (*r - circle.radius_mm) * std::cos(angle);
      cy += (*r - circle.radius_mm) * std::sin(angle);
    }
    if (seen < least) return std::nullopt;
    std::nth_element(radii.begin(), radii.begin() + seen / 2, radii.end());
    circle.radius_mm = radii[static_cast<std::size_t>(seen / 2)];
    circle.x_mm += std::clamp(2 * cx / seen, -1.5, 1.5);
    circle.y_mm += std::clamp(2 * cy / seen, -1.5, 1.5);
    spread = 0;
    for (const double r : radii) spread += std::pow(r - circle.radius_mm, 2) / seen;
  }
  if (std::sqrt(spread) > kOutOfRoundMm) return std::nullopt;
  circle.share = static_cast<double>(seen) / kDirections;
  if (!even(plane, circle)) return std::nullopt;
  return circle;
}

bool is_peak(const std::vector<std::uint16_t>& v, std::size_t at, int nx) {
  for (const int step : {1, nx - 1, nx, nx + 1})
    if (v[at] < v[at - static_cast<std::size_t>(step)] || v[at] <= v[at + static_cast<std::size_t>(step)])
      return false;
  return true;
}

/// Circles that have enough votes, those with most for their size first; `share` is that.
std::vector<Circle> guesses_in(const Plane& plane, const std::vector<double>& radii) {
  const auto votes = votes_on(plane, radii);
  std::vector<Circle> guesses;
  for (const int way : {0, 1})
    for (std::size_t n = 0; n < radii.size(); ++n) {
      const auto sums = gathered(votes[static_cast<std::size_t>(way)][n], plane.nx, plane.ny);
      const double whole =
          2 * std::numbers::pi * radii[n] / std::sqrt(static_cast<double>(plane.dx * plane.dy));
      for (int j = 2; j + 2 < plane.ny; ++j)
        for (int i = 2; i + 2 < plane.nx; ++i) {
          const auto at = static_cast<std::size_t>(i + plane.nx * j);
          if (sums[at] >= kVoteShare * whole && is_peak(sums, at, plane.nx))
            guesses.push_back({i * static_cast<double>(plane.dx), j * static_cast<double>(plane.dy), radii[n],
                               way == 0, sums[at] / whole});
        }
    }
  std::stable_sort(guesses.begin(), guesses.end(),
                   [](const Circle& a, const Circle& b) { return a.share > b.share; });
  return guesses;
}

/// Whether a circle's middle lies in another's inner half.
bool taken(const std::vector<Circle>& found, const Circle& circle) {
  return std::any_of(found.begin(), found.end(), [&](const Circle& other) {
    return std::hypot(other.x_mm - circle.x_mm, other.y_mm - circle.y_mm) < 0.5 * other.radius_mm;
  });
}

}  // namespace

SlabCircles circles_in(const Image3D<float>& slabs, int k, const RodSearchOptions& options,
                       double edge_in_noise) {
  const Plane plane(slabs, k, edge_in_noise);
  if (plane.empty) return {{}, false};
  std::vector<double> radii;
  for (double r = 0.5 * options.least_diameter_mm; r <= 0.5 * options.largest_diameter_mm; r += kRadiusStepMm)
    radii.push_back(r);
  std::vector<Circle> found;
  for (const Circle& guess : guesses_in(plane, radii)) {
    if (taken(found, guess)) continue;
    const auto circle = settled(plane, guess);
    if (circle && 2.2 * circle->radius_mm > options.least_diameter_mm &&
        1.8 * circle->radius_mm < options.largest_diameter_mm && !taken(found, *circle))
      found.push_back(*circle);
  }
  return {std::move(found), plane.edge > kFaintestEdge};
}

}  // namespace osteon
