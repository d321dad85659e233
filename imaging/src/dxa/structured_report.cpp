#include "../dicom/attributes.hpp"
#include "../dicom/patient_attributes.hpp"
#include "../page/fuzzy.hpp"
#include "content_tree.hpp"
#include "object_header.hpp"
#include "stated_numbers.hpp"
#include "stated_results.hpp"
#include "written_date.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace osteon::dxa {
namespace {

constexpr std::size_t kLongestName = 64;  // longer is prose, which may speak of anything

bool holds(std::string_view text, std::string_view word) { return page::holds_word(text, word, 0); }

/// What is said of another day than that of the report.
bool is_of_another_day(std::string_view words) {
  static constexpr std::array<std::string_view, 8> kWords = {
      "PRIOR", "PREVIOUS", "BASELINE", "HISTORY", "CHANGE", "TREND", "HISTORICAL", "COMPARISON"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return holds(words, word); });
}

/// A code or text that says where its container's numbers belong.
bool tells_a_place(const ContentItem& item) {
  static constexpr std::array<std::string_view, 10> kConcepts = {
      "SITE", "REGION", "ROI", "LATERALITY", "SIDE", "BONE", "SCAN", "PROCEDURE", "LEVEL", "DERIVATION"};
  if (item.kind != "CODE" && item.kind != "TEXT") return false;
  if (is_of_another_day(item.concept_name) || holds(item.concept_name, "EXCLUDED")) return false;
  return item.value.size() <= kLongestName &&
         std::any_of(kConcepts.begin(), kConcepts.end(),
                     [&](std::string_view word) { return holds(item.concept_name, word); });
}

std::string place_words(const std::vector<ContentItem>& items,
                        const std::vector<std::vector<std::size_t>>& children, std::size_t of) {
  std::string words;
  for (const std::size_t child : children[of])
    if (tells_a_place(items[child])) words += items[child].value + " ; ";
  return words;
}

/// All that is said about a number, the nearest words first: its own modifiers, its name, then container by
/// container what stands in it about places, and its name.
std::vector<std::string> words_about(const std::vector<ContentItem>& items,
                                     const std::vector<std::vector<std::size_t>>& children,
                                     std::size_t number) {
  std::vector<std::string> words = {place_words(items, children, number), items[number].concept_name};
  for (auto up = items[number].parent; up; up = items[*up].parent) {
    words.push_back(place_words(items, children, *up));
    words.push_back(items[*up].concept_name);
  }
  std::erase(words, "");
  return words;
}

using Children = std::vector<std::vector<std::size_t>>;

Children children_of(const std::vector<ContentItem>& items) {
  Children children(items.size());
  for (std::size_t n = 0; n < items.size(); ++n)
    if (items[n].parent) children[*items[n].parent].push_back(n);
  return children;
}

/// What the items of each container say beside its numbers.
Said said_in(const std::vector<ContentItem>& items, const Children& children) {
  Said said;
  for (std::size_t n = 0; n < items.size(); ++n) {
    if (children[n].empty()) continue;
    std::vector<StatedItem> group;
    for (const std::size_t child : children[n])
      if (items[child].kind != "CONTAINER" && !items[child].value.empty())
        group.push_back({items[child].concept_name, items[child].value, items[child].unit});
    if (!group.empty()) take_items(group, words_about(items, children, n), said);
  }
  return said;
}

std::vector<StatedNumber> numbers_in(const std::vector<ContentItem>& items, const Children& children) {
  std::vector<StatedNumber> numbers;
  for (std::size_t n = 0; n < items.size(); ++n) {
    if (items[n].kind != "NUM" || items[n].value.empty()) continue;
    const auto quantity = quantity_of(items[n].concept_name, items[n].unit);
    if (!quantity) continue;
    auto words = words_about(items, children, n);
    if (std::any_of(words.begin(), words.end(), [](const std::string& w) { return is_of_another_day(w); }))
      continue;
    numbers.push_back({*quantity, scaled(*quantity, items[n].value, items[n].unit), std::move(words)});
  }
  return numbers;
}

std::string reference_in(const std::vector<ContentItem>& items) {
  for (const ContentItem& item : items)
    if ((item.kind == "TEXT" || item.kind == "CODE") && holds(item.concept_name, "REFERENCE") &&
        !item.value.empty())
      return item.value;
  return "";
}

/// The day of the examination as the content names it; empty where it names none or several.
std::string date_in(const std::vector<ContentItem>& items) {
  static constexpr std::array<std::string_view, 5> kWords = {"EXAM", "EXAMINATION", "SCAN", "STUDY",
                                                             "ACQUISITION"};
  std::string date;
  for (const ContentItem& item : items) {
    if (!holds(item.concept_name, "DATE") || is_of_another_day(item.concept_name)) continue;
    if (std::none_of(kWords.begin(), kWords.end(), [&](auto word) { return holds(item.concept_name, word); }))
      continue;
    const std::string found = written_date(item.value);
    if (found.empty() || found == date) continue;
    if (!date.empty()) return {};
    date = found;
  }
  return date;
}

bool is_structured_report(DcmDataset& dataset) {
  return dicom::text_of(dataset, DCM_SOPClassUID).starts_with("1.2.840.10008.5.1.4.1.1.88.");
}

}  // namespace

bool states_bone_density(DcmDataset& dataset) {
  if (!is_structured_report(dataset)) return false;
  const auto items = content_items(dataset);
  return std::any_of(items.begin(), items.end(), [](const ContentItem& item) {
    return item.kind == "NUM" && quantity_of(item.concept_name, item.unit) == Quantity::bmd;
  });
}

Result<ReportedDxa> read_structured_report(DcmDataset& dataset) {
  if (!is_structured_report(dataset))
    return Error{"dxa.not-a-report", "The object is no structured report.",
                 "Give the densitometer's SR object."};
  const auto items = content_items(dataset);
  const Children children = children_of(items);
  auto found = rows_of(numbers_in(items, children), ReportedOrigin::structured_report);
  if (found.rows.empty() && found.unread.empty())
    return Error{"dxa.no-numbers", "The structured report holds no bone density.",
                 "Give the densitometer's SR object."};
  ReportedDxa report = header_of(dataset);
  report.reference = reference_in(items);
  if (std::string date = date_in(items); !date.empty()) report.exam_date = std::move(date);
  report.rows = std::move(found.rows);
  report.unread = std::move(found.unread);
  state(said_in(items, children), report);
  return report;
}

}  // namespace osteon::dxa
