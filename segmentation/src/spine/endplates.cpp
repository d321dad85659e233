#include "spine/endplates.hpp"

#include "spine/plate_model.hpp"
#include "spine/plate_surfaces.hpp"
#include "spine/profile.hpp"

#include <Eigen/Dense>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

namespace osteon {
namespace {

constexpr int kCells = EndplatePair::kCells, kHalfCells = EndplatePair::kHalfCells;
constexpr double kCellMm = EndplatePair::kCellMm;
// A reader draws a plate where it is seen to end, a little outside the bone: by this much against masks of
// two other makers (voxels of 1.5 and 3 mm). The same at every resolution, so that heights do not depend on
// it.
constexpr double kVisibleEdgeMm = 0.35;
constexpr double kFirstNoiseHu = 40;
constexpr int kHalf = PlateProfile::kHalfSamples, kSamples = PlateProfile::kSamples;

struct Line {
  PlateProfile profile;
  int cell;
  int first, last;               ///< samples that show this disc and its two vertebrae, in the scan
  double lowest_mm, highest_mm;  ///< where its plates may lie
};

/// How far the next discs are along a line across a disc, and how far it may be read: to their plates.
struct Reach {
  double down_mm, up_mm;
  double to_lower_disc_mm, to_upper_disc_mm;
};

double way_to_plane(const DiscFrame& plane, const Eigen::Vector3d& place, const Eigen::Vector3d& direction) {
  return (plane.origin_mm - place).dot(plane.superior) / direction.dot(plane.superior);
}

Reach reach_of(const std::vector<DiscFrame>& discs, const DiscChain& chain, std::size_t n,
               const Eigen::Vector3d& place) {
  constexpr double kPlateMm = 2.5, kLeastMm = 7;  // plate, blur and the tilt of a neighbour
  const bool highest = n + 1 >= discs.size(), lowest = n == 0;
  const double above = highest ? 0 : way_to_plane(discs[n + 1], place, discs[n].superior);
  const double below = lowest ? 0 : -way_to_plane(discs[n - 1], place, discs[n].superior);
  const double to_upper = highest ? below : above, to_lower = lowest ? above : below;
  const auto within = [&](double way, const Disc& next) {
    return std::clamp(way - 0.5 * next.gap_mm - kPlateMm, kLeastMm, PlateProfile::kReachMm);
  };
  return {within(to_lower, chain.discs[lowest ? n : n - 1]),
          within(to_upper, chain.discs[highest ? n : n + 1]), to_lower, to_upper};
}

/// HU along a line: mean of four lines beside it. What lies beyond its reach is taken to go on as it ended.
std::optional<Line> read_line(const VolumeSampler& scan, const DiscFrame& disc, double a, double l, int cell,
                              const Reach& reach) {
  constexpr double kBesideMm = 0.7, kLeastMm = 4;
  constexpr float kLowHu = -200, kHighHu = 700;  // vacuum, fat; metal and the densest bone carry no more
  Line line{{}, cell, kSamples, -1, 0, 0};
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
double median_hu(const std::vector<Line>& lines, double from_mm, double to_mm) {
  std::vector<double> hu;
  for (const Line& line : lines)
    for (int n = line.first; n <= line.last; ++n)
      if (PlateProfile::mm(n) >= from_mm && PlateProfile::mm(n) <= to_mm)
        hu.push_back(static_cast<double>(line.profile.hu[n]));
  return hu.empty() ? 150.0 : percentile(std::move(hu), 0.5);
}

PlateExpectation expectation(const VolumeSampler& scan, const DiscFrame& disc, const std::vector<Line>& lines,
                             const Reach& reach, double blur_share) {
  const Eigen::Vector3d along = scan.lattice_components(disc.superior).cwiseProduct(scan.spacing_mm());
  return {blur_share * blur_along(scan, disc.superior), kFirstNoiseHu,
          std::min(1.0, PlateProfile::kStepMm / along.norm()),
          median_hu(lines, -0.8 * reach.down_mm, -0.4 * reach.down_mm),
          median_hu(lines, 0.4 * reach.up_mm, 0.8 * reach.up_mm)};
}

/// Of each line the least cost over all places, as a mean per independent sample: 1 where the noise is right.
double typical_misfit(const PlateModel& model, const PlateExpectation& expected,
                      const std::vector<Line>& lines, std::size_t every) {
  std::vector<float> cost(PlateModel::kStates);
  std::vector<double> least;
  for (std::size_t n = 0; n < lines.size(); n += every) {
    model.costs(lines[n].profile, cost.data());
    least.push_back(static_cast<double>(*std::min_element(cost.begin(), cost.end())) /
                    (expected.independent_share * (lines[n].last - lines[n].first + 1)));
  }
  return percentile(std::move(least), 0.5);
}

/// What the chain of discs says of every pair of places: where the disc is and how wide, as a weak pull.
std::vector<float> pull_of(double gap_mm) {
  // A thin gap can follow any bump. A plate far from its disc is rare: it may be that of another disc.
  constexpr double kThinMm = 2.5, kThinCostPerMm = 2.0, kFreeMm = 3, kFarCostPerMm = 0.5,
                   kOffsetCostPerMm = 1.5;
  std::vector<float> pull;
  for (int state = 0; state < PlateModel::kStates; ++state) {
    const double below = PlateModel::below_mm(state / PlateModel::kPlaces);
    const double above = PlateModel::above_mm(state % PlateModel::kPlaces);
    const auto far = [&](double mm) { return std::max(0.0, std::abs(mm) - 0.5 * gap_mm - kFreeMm); };
    pull.push_back(
        static_cast<float>(kThinCostPerMm * std::max(0.0, kThinMm - (above - below)) +
                           kFarCostPerMm * (far(below) + far(above)) +
                           kOffsetCostPerMm * std::max(0.0, 0.5 * std::abs(below + above) - kFreeMm)));
  }
  return pull;
}

struct LineCosts {
  std::vector<float> cost;    ///< PlateModel::kStates per line, the least of a line 0
  std::vector<double> trust;  ///< per line, 1 = as good as most
};

/// Costs of all lines. A line that no places explain as well as most lines are explained (along a cortex,
/// through an osteophyte, metal) says less; and no line decides alone.
LineCosts line_costs(const PlateModel& model, const std::vector<Line>& lines, double gap_mm) {
  constexpr float kMostCost = 30;
  const std::vector<float> pull = pull_of(gap_mm);
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
      own[s] = own[s] < 0.5F * PlateModel::kImpossible
                   ? std::min(trust * (own[s] - least), kMostCost) + pull[static_cast<std::size_t>(s)]
                   : 2 * kMostCost;
  }
  return result;
}

struct Measured {
  double mm, sd_mm;
};

/// Plane through the neighbours of every cell, the nearer and surer the weightier, outliers hardly: noise
/// goes, a slope and a dent stay. Cells without a line take the plane of the nearest ones.
PlateHeights smoothed_plate(const std::vector<int>& cell_of, const std::vector<Measured>& measured) {
  constexpr double kSigmaCells = 1.25, kOutlierMm = 1.0, kFloorMm = 0.3;  // 2.5 mm
  std::vector<int> line_at(static_cast<std::size_t>(kCells * kCells), -1);
  for (std::size_t n = 0; n < cell_of.size(); ++n)
    line_at[static_cast<std::size_t>(cell_of[n])] = static_cast<int>(n);
  PlateHeights plate{std::vector<float>(line_at.size()), std::vector<float>(line_at.size())};
  const auto fit = [&](int cell, double sigma, double around) {
    Eigen::Matrix3d normal = Eigen::Vector3d(1e-9, 1e-2, 1e-2).asDiagonal();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    double spread = 0;
    const int reach = static_cast<int>(std::ceil(2.5 * sigma));
    for (int da = -reach; da <= reach; ++da)
      for (int dl = -reach; dl <= reach; ++dl) {
        const int a = cell / kCells + da, l = cell % kCells + dl;
        if (a < 0 || a >= kCells || l < 0 || l >= kCells) continue;
        const int line = line_at[static_cast<std::size_t>(a * kCells + l)];
        if (line < 0) continue;
        const Measured& m = measured[static_cast<std::size_t>(line)];
        double w = std::exp(-0.5 * (da * da + dl * dl) / (sigma * sigma)) /
                   (m.sd_mm * m.sd_mm + kFloorMm * kFloorMm);
        if (!std::isnan(around)) w /= 1 + (m.mm - around) * (m.mm - around) / (kOutlierMm * kOutlierMm);
        const Eigen::Vector3d x(1, da, dl);
        normal += w * x * x.transpose();
        right += w * m.mm * x;
        spread += w * m.mm * m.mm;
      }
    const Eigen::Vector3d plane = normal.ldlt().solve(right);
    const double total = normal(0, 0);
    const double rest = total > 1e-6 ? std::max(0.0, (spread - right.dot(plane)) / total) : 0.0;
    return std::tuple{plane[0], total, std::sqrt(rest)};
  };
  for (int cell = 0; cell < kCells * kCells; ++cell) {
    double sigma = kSigmaCells;
    auto [height, total, scatter] = fit(cell, sigma, std::nan(""));
    while (total < 1.0 && sigma < kCells) {  // no line near: look further
      sigma *= 2;
      std::tie(height, total, scatter) = fit(cell, sigma, std::nan(""));
    }
    if (sigma == kSigmaCells) std::tie(height, total, scatter) = fit(cell, sigma, height);
    const int line = line_at[static_cast<std::size_t>(cell)];
    const double own = line >= 0 ? measured[static_cast<std::size_t>(line)].sd_mm : 1.0;
    plate.height_mm[static_cast<std::size_t>(cell)] = static_cast<float>(height);
    plate.sd_mm[static_cast<std::size_t>(cell)] = static_cast<float>(std::hypot(own, 0.5 * scatter));
  }
  return plate;
}

float bilinear(const std::vector<float>& lattice, double anterior_mm, double left_mm) {
  const double a = std::clamp(anterior_mm / kCellMm + kHalfCells, 0.0, kCells - 1.001);
  const double b = std::clamp(left_mm / kCellMm + kHalfCells, 0.0, kCells - 1.001);
  const auto ia = static_cast<std::size_t>(a), ib = static_cast<std::size_t>(b);
  const auto f = static_cast<float>(a - static_cast<double>(ia)),
             g = static_cast<float>(b - static_cast<double>(ib));
  const auto value = [&](std::size_t x, std::size_t y) { return lattice[x * kCells + y]; };
  return (1 - f) * ((1 - g) * value(ia, ib) + g * value(ia, ib + 1)) +
         f * ((1 - g) * value(ia + 1, ib) + g * value(ia + 1, ib + 1));
}

}  // namespace

double EndplatePair::over(const PlateHeights& plate, const Eigen::Vector3d& place_mm) const {
  const Eigen::Vector3d d = place_mm - frame_.origin_mm;
  return d.dot(frame_.superior) -
         static_cast<double>(bilinear(plate.height_mm, d.dot(frame_.anterior), d.dot(frame_.left)));
}

EndplatePair::Meeting EndplatePair::meet(const PlateHeights& plate, const Eigen::Vector3d& place_mm,
                                         const Eigen::Vector3d& direction) const {
  const double rise = direction.dot(frame_.superior);
  double along = 0;
  for (int round = 0; round < 8; ++round) {
    const double step = over(plate, place_mm + along * direction) / rise;
    along -= step;
    if (std::abs(step) < 0.005) break;
  }
  const Eigen::Vector3d d = place_mm + along * direction - frame_.origin_mm;
  return {along, static_cast<double>(bilinear(plate.sd_mm, d.dot(frame_.anterior), d.dot(frame_.left)))};
}

namespace {

std::vector<DiscFrame> disc_frames(const SpineFrame& frame, const SideWall& side, const DiscChain& chain) {
  std::vector<DiscFrame> discs;
  for (const Disc& disc : chain.discs) {
    const SpineFrame::Axes axes = frame.axes_at(disc.s_mm);
    const double c = std::cos(disc.tilt_rad), s = std::sin(disc.tilt_rad);
    discs.push_back(
        {frame.patient_from_spine({disc.s_mm, side.centre_u_mm(disc.s_mm), side.centre_v_mm(disc.s_mm)}),
         axes.left, c * axes.anterior + s * axes.superior, c * axes.superior - s * axes.anterior});
  }
  return discs;
}

/// The blur of the scan across the endplates as a share of what its spacing lets expect: slices may overlap,
/// and kernels differ. The share that explains the profiles through the discs best.
double measured_blur_share(const VolumeSampler& scan, const std::vector<DiscFrame>& discs,
                           const DiscChain& chain) {
  constexpr std::array<double, 6> kShares{0.7, 0.85, 1.0, 1.4, 2.0, 2.8};
  constexpr std::size_t kMostDiscs = 8;
  std::array<double, kShares.size()> misfit{};
  const std::size_t every = (discs.size() + kMostDiscs - 1) / kMostDiscs;
  for (std::size_t n = 0; n < discs.size(); n += every) {
    const Reach reach = reach_of(discs, chain, n, discs[n].origin_mm);
    std::vector<Line> lines;
    for (const double a : {-4.0, 0.0, 4.0})
      for (const double l : {-4.0, 0.0, 4.0})
        if (auto line = read_line(scan, discs[n], a, l, 0, reach)) lines.push_back(*line);
    if (lines.empty()) continue;
    for (std::size_t m = 0; m < kShares.size(); ++m) {
      const auto expected = expectation(scan, discs[n], lines, reach, kShares[m]);
      misfit[m] += typical_misfit(PlateModel(expected), expected, lines, 1);
    }
  }
  return kShares[static_cast<std::size_t>(std::min_element(misfit.begin(), misfit.end()) - misfit.begin())];
}

EndplatePair plates_of_disc(const VolumeSampler& scan, const SpineFrame& frame, const SideWall& side,
                            const DiscChain& chain, const std::vector<DiscFrame>& discs, std::size_t n,
                            double blur_share) {
  constexpr double kWithin = 0.90;  // of the side wall: beyond it lines run along the rim
  const DiscFrame& disc = discs[n];
  std::vector<Line> lines;
  PlateLattice lattice{kCells, std::vector<int>(static_cast<std::size_t>(kCells * kCells), -1)};
  for (int cell = 0; cell < kCells * kCells; ++cell) {
    const double a = (cell / kCells - kHalfCells) * kCellMm, l = (cell % kCells - kHalfCells) * kCellMm;
    const Eigen::Vector3d place = disc.patient(a, l, 0);
    if (side.share(frame.spine_from_patient(place, chain.discs[n].s_mm)) > kWithin) continue;
    if (auto line = read_line(scan, disc, a, l, cell, reach_of(discs, chain, n, place))) {
      lattice.column[static_cast<std::size_t>(cell)] = static_cast<int>(lines.size());
      lines.push_back(std::move(*line));
    }
  }
  const Reach reach = reach_of(discs, chain, n, disc.origin_mm);
  auto expected = expectation(scan, disc, lines, reach, blur_share);
  const double misfit = lines.empty() ? 1.0 : typical_misfit(PlateModel(expected), expected, lines, 7);
  expected.noise_hu = std::clamp(expected.noise_hu * std::sqrt(std::max(misfit, 0.0)), 15.0, 120.0);
  const PlateModel model(expected);
  LineCosts costs = line_costs(model, lines, chain.discs[n].gap_mm);
  const std::vector<int> states = best_states(lattice, std::move(costs.cost));

  PlateExpectation wider = expected;
  wider.blur_mm *= 1.2;
  const PlateModel other_model(wider);
  std::vector<int> cells;
  std::vector<Measured> below, above;
  for (std::size_t m = 0; m < lines.size(); ++m) {
    const PlatePlaces start{PlateModel::below_mm(states[m] / PlateModel::kPlaces),
                            PlateModel::above_mm(states[m] % PlateModel::kPlaces), 0, 0};
    const PlatePlaces fit = model.refined(lines[m].profile, start);
    const PlatePlaces other = other_model.refined(lines[m].profile, fit);
    cells.push_back(lines[m].cell);
    const double doubt = 1 / std::sqrt(costs.trust[m]);
    below.push_back(
        {fit.below_mm + kVisibleEdgeMm, doubt * std::hypot(fit.below_sd_mm, other.below_mm - fit.below_mm)});
    above.push_back(
        {fit.above_mm - kVisibleEdgeMm, doubt * std::hypot(fit.above_sd_mm, other.above_mm - fit.above_mm)});
  }
  return {disc, smoothed_plate(cells, below), smoothed_plate(cells, above)};
}

}  // namespace

std::vector<EndplatePair> find_endplates(const VolumeSampler& scan, const SpineFrame& frame,
                                         const SideWall& side, const DiscChain& chain) {
  const std::vector<DiscFrame> discs = disc_frames(frame, side, chain);
  const double blur_share = measured_blur_share(scan, discs, chain);
  std::vector<std::optional<EndplatePair>> found(discs.size());
  tbb::parallel_for(std::size_t{0}, discs.size(), [&](std::size_t n) {
    found[n] = plates_of_disc(scan, frame, side, chain, discs, n, blur_share);
  });
  std::vector<EndplatePair> plates;
  for (auto& pair : found) plates.push_back(std::move(*pair));
  return plates;
}

}  // namespace osteon
