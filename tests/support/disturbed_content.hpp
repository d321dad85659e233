#pragma once

#include "disturbed_scan.hpp"
#include "normal_numbers.hpp"

#include <vector>

namespace osteon::testing {

/// What patients bring along: metal, contrast, open arches, bent spines, fused or empty discs; and headers
/// that lie.
[[nodiscard]] std::vector<Disturbance> content_disturbances(const SpineSegmentation& spine);

/// Air wherever the column of bodies is further than `radius_mm` away.
[[nodiscard]] CtScan narrow_field(const CtScan& scan, const SpineSegmentation& spine, double radius_mm);

/// scan + amount * (scan - scan blurred by `sigma_mm`): amount -1 blurs, > 0 sharpens.
[[nodiscard]] CtScan unsharp(const CtScan& scan, double sigma_mm, double amount);

}  // namespace osteon::testing
