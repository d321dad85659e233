#pragma once

#include <osteon/densitometry/display_density.hpp>
#include <osteon/pipeline/dxa_numbers.hpp>
#include <osteon/pipeline/measured_pictures.hpp>

#include <optional>
#include <string>
#include <vector>

// Display pictures beside the tables of the same study: always estimates.

namespace osteon {

/// One picture with the table that it was held against.
struct DisplayEstimate {
  std::string series_uid;  ///< of the picture
  int series_part = 0;
  std::optional<Side> side;                ///< of a hip
  std::string table_uid;                   ///< series of the table; empty where several differ
  int table_page = 0;                      ///< from 0
  std::optional<RemeasuredDisplay> found;  ///< absent = the reason is `refusal`
  std::optional<Error> refusal = {};
};

/// What a picture shows for a table to be held against.
struct ShownScan {
  DxaExam exam;              ///< ap_spine or femur
  std::optional<Side> side;  ///< of a hip, as the picture shows it
  std::string date;          ///< YYYY-MM-DD; empty = unknown
  DisplayedBone bone;
  bool doubtful = false;  ///< its places, names or side may be wrong
};

/// Nothing where no reading has rows of this examination (and side) on this date.
/// Errors in the answer: density.grey-places-doubtful, density.grey-tables-differ (two tables of the scan
/// with other numbers), those of remeasure. Pure.
[[nodiscard]] std::optional<DisplayEstimate> estimate_display(const ShownScan& shown,
                                                              const std::vector<DxaReading>& readings);

}  // namespace osteon
