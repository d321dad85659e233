#include "table_words.hpp"

#include <algorithm>
#include <cmath>

namespace osteon::page {
namespace {

// Share of all likeness at which a label's shape is one voice, and at which it is certain: two.
constexpr double kProbable = 0.8, kProbableSmall = 0.5, kCertain = 0.99;

}  // namespace

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

void add_label_shapes(const Sheet& sheet, const TableLayout& table, int first, const PrintedNumbers& print,
                      DxaExam exam, std::vector<LabelText>& labels) {
  const auto vocabulary = label_words(exam);
  if (vocabulary.empty()) return;
  const Box& results = table.columns[static_cast<std::size_t>(first)];
  std::vector<Box> boxes;
  std::vector<std::size_t> lines;
  for (std::size_t n = 0; n < table.lines.size(); ++n) {
    std::optional<Box> label;
    int height = 0;
    for (const Box& token : table.lines[n].tokens)
      if (token.right <= results.left)
        label = label ? united(*label, token) : token;
      else
        height = std::max(height, token.height());
    if (!label) continue;
    label->bottom = label->top + height;  // letters hang lower than figures
    boxes.push_back(*label);
    lines.push_back(n);
  }
  const auto readings = print.labels(boxes, vocabulary);
  const bool small = is_small_print(sheet);
  // The recogniser makes one stroke of "L1" and of "L2" where they are small.
  if (small && exam == DxaExam::ap_spine)
    for (LabelText& label : labels) label.readings.clear();
  for (std::size_t n = 0; n < lines.size(); ++n)
    for (const double share : {small ? kProbableSmall : kProbable, kCertain})
      if (!readings[n].empty() && readings[n].front().score > share)
        labels[lines[n]].readings.push_back(readings[n].front().text);
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

}  // namespace osteon::page
