#include "../dicom/attributes.hpp"
#include "../page/fuzzy.hpp"
#include "object_header.hpp"
#include "stated_numbers.hpp"
#include "stated_results.hpp"

#include <algorithm>
#include <map>
#include <string_view>

// As a public parser of Discovery W objects describes it: lines of assignments, the result table cell by cell
// as ResultsTable[ r][ c] = "...". No object was at hand: either orientation of the table is taken.

namespace osteon::dxa {
namespace {

using Cells = std::map<std::pair<int, int>, std::string>;

struct AnalysisText {
  Cells cells;
  std::string exam_words;  ///< of what was scanned, upper case
};

std::string_view without(std::string_view text, std::string_view outer) {
  while (!text.empty() && outer.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && outer.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

/// A figure in brackets at `at`; -1 where there is none.
int index_at(std::string_view text, std::size_t& at) {
  const std::size_t open = text.find('[', at), close = text.find(']', at);
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return -1;
  at = close + 1;
  const std::string_view figure = without(text.substr(open + 1, close - open - 1), " ");
  if (figure.empty() || figure.size() > 3) return -1;
  int value = 0;
  for (const char c : figure) {
    if (c < '0' || c > '9') return -1;
    value = 10 * value + (c - '0');
  }
  return value;
}

void take_line(std::string_view line, AnalysisText& text) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view key = without(line.substr(0, equals), " \t"),
                         value = without(line.substr(equals + 1), " \t\";");
  if (key.starts_with("ResultsTable")) {
    std::size_t at = 0;
    const int row = index_at(key, at), column = index_at(key, at);
    if (row >= 0 && column >= 0) text.cells[{row, column}] = page::upper_case(value);
    return;
  }
  for (const std::string_view name : {"ScanType", "ScanMode", "Exam", "AnalysisType"})
    if (key.starts_with(name)) text.exam_words += page::upper_case(value) + " ; ";
}

AnalysisText read(std::string_view bytes) {
  AnalysisText text;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    std::string line(bytes.substr(0, end));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) > 126; }, '?');
    take_line(line, text);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return text;
}

/// "BMD[G/CM<SUP>2</SUP>]" or "AREA (CM2)" to its name and its unit.
std::pair<std::string, std::string> heading_of(const std::string& cell) {
  std::string text;
  for (std::size_t n = 0; n < cell.size(); ++n) {
    if (cell[n] == '<') {
      const std::size_t close = cell.find('>', n);
      if (close == std::string::npos) break;
      n = close;
      continue;
    }
    text += cell[n];
  }
  const std::size_t open = text.find_first_of("[(");
  if (open == std::string::npos) return {text, ""};
  std::string unit(without(std::string_view(text).substr(open), "[]() "));
  if (unit == "CM" || unit == "G/CM") unit += "2";  // raised by markup that is gone
  return {text.substr(0, open), unit};
}

/// The table as rows of regions, whichever way it is stored.
Cells upright(const Cells& cells) {
  const auto region = std::find_if(cells.begin(), cells.end(),
                                   [](const auto& cell) { return cell.second.starts_with("REGION"); });
  if (region == cells.end()) return {};
  const auto [row, column] = region->first;
  const auto below = cells.find({row + 1, column});
  const bool down =
      below != cells.end() &&
      quantity_of(heading_of(below->second).first, heading_of(below->second).second).has_value();
  Cells result;
  for (const auto& [place, cell] : cells) {
    const int r = place.first - row, c = place.second - column;
    if (r >= 0 && c >= 0) result[down ? std::pair{c, r} : std::pair{r, c}] = cell;
  }
  return result;
}

std::vector<StatedNumber> numbers_in(const AnalysisText& text) {
  const Cells table = upright(text.cells);
  std::vector<StatedNumber> numbers;
  for (const auto& [place, cell] : table) {
    const auto [row, column] = place;
    if (row == 0 || column == 0 || cell.empty()) continue;
    const auto head = table.find({0, column}), region = table.find({row, 0});
    if (head == table.end() || region == table.end()) continue;
    const auto [name, unit] = heading_of(head->second);
    const auto quantity = quantity_of(name, unit);
    if (!quantity) continue;
    numbers.push_back({*quantity, scaled(*quantity, cell, unit), {region->second, text.exam_words}});
  }
  return numbers;
}

/// The element itself; its group is odd, so its creator reserves the block it lies in.
std::string text_of_element(DcmDataset& dataset) {
  for (Uint16 block = 0x10; block <= 0xFF; ++block) {
    const std::string creator = page::upper_case(dicom::text_of(dataset, DcmTagKey(0x0021, block)));
    if (creator != "HOLOGIC") continue;
    DcmElement* element = nullptr;
    const DcmTagKey key(0x0021, static_cast<Uint16>(block << 8 | 0x01));
    if (dataset.findAndGetElement(key, element).bad() || element == nullptr) continue;
    Uint8* bytes = nullptr;  // of unknown VR, as in implicit transfer syntaxes
    if (element->getUint8Array(bytes).good() && bytes != nullptr)
      return {reinterpret_cast<const char*>(bytes), element->getLength()};
    OFString value;
    if (element->getOFStringArray(value).good()) return {value.c_str(), value.size()};
  }
  return "";
}

}  // namespace

bool has_private_text(DcmDataset& dataset) { return !text_of_element(dataset).empty(); }

Result<ReportedDxa> read_private_text(DcmDataset& dataset) {
  const AnalysisText text = read(text_of_element(dataset));
  auto found = rows_of(numbers_in(text), ReportedOrigin::private_text);
  if (found.rows.empty() && found.unread.empty())
    return Error{"dxa.no-numbers", "The private analysis text holds no table of bone density.",
                 "Give the report page or the structured report."};
  ReportedDxa report = header_of(dataset);
  report.rows = std::move(found.rows);
  report.unread = std::move(found.unread);
  state({}, report);
  return report;
}

}  // namespace osteon::dxa
