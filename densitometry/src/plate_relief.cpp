#include "plate_relief.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

using Row = Eigen::Matrix<double, 6, 1>;
constexpr double kFittedTo = 0.8, kCountedTo = 0.9;  // of the radius

Row row_of(const ReliefPlace& p) {
  return {1, p.along, p.across, p.along * p.along, p.along * p.across, p.across * p.across};
}

}  // namespace

std::vector<ReliefPlace> relief_of(const PlateRelief& plate, const VertebraRelief& body) {
  constexpr std::size_t kLeastPlaces = 12;
  constexpr double kOutlierMm = 2.0;    // a Schmorl's node is deeper, unevenness and noise are not
  constexpr double kStartsFrom = 0.45;  // of the radius: a wide dent in the middle must not make the surface
  constexpr int kRounds = 6;
  const double half_depth = 0.5 * (body.front_mm - body.back_mm), half_width = 0.5 * body.width_mm;
  if (!(half_depth > 0 && half_width > 0 && plate.step_mm > 0)) return {};
  const int side = 2 * plate.reach + 1;
  if (plate.outward_mm.size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) return {};
  std::vector<ReliefPlace> places;
  std::size_t inner = 0;
  for (int a = -plate.reach; a <= plate.reach; ++a)
    for (int l = -plate.reach; l <= plate.reach; ++l) {
      const float height =
          plate.outward_mm[static_cast<std::size_t>((a + plate.reach) * side + l + plate.reach)];
      if (!std::isfinite(height)) continue;
      places.push_back({a, l, (a * plate.step_mm - 0.5 * (body.front_mm + body.back_mm)) / half_depth,
                        l * plate.step_mm / half_width, height, 0.0});
      if (plate.sd_mm.size() == plate.outward_mm.size())
        places.back().sd_mm =
            plate.sd_mm[static_cast<std::size_t>((a + plate.reach) * side + l + plate.reach)];
      inner += places.back().radius_square() <= kFittedTo * kFittedTo;
    }
  if (inner < kLeastPlaces) return {};
  Row surface = Row::Zero();
  for (int round = 0; round < kRounds; ++round) {
    Eigen::Matrix<double, 6, 6> normal = Eigen::Matrix<double, 6, 6>::Identity() * 1e-6;
    Row right = Row::Zero();
    for (const auto& p : places) {
      if (p.radius_square() > kFittedTo * kFittedTo) continue;
      const Row row = row_of(p);
      const double off = (p.off_mm - row.dot(surface)) / kOutlierMm;
      const double start = p.radius_square() > kStartsFrom * kStartsFrom ? 1 : 0;
      const double weight = round == 0 ? start : 1 / ((1 + off * off) * (1 + off * off));
      normal += weight * row * row.transpose();
      right += weight * row * p.off_mm;
    }
    surface = normal.ldlt().solve(right);
  }
  for (auto& p : places) p.off_mm -= row_of(p).dot(surface);
  return places;
}

double unevenness_mm(const std::vector<ReliefPlace>& relief) {
  double sum = 0, count = 0;
  for (const auto& p : relief) {
    if (p.radius_square() > kCountedTo * kCountedTo) continue;
    sum += p.off_mm * p.off_mm;
    count += 1;
  }
  return count > 0 ? std::sqrt(sum / count) : 0;
}

}  // namespace osteon
