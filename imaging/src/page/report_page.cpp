#include "report_page.hpp"

#include "page_facts.hpp"
#include "print_words.hpp"
#include "row_groups.hpp"
#include "table_words.hpp"
#include "taken_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace osteon::page {
namespace {

// Share of a page's height above which its facts stand, and the heights of figures that they are read with.
constexpr double kFactsShare = 0.4;
constexpr std::array kFactsHeights = {26.0, 34.0};
// Votes of the shapes of print, of which the recogniser has up to seven in a cell: once the page's own
// figures moved them, and before, where a font may be unlike any of theirs and the recogniser reads well.
constexpr double kWeightOfOwnFigures = 4, kWeightOfOtherFonts = 1.5;

/// A table with all that is known of it.
struct ReadTable {
  TableLayout layout;
  NumberTable numbers;
  std::vector<Word> header;
  std::optional<ColumnKinds> kinds;
  std::vector<SettledRow> rows;
  std::string title;                  ///< what stands right above it
  std::vector<LabelText> recognised;  ///< labels as the recogniser has them
  std::vector<LabelText> labels;      ///< with their likeness to words
  NamedRows named;
};

/// The leftmost column of results: what stands left of it are labels.
int first_result(const ColumnKinds& kinds) {
  int first = kinds.bmd;
  for (const int column : {kinds.bmc, kinds.area})
    if (column >= 0) first = std::min(first, column);
  return first;
}

PrintSize print_size(const Sheet& sheet) {
  const double stored = sheet.page.text.empty() ? sheet.ink.digit_height / sheet.factor
                                                : std::numeric_limits<double>::infinity();
  return {sheet.ink.digit_height, stored, is_small_print(sheet)};
}

void settle(ReadTable& table, const Sheet& sheet) {
  for (std::size_t c = 0; c < table.layout.columns.size(); ++c) apply_grammar(table.numbers, c, 0);
  table.kinds = column_kinds(table.numbers, table.layout, table.header);
  table.rows.clear();
  if (!table.kinds) return;
  for (const int score : {table.kinds->t_score, table.kinds->z_score})
    if (score >= 0) apply_grammar(table.numbers, static_cast<std::size_t>(score), 1);  // scores have decimals
  for (const auto& cells : table.numbers.cells)
    table.rows.push_back(settle_row(cells, *table.kinds, sheet.enlarged, print_size(sheet)));
}

/// What the shapes of print say of the cells. Small print has no other reader: there the free font and the
/// page's own figures are the two that should agree.
void take_print(NumberTable& numbers, const PrintedNumbers& print, double weight, bool small) {
  for (std::size_t line = 0; line < numbers.cells.size(); ++line)
    for (NumberCell& cell : numbers.cells[line]) {
      cell.likeness.clear();
      if (cell.is_empty()) continue;
      const double share = small ? weight / 2 : weight;
      for (const Reading& reading : print.at(cell.box, line))
        cell.likeness.push_back({reading.text, share * reading.score});
      if (!small) continue;
      for (const Reading& reading : print.by_free_font(cell.box)) {
        const auto same = std::find_if(cell.likeness.begin(), cell.likeness.end(),
                                       [&](const Reading& r) { return r.text == reading.text; });
        if (same != cell.likeness.end()) {
          same->score += share * reading.score;
        } else {
          cell.likeness.push_back({reading.text, share * reading.score});
        }
      }
    }
}

/// What was settled teaches the figures of the page; with them all its cells are read once more.
void read_again_by_own_figures(std::vector<ReadTable>& tables, PrintedNumbers& print, bool small) {
  std::vector<PrintedNumbers::Example> examples;
  for (const ReadTable& table : tables)
    for (std::size_t line = 0; line < table.rows.size(); ++line)
      for (const auto& [text, box] : table.rows[line].likely) examples.push_back({text, box, line});
  print.adapt(examples);
  for (ReadTable& table : tables) take_print(table.numbers, print, kWeightOfOwnFigures, small);
}

void name_lines(ReadTable& table, const Sheet& sheet, TextReader& reader) {
  if (!table.kinds) return;
  table.recognised = labels_of(sheet, table.layout, first_result(*table.kinds), reader);
  const int above = static_cast<int>(table.layout.header_top - 2 * sheet.ink.digit_height);
  table.title =
      text_inside(sheet.words, {0, above, sheet.enlarged.width, table.layout.lines.front().box.top});
}

/// `named` with names from `others` for lines that have none.
NamedRows completed(NamedRows named, const NamedRows& others) {
  for (std::size_t n = 0; n < named.regions.size(); ++n)
    if (!named.regions[n] &&
        std::find(named.regions.begin(), named.regions.end(), others.regions[n]) == named.regions.end())
      named.regions[n] = others.regions[n];
  return named;
}

/// Numbers and names settle each other: sums prove names, and named lines have to add up.
void settle_lines_together(ReadTable& table, const Sheet& sheet, const std::string& page_words,
                           const std::optional<PrintedNumbers>& print) {
  if (!table.kinds) return;
  const DxaExam exam = exam_of_table(page_words, table.title);
  table.labels = table.recognised;
  if (print) add_label_shapes(sheet, table.layout, first_result(*table.kinds), *print, exam, table.labels);
  const auto names = [&] {
    NamedRows named = name_rows(exam, table.labels, table.rows, page_words, table.title);
    return is_small_print(sheet)
               ? named
               : completed(name_rows(exam, table.recognised, table.rows, page_words, table.title), named);
  };
  const NamedRows proposed = with_names_by_letters(names(), table.labels);
  settle_together(table.numbers, *table.kinds, sheet.enlarged, print_size(sheet), proposed, table.rows);
  table.named = names();
  for (std::size_t n = 0; n < table.rows.size(); ++n)
    if (table.rows[n].together && !table.named.regions[n]) table.named.regions[n] = proposed.regions[n];
}

/// More readings of the page's words: scattered ones, those of its upper part in other sizes, where the
/// person stands, and the same with the numbers as the shapes of print have them.
void add_readings_of_facts(const Sheet& sheet, const PrintedNumbers& print, TextReader& reader,
                           std::vector<std::vector<Word>>& readings) {
  readings.push_back(sheet.scattered);
  const GreyImage& page = sheet.page.picture;
  const GreyImage upper = cropped(page, {0, 0, page.width, static_cast<int>(kFactsShare * page.height)});
  const auto numbers = print.words();
  for (const double height : kFactsHeights) {
    const double factor = height * sheet.factor / sheet.ink.digit_height;
    auto words = reader.read(resized(upper, factor), TextShape::block);
    for (Word& word : words) word.box = scaled(word.box, sheet.factor / factor);
    readings.push_back(words);
    for (Word& word : words)
      for (const Word& number : numbers)
        if (std::abs(number.box.centre_x() - word.box.centre_x()) < 0.5 * sheet.ink.digit_height &&
            std::abs(number.box.centre_y() - word.box.centre_y()) < 0.5 * sheet.ink.digit_height)
          word.text = number.text;
    readings.push_back(std::move(words));
  }
}

}  // namespace

Result<ReportedDxa> read_page(const PagePicture& page, TextReader& reader) {
  if (!reader.usable())
    return Error{"dxa.no-recogniser", "The text recogniser or its English data is not installed.",
                 "Install tesseract-ocr-eng."};
  const Sheet sheet = sheet_of(page, reader);
  const Error no_table{"dxa.no-table", "No table of a bone densitometer was found on this page.",
                       "Send the page with the results; nothing to do if this is none."};
  if (sheet.ink.tokens.empty()) return no_table;
  ReportedDxa report;
  std::string all_words;
  for (const Word& w : sheet.words) all_words += w.text + " ";
  const bool small = is_small_print(sheet);
  bool found = false;
  std::vector<ReadTable> tables;
  std::optional<PrintedNumbers> print;
  std::vector<Word> all = sheet.words;
  if (page.text.empty()) {
    print.emplace(sheet.ink, sheet.factor);
    const auto printed = print->words();
    all.insert(all.end(), printed.begin(), printed.end());
    all.insert(all.end(), sheet.scattered.begin(), sheet.scattered.end());
  }
  for (TableLayout& layout : find_tables(sheet.ink, all)) {
    NumberTable numbers = cells_of(layout);
    for (const auto* words : {&sheet.words, &sheet.scattered})
      take_words(numbers, *words, sheet.ink.digit_height);
    if (print) {
      take_print(numbers, *print, small ? kWeightOfOwnFigures : kWeightOfOtherFonts, small);
      if (!small) read_cells(numbers, layout, page.picture, sheet.factor, sheet.ink.digit_height, reader);
    }
    auto header = header_of(sheet, layout, reader);
    tables.push_back({std::move(layout), std::move(numbers), std::move(header), {}, {}, {}, {}, {}, {}});
    settle(tables.back(), sheet);
  }
  // Twice: what the first look settles teaches the second.
  for (int round = 0; round < 2 && print; ++round) {
    read_again_by_own_figures(tables, *print, small);
    for (ReadTable& table : tables) settle(table, sheet);
  }
  for (ReadTable& table : tables) name_lines(table, sheet, reader);
  for (ReadTable& table : tables) settle_lines_together(table, sheet, all_words, print);
  // Lines that confirm each other teach small print once more.
  if (print && small) {
    read_again_by_own_figures(tables, *print, small);
    for (ReadTable& table : tables) {
      settle(table, sheet);
      settle_lines_together(table, sheet, all_words, print);
    }
  }
  for (const ReadTable& table : tables)
    if (table.kinds) {
      found = true;
      add_rows(sheet, table.layout, table.labels, table.rows, table.named, report);
    }
  if (!found) return no_table;
  std::vector<std::vector<Word>> readings = {sheet.words};
  if (print) add_readings_of_facts(sheet, *print, reader, readings);
  read_page_facts(readings, !page.text.empty(), report);
  return report;
}

}  // namespace osteon::page
