#pragma once

#include "json_parts.hpp"

#include <osteon/pipeline/printed_pictures.hpp>

namespace osteon {

/// Places are pixels of the page, as `osteon dxa read` counts them.
[[nodiscard]] Json printed_picture(const PrintedPicture& one);

}  // namespace osteon
