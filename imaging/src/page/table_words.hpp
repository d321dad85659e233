#pragma once

#include "print_words.hpp"
#include "row_labels.hpp"
#include "sheet.hpp"

namespace osteon::page {

/// What stands left of `first`, the leftmost column of results, line by line: the words of `vocabulary` as
/// the network reads them, else what the recogniser makes of it.
[[nodiscard]] std::vector<LabelText> labels_of(const Sheet& sheet, const TableLayout& table, int first,
                                               const std::vector<std::string>& vocabulary,
                                               const std::optional<PrintedText>& print, TextReader& reader);

/// The words above a table's numbers, as the recogniser and the network read them.
[[nodiscard]] std::vector<Word> header_of(const Sheet& sheet, const TableLayout& table,
                                          const std::optional<PrintedText>& print, TextReader& reader);

}  // namespace osteon::page
