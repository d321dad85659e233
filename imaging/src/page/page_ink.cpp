#include "table_layout.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace osteon::page {
namespace {

// Sizes are shares of the page's longer side: a report fills a sheet of paper, whatever its resolution.
constexpr double kSmallestText = 0.004;  // about 1.1 mm on letter paper
constexpr double kLargestText = 0.02;
constexpr double kRule = 0.03;      // a straight stroke longer than this is a rule, no letter
constexpr double kInkShare = 0.68;  // darker than this share of the paper around it
constexpr int kTile = 48;           // pixels of the enlarged page over which the paper is looked for

/// The brightness of the paper around each tile: what nine tenths of the pixels are darker than.
std::vector<double> paper_of_tiles(const GreyImage& page, int across, int down) {
  std::vector<double> paper(static_cast<std::size_t>(across) * static_cast<std::size_t>(down));
  for (int v = 0; v < down; ++v) {
    for (int u = 0; u < across; ++u) {
      std::vector<int> counts(256);
      int total = 0;
      for (int y = std::max(0, (v - 1) * kTile); y < std::min(page.height, (v + 2) * kTile); y += 2)
        for (int x = std::max(0, (u - 1) * kTile); x < std::min(page.width, (u + 2) * kTile); x += 2, ++total)
          ++counts[page.at(x, y)];
      int value = 255;
      for (int seen = 0; value > 0 && seen <= total / 10; --value)
        seen += counts[static_cast<std::size_t>(value)];
      paper[static_cast<std::size_t>(v) * static_cast<std::size_t>(across) + static_cast<std::size_t>(u)] =
          value + 1;
    }
  }
  return paper;
}

using Mask = std::vector<std::uint8_t>;

Mask ink_mask(const GreyImage& page) {
  const int across = (page.width + kTile - 1) / kTile, down = (page.height + kTile - 1) / kTile;
  const auto paper = paper_of_tiles(page, across, down);
  Mask mask(page.pixels.size());
  for (int y = 0; y < page.height; ++y)
    for (int x = 0; x < page.width; ++x) {
      const auto tile = static_cast<std::size_t>(y / kTile) * static_cast<std::size_t>(across) +
                        static_cast<std::size_t>(x / kTile);
      mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(page.width) + static_cast<std::size_t>(x)] =
          page.at(x, y) < kInkShare * paper[tile];
    }
  return mask;
}

/// Takes straight strokes longer than `longest` out: `stride` apart lie the pixels of one row or column.
void erase_runs(Mask& mask, int lines, int length, std::size_t line_stride, std::size_t stride, int longest) {
  for (int n = 0; n < lines; ++n) {
    const std::size_t start = static_cast<std::size_t>(n) * line_stride;
    for (int k = 0; k < length;) {
      int end = k;
      while (end < length && mask[start + static_cast<std::size_t>(end) * stride] == 1) ++end;
      if (end - k > longest)
        for (int m = k; m < end; ++m) mask[start + static_cast<std::size_t>(m) * stride] = 2;
      k = std::max(end, k + 1);
    }
  }
}

/// Takes rules out of the mask; they stay in it as 2 and 3 for whoever draws over them.
void mark_rules(Mask& mask, const GreyImage& page) {
  const int longest = static_cast<int>(kRule * std::max(page.width, page.height));
  const auto width = static_cast<std::size_t>(page.width);
  Mask across = mask;
  erase_runs(across, page.height, page.width, width, 1, longest);
  erase_runs(mask, page.width, page.height, 1, width, longest);
  for (std::size_t n = 0; n < mask.size(); ++n) mask[n] = across[n] == 2 ? 2 : mask[n] == 2 ? 3 : mask[n];
}

/// The page with paper where its rules are, and a little beside them: across the rule, not along it.
GreyImage without_rules(const GreyImage& page, const Mask& mask, int beside) {
  GreyImage clean = page;
  const int across = (page.width + kTile - 1) / kTile, down = (page.height + kTile - 1) / kTile;
  const auto paper = paper_of_tiles(page, across, down);
  for (int y = 0; y < page.height; ++y)
    for (int x = 0; x < page.width; ++x) {
      const auto kind = mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(page.width) +
                             static_cast<std::size_t>(x)];
      if (kind < 2) continue;
      for (int d = -beside; d <= beside; ++d) {
        const int u = kind == 3 ? std::clamp(x + d, 0, page.width - 1) : x;
        const int v = kind == 2 ? std::clamp(y + d, 0, page.height - 1) : y;
        clean.at(u, v) = static_cast<std::uint8_t>(
            std::min(255.0, paper[static_cast<std::size_t>(v / kTile) * static_cast<std::size_t>(across) +
                                  static_cast<std::size_t>(u / kTile)]));
      }
    }
  return clean;
}

/// Boxes of the connected pieces of ink.
std::vector<Box> pieces(Mask mask, int width, int height) {
  std::vector<Box> boxes;
  std::vector<std::pair<int, int>> open;
  const auto at = [&](int x, int y) -> std::uint8_t& {
    return mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  };
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      if (at(x, y) == 0) continue;
      Box box{x, y, x + 1, y + 1};
      open.assign(1, {x, y});
      at(x, y) = 0;
      while (!open.empty()) {
        const auto [cx, cy] = open.back();
        open.pop_back();
        box = united(box, {cx, cy, cx + 1, cy + 1});
        for (int ny = std::max(0, cy - 1); ny <= std::min(height - 1, cy + 1); ++ny)
          for (int nx = std::max(0, cx - 1); nx <= std::min(width - 1, cx + 1); ++nx)
            if (at(nx, ny) != 0) {
              at(nx, ny) = 0;
              open.emplace_back(nx, ny);
            }
      }
      boxes.push_back(box);
    }
  return boxes;
}

/// Joins neighbours on a line until no gap is narrower than `gap`.
std::vector<Box> tokens_of(std::vector<Box> letters, double gap) {
  std::sort(letters.begin(), letters.end(),
            [](const Box& a, const Box& b) { return std::pair(a.left, a.top) < std::pair(b.left, b.top); });
  std::vector<Box> tokens;
  for (const Box& letter : letters) {
    Box* best = nullptr;
    for (Box& token : tokens) {
      const int overlap = std::min(token.bottom, letter.bottom) - std::max(token.top, letter.top);
      if (letter.left - token.right < gap && 2 * overlap >= std::min(token.height(), letter.height()) &&
          (best == nullptr || token.right > best->right))
        best = &token;
    }
    if (best != nullptr) {
      *best = united(*best, letter);
    } else {
      tokens.push_back(letter);
    }
  }
  return tokens;
}

}  // namespace

PageInk find_ink(const GreyImage& page, double pixel) {
  PageInk ink;
  Mask mask = ink_mask(page);
  mark_rules(mask, page);
  ink.without_rules = without_rules(page, mask, static_cast<int>(std::ceil(pixel)));
  for (auto& m : mask) m = m == 1;
  const auto boxes = pieces(std::move(mask), page.width, page.height);
  const double side = std::max(page.width, page.height);
  std::vector<int> heights;
  for (const Box& b : boxes)
    if (b.height() > kSmallestText * side && b.height() < kLargestText * side && b.width() < 1.3 * b.height())
      heights.push_back(b.height());
  if (heights.empty()) return ink;
  std::nth_element(heights.begin(), heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2),
                   heights.end());
  ink.digit_height = heights[heights.size() / 2];
  const double h = ink.digit_height;
  std::vector<Box> letters, points;
  for (const Box& b : boxes) {
    if (b.height() > 2.2 * h || b.width() > 14 * h) continue;
    (b.height() >= 0.5 * h ? letters : points).push_back(b);
  }
  ink.tokens = tokens_of(std::move(letters), 0.75 * h);
  // A minus or a point beside a number belongs to it.
  for (const Box& b : points)
    for (Box& token : ink.tokens)
      if (b.centre_y() > token.top && b.centre_y() < token.bottom + 0.2 * h &&
          b.right > token.left - 0.75 * h && b.left < token.right + 0.2 * h) {
        token = united(token, b);
        break;
      }
  return ink;
}

}  // namespace osteon::page
