#pragma once

#include <osteon/densitometry/phantom_control.hpp>
#include <osteon/densitometry/precision.hpp>
#include <osteon/imaging/csv_table.hpp>

#include <string>
#include <vector>

// A site's own quality of densitometry, from tables that it keeps.

namespace osteon {

/// The precision of one region by one technologist, or why there is none.
struct SitePrecision {
  std::string region, technologist;  ///< empty = the table does not part them
  Result<PrecisionStudy> study;
};

/// Columns: subject; bmd in g/cm2, or bmd1, bmd2, ... for several measurements in a row (empty cells count
/// for nothing); region and technologist if there are several. Rows of one subject belong together.
/// Errors: table.missing-column, table.not-a-number.
[[nodiscard]] Result<std::vector<SitePrecision>> precision_studies(const CsvTable& table);

/// The record of one phantom, or why it cannot be judged.
struct PhantomRecord {
  std::string phantom;  ///< empty = the table does not part them
  Result<PhantomControl> control;
};

/// Columns: date (YYYY-MM-DD), bmd in g/cm2, and phantom if there are several. Errors: as above.
[[nodiscard]] Result<std::vector<PhantomRecord>> phantom_records(const CsvTable& table,
                                                                 const PhantomControlOptions& options = {});

}  // namespace osteon
