#pragma once

#include "region_words.hpp"
#include "stated_numbers.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What reports conclude from their numbers: a category, vertebrae left out, a change since an earlier
// examination. All words are in upper case. A conclusion that is not plain is not taken.

namespace osteon::dxa {

/// A word or number and what it is called, beside others about one place.
struct StatedItem {
  std::string name, value, unit = {};
};

struct SaidCategory {
  DxaCategory category;
  Place place;  ///< without a region: of the whole report
};

struct SaidChange {
  Place now, before;  ///< `before` without a region: the same
  std::optional<Scaled> density_before, difference;
  std::optional<double> percent;
  std::string date_before, vendor_before, device_before;
  bool called_real = false;
};

/// All that the items of a report say.
struct Said {
  std::vector<SaidCategory> categories;
  std::vector<std::string> excluded_levels;
  std::vector<SaidChange> changes;
  bool unclear = false;  ///< something was said that is not plain
};

/// The one category that the words name. Nothing where they name several, deny one or leave it open.
[[nodiscard]] std::optional<DxaCategory> category_in(std::string_view words);

/// "L1", "L2", "L3" of "L1-L2, L3".
[[nodiscard]] std::vector<std::string> single_levels(std::string_view words);

/// Takes what a group of items says; `nearest_first` are the words about their place.
void take_items(const std::vector<StatedItem>& items, const std::vector<std::string>& nearest_first,
                Said& said);

/// Puts what was said beside the rows of the report. A change needs its row, and what is stated of it has to
/// agree: densities, difference and percentage. A total with a gap among its levels leaves those out. Warns
/// of what is not plain (dxa.statement-unclear).
void state(const Said& said, ReportedDxa& report);

}  // namespace osteon::dxa
