#include <osteon/densitometry/ct_density.hpp>

namespace osteon {

std::vector<LevelDensity> measure_densities(const CtScan&, const LabelMap<3>&, const LabelMap<3>&,
                                            const std::vector<VertebraFrame>& frames, const DensityOptions&) {
  std::vector<LevelDensity> result;
  for (const auto& frame : frames) result.push_back({frame.level, {}, {}});
  return result;
}

LabelMap<3> trabecular_cores(const LabelMap<3>& bodies, const std::vector<VertebraFrame>&,
                             const DensityOptions&) {
  return LabelMap<3>(bodies.grid());
}

}  // namespace osteon
