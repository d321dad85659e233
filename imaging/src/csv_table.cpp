#include <osteon/imaging/csv_table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <csv.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <system_error>

namespace osteon {
namespace {

constexpr std::size_t kLargestBytes = 64U << 20, kMostRows = 1000000;
const char* const kRemedy = "Save the table as CSV in UTF-8, with its columns' names in the first line.";

char delimiter_of(std::string_view text) {
  const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  const auto count = [&](char c) { return std::count(first.begin(), first.end(), c); };
  return *std::max_element(std::begin(",;\t"), std::end(",;\t") - 1,
                           [&](char a, char b) { return count(a) < count(b); });
}

/// Rows as the parser meets them.
struct Collected {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
};

void end_of_cell(void* bytes, std::size_t size, void* collected) {
  static_cast<Collected*>(collected)->row.emplace_back(static_cast<const char*>(bytes), size);
}

void end_of_row(int, void* into) {
  auto& collected = *static_cast<Collected*>(into);
  const bool empty = std::all_of(collected.row.begin(), collected.row.end(),
                                 [](const std::string& cell) { return cell.empty(); });
  if (!empty) collected.rows.push_back(std::move(collected.row));
  collected.row.clear();
}

/// All rows; none where the quoting is broken.
std::optional<std::vector<std::vector<std::string>>> rows_of(std::string_view text) {
  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> owner(&parser, &csv_free);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter_of(text)));
  Collected collected;
  const bool whole =
      csv_parse(&parser, text.data(), text.size(), &end_of_cell, &end_of_row, &collected) == text.size() &&
      csv_fini(&parser, &end_of_cell, &end_of_row, &collected) == 0;
  if (!whole) return std::nullopt;
  return std::move(collected.rows);
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

Result<CsvTable> parse_csv(std::string_view text) {
  if (text.size() > kLargestBytes)
    return Error{"table.too-large", "The table has more than 64 MB.", "Part it."};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the mark of UTF-8
  auto rows = rows_of(text);
  if (!rows) return Error{"table.broken", "Quotes in the table do not end or stand within a cell.", kRemedy};
  if (rows->empty()) return Error{"table.empty", "The table has no line.", kRemedy};
  if (rows->size() > kMostRows)
    return Error{"table.too-large", "The table has more than a million rows.", "Part it."};
  CsvTable table;
  for (std::string& column : rows->front()) table.columns.push_back(lower_case(std::move(column)));
  std::set<std::string> names;
  for (const std::string& column : table.columns)
    if (!column.empty() && !names.insert(column).second)
      return Error{"table.repeated-column", "Two columns of the table have the same name.", kRemedy};
  for (std::size_t i = 1; i < rows->size(); ++i) {
    if ((*rows)[i].size() != table.columns.size())
      return Error{"table.broken",
                   "Row " + std::to_string(i + 1) + " has " + std::to_string((*rows)[i].size()) +
                       " cells under " + std::to_string(table.columns.size()) + " columns.",
                   kRemedy};
    table.rows.push_back(std::move((*rows)[i]));
  }
  return table;
}

Result<CsvTable> load_csv(const std::filesystem::path& file) {
  const Error unreadable{"file.unreadable", "The table cannot be read.", kRemedy};
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return unreadable;
  if (std::filesystem::file_size(file, error) > kLargestBytes || error)
    return Error{"table.too-large", "The table has more than 64 MB.", "Part it."};
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return unreadable;
  return parse_csv(text);
}

std::optional<double> decimal_number(std::string_view cell) {
  std::string text(cell);
  if (std::count(text.begin(), text.end(), ',') == 1 && text.find('.') == std::string::npos)
    std::replace(text.begin(), text.end(), ',', '.');
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace osteon
