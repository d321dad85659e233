#pragma once

#include "text_reader.hpp"

#include <osteon/imaging/reported_dxa.hpp>

namespace osteon::page {

/// Maker, device, software, sex, age, size, reference and date from the words of a page, read once or in
/// several ways. What the readings or places of the page disagree about is left out; an age needs its dates
/// or a second reading beside it unless the text is certain. Names are not looked for.
void read_page_facts(const std::vector<std::vector<Word>>& readings, bool text_is_certain,
                     ReportedDxa& report);

}  // namespace osteon::page
