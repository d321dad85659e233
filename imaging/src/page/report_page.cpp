#include "report_page.hpp"

#include "page_facts.hpp"
#include "print_network.hpp"
#include "print_words.hpp"
#include "row_groups.hpp"
#include "table_words.hpp"
#include "taken_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace osteon::page {
namespace {

// Share of a page's height above which its facts stand, and the heights of figures that they are read with.
constexpr double kFactsShare = 0.4;
constexpr std::array kFactsHeights = {26.0, 34.0};

/// A table with all that is known of it.
struct ReadTable {
  TableLayout layout;
  NumberTable numbers;
  std::vector<Word> header;
  std::optional<ColumnKinds> kinds;
  std::vector<SettledRow> rows;
  std::vector<LabelText> labels;
  NamedRows named;
};

/// The leftmost column of results: what stands left of it are labels.
int first_result(const ColumnKinds& kinds) {
  int first = kinds.bmd;
  for (const int column : {kinds.bmc, kinds.area})
    if (column >= 0) first = std::min(first, column);
  return first;
}

void settle(ReadTable& table) {
  for (std::size_t c = 0; c < table.layout.columns.size(); ++c) apply_grammar(table.numbers, c, 0);
  table.kinds = column_kinds(table.numbers, table.layout, table.header);
  table.rows.clear();
  if (!table.kinds) return;
  for (const int score : {table.kinds->t_score, table.kinds->z_score})
    if (score >= 0) apply_grammar(table.numbers, static_cast<std::size_t>(score), 1);  // scores have decimals
  for (const auto& cells : table.numbers.cells) table.rows.push_back(settle_row(cells, *table.kinds));
}

/// What the network says of the cells.
void take_print(NumberTable& numbers, const PrintedText& print) {
  for (auto& line : numbers.cells)
    for (NumberCell& cell : line)
      if (!cell.is_empty()) cell.votes = print.at(cell.box);
}

/// What a table is of, and the words that say so.
struct Subject {
  DxaExam exam = DxaExam::other;
  std::string title, page_words;
};

/// By the recogniser's words, or else by the network's.
Subject subject_of(const TableLayout& table, const Sheet& sheet) {
  const int above = static_cast<int>(table.header_top - 2 * sheet.ink.digit_height);
  const Box over{0, above, sheet.enlarged.width, table.lines.front().box.top};
  Subject subject;
  for (const auto* words : {&sheet.words, &sheet.printed}) {
    if (subject.exam != DxaExam::other) break;
    subject.title = text_inside(*words, over);
    subject.page_words.clear();
    for (const Word& word : *words) subject.page_words += word.text + " ";
    subject.exam = exam_of_table(subject.page_words, subject.title);
  }
  // The side may stand in the words of one of them only.
  subject.title = text_inside(sheet.words, over);
  if (const std::string more = text_inside(sheet.printed, over); !more.empty()) subject.title += " " + more;
  return subject;
}

/// What the labels say a table is of, where no heading does: most of them are words of one examination only.
DxaExam exam_by_labels(const std::map<DxaExam, std::vector<LabelText>>& labels) {
  DxaExam most = DxaExam::other;
  std::ptrdiff_t certain = 0;
  for (const auto& [exam, lines] : labels) {
    const auto count =
        std::count_if(lines.begin(), lines.end(), [](const LabelText& label) { return label.certain; });
    if (2 * count < std::ssize(lines) || count < certain) continue;
    most = count == certain ? DxaExam::other : exam;
    certain = count;
  }
  return most;
}

/// Numbers and names settle each other: sums prove names, and named lines have to add up.
void name_lines(ReadTable& table, const Sheet& sheet, const std::optional<PrintedText>& print,
                TextReader& reader) {
  if (!table.kinds) return;
  Subject subject = subject_of(table.layout, sheet);
  const bool has_heading = subject.exam != DxaExam::other;
  const auto labels = [&](DxaExam exam) {
    return labels_of(sheet, table.layout, first_result(*table.kinds), label_words(exam), print, reader);
  };
  if (!has_heading && print) {
    std::map<DxaExam, std::vector<LabelText>> possible;
    for (const DxaExam exam : {DxaExam::ap_spine, DxaExam::femur, DxaExam::forearm})
      possible[exam] = labels(exam);
    subject.exam = exam_by_labels(possible);
    table.labels = possible[subject.exam];
  }
  if (table.labels.empty()) table.labels = labels(subject.exam);
  const auto names = [&] {
    auto named = name_rows(subject.exam, table.labels, table.rows, subject.page_words, subject.title);
    // A heading that cannot be read may have told the side.
    if (!has_heading && subject.exam == DxaExam::forearm)
      for (auto& region : named.regions)
        if (region && !region->side) region.reset();
    return named;
  };
  const NamedRows proposed = with_names_by_letters(names(), table.labels);
  settle_together(table.numbers, *table.kinds, proposed, table.rows);
  table.named = names();
  for (std::size_t n = 0; n < table.rows.size(); ++n)
    if (table.rows[n].together && !table.named.regions[n]) table.named.regions[n] = proposed.regions[n];
}

/// Numbers as the network reads them, and the recogniser's words where there are none.
std::vector<Word> with_numbers(std::vector<Word> words, const std::vector<Word>& numbers) {
  std::erase_if(words, [&](const Word& word) {
    return std::any_of(numbers.begin(), numbers.end(), [&](const Word& number) {
      const Box &a = word.box, &b = number.box;
      return std::min(a.right, b.right) > std::max(a.left, b.left) &&
             std::abs(a.centre_y() - b.centre_y()) < 0.5 * b.height();
    });
  });
  words.insert(words.end(), numbers.begin(), numbers.end());
  return words;
}

/// More readings of the page's words: scattered ones, those of its upper part in other sizes, where the
/// person stands, and the same with the numbers as the network reads them.
void add_readings_of_facts(const Sheet& sheet, const PrintedText& print, TextReader& reader,
                           std::vector<std::vector<Word>>& readings) {
  readings.push_back(sheet.scattered);
  readings.push_back(sheet.printed);
  const GreyImage& page = sheet.page.picture;
  const GreyImage upper = cropped(page, {0, 0, page.width, static_cast<int>(kFactsShare * page.height)});
  const auto numbers = print.numbers();
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

Result<ReportedDxa> read_page(const PagePicture& page, TextReader& reader, PrintNetwork& network) {
  if (!reader.usable())
    return Error{"dxa.no-recogniser", "The text recogniser or its English data is not installed.",
                 "Install tesseract-ocr-eng."};
  Sheet sheet = sheet_of(page, reader);
  const Error no_table{"dxa.no-table", "No table of a bone densitometer was found on this page.",
                       "Send the page with the results; nothing to do if this is none."};
  if (sheet.ink.tokens.empty()) return no_table;
  ReportedDxa report;
  bool found = false;
  std::vector<ReadTable> tables;
  std::optional<PrintedText> print;
  std::vector<Word> all = sheet.words;
  if (page.text.empty()) {
    print.emplace(sheet.ink, network);
    all = with_numbers(std::move(all), print->numbers());
    sheet.printed = print->words();
  }
  for (TableLayout& layout : find_tables(sheet.ink, all)) {
    NumberTable numbers = cells_of(layout);
    if (print) {
      take_print(numbers, *print);
    } else {
      take_words(numbers, sheet.words, sheet.ink.digit_height);
    }
    auto header = header_of(sheet, layout, print, reader);
    tables.push_back({std::move(layout), std::move(numbers), std::move(header), {}, {}, {}, {}});
    settle(tables.back());
  }
  for (ReadTable& table : tables) name_lines(table, sheet, print, reader);
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
