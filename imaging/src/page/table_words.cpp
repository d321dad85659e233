#include "table_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon::page {
namespace {

// Shares of a word among all that may stand there, at which the network's reading is one voice, and certain:
// two.
constexpr double kProbable = 0.5, kCertain = 0.95;
// Heights of figures at which the recogniser reads labels.
constexpr std::array kLabelHeights = {24.0, 36.0};

/// Where the label of each line stands: between the lines beside it.
std::vector<Box> bands_of(const Sheet& sheet, const TableLayout& table, int first) {
  const double h = sheet.ink.digit_height;
  const int left = static_cast<int>(table.label_left - 0.25 * h),
            right = static_cast<int>(table.columns[static_cast<std::size_t>(first)].left - 0.4 * h);
  std::vector<Box> bands;
  for (std::size_t n = 0; n < table.lines.size(); ++n) {
    const double centre = table.lines[n].box.centre_y();
    const double above = n > 0 ? (table.lines[n - 1].box.centre_y() + centre) / 2 : centre - 1.4 * h;
    const double below =
        n + 1 < table.lines.size() ? (table.lines[n + 1].box.centre_y() + centre) / 2 : centre + 1.4 * h;
    const int reach = static_cast<int>(std::min({centre - above, below - centre, 1.6 * h}));
    bands.push_back({left, static_cast<int>(centre) - reach, right, static_cast<int>(centre) + reach});
  }
  return bands;
}

/// The ink of a line's label, as high as the line's figures, since letters hang lower; nothing without one.
std::optional<Box> label_ink(const TableLine& line, const Box& results) {
  std::optional<Box> label;
  int height = 0;
  for (const Box& token : line.tokens)
    if (token.right <= results.left)
      label = label ? united(*label, token) : token;
    else
      height = std::max(height, token.height());
  if (label) label->bottom = label->top + height;
  return label;
}

/// The word of the vocabulary that stands alone inside a box, if it is certain.
std::string word_inside(const Sheet& sheet, const Box& box, const std::vector<std::string>& vocabulary,
                        const PrintedText& print) {
  std::optional<Box> ink;
  for (const Box& token : sheet.ink.tokens)
    if (token.centre_x() >= box.left && token.centre_x() < box.right && token.centre_y() >= box.top &&
        token.centre_y() < box.bottom)
      ink = ink ? united(*ink, token) : token;
  if (!ink || vocabulary.empty()) return {};
  const auto words = print.label(*ink, vocabulary);
  return !words.empty() && words.front().score > kCertain ? words.front().text : std::string();
}

/// A word of the vocabulary, once or twice as it is certain.
LabelText by_network(const std::vector<Reading>& readings) {
  LabelText label;
  for (const double share : {kProbable, kCertain})
    if (!readings.empty() && readings.front().score > share) label.readings.push_back(readings.front().text);
  label.certain = label.readings.size() == 2;
  return label;
}

std::vector<std::string> by_recogniser(const Sheet& sheet, const Box& band, TextReader& reader) {
  const double h = sheet.ink.digit_height;
  std::vector<std::string> voices;
  const auto add = [&](std::string text) {
    if (!text.empty()) voices.push_back(std::move(text));
  };
  for (const auto* words : {&sheet.words, &sheet.scattered}) add(text_inside(*words, band));
  for (const double height : kLabelHeights) {
    const auto picture =
        resized(cropped(sheet.page.picture, scaled(band, 1 / sheet.factor), 3), sheet.factor * height / h);
    std::string text;
    const TextShape shape = band.height() > 2.4 * h ? TextShape::block : TextShape::line;
    for (const Word& w : reader.read(picture, shape)) text += (text.empty() ? "" : " ") + w.text;
    add(std::move(text));
  }
  return voices;
}

}  // namespace

std::vector<LabelText> labels_of(const Sheet& sheet, const TableLayout& table, int first,
                                 const std::vector<std::string>& vocabulary,
                                 const std::optional<PrintedText>& print, TextReader& reader) {
  const auto bands = bands_of(sheet, table, first);
  const Box& results = table.columns[static_cast<std::size_t>(first)];
  std::vector<LabelText> labels;
  std::string heading;
  for (std::size_t n = 0; n < table.lines.size(); ++n) {
    const Box& line = table.lines[n].box;
    LabelText label;
    if (print) {
      const auto ink = label_ink(table.lines[n], results);
      if (ink && !vocabulary.empty()) label = by_network(print->label(*ink, vocabulary));
      if (label.readings.empty()) label.readings = by_recogniser(sheet, bands[n], reader);
    } else if (const std::string text = text_inside(sheet.words, bands[n]); !text.empty()) {
      label.readings = {text, text};  // text is certain
    }
    // A line of its own between two lines of numbers is a heading.
    const double h = sheet.ink.digit_height;
    const int gap_top = n > 0 ? table.lines[n - 1].box.bottom : static_cast<int>(line.top - 2.2 * h);
    if (line.top - gap_top > 1.2 * h) {
      const Box gap{bands[n].left, gap_top, bands[n].right, line.top};
      std::string between = print ? word_inside(sheet, gap, vocabulary, *print) : std::string();
      if (between.empty()) between = text_inside(sheet.words, gap);
      if (!between.empty()) heading = between;
    }
    label.heading = heading;
    labels.push_back(std::move(label));
  }
  return labels;
}

std::vector<Word> header_of(const Sheet& sheet, const TableLayout& table,
                            const std::optional<PrintedText>& print, TextReader& reader) {
  const Box region{0, table.header_top, sheet.enlarged.width, table.lines.front().box.top - 1};
  std::vector<Word> header;
  for (const auto* words : {&sheet.words, &sheet.scattered, &sheet.printed})
    for (const Word& w : *words)
      if (w.box.centre_y() > region.top && w.box.centre_y() < region.bottom) header.push_back(w);
  if (sheet.page.text.empty())
    for (Word w : reader.read(cropped(sheet.enlarged, region), TextShape::scattered)) {
      w.box = {w.box.left + region.left, w.box.top + region.top, w.box.right + region.left,
               w.box.bottom + region.top};
      header.push_back(std::move(w));
    }
  if (print)
    for (const Box& token : sheet.ink.tokens)
      if (token.centre_y() > region.top && token.centre_y() < region.bottom)
        if (const auto words = print->label(token, heading_words());
            !words.empty() && words.front().score > kCertain)
          header.push_back({words.front().text, token, words.front().score});
  return header;
}

}  // namespace osteon::page
