#pragma once

#include <osteon/imaging/image.hpp>

namespace osteon {

/// Cavities of bone whose thin walls let them run out: what a wider closing encloses besides, where it is
/// thick and large. Notches between the processes of a bone, which a wide closing also takes, are neither.
[[nodiscard]] LabelMap<3> with_marrow(const Image3D<std::int16_t>& hounsfield, const LabelMap<3>& bone);

}  // namespace osteon
