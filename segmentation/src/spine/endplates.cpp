#include "spine/endplates.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr int kCells = EndplatePair::kCells, kHalfCells = EndplatePair::kHalfCells;
constexpr double kCellMm = EndplatePair::kCellMm;
constexpr double kSamplesPerMm = 2, kReachMm = 14;  // profile through a disc: +-14 mm
constexpr double kFurthestOffsetMm = 4, kLeastGapMm = 2;
constexpr double kEdgeShiftMm =
    0.7;  // from the middle of a plate's ridge to its outer surface, at 1.5 mm voxels

/// The row of a cell of the endplate's surface, counted from the middle one.
int row_of(int cell) { return cell / kCells - kHalfCells; }

struct Pair {
  double offset_mm, gap_mm;
};

/// Two planes that face a disc: the pair at the centre of the column and how it changes towards the front.
struct PlanePair {
  Pair centre;
  double slope, wedge;  ///< mm of offset, mm of gap, per mm forwards
  [[nodiscard]] Pair at(double du_mm) const {
    return {centre.offset_mm + slope * du_mm, std::max(kLeastGapMm, centre.gap_mm + wedge * du_mm)};
  }
};

struct Geometry {
  double s_mm, centre_u_mm, slope;  // s of the disc plane at u: s_mm + (u - centre) * slope
  [[nodiscard]] double plane_s(double u_mm) const { return s_mm + (u_mm - centre_u_mm) * slope; }
};

Profile column(const StraightVolume& volume, const Geometry& disc, double u_mm, double v_mm) {
  Profile hu;
  for (double d = -kReachMm; d <= kReachMm; d += 1 / kSamplesPerMm) {
    const double s = disc.plane_s(u_mm) + d;
    double sum = 0;
    for (const double du : {-1.5, 0.0, 1.5})
      for (const double dv : {-1.5, 0.0, 1.5})
        sum += std::clamp(volume.at(SpinePlace{s + du * disc.slope, u_mm + du, v_mm + dv}), -150.0, 800.0);
    hu.push_back(sum / 9);
  }
  return hu;
}

double hu_at(const Profile& column, double mm) { return value_at(column, (mm + kReachMm) * kSamplesPerMm); }

/// Bright, dark, bright: two plates with disc between.
double pair_score(double below, double above, double centre) {
  const double fainter = std::min(below, above);
  return 0.5 * fainter + 0.25 * (below + above) + 0.5 * (fainter - centre);
}

/// The best two planes for the section as a whole. `rows` = mean columns from back to front, kCellMm apart.
PlanePair best_planes(const std::vector<std::pair<double, Profile>>& rows, double widest_mm) {
  constexpr double kBendCost = 200;  // HU per squared slope: 15 degrees cost as much as 14 HU
  PlanePair best{{0, kLeastGapMm}, 0, 0};
  double highest = -1e30;
  for (double slope = -0.2; slope < 0.21; slope += 0.05)
    for (double wedge = -0.1; wedge < 0.31; wedge += 0.1)
      for (double offset = -kFurthestOffsetMm; offset <= kFurthestOffsetMm; offset += 0.5)
        for (double gap = kLeastGapMm; gap <= widest_mm; gap += 0.5) {
          const PlanePair planes{{offset, gap}, slope, wedge};
          double below = 0, above = 0, centre = 0;
          for (const auto& [du, row] : rows) {
            const Pair pair = planes.at(du);
            below += hu_at(row, pair.offset_mm - pair.gap_mm / 2);
            above += hu_at(row, pair.offset_mm + pair.gap_mm / 2);
            centre += hu_at(row, pair.offset_mm);
          }
          const double count = std::max(1.0, static_cast<double>(rows.size()));
          const double score = pair_score(below / count, above / count, centre / count) -
                               1.2 * offset * offset - kBendCost * (slope * slope + 0.5 * wedge * wedge);
          if (score > highest) {
            highest = score;
            best = planes;
          }
        }
  return best;
}

/// The best pair in one column, held near what the section as a whole says.
Pair best_pair(const Profile& column, double widest_mm, const Pair& expected) {
  constexpr double kStiffnessHuPerMm2 = 2.0;
  Pair best = expected;
  double highest = -1e30;
  for (double offset = expected.offset_mm - 3; offset <= expected.offset_mm + 3; offset += 0.5)
    for (double gap = kLeastGapMm; gap <= std::max(widest_mm, expected.gap_mm); gap += 0.5) {
      const double d_below = (offset - gap / 2) - (expected.offset_mm - expected.gap_mm / 2);
      const double d_above = (offset + gap / 2) - (expected.offset_mm + expected.gap_mm / 2);
      const double score = pair_score(hu_at(column, offset - gap / 2), hu_at(column, offset + gap / 2),
                                      hu_at(column, offset)) -
                           kStiffnessHuPerMm2 * (d_below * d_below + d_above * d_above);
      if (score > highest) {
        highest = score;
        best = {offset, gap};
      }
    }
  return best;
}

/// Gaussian mean over the lattice, of the cells within the body only; cells outside take it over.
std::vector<double> smoothed_surface(const std::vector<double>& surface, const std::vector<double>& weight) {
  constexpr int kReach = 3;
  constexpr double kSigmaCells = 1.3;  // 4 mm: a plate's dent stays, noise goes
  std::vector<double> result(surface.size());
  for (int a = 0; a < kCells; ++a)
    for (int b = 0; b < kCells; ++b) {
      double sum = 0, total = 0;
      for (int reach = kReach; total <= 0 && reach <= kCells; reach *= 2) {
        for (int c = std::max(0, a - reach); c <= std::min(kCells - 1, a + reach); ++c)
          for (int d = std::max(0, b - reach); d <= std::min(kCells - 1, b + reach); ++d) {
            const auto m = static_cast<std::size_t>(c * kCells + d);
            const double scale = kSigmaCells * reach / kReach;
            const double w =
                weight[m] * std::exp(-0.5 * ((c - a) * (c - a) + (d - b) * (d - b)) / (scale * scale));
            sum += w * surface[m];
            total += w;
          }
      }
      result[static_cast<std::size_t>(a * kCells + b)] =
          total > 0 ? sum / total : surface[static_cast<std::size_t>(a * kCells + b)];
    }
  return result;
}

}  // namespace

double EndplatePair::at(const std::vector<double>& surface, double u_mm, double v_mm) const {
  const double a = std::clamp((u_mm - centre_u_mm_) / kCellMm + kHalfCells, 0.0, kCells - 1.001);
  const double b = std::clamp(v_mm / kCellMm + kHalfCells, 0.0, kCells - 1.001);
  const auto ia = static_cast<std::size_t>(a), ib = static_cast<std::size_t>(b);
  const double f = a - static_cast<double>(ia), g = b - static_cast<double>(ib);
  const auto value = [&](std::size_t x, std::size_t y) { return surface[x * kCells + y]; };
  return (1 - f) * ((1 - g) * value(ia, ib) + g * value(ia, ib + 1)) +
         f * ((1 - g) * value(ia + 1, ib) + g * value(ia + 1, ib + 1));
}

EndplatePair find_endplates(const StraightVolume& volume, const ColumnWalls& walls, const SideWall& side,
                            const Disc& disc) {
  const Geometry geometry{disc.s_mm, walls.centre(disc.s_mm), std::tan(disc.tilt_rad)};
  const double widest = std::min(0.36 * walls.depth(disc.s_mm), 13.0);
  std::vector<Profile> columns(static_cast<std::size_t>(kCells * kCells));
  std::vector<double> weight(columns.size(), 0.0);
  std::vector<std::pair<double, Profile>> rows;
  for (int a = 0; a < kCells; ++a) {
    Profile row(static_cast<std::size_t>(2 * kReachMm * kSamplesPerMm) + 1);
    double inner = 0;
    for (int b = 0; b < kCells; ++b) {
      const double du = (a - kHalfCells) * kCellMm, dv = (b - kHalfCells) * kCellMm, r = std::hypot(du, dv);
      const double edge = side.radius_mm(disc.s_mm, du, dv);
      const auto n = static_cast<std::size_t>(a * kCells + b);
      if (r > 0.92 * edge) continue;
      weight[n] = 1;
      columns[n] = column(volume, geometry, geometry.centre_u_mm + du, dv);
      if (r > 0.75 * edge) continue;
      ++inner;
      for (std::size_t m = 0; m < row.size(); ++m) row[m] += columns[n][m];
    }
    if (inner == 0) continue;
    for (double& hu : row) hu /= inner;
    rows.emplace_back((a - kHalfCells) * kCellMm, std::move(row));
  }
  const PlanePair planes = best_planes(rows, widest);

  std::vector<double> below(columns.size()), above(columns.size());
  for (std::size_t n = 0; n < columns.size(); ++n) {
    const Pair expected = planes.at(kCellMm * row_of(static_cast<int>(n)));
    const Pair pair = weight[n] > 0 ? best_pair(columns[n], widest, expected) : expected;
    below[n] = pair.offset_mm - pair.gap_mm / 2 + kEdgeShiftMm;
    above[n] = pair.offset_mm + pair.gap_mm / 2 - kEdgeShiftMm;
  }
  below = smoothed_surface(below, weight);
  above = smoothed_surface(above, weight);
  for (int n = 0; n < kCells * kCells; ++n) {
    const double plane = geometry.plane_s(geometry.centre_u_mm + kCellMm * row_of(n));
    below[static_cast<std::size_t>(n)] += plane;
    above[static_cast<std::size_t>(n)] += plane;
  }
  return {geometry.centre_u_mm, std::move(below), std::move(above)};
}

}  // namespace osteon
