#include "spine/plate_smoothing.hpp"

#include <Eigen/Dense>

#include <cmath>
#include <optional>

namespace osteon {
namespace {

constexpr int kCells = EndplatePair::kCells;
constexpr double kSigmaCells = 1.6, kOutlierMm = 1.0, kFloorMm = 0.3;  // 3.2 mm

struct LocalFit {
  double height_mm, weight, scatter_mm;
};

/// What is measured about one cell, as a surface of the second order: a plane would cut a dent's floor off.
class LocalSurface {
 public:
  LocalSurface(const std::vector<int>& line_at, const std::vector<PlateMeeting>& measured)
      : line_at_(line_at), measured_(measured) {}

  /// Heights far from `around_mm` hardly count where it is given.
  [[nodiscard]] LocalFit fit(int cell, double sigma, std::optional<double> around_mm) const {
    using Vector = Eigen::Matrix<double, 6, 1>;
    // A curvature of 1 mm per squared cell is a radius of 4 mm: more needs evidence.
    Eigen::Matrix<double, 6, 6> normal = Vector(1e-9, 1e-2, 1e-2, 1, 1, 1).asDiagonal();
    Vector right = Vector::Zero();
    double spread = 0, total = 0;
    const int reach = static_cast<int>(std::ceil(2.5 * sigma));
    for (int da = -reach; da <= reach; ++da)
      for (int dl = -reach; dl <= reach; ++dl) {
        const int a = cell / kCells + da, l = cell % kCells + dl;
        if (a < 0 || a >= kCells || l < 0 || l >= kCells) continue;
        const int line = line_at_[static_cast<std::size_t>(a * kCells + l)];
        if (line < 0) continue;
        const PlateMeeting& m = measured_[static_cast<std::size_t>(line)];
        double w = std::exp(-0.5 * (da * da + dl * dl) / (sigma * sigma)) /
                   (m.sd_mm * m.sd_mm + kFloorMm * kFloorMm);
        if (around_mm) w /= 1 + (m.mm - *around_mm) * (m.mm - *around_mm) / (kOutlierMm * kOutlierMm);
        Vector x(1, da, dl, da * da, da * dl, dl * dl);
        if (line_at_[static_cast<std::size_t>(cell)] < 0) x.tail<3>().setZero();  // beyond the lines a plane
        normal += w * x * x.transpose();
        right += w * m.mm * x;
        spread += w * m.mm * m.mm;
        total += w;
      }
    const Vector surface = normal.ldlt().solve(right);
    const double rest = total > 1e-6 ? std::max(0.0, (spread - right.dot(surface)) / total) : 0.0;
    return {surface[0], total, std::sqrt(rest)};
  }

 private:
  const std::vector<int>& line_at_;
  const std::vector<PlateMeeting>& measured_;
};

}  // namespace

PlateHeights smoothed_plate(const std::vector<int>& cell_of, const std::vector<PlateMeeting>& measured) {
  std::vector<int> line_at(static_cast<std::size_t>(kCells * kCells), -1);
  for (std::size_t n = 0; n < cell_of.size(); ++n)
    line_at[static_cast<std::size_t>(cell_of[n])] = static_cast<int>(n);
  const LocalSurface surface(line_at, measured);
  PlateHeights plate{std::vector<float>(line_at.size()), std::vector<float>(line_at.size())};
  for (int cell = 0; cell < kCells * kCells; ++cell) {
    double sigma = kSigmaCells;
    LocalFit found = surface.fit(cell, sigma, std::nullopt);
    while (found.weight < 1.0 && sigma < kCells) {  // no line near: look further
      sigma *= 2;
      found = surface.fit(cell, sigma, std::nullopt);
    }
    if (sigma == kSigmaCells) found = surface.fit(cell, sigma, found.height_mm);
    const int line = line_at[static_cast<std::size_t>(cell)];
    const double own = line >= 0 ? measured[static_cast<std::size_t>(line)].sd_mm : 1.0;
    plate.height_mm[static_cast<std::size_t>(cell)] = static_cast<float>(found.height_mm);
    plate.sd_mm[static_cast<std::size_t>(cell)] = static_cast<float>(std::hypot(own, 0.5 * found.scatter_mm));
  }
  return plate;
}

}  // namespace osteon
