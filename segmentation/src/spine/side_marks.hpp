#pragma once

#include "spine/spine_frame.hpp"
#include "spine/straight_volume.hpp"
#include "spine/working_volume.hpp"

#include <optional>

namespace osteon {

// What stands beside or in front of the column at some levels and not at others. No answer where that is not
// seen.

/// Whether lung lies beside the section at `s_mm`, on either side: fluid or a tumour may fill one. No answer
/// either where the section is open to the air round the patient.
[[nodiscard]] std::optional<bool> lung_beside(const StraightVolume& volume, double s_mm);

/// Whether bone lies in the back of the flank, beyond the transverse processes: the lowest ribs above, the
/// iliac crest below, nothing between. A mass as dense as bone (a kidney, bowel full of contrast) is no
/// answer.
[[nodiscard]] std::optional<bool> bone_in_flank(const SpineFrame& frame, const VolumeSampler& volume,
                                                double s_mm);

/// Whether the windpipe runs in front of the column, whose front lies at `front_u_mm`.
[[nodiscard]] std::optional<bool> windpipe_before(const SpineFrame& frame, const VolumeSampler& volume,
                                                  double s_mm, double front_u_mm);

}  // namespace osteon
