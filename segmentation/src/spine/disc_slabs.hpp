#pragma once

#include "spine/plate_lines.hpp"

#include <vector>

namespace osteon {

/// Every disc of the chain as the chain tells it.
[[nodiscard]] std::vector<DiscSlab> slabs_of_chain(const SpineFrame& frame, const SideWall& side,
                                                   const DiscChain& chain);

/// The same as the scan shows them: of every disc the two parallel planes that all its lines together take
/// for its plates, with a thickness that fits its neighbours'. A line alone may take the plates of the next
/// disc, or the rims of sclerosis, for its own; all of them hardly do.
[[nodiscard]] std::vector<DiscSlab> settled_slabs(const DiscColumn& column, double blur_share);

}  // namespace osteon
