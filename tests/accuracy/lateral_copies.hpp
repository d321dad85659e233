#pragma once

#include "lateral_collapsed.hpp"

#include <filesystem>

namespace osteon {

/// Copies of a real picture: with every body collapsed in turn, a row for each shape and loss; and disturbed
/// (greys, noise, blur, turned, cropped, framed, things before it), a row for each. Pictures are written
/// unless `pictures` is empty.
void print_copies(const MarkedPicture& marked, const std::filesystem::path& pictures);

}  // namespace osteon
