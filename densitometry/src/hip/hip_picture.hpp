#pragma once

#include <osteon/densitometry/dxa_density.hpp>
#include <osteon/imaging/image.hpp>

namespace osteon {

/// As HipLayout counts: columns lateral, rows proximal, 0 = the head's centre. Pixels change places alone.
template <class Pixel>
Image<Pixel, 2> upright(const Image<Pixel, 2>& picture, const HipPlaces& places) {
  const Grid<2>& grid = picture.grid();
  const bool left = places.side == Side::left;
  Grid<2> turned = grid;
  const auto [columns, rows] = grid.size;
  const double first_column = left ? 0 : columns - 1, last_row = rows - 1;
  const Eigen::Vector2d d =
      grid.patient_from_index({Eigen::Vector2d(first_column, last_row)}).mm - places.head_center;
  turned.origin_mm = {left ? d[0] : -d[0], -d[1]};
  Image<Pixel, 2> result(turned);
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) result.at(x, y) = picture.at(left ? x : columns - 1 - x, rows - 1 - y);
  return result;
}

/// Of places that a picture shows. Ward's square is not placed yet.
[[nodiscard]] HipLayout layout_of(const HipPlaces& places);

}  // namespace osteon
