#pragma once

#include <osteon/pipeline/printed_pictures.hpp>

#include <optional>

namespace osteon {

/// The levels that single rows report, from above; nothing where they are no row without gaps.
struct ReportedLevels {
  BoneRegion first, last;
};
[[nodiscard]] std::optional<ReportedLevels> reported_levels(const std::vector<ReportedRow>& rows);

/// How far every vertebra has to be renamed, downwards, by the lines that were drawn about the reported
/// levels. `sure`: the uppermost and the lowest line say the same.
struct DrawnNames {
  int shift;
  bool sure;
};
/// Nothing where no line can be matched, or where both ends disagree and our own names support neither.
[[nodiscard]] std::optional<DrawnNames> names_by_lines(const Unscaled<DxaSpine>& spine,
                                                       const std::vector<DrawnLine>& lines,
                                                       const ReportedLevels& levels);

/// Every vertebra named anew; those that would have no name lose it.
[[nodiscard]] DxaSpine renamed(DxaSpine spine, int shift);

[[nodiscard]] std::vector<LineOffset> line_offsets(const Unscaled<DxaSpine>& spine,
                                                   const std::vector<DrawnLine>& lines,
                                                   const std::optional<double>& mm_per_pixel);

}  // namespace osteon
