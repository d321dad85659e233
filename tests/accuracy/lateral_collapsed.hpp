#pragma once

#include "lateral_truth.hpp"

#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/study.hpp>

#include <optional>

namespace osteon {

/// A picture from the side with the points of its bodies.
struct MarkedPicture {
  DxaPicture picture;
  LateralTruth truth;
};

/// A collapse of one body drawn into a real picture: the upper plate comes down by `loss` of the height in
/// front (wedge), in the middle (biconcave) or everywhere (crush). The spine above follows it: it leans
/// forwards about the back of the plate, or comes down; above a biconcave body the disc fills the hollow.
/// Nothing where the body or the plate above it is not wholly marked.
std::optional<MarkedPicture> collapsed(const MarkedPicture& marked, BoneRegion level, DeformityShape shape,
                                       double loss);

}  // namespace osteon
