#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// What the numbers of a given mask mean.
enum class LabelScheme { unnamed, totalsegmentator, verse, tptbox };

/// "totalsegmentator", "verse", "tptbox", "unnamed"; absent for any other word.
[[nodiscard]] std::optional<LabelScheme> label_scheme_from_name(std::string_view name);
[[nodiscard]] std::string name(LabelScheme scheme);

/// The scheme's own word for a label, "vertebrae_L1"; "label_77" where it has none.
[[nodiscard]] std::string label_name(LabelScheme scheme, int label);

/// The vertebra (or sacrum) that a label stands for.
[[nodiscard]] std::optional<BoneRegion> bone_region(LabelScheme scheme, int label);

/// The side of the femur that a label stands for.
[[nodiscard]] std::optional<Side> femur_side(LabelScheme scheme, int label);

/// Whether a label of the scheme's map of sub-regions, or of bodies, is vertebral body: VerSe's and TPTBox's
/// 49 (its border) and 50; TotalSegmentator's task vertebrae_body has 1.
[[nodiscard]] bool is_vertebral_body(LabelScheme scheme, int label);

/// The same map with BoneRegion numbers; what is no vertebra becomes 0. Pure.
[[nodiscard]] LabelMap<3> bone_regions(const LabelMap<3>& labels, LabelScheme scheme);

/// Voxels, volume, mean and standard deviation (of the population) for every label but 0. Pure.
///
/// Shape:  scan and labels on one grid, else std::invalid_argument; the answer is sorted by label.
/// Sums are of whole numbers, so the answer is exact and the same for any number of threads.
[[nodiscard]] std::vector<LabelStatistics> label_statistics(const CtScan& scan, const LabelMap<3>& labels,
                                                            LabelScheme scheme);

}  // namespace osteon
