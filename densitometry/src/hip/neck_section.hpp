#pragma once

#include <osteon/densitometry/hip_density.hpp>

namespace osteon {

/// Nothing where the section is not whole.
[[nodiscard]] std::optional<NeckSection> neck_section(const HipProjection& projection,
                                                      const LabelMap<2>& bone, const HipLayout& layout,
                                                      const DensityLine& line);

}  // namespace osteon
