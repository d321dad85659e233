#include "paper.hpp"

#include <leptonica/allheaders.h>

namespace osteon::testing {

void Paper::save(const std::filesystem::path& file, int format) const {
  Pix* pix = pixCreate(width_, height_, 32);
  for (int y = 0; y < height_; ++y)
    for (int x = 0; x < width_; ++x) {
      const Rgb& c = rgb_[offset(x, y)];
      pixSetRGBPixel(pix, x, y, c[0], c[1], c[2]);
    }
  pixWrite(file.c_str(), pix, format);
  pixDestroy(&pix);
}

Rgb grey(float v) {
  const auto g = static_cast<std::uint8_t>(v);
  return {g, g, g};
}

Paper page_without_scan() {
  Paper paper(1000, 1300);
  for (int n = 0; n < 4; ++n) paper.text(100, 60 + 30 * n, 30);
  paper.fill(600, 260, 300, 60, {0, 128, 0});
  paper.fill(600, 320, 300, 60, {255, 255, 0});
  paper.fill(600, 380, 300, 60, {255, 0, 0});
  paper.fill(100, 800, 800, 250, {255, 255, 225});
  for (int n = 0; n < 7; ++n) paper.text(120, 820 + 32 * n, 50);
  return paper;
}

}  // namespace osteon::testing
