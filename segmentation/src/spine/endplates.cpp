#include "spine/endplates.hpp"

#include "spine/disc_slabs.hpp"
#include "spine/plate_lines.hpp"
#include "spine/plate_model.hpp"
#include "spine/plate_smoothing.hpp"
#include "spine/plate_surfaces.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace osteon {
namespace {

constexpr int kCells = EndplatePair::kCells, kHalfCells = EndplatePair::kHalfCells;
constexpr double kCellMm = EndplatePair::kCellMm;
// A reader draws a plate where it is seen to end, a little outside the bone: by this much against masks of
// two other makers (voxels of 1.5 and 3 mm). The same at every resolution, so that heights do not depend on
// it.
constexpr double kVisibleEdgeMm = 0.35;

/// What the slab of a disc says of every pair of places: where the plates are, as a weak pull.
std::vector<float> pull_of(double gap_mm) {
  // A plate far from its disc is rare: it may be that of another disc.
  constexpr double kFreeMm = 3, kFarCostPerMm = 1.0, kOffsetCostPerMm = 1.5;
  std::vector<float> pull;
  for (int state = 0; state < PlateModel::kStates; ++state) {
    const double below = PlateModel::below_mm(state / PlateModel::kPlaces);
    const double above = PlateModel::above_mm(state % PlateModel::kPlaces);
    const auto far = [&](double mm) { return std::max(0.0, std::abs(mm) - 0.5 * gap_mm - kFreeMm); };
    pull.push_back(
        static_cast<float>(thin_disc_cost(above - below) + kFarCostPerMm * (far(below) + far(above)) +
                           kOffsetCostPerMm * std::max(0.0, 0.5 * std::abs(below + above) - kFreeMm)));
  }
  return pull;
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

/// The blur of the scan across the endplates as a share of what its spacing lets expect: slices may overlap,
/// and kernels differ. The share that explains the profiles through the discs best.
double measured_blur_share(const DiscColumn& column) {
  constexpr std::array<double, 6> kShares{0.7, 0.85, 1.0, 1.4, 2.0, 2.8};
  constexpr std::size_t kMostDiscs = 8;
  constexpr int kMiddleCells = 2;  // 4 mm about the middle
  std::array<double, kShares.size()> misfit{};
  const std::size_t every = (column.discs.size() + kMostDiscs - 1) / kMostDiscs;
  for (std::size_t n = 0; n < column.discs.size(); n += every) {
    std::vector<PlateLine> lines = lines_across(column, n, kMiddleCells);
    std::erase_if(lines, [](const PlateLine& line) {
      return std::abs(line.cell / kCells - kHalfCells) > kMiddleCells ||
             std::abs(line.cell % kCells - kHalfCells) > kMiddleCells;
    });
    if (lines.empty()) continue;
    for (std::size_t m = 0; m < kShares.size(); ++m)
      misfit[m] += typical_misfit(expectation(column, n, lines, kShares[m]), lines, 1);
  }
  return kShares[static_cast<std::size_t>(std::min_element(misfit.begin(), misfit.end()) - misfit.begin())];
}

EndplatePair plates_of_disc(const DiscColumn& column, std::size_t n, double blur_share) {
  const std::vector<PlateLine> lines = lines_across(column, n);
  auto expected = expectation(column, n, lines, blur_share);
  expected.noise_hu = measured_noise(expected, lines, 7);
  const PlateModel model(expected);
  LineCosts costs = line_costs(model, lines);
  const std::vector<float> pull = pull_of(column.discs[n].gap_mm);
  PlateLattice lattice{kCells, std::vector<int>(static_cast<std::size_t>(kCells * kCells), -1)};
  for (std::size_t m = 0; m < lines.size(); ++m) {
    lattice.column[static_cast<std::size_t>(lines[m].cell)] = static_cast<int>(m);
    for (std::size_t state = 0; state < pull.size(); ++state)
      costs.cost[m * PlateModel::kStates + state] += pull[state];
  }
  const std::vector<int> states = best_states(lattice, std::move(costs.cost));

  PlateExpectation wider = expected;
  wider.blur_mm *= 1.2;
  const PlateModel other_model(wider);
  std::vector<int> cells;
  std::vector<PlateMeeting> below, above;
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
  return {column.discs[n].frame, smoothed_plate(cells, below), smoothed_plate(cells, above)};
}

}  // namespace

std::vector<EndplatePair> find_endplates(const VolumeSampler& scan, const SpineFrame& frame,
                                         const SideWall& side, const DiscChain& chain) {
  const std::vector<DiscSlab> rough = slabs_of_chain(frame, side, chain);
  const DiscColumn first{scan, frame, side, chain, rough};
  const double blur_share = measured_blur_share(first);
  const std::vector<DiscSlab> slabs = settled_slabs(first, blur_share);
  const DiscColumn column{scan, frame, side, chain, slabs};
  std::vector<std::optional<EndplatePair>> found(slabs.size());
  tbb::parallel_for(std::size_t{0}, slabs.size(),
                    [&](std::size_t n) { found[n] = plates_of_disc(column, n, blur_share); });
  std::vector<EndplatePair> plates;
  for (auto& pair : found) plates.push_back(std::move(*pair));
  return plates;
}

}  // namespace osteon
