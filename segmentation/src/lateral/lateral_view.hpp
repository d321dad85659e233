#pragma once

#include "lateral/body_points.hpp"
#include "lateral/lateral_maps.hpp"

#include <vector>

namespace osteon::lateral {

inline constexpr std::size_t kFewestBodies = 4;  ///< of a spine

/// One way to hold a picture, and what shows then.
struct View {
  Upright picture;
  Maps maps;
  Chain chain;
  std::vector<BodyPoints> bodies;
  double score;  ///< bodies in a row that have their points
};

/// 0...1: how clearly a body's points show, on average.
[[nodiscard]] double clearness(const BodyPoints& body);

/// Bodies that show clearly; how right others are, docs/lateral.md tells.
[[nodiscard]] std::size_t count_clear(const std::vector<BodyPoints>& bodies);

/// The better of the first two ways to hold the picture; where no row of bodies shows plainly then, the
/// others are tried. `poses`: one or more.
[[nodiscard]] View best_view(const Upright& picture, const std::vector<LateralPose>& poses);

}  // namespace osteon::lateral
