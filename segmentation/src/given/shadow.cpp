#include "given/shadow.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace osteon {
namespace {

constexpr double kPixelMm = 2.0;  // wider than the places are apart, so that a shadow has no chance gaps
constexpr double kStepRad = 8 * std::numbers::pi / 180;
constexpr int kRings = 5;  // 40 degrees about the expected direction
// A canal is 15 to 25 mm wide; leaning a shadow closes most of it. Half of a narrow one still counts.
constexpr double kLeastHoleMm2 = 60;
// The smallest vertebral bodies of adults are 14 mm deep (neck); arches and processes are thinner than 10 mm.
constexpr double kLeastBodyRadiusMm = 5.5;
const Eigen::Vector3d kAnterior(0, -1, 0);  // LPS

enum Pixel : std::uint8_t { open, bone, outside, hole };

/// A plane across `superior` with square pixels.
struct Shadow {
  Eigen::Vector3d left, anterior, superior, corner_mm;  ///< corner = centre of pixel 0
  int columns = 0, rows = 0;
  std::vector<std::uint8_t> pixels;

  [[nodiscard]] std::uint8_t& at(int c, int r) {
    return pixels[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) +
                  static_cast<std::size_t>(c)];
  }
  [[nodiscard]] Eigen::Vector3d place(double c, double r) const {
    return corner_mm + kPixelMm * (c * left + r * anterior);
  }
};

Shadow cast(const std::vector<Eigen::Vector3d>& places, const Eigen::Vector3d& superior) {
  Shadow shadow;
  shadow.superior = superior;
  shadow.anterior = (kAnterior - kAnterior.dot(superior) * superior).normalized();
  shadow.left = superior.cross(shadow.anterior);
  Eigen::Array2d low(1e30, 1e30), high(-1e30, -1e30);
  for (const auto& p : places) {
    const Eigen::Array2d at(p.dot(shadow.left), p.dot(shadow.anterior));
    low = low.min(at);
    high = high.max(at);
  }
  low -= 2 * kPixelMm;
  shadow.columns = static_cast<int>((high[0] - low[0]) / kPixelMm) + 3;
  shadow.rows = static_cast<int>((high[1] - low[1]) / kPixelMm) + 3;
  shadow.pixels.assign(static_cast<std::size_t>(shadow.columns) * static_cast<std::size_t>(shadow.rows),
                       open);
  shadow.corner_mm = low[0] * shadow.left + low[1] * shadow.anterior;
  for (const auto& p : places)
    shadow.at(static_cast<int>(std::lround((p.dot(shadow.left) - low[0]) / kPixelMm)),
              static_cast<int>(std::lround((p.dot(shadow.anterior) - low[1]) / kPixelMm))) = bone;
  return shadow;
}

/// Turns everything open that hangs together with (c, r) into `mark`; how many pixels, and their middle.
struct Region {
  int pixels = 0;
  Eigen::Vector2d middle = Eigen::Vector2d::Zero();
};

Region flood(Shadow& shadow, int c, int r, Pixel mark) {
  std::vector<std::array<int, 2>> todo{{c, r}};
  shadow.at(c, r) = mark;
  Region region;
  for (std::size_t n = 0; n < todo.size(); ++n) {
    const auto [x, y] = todo[n];
    region.middle += Eigen::Vector2d(x, y);
    for (const auto& [dx, dy] : {std::array{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
      const int u = x + dx, v = y + dy;
      if (u < 0 || v < 0 || u >= shadow.columns || v >= shadow.rows || shadow.at(u, v) != open) continue;
      shadow.at(u, v) = mark;
      todo.push_back({u, v});
    }
  }
  region.pixels = static_cast<int>(todo.size());
  region.middle /= static_cast<double>(todo.size());
  return region;
}

Region largest_hole(Shadow& shadow) {
  flood(shadow, 0, 0, outside);
  Region best;
  for (int r = 0; r < shadow.rows; ++r)
    for (int c = 0; c < shadow.columns; ++c)
      if (shadow.at(c, r) == open) {
        const Region region = flood(shadow, c, r, hole);
        if (region.pixels > best.pixels) best = region;
      }
  return best;
}

/// Centre and radius in pixels of the largest circle in the shadow; the middle of all centres nearly as good.
struct Circle {
  Eigen::Vector2d center = Eigen::Vector2d::Zero();
  double radius = 0;
};

Circle largest_circle(Shadow& shadow) {
  std::vector<std::array<int, 2>> light, dark;
  for (int r = 0; r < shadow.rows; ++r)
    for (int c = 0; c < shadow.columns; ++c) (shadow.at(c, r) == bone ? dark : light).push_back({c, r});
  std::vector<double> radius(dark.size());
  double widest = 0;
  for (std::size_t n = 0; n < dark.size(); ++n) {
    int nearest = std::numeric_limits<int>::max();
    for (const auto& [c, r] : light)
      nearest = std::min(nearest, (c - dark[n][0]) * (c - dark[n][0]) + (r - dark[n][1]) * (r - dark[n][1]));
    radius[n] = std::sqrt(static_cast<double>(nearest)) - 0.5;
    widest = std::max(widest, radius[n]);
  }
  Circle circle{Eigen::Vector2d::Zero(), widest};
  double count = 0;
  for (std::size_t n = 0; n < dark.size(); ++n)
    if (radius[n] >= 0.92 * widest) {
      circle.center += Eigen::Vector2d(dark[n][0], dark[n][1]);
      ++count;
    }
  if (count > 0) circle.center /= count;
  return circle;
}

/// Unit directions in rings about `expected`.
std::vector<Eigen::Vector3d> directions_about(const Eigen::Vector3d& expected) {
  const Eigen::Vector3d across = (kAnterior - kAnterior.dot(expected) * expected).normalized();
  const Eigen::Vector3d beside = expected.cross(across);
  std::vector<Eigen::Vector3d> directions{expected};
  for (int ring = 1; ring <= kRings; ++ring)
    for (int n = 0; n < 6 * ring; ++n) {
      const double around = 2 * std::numbers::pi * n / (6 * ring), lean = ring * kStepRad;
      directions.push_back((std::cos(lean) * expected +
                            std::sin(lean) * (std::cos(around) * across + std::sin(around) * beside))
                               .normalized());
    }
  return directions;
}

double middle_height(const std::vector<Eigen::Vector3d>& places, const Eigen::Vector3d& center,
                     const Eigen::Vector3d& superior, double radius_mm) {
  std::vector<double> heights;
  for (const auto& p : places) {
    const Eigen::Vector3d d = p - center;
    const double height = d.dot(superior);
    if ((d - height * superior).norm() <= radius_mm) heights.push_back(height);
  }
  if (heights.empty()) return 0;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), middle, heights.end());
  return *middle;
}

}  // namespace

std::optional<ShadowView> shadow_view(const std::vector<Eigen::Vector3d>& places,
                                      const Eigen::Vector3d& expected) {
  if (places.empty()) return std::nullopt;
  Eigen::Vector3d direction = expected;
  double most = kLeastHoleMm2;
  for (const Eigen::Vector3d& candidate : directions_about(expected)) {
    Shadow shadow = cast(places, candidate);
    const double lean = candidate.dot(expected);
    const double light = largest_hole(shadow).pixels * kPixelMm * kPixelMm * lean * lean;
    if (light > most) {
      most = light;
      direction = candidate;
    }
  }
  Shadow shadow = cast(places, direction);
  const Region canal = largest_hole(shadow);
  const Circle body = largest_circle(shadow);
  const double radius_mm = body.radius * kPixelMm;
  if (radius_mm < kLeastBodyRadiusMm) return std::nullopt;
  Eigen::Vector3d center = shadow.place(body.center.x(), body.center.y());
  center += middle_height(places, center, direction, 0.5 * radius_mm) * direction;
  ShadowView view{{{center}, shadow.left, shadow.anterior, direction}, radius_mm, std::nullopt};
  if (canal.pixels * kPixelMm * kPixelMm < kLeastHoleMm2) return view;
  Eigen::Vector3d behind = shadow.place(canal.middle.x(), canal.middle.y());
  behind += (center - behind).dot(direction) * direction;
  const Eigen::Vector3d anterior = (center - behind).normalized();
  if (anterior.dot(shadow.anterior) < std::cos(70 * std::numbers::pi / 180)) return std::nullopt;
  view.axes.anterior = anterior;
  view.axes.left = direction.cross(anterior);
  view.canal_mm = behind;
  return view;
}

}  // namespace osteon
