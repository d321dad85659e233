#pragma once

#include <osteon/imaging/load.hpp>

namespace osteon {

[[nodiscard]] Result<LoadedCt> decode_ct(const SeriesOutline& outline, const Progress& progress);

}  // namespace osteon
