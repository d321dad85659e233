#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/risk/person.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// What one calculator came to for this person.
struct Calculation {
  std::string tool;     ///< "QFracture-2012", "OST", ...
  std::string outcome;  ///< what the number is of: "hip fracture", "points", ...
  std::string unit = {};
  std::optional<double> value = {};  ///< absent where an input is missing or out of the tool's range
  std::optional<double> lowest = {}, highest = {};  ///< over everything that the missing inputs may be
  std::optional<int> years = {};                    ///< a risk over so many
  std::string group = {};  ///< the tool's own word; empty while missing inputs leave it open
  std::vector<std::string> inputs_missing = {};
  std::string note = {};        ///< how to read it, or why there is no value
  std::string disclaimer = {};  ///< to be shown beside the number
  bool external = false;        ///< computed elsewhere and taken in
  std::vector<Citation> sources = {};
};

/// Every calculator that is made for this person, in a fixed order: formulas, screening scores,
/// QFracture-2012 over ten years, what was computed elsewhere with its published adjustments, each beside the
/// raw value and never on top of another. Pure.
[[nodiscard]] std::vector<Calculation> calculate(const Person& person);

/// A calculator and the rows of the source checklist that it covers.
struct CalculatorInfo {
  std::string_view name, what, rows;
};
[[nodiscard]] std::vector<CalculatorInfo> calculators();

}  // namespace osteon
