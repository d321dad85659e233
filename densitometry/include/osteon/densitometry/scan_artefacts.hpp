#pragma once

#include <osteon/densitometry/dxa_density.hpp>

// What stands out in a scan that can be weighed and is no healthy bone. Pure.

namespace osteon {

/// * dxa.metal: more than 5 g/cm2 over 20 mm2; which levels it lies over is said. The roof of the hip's
/// socket
///   with the head behind it holds 3.4 (STS_044); 4 mm of titanium attenuate 40 and 70 keV like 5.
/// * dxa.artefact: something as dense as bone that hangs together with no bone of the picture: 25 mm2 and
///   more clear of the column or femur and of the picture's border (buttons, tablets, contrast medium,
///   stones).
/// `own`: the vertebrae (BoneRegion numbers), or non-zero on a femur and its pelvis.
[[nodiscard]] std::vector<Warning> artefacts_of(const BoneMap& map, const LabelMap<2>& own);

/// dxa-spine.density-jump: levels that differ from every neighbour by more than one standard deviation of
/// young adults, all in one direction (ISCD, as restated by fasanonet.com: more than 1.0 T-score from the
/// adjacent vertebrae). Degenerative or fractured levels do that; none is left out by itself.
[[nodiscard]] std::vector<Warning> density_jumps(const std::vector<DxaRegionDensity>& levels);

}  // namespace osteon
