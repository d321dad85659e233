#include "content_tree.hpp"

#include "../dicom/attributes.hpp"
#include "../page/fuzzy.hpp"

namespace osteon::dxa {
namespace {

using dicom::first_item;
using dicom::text_of;

constexpr std::size_t kMostItems = 200000, kMostLevels = 60;

std::string meaning_of(DcmItem* code) {
  return code == nullptr ? "" : page::upper_case(text_of(*code, DCM_CodeMeaning));
}

std::string unit_of(DcmItem& measured) {
  DcmItem* code = first_item(measured, DCM_MeasurementUnitsCodeSequence);
  if (code == nullptr) return "";
  const std::string value = text_of(*code, DCM_CodeValue);
  return value.empty() ? text_of(*code, DCM_CodeMeaning) : value;
}

ContentItem item_of(DcmItem& item, std::optional<std::size_t> parent) {
  ContentItem read{parent, page::upper_case(text_of(item, DCM_ValueType)),
                   meaning_of(first_item(item, DCM_ConceptNameCodeSequence)), "", ""};
  if (read.kind == "CODE") read.value = meaning_of(first_item(item, DCM_ConceptCodeSequence));
  if (read.kind == "TEXT") read.value = page::upper_case(text_of(item, DCM_TextValue));
  if (read.kind == "DATE") read.value = text_of(item, DCM_Date);
  if (read.kind == "DATETIME") read.value = text_of(item, DCM_DateTime);
  if (read.kind != "NUM") return read;
  if (DcmItem* measured = first_item(item, DCM_MeasuredValueSequence)) {
    read.value = text_of(*measured, DCM_NumericValue);
    read.unit = unit_of(*measured);
  }
  return read;
}

void collect(DcmItem& item, std::optional<std::size_t> parent, std::size_t level,
             std::vector<ContentItem>& items) {
  if (level > kMostLevels || items.size() >= kMostItems) return;
  const std::size_t here = items.size();
  items.push_back(item_of(item, parent));
  DcmSequenceOfItems* children = nullptr;
  if (item.findAndGetSequence(DCM_ContentSequence, children).bad() || children == nullptr) return;
  for (unsigned long n = 0; n < children->card(); ++n) collect(*children->getItem(n), here, level + 1, items);
}

}  // namespace

std::vector<ContentItem> content_items(DcmItem& root) {
  std::vector<ContentItem> items;
  collect(root, std::nullopt, 0, items);
  return items;
}

}  // namespace osteon::dxa
