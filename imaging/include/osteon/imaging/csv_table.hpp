#pragma once

#include <osteon/imaging/result.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// A table as spreadsheets write it: cells parted by comma, semicolon or tab, whichever the first line has
/// most of.
struct CsvTable {
  std::vector<std::string> columns;            ///< of the first line: lower case, without spaces around
  std::vector<std::vector<std::string>> rows;  ///< as many cells as columns each; empty lines are left out

  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

/// Errors: table.empty, table.broken (quotes that never end, unequal counts of cells: which row, never what
///         it holds), table.repeated-column, table.too-large (more than 64 MB or a million rows).
[[nodiscard]] Result<CsvTable> parse_csv(std::string_view text);

/// Errors: file.unreadable, and as parse_csv.
[[nodiscard]] Result<CsvTable> load_csv(const std::filesystem::path& file);

/// A cell's number, with a point or a comma before its decimals; nothing else may stand beside it.
[[nodiscard]] std::optional<double> decimal_number(std::string_view cell);

}  // namespace osteon
