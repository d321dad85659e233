#pragma once

#include <osteon/pipeline/acquisition.hpp>

namespace osteon {

/// CT number above which soft tissue of this scan does not reach over 3 mm: muscle and organs stay below 150
/// HU, organs with contrast medium mostly below 300 HU, blood 200 HU above its mean.
[[nodiscard]] double clear_bone_hu(const AcquisitionFindings& findings);

}  // namespace osteon
