#pragma once

#include "print_words.hpp"
#include "row_labels.hpp"
#include "sheet.hpp"

namespace osteon::page {

/// What stands left of `first`, the leftmost column of results, line by line, as the recogniser reads it.
[[nodiscard]] std::vector<LabelText> labels_of(const Sheet& sheet, const TableLayout& table, int first,
                                               TextReader& reader);

/// Adds what the labels look like in the face of the page's figures.
void add_label_shapes(const Sheet& sheet, const TableLayout& table, int first, const PrintedNumbers& print,
                      DxaExam exam, std::vector<LabelText>& labels);

/// The words above a table's numbers.
[[nodiscard]] std::vector<Word> header_of(const Sheet& sheet, const TableLayout& table, TextReader& reader);

}  // namespace osteon::page
