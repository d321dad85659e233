#pragma once

#include "page_lines.hpp"

#include <osteon/imaging/reported_dxa.hpp>

#include <string>

namespace osteon::page {

/// What one reading of a page's words tells of person, device and day.
struct ReadFacts {
  ReportedDxa report;
  std::string birth_date;  ///< only held against the age; it is not kept
};

[[nodiscard]] ReadFacts facts_of(const PageLines& page);

}  // namespace osteon::page
