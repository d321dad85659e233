#pragma once

#include <osteon/imaging/reported_dxa.hpp>
#include <osteon/report/pictures.hpp>

namespace osteon {

/// A part of a page as PNG, enlarged twice where its print is small. Pure.
[[nodiscard]] Picture picture_of(const PageCut& cut, const std::string& caption);

}  // namespace osteon
