#pragma once

#include "spine/canal_likelihood.hpp"
#include "spine/canal_path.hpp"
#include "spine/working_volume.hpp"

namespace osteon {

/// The canal sought again in the spine pulled straight along a first path, so that rings are looked at
/// squarely however the spine is bent or the patient lies, and beyond the first path's ends. The first path
/// itself where that finds no better one.
///
/// `scan` is the grid that the path may not leave; `volume` shows it.
[[nodiscard]] CanalPath refined(const CanalPath& path, const Grid<3>& scan, const VolumeSampler& volume,
                                RingBone bone);

}  // namespace osteon
