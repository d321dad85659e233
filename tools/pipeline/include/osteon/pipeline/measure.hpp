#pragma once

#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/report.hpp>

#include <filesystem>

namespace osteon {

/// Statistics of somebody else's mask over `ct`, one of the series of `image`. The others of `image` are in
/// the report as refused. `labels` is one label map, or a folder of masks named for what they hold
/// ("vertebrae_L1.nii.gz"). Reads files.
///
/// Shape:  masks are brought to the CT's grid by nearest neighbour; a mask on the same lattice, in whatever
/// order of
///         axes, is taken voxel by voxel. One that lies elsewhere is refused; voxels beyond the image are
///         counted in a warning.
/// Errors: as load_ct and load_labels; labels.elsewhere, labels.none, labels.too-many-voxels.
[[nodiscard]] Result<Report> measure(const Survey& image, const SeriesOutline& ct,
                                     const std::filesystem::path& labels, LabelScheme scheme);

}  // namespace osteon
