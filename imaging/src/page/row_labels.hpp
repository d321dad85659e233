#pragma once

#include "row_numbers.hpp"

#include <osteon/imaging/reported_dxa.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon::page {

/// What stands left of the numbers of a line, in several readings, and the last heading above it.
struct LabelText {
  std::vector<std::string> readings;
  std::string heading;
  bool certain = false;  ///< a word of the vocabulary, as the network reads it
};

/// What a line is about. `skipped`: no measurement of its own (a difference of sides, standardised BMD).
struct RowRegion {
  std::string region;
  std::optional<Side> side;
  bool mean_of_sides = false;
  bool skipped = false;
  friend bool operator==(const RowRegion&, const RowRegion&) = default;
};

/// `regions[n]` of line n; absent where the label is not certain.
struct NamedRows {
  DxaExam exam = DxaExam::other;
  std::vector<std::optional<RowRegion>> regions;
};

/// What a table is of, by what stands right above it and what the page says outside its tables.
[[nodiscard]] DxaExam exam_of_table(const std::string& exam_words, const std::string& title);

/// The labels that rows of such a table bear, as the makers print them; of neighbours that are no
/// measurement, too.
[[nodiscard]] std::vector<std::string> label_words(DxaExam exam);
/// The words that makers print above the columns of their tables.
[[nodiscard]] const std::vector<std::string>& heading_words();

/// Names the lines from the words known of each examination; levels of the spine have to add up besides.
/// `exam_words` is what the page says outside its tables; `title` what stands right above this table.
[[nodiscard]] NamedRows name_rows(DxaExam exam, const std::vector<LabelText>& labels,
                                  const std::vector<SettledRow>& rows, const std::string& exam_words,
                                  const std::string& title);

/// The same with names that letters propose for lines whose numbers are not settled.
[[nodiscard]] NamedRows with_names_by_letters(NamedRows named, const std::vector<LabelText>& labels);

/// The words of a label that name regions, sides or levels: what may be told of a line that was not taken.
/// Other words on a page may be a person's.
[[nodiscard]] std::string known_words(const LabelText& label);

}  // namespace osteon::page
