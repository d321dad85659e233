#pragma once

#include "page_lines.hpp"

#include <string>

namespace osteon::page {

/// The words of the T-scores' reference, as far as they are known ones: others may be a person's.
[[nodiscard]] std::string printed_reference(const PageLines& page);

}  // namespace osteon::page
