#pragma once

#include "stack.hpp"

#include <osteon/imaging/result.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// Groups of equal orientation, matrix, pixel spacing and kernel, each in the order given.
[[nodiscard]] std::vector<std::vector<CtPlane>> split_by_geometry(std::vector<CtPlane> planes);

/// Sorted planes of one geometry, told apart where several lie at one place: by acquisition, time, image
/// type.
struct Passes {
  std::vector<std::vector<CtPlane>> passes;
  std::vector<CtPlane> refused;  ///< duplicates that nothing tells apart
  std::optional<Error> refusal;
  std::vector<Warning> warnings;
};
[[nodiscard]] Passes split_passes(std::vector<CtPlane> planes);

}  // namespace osteon
