#pragma once

#include "text_reader.hpp"

#include <osteon/imaging/reported_dxa.hpp>

namespace osteon::page {

/// Maker, device, software, sex, age, size and reference from the words of a page. Names are not looked for.
void read_page_facts(const std::vector<Word>& words, ReportedDxa& report);

}  // namespace osteon::page
