#pragma once

#include <osteon/densitometry/bone_density_reference.hpp>

#include <string>

namespace osteon {

/// Areal density of a hip by CT as a DXA would state it, so far as is known.
struct DxaEquivalent {
  Measured<ArealDensity> bmd;
  BmdScale scale;
  bool verified;      ///< whether the equation between the two was read in its source
  std::string words;  ///< what was done, for the reader
  Citation source;
};

/// Mineral per area taken as Hologic's g/cm2 unchanged. `sd` grows by 0.044 g/cm2, the scatter of DXA about
/// CT (kCann2014), and for hydroxyapatite by 10 % of the value: its scale differs from that of K2HPO4, which
/// those studies used, by up to a fifth (kGoodsitt1992). The published equations were not at hand; CT read
/// lower than DXA, in one study marginally (kKhoo2009). So: not verified, and no category rests on it. Pure.
[[nodiscard]] DxaEquivalent dxa_equivalent(const Measured<ArealDensity>& by_ct, Mineral mineral);

inline constexpr Citation kCann2014{
    "cann2014",
    "Cann CE, Adams JE, Brown JK, Brett AD. CTXA Hip: an extension of classical DXA measurements using "
    "quantitative CT. PLoS ONE 2014, doi 10.1371/journal.pone.0091904 (69 patients; total hip R 0.97, "
    "femoral "
    "neck R 0.95, standard error 0.044 g/cm2 in both)"};
inline constexpr Citation kKhoo2009{
    "khoo2009",
    "Khoo BCC et al. Comparison of QCT-derived and DXA-derived areal bone mineral density and T scores. "
    "Osteoporos Int 2009 (91 women; CT marginally lower; T-scores from NHANES agree better), abstract"};

}  // namespace osteon
