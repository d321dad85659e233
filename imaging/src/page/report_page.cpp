#include "report_page.hpp"

#include "cross_checks.hpp"
#include "page_facts.hpp"
#include "print_words.hpp"
#include "row_labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace osteon::page {
namespace {

// Longer side on which text is looked for: a letter page at 216 dots an inch.
constexpr double kWorkingSide = 2400;
// Share of a page's height above which its facts stand, and the heights of figures that they are read with.
constexpr double kFactsShare = 0.4;
constexpr std::array kFactsHeights = {26.0, 34.0};
// Below this many pixels of a digit's height a last figure may be misread by every reader alike, which the
// quotient of large numbers does not notice.
constexpr double kSmallPrint = 6.0;
// The quotient of numbers rounded more coarsely than this share does not notice a last figure misread by two.
constexpr double kCoarse = 0.003;
// Below this share a wrong last figure hardly closes (a maker that prints four figures of everything).
constexpr double kFine = 0.001;
// Votes of the shapes of print, of which the recogniser has up to seven in a cell: once the page's own
// figures moved them, and before, where a font may be unlike any of theirs and the recogniser reads well.
constexpr double kWeightOfOwnFigures = 4, kWeightOfOtherFonts = 1.5;
// How much better supported than its rival a row has to be that no other row confirms.
constexpr double kOddsAlone = 4.0;

/// Everything that the steps of one page share.
struct Sheet {
  const PagePicture& page;
  GreyImage enlarged;
  double factor;
  PageInk ink;
  std::vector<Word> words;      ///< of the enlarged page, lines in reading order
  std::vector<Word> scattered;  ///< again, without any idea of lines
};

bool is_small_print(const Sheet& sheet) {
  return sheet.page.text.empty() && sheet.ink.digit_height / sheet.factor < kSmallPrint;
}

Sheet sheet_of(const PagePicture& page, TextReader& reader) {
  const double factor = kWorkingSide / std::max(page.picture.width, page.picture.height);
  Sheet sheet{page, resized(page.picture, factor), factor, {}, {}, {}};
  sheet.ink = find_ink(sheet.enlarged, factor);
  for (Word word : page.text) {
    word.box = scaled(word.box, factor);
    sheet.words.push_back(std::move(word));
  }
  if (sheet.words.empty()) {
    sheet.words = reader.read(sheet.enlarged, TextShape::block);
    sheet.scattered = reader.read(sheet.enlarged, TextShape::scattered);
  }
  return sheet;
}

std::string text_inside(const std::vector<Word>& words, const Box& box) {
  std::string text;
  for (const Word& w : words)
    if (w.box.centre_x() >= box.left && w.box.centre_x() < box.right && w.box.centre_y() >= box.top &&
        w.box.centre_y() < box.bottom)
      text += (text.empty() ? "" : " ") + w.text;
  return text;
}

/// `first` is the leftmost column of results: what stands left of it are labels.
std::vector<LabelText> labels_of(const Sheet& sheet, const TableLayout& table, int first,
                                 TextReader& reader) {
  const double h = sheet.ink.digit_height;
  const int left = static_cast<int>(table.label_left - 0.25 * h),
            right = static_cast<int>(table.columns[static_cast<std::size_t>(first)].left - 0.4 * h);
  std::vector<LabelText> labels;
  std::string heading;
  for (std::size_t n = 0; n < table.lines.size(); ++n) {
    const Box& line = table.lines[n].box;
    const double centre = line.centre_y();
    const double above = n > 0 ? (table.lines[n - 1].box.centre_y() + centre) / 2 : centre - 1.4 * h;
    const double below =
        n + 1 < table.lines.size() ? (table.lines[n + 1].box.centre_y() + centre) / 2 : centre + 1.4 * h;
    const int reach = static_cast<int>(std::min({centre - above, below - centre, 1.6 * h}));
    const Box band{left, static_cast<int>(centre) - reach, right, static_cast<int>(centre) + reach};
    LabelText label;
    for (const auto* words : {&sheet.words, &sheet.scattered})
      if (std::string text = text_inside(*words, band); !text.empty())
        label.readings.push_back(std::move(text));
    if (sheet.page.text.empty()) {
      for (const double height : {24.0, 36.0}) {
        const auto picture = resized(cropped(sheet.page.picture, scaled(band, 1 / sheet.factor), 3),
                                     sheet.factor * height / h);
        std::string text;
        for (const Word& w : reader.read(picture, reach > 1.2 * h ? TextShape::block : TextShape::line))
          text += (text.empty() ? "" : " ") + w.text;
        if (!text.empty()) label.readings.push_back(std::move(text));
        text.clear();
        for (const Word& w : reader.read(picture, TextShape::line, "L1234-,")) text += w.text;
        if (!text.empty()) label.readings.push_back(std::move(text));
      }
    } else if (!label.readings.empty()) {
      label.readings.push_back(label.readings.front());  // text is certain
    }
    // A line of its own between two lines of numbers is a heading.
    const int gap_top = n > 0 ? table.lines[n - 1].box.bottom : static_cast<int>(line.top - 2.2 * h);
    if (line.top - gap_top > 1.2 * h) {
      const std::string between = text_inside(sheet.words, {left, gap_top, right, line.top});
      if (!between.empty()) heading = between;
    }
    label.heading = heading;
    labels.push_back(std::move(label));
  }
  return labels;
}

std::vector<Word> header_of(const Sheet& sheet, const TableLayout& table, TextReader& reader) {
  const Box region{0, table.header_top, sheet.enlarged.width, table.lines.front().box.top - 1};
  std::vector<Word> header;
  for (const auto* words : {&sheet.words, &sheet.scattered})
    for (const Word& w : *words)
      if (w.box.centre_y() > region.top && w.box.centre_y() < region.bottom) header.push_back(w);
  if (sheet.page.text.empty())
    for (Word w : reader.read(cropped(sheet.enlarged, region), TextShape::scattered)) {
      w.box = {w.box.left + region.left, w.box.top + region.top, w.box.right + region.left,
               w.box.bottom + region.top};
      header.push_back(std::move(w));
    }
  return header;
}

ReportedNumber reported(const Settled& number, const Sheet& sheet) {
  const Box box = scaled(number.box, 1 / sheet.factor);
  return {number.value, number.decimals,
          PageBox{sheet.page.number, box.left, box.top, box.width(), box.height()},
          number.confirmed || !sheet.page.text.empty()};
}

std::optional<ReportedNumber> reported(const std::optional<Settled>& number, const Sheet& sheet) {
  return number ? std::optional(reported(*number, sheet)) : std::nullopt;
}

/// Why a row is not taken; empty where it is.
std::string why_withheld(const SettledRow& row, const std::optional<RowRegion>& region, CrossCheck check,
                         bool small_print, bool from_picture) {
  if (!row.bmd) return row.reason;
  if (!region) return "The label of this row could not be read with certainty.";
  if (check == CrossCheck::failed)
    return "This row and others of its table that belong together do not agree.";
  const auto rounding = [](const Settled& n) { return 0.5 * std::pow(10.0, -n.decimals) / n.value; };
  const double coarse = rounding(*row.bmc) + rounding(*row.area);
  const bool whole_numbers = row.bmc->decimals == 0 && row.area->decimals == 0;
  const bool confirmed = check == CrossCheck::passed;
  if (coarse > kCoarse && (whole_numbers || !confirmed))
    return "BMC and area are rounded too coarsely to confirm BMD.";
  if (confirmed) return {};
  if (small_print) return "The print is too small to trust this row without another one that confirms it.";
  const double slack = 0.5 * std::pow(10.0, -row.bmd->decimals) / row.bmd->value + coarse;
  if (from_picture && !row.both_readers && slack > kFine)
    return "The two ways of reading do not agree on this row, and no other row confirms it.";
  if (row.odds < kOddsAlone) return "Two readings of this row agree with themselves.";
  return {};
}

void add_rows(const Sheet& sheet, const TableLayout& table, const std::vector<LabelText>& labels,
              const std::vector<SettledRow>& rows, const NamedRows& named, ReportedDxa& report) {
  const auto checks = cross_checks(rows, named);
  const bool small_print = is_small_print(sheet);
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (named.regions[n] && named.regions[n]->skipped) continue;
    if (std::string why =
            why_withheld(rows[n], named.regions[n], checks[n], small_print, sheet.page.text.empty());
        !why.empty()) {
      Box box = table.lines[n].box;
      box.left = std::min(box.left, table.label_left);
      const Box place = scaled(box, 1 / sheet.factor);
      report.unread.push_back({{sheet.page.number, place.left, place.top, place.width(), place.height()},
                               known_words(labels[n]),
                               std::move(why)});
      continue;
    }
    const RowRegion& region = *named.regions[n];
    report.rows.push_back({named.exam, region.region, region.side, region.mean_of_sides,
                           sheet.page.text.empty() ? ReportedOrigin::page_picture : ReportedOrigin::page_text,
                           reported(*rows[n].bmd, sheet), reported(rows[n].bmc, sheet),
                           reported(rows[n].area, sheet), reported(rows[n].t_score, sheet),
                           reported(rows[n].z_score, sheet), reported(rows[n].percent_young, sheet),
                           reported(rows[n].percent_age, sheet)});
  }
}

/// A table with all that is known of it.
struct ReadTable {
  TableLayout layout;
  NumberTable numbers;
  std::vector<Word> header;
  std::optional<ColumnKinds> kinds;
  std::vector<SettledRow> rows;
};

void settle(ReadTable& table, const Sheet& sheet) {
  for (std::size_t c = 0; c < table.layout.columns.size(); ++c) apply_grammar(table.numbers, c, 0);
  table.kinds = column_kinds(table.numbers, table.layout, table.header);
  table.rows.clear();
  if (!table.kinds) return;
  for (const int score : {table.kinds->t_score, table.kinds->z_score})
    if (score >= 0) apply_grammar(table.numbers, static_cast<std::size_t>(score), 1);  // scores have decimals
  for (const auto& cells : table.numbers.cells)
    table.rows.push_back(
        settle_row(cells, *table.kinds, sheet.enlarged, {sheet.ink.digit_height, is_small_print(sheet)}));
}

/// What the shapes of print say of the cells.
void take_print(NumberTable& numbers, const PrintedNumbers& print, double weight) {
  for (std::size_t line = 0; line < numbers.cells.size(); ++line)
    for (NumberCell& cell : numbers.cells[line]) {
      cell.likeness.clear();
      if (cell.is_empty()) continue;
      for (const Reading& reading : print.at(cell.box, line))
        cell.likeness.push_back({reading.text, weight * reading.score});
    }
}

/// What was settled teaches the figures of the page; with them all its cells are read once more.
void read_again_by_own_figures(std::vector<ReadTable>& tables, PrintedNumbers& print) {
  std::vector<PrintedNumbers::Example> examples;
  for (const ReadTable& table : tables)
    for (std::size_t line = 0; line < table.rows.size(); ++line)
      for (const auto& [text, box] : table.rows[line].likely) examples.push_back({text, box, line});
  print.adapt(examples);
  for (ReadTable& table : tables) take_print(table.numbers, print, kWeightOfOwnFigures);
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
      take_print(numbers, *print, is_small_print(sheet) ? kWeightOfOwnFigures : kWeightOfOtherFonts);
      if (!is_small_print(sheet))
        read_cells(numbers, layout, page.picture, sheet.factor, sheet.ink.digit_height, reader);
    }
    auto header = header_of(sheet, layout, reader);
    tables.push_back({std::move(layout), std::move(numbers), std::move(header), {}, {}});
    settle(tables.back(), sheet);
  }
  // Twice: what the first look settles teaches the second.
  for (int round = 0; round < 2 && print; ++round) {
    read_again_by_own_figures(tables, *print);
    for (ReadTable& table : tables) settle(table, sheet);
  }
  for (const ReadTable& table : tables) {
    if (!table.kinds) continue;
    found = true;
    int first = table.kinds->bmd;
    for (const int column : {table.kinds->bmc, table.kinds->area})
      if (column >= 0) first = std::min(first, column);
    const auto labels = labels_of(sheet, table.layout, first, reader);
    const int above = static_cast<int>(table.layout.header_top - 2 * sheet.ink.digit_height);
    const std::string title =
        text_inside(sheet.words, {0, above, sheet.enlarged.width, table.layout.lines.front().box.top});
    add_rows(sheet, table.layout, labels, table.rows, name_rows(labels, table.rows, all_words, title),
             report);
  }
  if (!found) return no_table;
  std::vector<std::vector<Word>> readings = {sheet.words};
  if (print) add_readings_of_facts(sheet, *print, reader, readings);
  read_page_facts(readings, !page.text.empty(), report);
  return report;
}

}  // namespace osteon::page
