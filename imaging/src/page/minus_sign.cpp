#include "minus_sign.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon::page {

MinusSign look_for_minus(const GreyImage& page, const Box& number, double digit_height) {
  const int reach = static_cast<int>(std::lround(0.8 * digit_height));
  const Box around{std::max(0, number.left - reach), std::max(0, number.top - 2),
                   std::min(page.width, number.right), std::min(page.height, number.bottom + 2)};
  if (around.width() < 3 || around.height() < 3) return MinusSign::unclear;
  int darkest = 255, paper = 0;
  for (int y = around.top; y < around.bottom; ++y)
    for (int x = around.left; x < around.right; ++x) {
      darkest = std::min<int>(darkest, page.at(x, y));
      paper = std::max<int>(paper, page.at(x, y));
    }
  const double contrast = paper - darkest;
  if (contrast < 40) return MinusSign::unclear;
  // From the left: how wide the ink stays as flat as a stroke, and whether at half height.
  const auto ink = [&](int x, int y) { return (paper - page.at(x, y)) / contrast; };
  int flat = 0;
  double middles = 0;
  for (int x = around.left; x < around.right; ++x) {
    int top = around.bottom, bottom = around.top;
    for (int y = around.top; y < around.bottom; ++y)
      if (ink(x, y) > 0.3) {
        top = std::min(top, y);
        bottom = std::max(bottom, y + 1);
      }
    if (bottom <= top) {
      if (flat > 0) break;
      continue;
    }
    if (bottom - top > 0.5 * digit_height) break;
    ++flat;
    middles += (top + bottom) / 2.0;
  }
  const double width = flat / digit_height;
  if (width < 0.15) return MinusSign::absent;
  const double middle = (middles / flat - number.centre_y()) / digit_height;
  if (width > 0.2 && width < 0.9 && std::abs(middle) < 0.3) return MinusSign::there;
  return MinusSign::unclear;
}

}  // namespace osteon::page
