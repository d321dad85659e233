#pragma once

#include "dxa_taken.hpp"

#include <osteon/imaging/reported_dxa.hpp>

#include <functional>
#include <string>
#include <vector>

// What a densitometer would report of a simulated scan whose regions are known, drawn right or wrong.

namespace osteon {

/// Densities to three decimals and areas to two, of L1 to L4 and L1-L4.
[[nodiscard]] std::vector<ReportedRow> table_of(const Image2D<float>& g_per_cm2, const LabelMap<2>& levels);

/// Of a hip; the box of the neck `by_mm` farther from the head than it should be.
[[nodiscard]] std::vector<ReportedRow> table_of(const Image2D<float>& g_per_cm2, const HipTruth& truth,
                                                double by_mm = 0);

struct WrongTable {
  std::string words;
  std::vector<std::string> touched;  ///< regions that come out wrong
  std::function<LabelMap<2>(const LabelMap<2>&)> drawn;
};
[[nodiscard]] const std::vector<WrongTable>& wrong_tables();

}  // namespace osteon
