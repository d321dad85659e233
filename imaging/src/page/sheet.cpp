#include "sheet.hpp"

#include <algorithm>

namespace osteon::page {
namespace {

// Longer side on which text is looked for: a letter page at 216 dots an inch.
constexpr double kWorkingSide = 2400;
}  // namespace

Sheet sheet_of(const PagePicture& page, TextReader& reader) {
  const double factor = kWorkingSide / std::max(page.picture.width, page.picture.height);
  Sheet sheet{page, resized(page.picture, factor), factor, {}, {}, {}, {}};
  sheet.ink = find_ink(sheet.enlarged, factor);
  for (Word word : page.text) {
    word.box = scaled(word.box, factor);
    sheet.words.push_back(std::move(word));
  }
  if (sheet.words.empty()) {
    sheet.words = reader.read(sheet.enlarged, TextShape::block);
    sheet.scattered = reader.read(sheet.enlarged, TextShape::scattered);
  }
  return sheet;
}

std::string text_inside(const std::vector<Word>& words, const Box& box) {
  std::string text;
  for (const Word& w : words)
    if (w.box.centre_x() >= box.left && w.box.centre_x() < box.right && w.box.centre_y() >= box.top &&
        w.box.centre_y() < box.bottom)
      text += (text.empty() ? "" : " ") + w.text;
  return text;
}

}  // namespace osteon::page
