#include "../page/fuzzy.hpp"
#include "dxa_files.hpp"
#include "stated_numbers.hpp"
#include "stated_results.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace osteon::dxa {
namespace {

using Json = nlohmann::json;

const Json& member(const Json& object, const char* name) {
  static const Json nothing;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : nothing;
}

/// A list's own elements; none where it is no list.
const Json& elements(const Json& object, const char* name) {
  static const Json none = Json::array();
  const Json& found = member(object, name);
  return found.is_array() ? found : none;
}

std::string text_at(const Json& object, const char* name) {
  const Json& found = member(object, name);
  return found.is_string() ? found.get<std::string>() : std::string();
}

/// Text and displays of a CodeableConcept, in capitals; letters outside ASCII as question marks.
std::string words_of_concept(const Json& coded) {
  std::string words = text_at(coded, "text");
  for (const Json& coding : elements(coded, "coding")) words += " ; " + text_at(coding, "display");
  std::replace_if(
      words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) > 126; }, '?');
  return page::upper_case(words);
}

/// All resources below a document, in its order. Bundles may hold Bundles, but no more than a few deep.
void collect(const Json& resource, int levels, std::vector<const Json*>& all) {
  if (!resource.is_object() || levels == 0) return;
  all.push_back(&resource);
  for (const Json& one : elements(resource, "contained")) collect(one, levels - 1, all);
  for (const Json& entry : elements(resource, "entry")) collect(member(entry, "resource"), levels - 1, all);
}

struct Day {
  ReportedDxa report;
  std::vector<StatedNumber> numbers;
  Said said;
};

/// The value of an observation or component as words: a code, a text, a date, a number with its unit.
StatedItem item_of(const Json& holder) {
  StatedItem item{words_of_concept(member(holder, "code")),
                  words_of_concept(member(holder, "valueCodeableConcept"))};
  if (item.value.empty()) item.value = page::upper_case(text_at(holder, "valueString"));
  if (item.value.empty()) item.value = text_at(holder, "valueDateTime");
  const Json& quantity = member(holder, "valueQuantity");
  if (!member(quantity, "value").is_number()) return item;
  item.value = member(quantity, "value").dump();
  item.unit = text_at(quantity, "code").empty() ? text_at(quantity, "unit") : text_at(quantity, "code");
  return item;
}

/// What an observation says beside its number: its interpretation, itself where it is a code, its components.
void take_statement(const Json& observation, const std::vector<std::string>& place, Said& said) {
  std::vector<StatedItem> items = {item_of(observation)};
  for (const Json& one : elements(observation, "interpretation"))
    items.push_back({"INTERPRETATION", words_of_concept(one)});
  for (const Json& component : elements(observation, "component")) items.push_back(item_of(component));
  std::erase_if(items, [](const StatedItem& item) { return item.value.empty(); });
  take_items(items, place, said);
}

/// The conclusion of the whole report; of several reports in one document no one's.
Said conclusion_of(const std::vector<const Json*>& resources) {
  Said said;
  int reports = 0;
  for (const Json* resource : resources) {
    if (text_at(*resource, "resourceType") != "DiagnosticReport") continue;
    ++reports;
    std::vector<StatedItem> items;
    for (const Json& code : elements(*resource, "conclusionCode"))
      items.push_back({"CONCLUSION", words_of_concept(code)});
    if (const std::string text = page::upper_case(text_at(*resource, "conclusion"));
        items.empty() && !text.empty())
      items.push_back({"CONCLUSION", text});
    take_items(items, {}, said);
  }
  return reports == 1 ? said : Said();
}

/// The value of an observation or of a component of one, under the words about it.
void take_value(const Json& holder, std::vector<std::string> words, std::vector<StatedNumber>& numbers) {
  const Json& quantity = member(holder, "valueQuantity");
  const Json& value = member(quantity, "value");
  if (!value.is_number()) return;
  std::string unit = text_at(quantity, "code");
  if (unit.empty()) unit = text_at(quantity, "unit");
  std::replace_if(
      unit.begin(), unit.end(), [](char c) { return static_cast<unsigned char>(c) > 126; }, '?');
  if (unit == "g/cm-2") unit = "g/cm2";  // as an example of the standard itself has it
  const auto kind = quantity_of(words_of_concept(member(holder, "code")), unit);
  if (kind) numbers.push_back({*kind, scaled(*kind, value.dump(), unit), std::move(words)});
}

void take_observation(const Json& observation, Day& day) {
  const std::string code = words_of_concept(member(observation, "code"));
  const std::string site = words_of_concept(member(observation, "bodySite"));
  take_value(observation, {site, code}, day.numbers);
  for (const Json& component : elements(observation, "component"))
    take_value(component, {words_of_concept(member(component, "code")), site, code}, day.numbers);
  take_statement(observation, {site, code}, day.said);
}

bool counts(const Json& observation) {
  const std::string status = text_at(observation, "status");
  return status != "entered-in-error" && status != "cancelled";
}

/// Years from one YYYY-MM-DD to another; nothing where either is shorter.
std::optional<double> years_between(const std::string& from, const std::string& to) {
  const auto days = [](const std::string& date) -> std::optional<double> {
    if (date.size() < 10) return std::nullopt;
    const auto year = decimal_number(date.substr(0, 4)), month = decimal_number(date.substr(5, 2)),
               day = decimal_number(date.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    return (*year + (*month - 1) / 12) * 365.25 + *day;
  };
  const auto a = days(from), b = days(to);
  if (!a || !b || *b < *a || *b - *a > 130 * 365.25) return std::nullopt;
  return std::floor((*b - *a) / 365.25);
}

/// The one person of the document; of several none is taken.
void take_person(const std::vector<const Json*>& resources, ReportedDxa& report) {
  const Json* person = nullptr;
  for (const Json* resource : resources) {
    if (text_at(*resource, "resourceType") != "Patient") continue;
    if (person != nullptr) return;
    person = resource;
  }
  if (person == nullptr) return;
  report.patient.id = text_at(*person, "id");
  if (text_at(*person, "gender") == "female") report.patient.sex = Sex::female;
  if (text_at(*person, "gender") == "male") report.patient.sex = Sex::male;
  report.patient.age_years = years_between(text_at(*person, "birthDate"), report.exam_date);
}

}  // namespace

Result<std::vector<ReportedDxa>> reports_of_fhir(std::string_view text) {
  const Json document = Json::parse(text, nullptr, false);
  if (!document.is_object() || text_at(document, "resourceType").empty())
    return Error{"fhir.broken", "The file is no FHIR resource in JSON.",
                 "Give a Bundle, DiagnosticReport or Observation."};
  std::vector<const Json*> resources;
  constexpr int kMostLevels = 5;
  collect(document, kMostLevels, resources);
  std::map<std::string, Day> days;
  for (const Json* resource : resources)
    if (text_at(*resource, "resourceType") == "Observation" && counts(*resource))
      take_observation(*resource, days[text_at(*resource, "effectiveDateTime").substr(0, 10)]);
  std::vector<ReportedDxa> reports;
  for (auto& [date, day] : days) {
    auto found = rows_of(day.numbers, ReportedOrigin::table);
    if (found.rows.empty() && found.unread.empty()) continue;
    day.report.exam_date = date;
    take_person(resources, day.report);
    day.report.rows = std::move(found.rows);
    day.report.unread = std::move(found.unread);
    if (days.size() == 1) {  // a conclusion is of the report's own day
      const Said whole = conclusion_of(resources);
      day.said.categories.insert(day.said.categories.end(), whole.categories.begin(), whole.categories.end());
      day.said.unclear = day.said.unclear || whole.unclear;
    }
    state(day.said, day.report);
    reports.push_back(std::move(day.report));
  }
  if (reports.empty())
    return Error{"dxa.no-numbers", "The FHIR resource holds no bone density.",
                 "Give the Observations of a DXA report."};
  return reports;
}

}  // namespace osteon::dxa
