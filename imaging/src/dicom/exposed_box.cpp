#include "exposed_box.hpp"

#include <algorithm>
#include <vector>

namespace osteon {
namespace {

/// Between the tenth and the ninetieth of a hundred values: a letter or a marker does not count.
float spread(std::vector<float> values) {
  const auto at = [&](double share) {
    const auto nth =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
  };
  const float low = at(0.1);
  return at(0.9) - low;
}

/// From both ends inwards: where the lines begin and end to show something.
std::array<int, 2> shown(const std::vector<float>& spreads, float least) {
  int first = 0, end = static_cast<int>(spreads.size());
  while (first < end && spreads[static_cast<std::size_t>(first)] < least) ++first;
  while (end > first && spreads[static_cast<std::size_t>(end - 1)] < least) --end;
  constexpr int kLeastShare = 4;
  if (end - first < std::max(1, static_cast<int>(spreads.size()) / kLeastShare))
    return {0, static_cast<int>(spreads.size())};
  return {first, end};
}

}  // namespace

std::array<int, 4> exposed_box(const Image2D<float>& film) {
  constexpr float kOfAll = 0.05F;
  const auto& [columns, rows] = film.grid().size;
  constexpr int kFewest = 10;  // of values that have tenths
  if (columns < kFewest || rows < kFewest) return {0, 0, columns, rows};
  const float least = kOfAll * spread(film.pixels());
  std::vector<float> of_columns, of_rows;
  for (int i = 0; i < columns; ++i) {
    std::vector<float> column;
    for (int j = 0; j < rows; ++j) column.push_back(film.at(i, j));
    of_columns.push_back(spread(std::move(column)));
  }
  for (int j = 0; j < rows; ++j) {
    std::vector<float> row;
    for (int i = 0; i < columns; ++i) row.push_back(film.at(i, j));
    of_rows.push_back(spread(std::move(row)));
  }
  const auto across = shown(of_columns, least), down = shown(of_rows, least);
  return {across[0], down[0], across[1], down[1]};
}

}  // namespace osteon
