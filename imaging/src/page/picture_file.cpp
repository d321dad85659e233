#include "page_files.hpp"

#include <leptonica/allheaders.h>
#include <memory>

namespace osteon::page {
namespace {

struct PixDeleter {
  void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using PixPtr = std::unique_ptr<Pix, PixDeleter>;

}  // namespace

Error page_too_large() {
  return {"dxa.page-too-large", "The page is larger than any printed page.",
          "Export it at 100 to 600 dots an inch."};
}

Error page_undecodable() {
  return {"pixels.undecodable", "The pixels are damaged and cannot be decoded.",
          "Send or copy the file again."};
}

Result<std::vector<PagePicture>> pages_of_picture(const std::filesystem::path& file) {
  setMsgSeverity(L_SEVERITY_NONE);  // the library's own words would go to standard error
  l_int32 format = 0, width = 0, height = 0;
  if (pixReadHeader(file.c_str(), &format, &width, &height, nullptr, nullptr, nullptr) != 0)
    return page_undecodable();
  if (static_cast<double>(width) * height > kLargestPagePixels) return page_too_large();
  const PixPtr stored(pixRead(file.c_str()));
  if (!stored) return page_undecodable();
  const PixPtr opaque(pixRemoveAlpha(stored.get()));
  if (!opaque) return page_undecodable();
  const PixPtr grey(pixConvertTo8(opaque.get(), 0));
  if (!grey) return page_undecodable();
  GreyImage picture{pixGetWidth(grey.get()), pixGetHeight(grey.get()), {}};
  picture.pixels.reserve(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height));
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      l_uint32 value = 0;
      pixGetPixel(grey.get(), x, y, &value);
      picture.pixels.push_back(static_cast<std::uint8_t>(value));
    }
  const PixPtr colours(pixConvertTo32(opaque.get()));
  if (!colours) return page_undecodable();
  auto seen = colour_image(picture.width, picture.height, [&](int x, int y) {
    l_int32 r = 0, g = 0, b = 0;
    pixGetRGBPixel(colours.get(), x, y, &r, &g, &b);
    return std::array{static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g),
                      static_cast<std::uint8_t>(b)};
  });
  return std::vector<PagePicture>{{std::move(picture), {}, 0, std::move(seen)}};
}

}  // namespace osteon::page
