#pragma once

#include <osteon/imaging/grid.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace osteon {

/// Pixels on a grid. Copies are deep and written out where they are meant.
template <class Pixel, int N>
class Image {
 public:
  explicit Image(Grid<N> grid, Pixel fill = Pixel{})
      : grid_(std::move(grid)), pixels_(grid_.pixel_count(), fill) {}
  Image(Grid<N> grid, std::vector<Pixel> pixels) : grid_(std::move(grid)), pixels_(std::move(pixels)) {
    if (pixels_.size() != grid_.pixel_count())
      throw std::invalid_argument("Image: pixels do not fill the grid");
  }

  [[nodiscard]] const Grid<N>& grid() const { return grid_; }
  [[nodiscard]] const std::vector<Pixel>& pixels() const { return pixels_; }
  [[nodiscard]] std::vector<Pixel>& pixels() { return pixels_; }

  [[nodiscard]] std::size_t offset(int i, int j, int k = 0) const {
    const auto nx = static_cast<std::size_t>(grid_.size[0]);
    const auto ny = static_cast<std::size_t>(grid_.size[1]);
    return static_cast<std::size_t>(i) +
           nx * (static_cast<std::size_t>(j) + ny * static_cast<std::size_t>(k));
  }
  [[nodiscard]] const Pixel& at(int i, int j, int k = 0) const { return pixels_[offset(i, j, k)]; }
  [[nodiscard]] Pixel& at(int i, int j, int k = 0) { return pixels_[offset(i, j, k)]; }

  friend bool operator==(const Image&, const Image&) = default;

 private:
  Grid<N> grid_;
  std::vector<Pixel> pixels_;
};

template <class Pixel>
using Image2D = Image<Pixel, 2>;
template <class Pixel>
using Image3D = Image<Pixel, 3>;

/// Which pixel is which structure; 0 = none.
template <int N>
using LabelMap = Image<std::uint8_t, N>;

}  // namespace osteon
