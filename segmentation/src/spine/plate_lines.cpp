#include "spine/plate_lines.hpp"

#include "spine/profile.hpp"

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr int kCells = EndplatePair::kCells, kHalfCells = EndplatePair::kHalfCells;
constexpr double kCellMm = EndplatePair::kCellMm;
constexpr int kSamples = PlateProfile::kSamples;
constexpr double kFirstNoiseHu = 40;
// What no places explain of a line is the texture of bone more than noise: alike over about this far, however
// fine the voxels. Taken for independent, the samples of thin or overlapping slices outweigh all else.
constexpr double kAlikeMm = 2.0;

/// How far the next discs are along a line across a disc, and how far it may be read: to their plates.
struct Reach {
  double down_mm, up_mm;
  double to_lower_disc_mm, to_upper_disc_mm;
};

double way_to_plane(const DiscFrame& plane, const Eigen::Vector3d& place, const Eigen::Vector3d& direction) {
  return (plane.origin_mm - place).dot(plane.superior) / direction.dot(plane.superior);
}

Reach reach_of(const std::vector<DiscSlab>& discs, std::size_t n, const Eigen::Vector3d& place) {
  constexpr double kPlateMm = 2.5, kLeastMm = 7;  // plate, blur and the tilt of a neighbour
  const bool highest = n + 1 >= discs.size(), lowest = n == 0;
  const Eigen::Vector3d& up = discs[n].frame.superior;
  const double above = highest ? 0 : way_to_plane(discs[n + 1].frame, place, up);
  const double below = lowest ? 0 : -way_to_plane(discs[n - 1].frame, place, up);
  const double to_upper = highest ? below : above, to_lower = lowest ? above : below;
  const auto within = [&](double way, const DiscSlab& next) {
    return std::clamp(way - 0.5 * next.gap_mm - kPlateMm, kLeastMm, PlateProfile::kReachMm);
  };
  return {within(to_lower, discs[lowest ? n : n - 1]), within(to_upper, discs[highest ? n : n + 1]), to_lower,
          to_upper};
}

/// HU along a line: mean of four lines beside it. What lies beyond its reach is taken to go on as it ended.
std::optional<PlateLine> read_line(const VolumeSampler& scan, const DiscFrame& disc, double a, double l,
                                   int cell, const Reach& reach) {
  constexpr double kBesideMm = 0.7, kLeastMm = 4;
  constexpr float kLowHu = -200, kHighHu = 700;  // vacuum, fat; metal and the densest bone carry no more
  PlateLine line{{}, cell, kSamples, -1, 0, 0};
  for (int n = 0; n < kSamples; ++n) {
    const double z = PlateProfile::mm(n);
    if (z < -reach.down_mm || z > reach.up_mm) continue;
    if (!scan.inside(disc.patient(a, l, z))) {
      if (z < 0) line.first = kSamples;
      if (z >= 0) break;
      continue;
    }
    float sum = 0;
    for (const double da : {-kBesideMm, kBesideMm})
      for (const double dl : {-kBesideMm, kBesideMm})
        sum += std::clamp(scan.at(disc.patient(a + da, l + dl, z)), kLowHu, kHighHu);
    line.profile.hu[n] = sum / 4;
    line.first = std::min(line.first, n);
    line.last = n;
  }
  if (line.last < 0 || PlateProfile::mm(line.first) > -kLeastMm || PlateProfile::mm(line.last) < kLeastMm)
    return std::nullopt;
  const auto mean_of = [&](int from) { return line.profile.hu.segment<3>(from).mean(); };
  line.profile.hu.head(line.first).setConstant(mean_of(line.first));
  line.profile.hu.tail(kSamples - 1 - line.last).setConstant(mean_of(line.last - 2));
  // What is left of a vertebra is a quarter of its height at least, and a plate needs marrow behind it.
  constexpr double kFurthestShare = 0.62, kMarrowMm = 1.5;
  line.lowest_mm =
      std::max(PlateProfile::mm(line.first) + kMarrowMm, -kFurthestShare * reach.to_lower_disc_mm);
  line.highest_mm =
      std::min(PlateProfile::mm(line.last) - kMarrowMm, kFurthestShare * reach.to_upper_disc_mm);
  return line;
}

/// Median HU of all lines between two places, both counted from the disc outwards.
double median_hu(const std::vector<PlateLine>& lines, double from_mm, double to_mm) {
  std::vector<double> hu;
  for (const PlateLine& line : lines)
    for (int n = line.first; n <= line.last; ++n)
      if (PlateProfile::mm(n) >= from_mm && PlateProfile::mm(n) <= to_mm)
        hu.push_back(static_cast<double>(line.profile.hu[n]));
  return hu.empty() ? 150.0 : percentile(std::move(hu), 0.5);
}

}  // namespace

std::vector<PlateLine> lines_across(const DiscColumn& column, std::size_t n, int every) {
  constexpr double kWithin = 0.90;  // of the side wall: beyond it lines run along the rim
  const DiscFrame& disc = column.discs[n].frame;
  std::vector<PlateLine> lines;
  for (int row = 0; row < kCells; ++row)
    for (int place = 0; place < kCells; ++place) {
      if ((row - kHalfCells) % every != 0 || (place - kHalfCells) % every != 0) continue;
      const double a = (row - kHalfCells) * kCellMm, l = (place - kHalfCells) * kCellMm;
      const Eigen::Vector3d at = disc.patient(a, l, 0);
      if (column.side.share(column.frame.spine_from_patient(at, column.chain.discs[n].s_mm)) > kWithin)
        continue;
      if (auto line = read_line(column.scan, disc, a, l, row * kCells + place, reach_of(column.discs, n, at)))
        lines.push_back(std::move(*line));
    }
  return lines;
}

PlateExpectation expectation(const DiscColumn& column, std::size_t n, const std::vector<PlateLine>& lines,
                             double blur_share) {
  const DiscFrame& disc = column.discs[n].frame;
  const Reach reach = reach_of(column.discs, n, disc.origin_mm);
  const Eigen::Vector3d along =
      column.scan.lattice_components(disc.superior).cwiseProduct(column.scan.spacing_mm());
  return {blur_share * blur_along(column.scan, disc.superior), kFirstNoiseHu,
          std::min(1.0, PlateProfile::kStepMm / std::max(along.norm(), kAlikeMm)),
          median_hu(lines, -0.8 * reach.down_mm, -0.4 * reach.down_mm),
          median_hu(lines, 0.4 * reach.up_mm, 0.8 * reach.up_mm)};
}

double typical_misfit(const PlateExpectation& expected, const std::vector<PlateLine>& lines,
                      std::size_t every) {
  const PlateModel model(expected);
  std::vector<float> cost(PlateModel::kStates);
  std::vector<double> least;
  for (std::size_t n = 0; n < lines.size(); n += every) {
    model.costs(lines[n].profile, cost.data());
    least.push_back(static_cast<double>(*std::min_element(cost.begin(), cost.end())) /
                    (expected.independent_share * (lines[n].last - lines[n].first + 1)));
  }
  return percentile(std::move(least), 0.5);
}

double thin_disc_cost(double gap_mm) {
  constexpr double kThinMm = 2.5, kCostPerMm = 2.0;
  return kCostPerMm * std::max(0.0, kThinMm - gap_mm);
}

double measured_noise(const PlateExpectation& expected, const std::vector<PlateLine>& lines,
                      std::size_t every) {
  constexpr double kLeastHu = 15, kMostHu = 120;
  const double misfit = lines.empty() ? 1.0 : typical_misfit(expected, lines, every);
  return std::clamp(expected.noise_hu * std::sqrt(std::max(misfit, 0.0)), kLeastHu, kMostHu);
}

LineCosts line_costs(const PlateModel& model, const std::vector<PlateLine>& lines) {
  constexpr float kMostCost = 30;
  LineCosts result{std::vector<float>(lines.size() * PlateModel::kStates), {}};
  std::vector<double> misfit;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    float* own = &result.cost[n * PlateModel::kStates];
    model.costs(lines[n].profile, own);
    float least = PlateModel::kImpossible;
    for (int s = 0; s < PlateModel::kStates; ++s) {
      const bool seen = PlateModel::below_mm(s / PlateModel::kPlaces) >= lines[n].lowest_mm &&
                        PlateModel::above_mm(s % PlateModel::kPlaces) <= lines[n].highest_mm;
      if (!seen) own[s] = PlateModel::kImpossible;
      least = std::min(least, own[s]);
    }
    misfit.push_back(static_cast<double>(least));
  }
  const double usual = std::max(1.0, percentile(misfit, 0.5));
  for (std::size_t n = 0; n < lines.size(); ++n) {
    float* own = &result.cost[n * PlateModel::kStates];
    result.trust.push_back(std::min(1.0, usual / std::max(misfit[n], 1.0)));
    const auto trust = static_cast<float>(result.trust.back()), least = static_cast<float>(misfit[n]);
    for (int s = 0; s < PlateModel::kStates; ++s)
      own[s] = own[s] < 0.5F * PlateModel::kImpossible ? std::min(trust * (own[s] - least), kMostCost)
                                                       : 2 * kMostCost;
  }
  return result;
}

}  // namespace osteon
