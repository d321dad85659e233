#include "page_files.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-image.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

namespace osteon::page {
namespace {

constexpr double kDrawnSide = 2400;  // pixels of a page's longer side: letter paper at 218 dots an inch
constexpr int kMostPages = 200;
constexpr double kPointsPerInch = 72;

GreyImage grey_of(const poppler::image& image) {
  GreyImage picture{image.width(), image.height(), {}};
  for (int y = 0; y < picture.height; ++y) {
    const auto* row = reinterpret_cast<const std::uint8_t*>(image.const_data()) + y * image.bytes_per_row();
    for (int x = 0; x < picture.width; ++x) {
      const std::uint8_t* p = row + 4 * x;  // blue, green, red, alpha; weights of ITU-R BT.601
      picture.pixels.push_back(
          static_cast<std::uint8_t>((299 * p[2] + 587 * p[1] + 114 * p[0] + 500) / 1000));
    }
  }
  return picture;
}

ColourImage colours_of(const poppler::image& image) {
  return colour_image(image.width(), image.height(), [&](int x, int y) {
    const auto* p =
        reinterpret_cast<const std::uint8_t*>(image.const_data()) + y * image.bytes_per_row() + 4 * x;
    return std::array<std::uint8_t, 3>{p[2], p[1], p[0]};  // stored blue, green, red, alpha
  });
}

std::vector<Word> words_of_page(const poppler::page& page, double pixels_per_point) {
  std::vector<Word> words;
  for (const poppler::text_box& box : page.text_list()) {
    const auto utf8 = box.text().to_utf8();
    const poppler::rectf place = box.bbox();
    words.push_back(
        {std::string(utf8.begin(), utf8.end()),
         scaled({static_cast<int>(std::floor(place.left())), static_cast<int>(std::floor(place.top())),
                 static_cast<int>(std::ceil(place.right())), static_cast<int>(std::ceil(place.bottom()))},
                pixels_per_point),
         1.0});
  }
  return words;
}

/// Whether the text layer holds results: a slide may carry a title as text above a picture of the page.
bool holds_numbers(const std::vector<Word>& words) {
  constexpr int kFewest = 6;  // two rows of BMD, BMC and area
  return std::count_if(words.begin(), words.end(), [](const Word& w) {
           const auto point = w.text.find('.');
           return point != std::string::npos && point > 0 && point + 1 < w.text.size() &&
                  w.text.find_first_not_of("0123456789.,-") == std::string::npos;
         }) >= kFewest;
}

}  // namespace

Result<std::vector<PagePicture>> pages_of_pdf(std::span<const char> bytes) {
  const Error broken{"dxa.pdf-broken", "The PDF is damaged or locked.",
                     "Export the report again, without a password."};
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  poppler::byte_array copy(bytes.begin(), bytes.end());
  const std::unique_ptr<poppler::document> document(poppler::document::load_from_data(&copy));
  if (!document || document->is_locked()) return broken;
  poppler::page_renderer renderer;
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  std::vector<PagePicture> pages;
  for (int n = 0; n < std::min(document->pages(), kMostPages); ++n) {
    const std::unique_ptr<poppler::page> page(document->create_page(n));
    if (!page) return broken;
    const poppler::rectf size = page->page_rect();
    const double side = std::max(size.width(), size.height());
    if (!(side > 1) || !(std::min(size.width(), size.height()) > 1)) continue;
    const double scale = kDrawnSide / side;
    const poppler::image image =
        renderer.render_page(page.get(), scale * kPointsPerInch, scale * kPointsPerInch);
    if (!image.is_valid()) return broken;
    PagePicture picture{grey_of(image), words_of_page(*page, scale), n, colours_of(image)};
    if (!holds_numbers(picture.text)) picture.text.clear();
    pages.push_back(std::move(picture));
  }
  if (pages.empty()) return broken;
  return pages;
}

}  // namespace osteon::page
