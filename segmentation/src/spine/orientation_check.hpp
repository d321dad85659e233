#pragma once

#include "spine/canal_path.hpp"
#include "spine/disc_chain.hpp"
#include "spine/spine_frame.hpp"
#include "spine/working_volume.hpp"

namespace osteon {

// A header may lie about where the patient's front or head is. Then a spine still looks like one, but
// everything measured in it is wrong: so it is looked at the other way round as well.

/// How well the spine is seen with the patient turned by half a turn about the long axis, against how well it
/// is seen along `path` with the vertebrae of `chain`: the product of two ratios, of canals and of chains,
/// for the marrow of porotic bodies may look like a canal, but gives no vertebrae. `coarse` as for
/// canal_likelihood.
[[nodiscard]] double front_behind_ratio(const Image3D<std::int16_t>& coarse, const VolumeSampler& volume,
                                        const CanalPath& path, const DiscChain& chain);

/// How much like vertebrae the chain looks when head and feet (and left and right) change places, against
/// `chain`.
[[nodiscard]] double head_below_ratio(const SpineFrame& frame, const VolumeSampler& volume,
                                      const DiscChain& chain);

}  // namespace osteon
