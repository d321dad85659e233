#pragma once

#include "disturbed_scan.hpp"

#include <cstdint>
#include <vector>

namespace osteon::testing {

/// What patients bring along: metal, contrast, open arches, bent spines, fused or empty discs; and headers
/// that lie.
[[nodiscard]] std::vector<Disturbance> content_disturbances(const SpineSegmentation& spine);

/// Air wherever the column of bodies is further than `radius_mm` away.
[[nodiscard]] CtScan narrow_field(const CtScan& scan, const SpineSegmentation& spine, double radius_mm);

/// scan + amount * (scan - scan blurred by `sigma_mm`): amount -1 blurs, > 0 sharpens.
[[nodiscard]] CtScan unsharp(const CtScan& scan, double sigma_mm, double amount);

/// Gaussian numbers, the same on every machine.
class NormalNumbers {
 public:
  explicit NormalNumbers(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL) {}
  [[nodiscard]] double next();

 private:
  [[nodiscard]] double uniform();
  std::uint64_t state_;
};

}  // namespace osteon::testing
