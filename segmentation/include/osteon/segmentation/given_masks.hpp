#pragma once

#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>

namespace osteon {

/// A spine read out of somebody else's masks: the same answer that a segmenter gives, so that everything
/// after it is one code. Names are taken as given (label_confidence 1, label_evidence "given").
///
/// Shape:  both maps hold BoneRegion numbers on one grid, else std::invalid_argument. Without `bodies` the
/// body of
///         each vertebra is parted from its arch by shape alone: in front of the straight line up its back
///         wall. The answer's `vertebrae` are the given voxels (with those of `bodies`); its `bodies` are the
///         given ones or the parted ones. C1, C2, sacrum and coccyx have a name and a place, no shape; the
///         sacrum its upper plate as a plane where the vertebra above it shows the way.
/// Units:  endplates lie between the voxels: levelled columns of the half-way surface. Their sd is that of a
///         plane known to one voxel's extent along the axis.
/// Errors: labels.none.
/// Warnings: labels.stray-voxels, labels.far-pieces, labels.no-body, labels.fused-bodies.
[[nodiscard]] Result<SpineSegmentation> spine_from_labels(const LabelMap<3>& vertebrae,
                                                          const std::optional<LabelMap<3>>& bodies = {});

}  // namespace osteon
