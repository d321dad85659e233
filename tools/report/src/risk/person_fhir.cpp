#include "days.hpp"
#include "fhir_codes.hpp"
#include "json_fields.hpp"
#include "person_sources.hpp"

#include <algorithm>
#include <map>
#include <set>

// FHIR R4. An absent resource is never a no, and neither is a refuted diagnosis; what is not confirmed, not
// final or coded otherwise than known here is left out and said.

namespace osteon {
namespace {

using Json = nlohmann::json;

/// The day of a date or an instant; nothing of a month or a year.
std::string day_text(const std::string& date) {
  const std::string day = date.substr(0, 10);
  return date.size() >= 10 && parsed_day(day) ? day : std::string();
}
std::string first_code(const Json& concept_, const char* key) {
  const Json* found = at(concept_, key);
  return found == nullptr || list(*found, "coding").empty() ? std::string()
                                                            : text(list(*found, "coding")[0], "code");
}

/// The codes of a concept in one system ("icd-10", "loinc.org", "/atc"), without dots.
std::vector<std::string> codes_in(const Json* concept_, std::string_view system, bool dots) {
  std::vector<std::string> result;
  if (concept_ == nullptr) return result;
  for (const Json& coding : list(*concept_, "coding")) {
    if (text(coding, "system").find(system) == std::string::npos) continue;
    std::string code = text(coding, "code");
    if (!dots) std::erase(code, '.');
    if (!code.empty()) result.push_back(std::move(code));
  }
  return result;
}

template <class Table>
const CodedAnswer* found_in(const Table& table, const std::vector<std::string>& codes) {
  const CodedAnswer* best = nullptr;  // the longest beginning tells most
  for (const std::string& code : codes)
    for (const CodedAnswer& one : table)
      if (code.starts_with(one.begins) && (best == nullptr || one.begins.size() > best->begins.size()))
        best = &one;
  return best;
}

class FhirReader {
 public:
  Result<Translated> read(const Json& resource) {
    result_.entries["schema"] = "osteon-person/1";
    if (text(resource, "resourceType") == "Bundle") {
      for (const Json& entry : list(resource, "entry"))
        if (const Json* one = at(entry, "resource")) take(*one, text(entry, "fullUrl"));
    } else {
      take(resource, "");
    }
    if (persons() > 1)
      return Error{"person.not-one-patient", "These FHIR resources are of several patients.",
                   "Give one Bundle for each patient."};
    set_day(resource);
    for (const Json* one : all_) read_resource(*one);
    for (const auto& [key, entry] : measured_) result_.entries[key] = entry;
    return std::move(result_);
  }

 private:
  void leave_out(const Json& resource, const std::string& why) {
    result_.left_out.push_back(shown(text(resource, "resourceType")) + " " + shown(text(resource, "id")) +
                               ": " + why);
  }

  void take(const Json& one, const std::string& url) {
    all_.push_back(&one);
    if (text(one, "resourceType") != "Patient") return;
    ++patients_;
    names_.insert(url);
    names_.insert("Patient/" + text(one, "id"));
  }

  /// Patients, and subjects that are none of them.
  [[nodiscard]] std::size_t persons() const {
    std::set<std::string> others;
    for (const Json* one : all_) {
      const Json* subject = at(*one, "subject");
      const std::string of = subject == nullptr ? "" : text(*subject, "reference");
      const bool known = std::ranges::any_of(
          names_, [&](const std::string& name) { return !name.empty() && of.ends_with(name); });
      if (!of.empty() && !known) others.insert(of);
    }
    return patients_ + others.size();
  }

  /// Ages are of the day of the questionnaire, or of the Bundle.
  void set_day(const Json& resource) {
    std::string day = day_text(text(resource, "timestamp"));
    for (const Json* one : all_)
      if (text(*one, "resourceType") == "QuestionnaireResponse")
        if (std::string authored = day_text(text(*one, "authored")); !authored.empty()) day = authored;
    if (!day.empty()) result_.entries["assessed_on"] = day;
  }

  void read_resource(const Json& one) {
    const std::string type = text(one, "resourceType");
    if (type == "Patient") return read_patient(one);
    if (type == "Observation") return read_observation(one);
    if (type == "Condition") return read_condition(one);
    if (type == "MedicationStatement") return read_medicine(one);
    if (type == "QuestionnaireResponse") return read_items(one, 0);
    leave_out(one, "resources of this type are not read");
  }

  void read_patient(const Json& patient) {
    if (const std::string sex = text(patient, "gender"); sex == "female" || sex == "male")
      result_.entries["sex"] = sex;
    if (!text(patient, "id").empty()) result_.entries["id"] = text(patient, "id");
    const std::string birth = text(patient, "birthDate");
    if (birth.empty()) return;
    const auto born = parsed_day(birth);
    const auto today = parsed_day(result_.entries.value("assessed_on", ""));
    constexpr double kDaysPerYear = 365.25;
    if (!born)
      result_.faults.push_back({"Patient.birthDate", shown(birth), "a day as 1956-05-31"});
    else if (!today)
      result_.faults.push_back(
          {"Patient.birthDate", "", "of use with Bundle.timestamp or QuestionnaireResponse.authored alone"});
    else
      result_.entries["age"] = {
          {"value",
           static_cast<double>((std::chrono::sys_days(*today) - std::chrono::sys_days(*born)).count()) /
               kDaysPerYear},
          {"origin", "Patient"}};
  }

  /// One value of each key: the latest; of one day the lower T- and Z-score, and no other that differs.
  void keep(const std::string& key, Json entry, const Json& of) {
    const auto [place, is_new] = measured_.try_emplace(key, entry);
    if (is_new) return;
    const std::string before = place->second.value("day", ""), now = entry.value("day", "");
    if (now < before) return;
    const char* value = entry.contains("measured") ? "measured" : "value";
    if (now > before || place->second[value] == entry[value]) {
      place->second = std::move(entry);
    } else if (key.starts_with("t_") || key.starts_with("z_")) {
      if (entry[value] < place->second[value]) place->second = std::move(entry);
    } else {
      leave_out(of, "differs from another value of the same day; neither is taken");
      place->second = {{"value", nullptr}, {"day", now}};
    }
  }

  void read_observation(const Json& one) {
    const std::string status = text(one, "status");
    if (status != "final" && status != "amended" && status != "corrected")
      return leave_out(one, "its status is not final");
    const auto codes = codes_in(at(one, "code"), "loinc.org", true);
    const auto has = [&](const CodedNumber& row) {
      return std::ranges::find(codes, row.code) != codes.end();
    };
    const auto number = std::ranges::find_if(kNumbersByLoinc, has);
    const auto ranged = std::ranges::find_if(kRangesByLoinc, has);
    if (number == kNumbersByLoinc.end() && ranged == kRangesByLoinc.end())
      return leave_out(one, "its code is not known here");
    const Json* quantity = at(one, "valueQuantity");
    if (quantity == nullptr || at(*quantity, "value") == nullptr || !(*quantity)["value"].is_number())
      return leave_out(one, "it has no quantity");
    if (at(*quantity, "comparator") != nullptr) return leave_out(one, "its value is a bound, not a number");
    const bool is_range = number == kNumbersByLoinc.end();
    const std::string key(is_range ? ranged->key : number->key);
    Json entry{{is_range ? "measured" : "value", (*quantity)["value"]}, {"origin", "Observation"}};
    if (const std::string day = day_text(text(one, "effectiveDateTime")); !day.empty()) entry["day"] = day;
    if (!add_unit(key, *quantity, is_range, entry)) return;
    if (is_range && !add_range(one, entry)) return;
    keep(key, std::move(entry), one);
  }

  bool add_unit(const std::string& key, const Json& quantity, bool is_range, Json& entry) {
    std::string unit = text(quantity, "code");
    if (unit.empty()) unit = text(quantity, "unit");
    if (is_range) return true;  // value and range are of one unit
    if (unit.empty()) {
      result_.faults.push_back({key, shown(quantity["value"]), "a quantity with its unit"});
      return false;
    }
    const auto known = std::ranges::find(kUnits, unit, &UnitWord::ucum);
    entry["unit"] = known == kUnits.end() ? unit : std::string(known->ours);
    return true;
  }

  bool add_range(const Json& one, Json& entry) {
    for (const Json& range : list(one, "referenceRange"))
      for (const char* end : {"low", "high"})
        if (const Json* bound = at(range, end))
          if (const Json* value = at(*bound, "value"); value != nullptr && value->is_number())
            entry[std::string("range_") + end] = *value;
    if (entry.contains("range_low")) return true;
    leave_out(one, "the laboratory's range is not stated");
    return false;
  }

  void read_condition(const Json& one) {
    const std::string verified = first_code(one, "verificationStatus");
    if (!verified.empty() && verified != "confirmed") return leave_out(one, "it is not confirmed");
    const CodedAnswer* meant = found_in(kConditions, codes_in(at(one, "code"), "icd-10", false));
    if (meant == nullptr) return leave_out(one, "its code answers none of the questions");
    const std::string clinical = first_code(one, "clinicalStatus");
    const bool over = clinical == "resolved" || clinical == "inactive" || clinical == "remission";
    if (over && !meant->ever) return leave_out(one, "it is over");
    const std::string onset = day_text(text(one, "onsetDateTime"));
    for (const std::string_view key : meant->keys) {
      if (key.empty()) continue;
      const bool event = key == "myocardial_infarction" || key == "stroke";
      Json entry{{"value", event && !onset.empty() ? Json(onset) : Json("yes")}, {"origin", "Condition"}};
      if (!event && !onset.empty()) entry["day"] = onset;
      result_.entries[std::string(key)] = std::move(entry);
    }
  }

  void read_medicine(const Json& one) {
    if (text(one, "status") != "active") return leave_out(one, "it is not active");
    const CodedAnswer* meant =
        found_in(kMedicines, codes_in(at(one, "medicationCodeableConcept"), "atc", true));
    if (meant == nullptr) return leave_out(one, "its code answers none of the questions");
    if (const Json* period = at(one, "effectivePeriod"))
      if (const std::string end = day_text(text(*period, "end"));
          !end.empty() && end < result_.entries.value("assessed_on", "9999"))
        return leave_out(one, "it has ended");
    for (const std::string_view key : meant->keys)
      if (!key.empty())
        result_.entries[std::string(key)] = {{"value", "yes"}, {"origin", "MedicationStatement"}};
  }

  /// linkId is the questionnaire's key; items may stand in groups.
  void read_items(const Json& group, int depth) {
    constexpr int kDeepest = 16;
    if (depth > kDeepest) return;
    for (const Json& item : list(group, "item")) {
      read_items(item, depth + 1);
      const std::string key = text(item, "linkId");
      const Json& answers = list(item, "answer");
      if (answers.empty()) continue;
      if (answers.size() > 1) {
        result_.faults.push_back({shown(key), std::to_string(answers.size()) + " answers", "one answer"});
        continue;
      }
      add_answer(key, answers[0]);
    }
  }

  void add_answer(const std::string& key, const Json& answer) {
    Json entry;
    for (const char* plain : {"valueBoolean", "valueDecimal", "valueInteger", "valueDate", "valueString"})
      if (const Json* value = at(answer, plain)) entry["value"] = *value;
    if (const Json* coding = at(answer, "valueCoding")) entry["value"] = text(*coding, "code");
    if (const Json* quantity = at(answer, "valueQuantity")) {
      entry["value"] = at(*quantity, "value") != nullptr ? (*quantity)["value"] : Json(nullptr);
      if (!add_unit(key, *quantity, false, entry)) return;
    }
    if (!entry.is_object()) {
      result_.faults.push_back(
          {shown(key), shown(answer), "a boolean, number, quantity, date, word or code"});
      return;
    }
    if (key == "sex" || key == "id" || key == "assessed_on")
      entry = Json(entry["value"]);
    else
      entry["origin"] = "QuestionnaireResponse";
    result_.entries[key] = std::move(entry);
  }

  std::vector<const Json*> all_;
  std::size_t patients_ = 0;
  std::set<std::string> names_;  ///< by which others refer to the patient
  std::map<std::string, Json> measured_;
  Translated result_;
};

}  // namespace

Result<Translated> person_from_fhir(const Json& resource) { return FhirReader().read(resource); }

}  // namespace osteon
