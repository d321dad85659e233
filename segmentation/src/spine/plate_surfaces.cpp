#include "spine/plate_surfaces.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace osteon {
namespace {

constexpr int kPlaces = PlateModel::kPlaces, kStates = PlateModel::kStates;
constexpr float kStepCostPerMm = 3.0F, kMostStepCost = 24.0F;  // per plate, in units of PlateModel's cost

using Message = std::array<float, kStates>;

/// The least of (value there + price of the way) over all places, along one of the two plates; `stride`
/// parts its places, `other` those of the other plate.
void spread(float* values, int stride, int other) {
  constexpr float kStep = kStepCostPerMm * static_cast<float>(PlateProfile::kStepMm);
  std::array<float, kPlaces> least{};
  for (int m = 0; m < kPlaces; ++m) least[static_cast<std::size_t>(m)] = values[m * other];
  for (int n = 1; n < kPlaces; ++n)
    for (int m = 0; m < kPlaces; ++m) {
      float& value = values[n * stride + m * other];
      float& lowest = least[static_cast<std::size_t>(m)];
      lowest = std::min(lowest, value);
      value = std::min(value, values[(n - 1) * stride + m * other] + kStep);
    }
  for (int n = kPlaces - 2; n >= 0; --n)
    for (int m = 0; m < kPlaces; ++m) {
      float& value = values[n * stride + m * other];
      value = std::min(value, values[(n + 1) * stride + m * other] + kStep);
    }
  for (int n = 0; n < kPlaces; ++n)
    for (int m = 0; m < kPlaces; ++m) {
      float& value = values[n * stride + m * other];
      value = std::min(value, least[static_cast<std::size_t>(m)] + kMostStepCost);
    }
}

/// What a cell hears from the one before it: `own` + the price of coming from there, its least value taken
/// off.
void pass_on(const float* own, const Message& before, Message& here) {
  here = before;
  spread(here.data(), kPlaces, 1);
  spread(here.data(), 1, kPlaces);
  float least = here[0];
  for (const float value : here) least = std::min(least, value);
  for (int n = 0; n < kStates; ++n) here[static_cast<std::size_t>(n)] += own[n] - least;
}

/// Adds the messages of one direction to `total`.
void sweep(const PlateLattice& lattice, const std::vector<float>& cost, int step_row, int step_cell,
           std::vector<float>& total) {
  const int side = lattice.side;
  std::vector<Message> message(total.size() / kStates);
  const bool backwards = step_row < 0 || (step_row == 0 && step_cell < 0);
  for (int n = 0; n < side * side; ++n) {
    const int cell = backwards ? side * side - 1 - n : n;
    const int column = lattice.column[static_cast<std::size_t>(cell)];
    if (column < 0) continue;
    const auto at = static_cast<std::size_t>(column);
    const float* own = &cost[at * kStates];
    const int row = cell / side - step_row, place = cell % side - step_cell;
    const int before = row < 0 || row >= side || place < 0 || place >= side
                           ? -1
                           : lattice.column[static_cast<std::size_t>(row * side + place)];
    if (before < 0)
      std::copy_n(own, kStates, message[at].begin());
    else
      pass_on(own, message[static_cast<std::size_t>(before)], message[at]);
    for (std::size_t m = 0; m < kStates; ++m) total[at * kStates + m] += message[at][m];
  }
}

}  // namespace

std::vector<int> best_states(const PlateLattice& lattice, std::vector<float> cost) {
  std::vector<float> total(cost.size(), 0.0F);
  constexpr std::array<std::array<int, 2>, 8> kDirections{
      {{0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}}};
  for (const auto& d : kDirections) sweep(lattice, cost, d[0], d[1], total);
  std::vector<int> states;
  for (std::size_t column = 0; column * kStates < total.size(); ++column) {
    const auto first = total.begin() + static_cast<std::ptrdiff_t>(column * kStates);
    states.push_back(static_cast<int>(std::min_element(first, first + kStates) - first));
  }
  return states;
}

}  // namespace osteon
