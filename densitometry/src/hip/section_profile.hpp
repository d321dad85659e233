#pragma once

#include <osteon/densitometry/hip_density.hpp>

#include <vector>

namespace osteon {

/// Mineral across a bone in even steps, averaged along it.
struct SectionProfile {
  double step_mm;
  std::vector<double> g_cm2;
  std::vector<bool> bone;  ///< within the outline
  bool cut = false;        ///< the image ends within it
};

inline constexpr double kSectionSlabMm = 3;    // along the axis, averaged
inline constexpr double kSectionReachMm = 30;  // to either side of the axis

/// The section about the middle of the profile. `mineral_share_sd`: of all mineral together. Nothing where
/// the section is not whole.
[[nodiscard]] std::optional<NeckSection> section_of(const SectionProfile& profile, double mineral_share_sd);

}  // namespace osteon
