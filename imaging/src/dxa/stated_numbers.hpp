#pragma once

#include <osteon/imaging/reported_dxa.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Numbers that travel as text with words about them (structured reports, private text, tables), brought into
// the rows of a densitometer's result table. All words are in upper case.

namespace osteon::dxa {

enum class Quantity { bmd, bmc, area, t_score, z_score, percent_young, percent_age };

/// What a number is called: "BMD", "BONE MINERAL CONTENT", "T-SCORE", "PR (%)". Nothing for what is no result
/// of a region of its own (a change, a reference, a standard deviation, standardised BMD).
[[nodiscard]] std::optional<Quantity> quantity_of(std::string_view name, std::string_view unit);

/// A number with its decimals in the unit of the report: g/cm2, g, cm2, sd, per cent.
struct Scaled {
  double value;
  int decimals;
};
/// From a decimal text and a unit as UCUM or as print writes it. Nothing where the unit is not one of the
/// quantity, or is missing where the quantity has one.
[[nodiscard]] std::optional<Scaled> scaled(Quantity quantity, std::string_view text, std::string_view unit);

/// A number and all that was said of where it belongs, the nearest words first.
struct StatedNumber {
  Quantity quantity;
  std::optional<Scaled> number;  ///< absent: its unit or its text could not be used
  std::vector<std::string> words;
};

struct StatedRows {
  std::vector<ReportedRow> rows;
  std::vector<UnreadRow> unread;
};

/// Rows in the order in which their regions first appear. A row is withheld where two of its numbers
/// contradict each other, where BMC / area is not BMD, where a number is implausible or has a wrong unit, or
/// where examination, region or side of a hip are not certain. A total of the spine is named by the levels
/// whose areas add up to it.
[[nodiscard]] StatedRows rows_of(const std::vector<StatedNumber>& numbers, ReportedOrigin origin);

}  // namespace osteon::dxa
