#pragma once

#include "colour_image.hpp"

#include <osteon/imaging/printed_scan.hpp>

#include <vector>

namespace osteon::page {

/// The pictures of scans on a page, from above and from the left: where grey or colour changes smoothly over
/// a wide area, as it does in no text, table or chart. Pictures side by side are parted at the paper between.
[[nodiscard]] std::vector<PrintedScan> scan_pictures(const ColourImage& page, int number);

}  // namespace osteon::page
