#include "days.hpp"
#include "person_sources.hpp"

#include <osteon/report/person_file.hpp>
#include <osteon/risk/consequences.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

namespace osteon {
namespace {

// Keys sorted, so that their order in the file changes nothing.
using Json = nlohmann::json;

constexpr const char* kSchema = "osteon-person/1";
constexpr std::size_t kMostExternal = 50;

using AnyField = std::variant<Number, Answer, Event, Choice>;

/// Which input a key names.
const std::unordered_map<std::string_view, AnyField>& fields() {
  static const auto kAll = [] {
    std::unordered_map<std::string_view, AnyField> all;
    const auto add = [&]<class Field>(Field, std::size_t count) {
      for (std::size_t n = 0; n < count; ++n)
        all.emplace(field(static_cast<Field>(n)).key, static_cast<Field>(n));
    };
    add(Number{}, kNumberCount);
    add(Answer{}, kAnswerCount);
    add(Event{}, kEventCount);
    add(Choice{}, kChoiceCount);
    return all;
  }();
  return kAll;
}

/// Answers that a measured value and the laboratory's range give too.
constexpr std::array kOfLaboratory{Answer::hypercalcaemia, Answer::low_calcium, Answer::low_tsh,
                                   Answer::low_phosphate, Answer::raised_pth};

bool not_known(const Json& value) { return value.is_null() || value == "" || value == "unknown"; }

/// Reads one key after the other and remembers what cannot be.
class PersonReader {
 public:
  explicit PersonReader(const Json& object) : object_(object) {}

  PersonFile read() {
    if (const auto day = object_.find("assessed_on"); day != object_.end()) read_assessed_on(*day);
    for (const auto& [key, value] : object_.items()) read_entry(key, value);
    for (FieldFault& one : take_back_contradictions(file_.person)) file_.faults.push_back(std::move(one));
    add_consequences(file_.person);
    return std::move(file_);
  }

 private:
  void fault(std::string_view key, const Json& value, std::string limit) {
    file_.faults.push_back({std::string(key), shown(value), std::move(limit)});
  }

  void read_entry(const std::string& key, const Json& value) {
    if (key == "schema" || key == "assessed_on" || not_known(value)) return;
    if (key == "sex") return read_sex(value);
    if (key == "id") return read_id(value);
    if (key == "external_risks") return read_external(value);
    const auto found = fields().find(key);
    // A key that nobody knows may be anything, a name too: what it says is not repeated.
    if (found == fields().end()) {
      file_.faults.push_back({shown(Json(key)), "", "no such input"});
      return;
    }
    if (value.is_object() && value.contains("measured") && std::holds_alternative<Answer>(found->second)) {
      const Answer answer = std::get<Answer>(found->second);
      if (std::ranges::find(kOfLaboratory, answer) == kOfLaboratory.end())
        return fault(key, value, "yes, no or unknown");
      return read_measured(field(answer), value);
    }
    const Json& bare = value.is_object() && value.contains("value") ? value["value"] : value;
    if (value.is_object() && !value.contains("value")) return fault(key, value, "a value");
    if (not_known(bare)) return;
    std::visit([&](auto which) { read_value(field(which), value, bare); }, found->second);
  }

  void read_sex(const Json& sex) {
    if (sex == "female" || sex == "male")
      file_.person.sex = sex == "female" ? Sex::female : Sex::male;
    else
      fault("sex", sex, "female or male");
  }
  /// A pseudonym of letters, digits, dots and dashes: no room for a name with a space.
  void read_id(const Json& id) {
    constexpr std::size_t kMost = 64;
    const std::string text = id.is_string() ? id.get<std::string>() : "";
    const bool usable =
        !text.empty() && text.size() <= kMost && std::all_of(text.begin(), text.end(), [](unsigned char c) {
          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                 c == '-';
        });
    if (usable)
      file_.person.id = text;
    else
      file_.faults.push_back({"id", "", "a pseudonym of up to 64 letters, digits, dots and dashes"});
  }
  void read_assessed_on(const Json& day) {
    if (not_known(day)) return;
    if (day.is_string()) file_.person.assessed_on = parsed_day(day.get<std::string>());
    if (!file_.person.assessed_on) fault("assessed_on", day, "a day as 2026-05-31");
  }
  [[nodiscard]] bool in_the_future(const Day& day) const {
    return file_.person.assessed_on &&
           std::chrono::sys_days(day) > std::chrono::sys_days(*file_.person.assessed_on);
  }

  struct Context {
    std::string origin;
    std::optional<Day> day;
  };
  /// Where a value is from and of which day; nothing after naming a fault.
  std::optional<Context> context(std::string_view key, const Json& entry) {
    Context result;
    if (!entry.is_object()) return result;
    if (const auto at = entry.find("origin"); at != entry.end() && at->is_string())
      result.origin = shown(*at);
    const auto day = entry.find("day");
    if (day == entry.end() || not_known(*day)) return result;
    result.day = day->is_string() ? parsed_day(day->get<std::string>()) : std::nullopt;
    if (result.day && !in_the_future(*result.day)) return result;
    fault(key, *day, "a day as 2026-05-31, not after assessed_on");
    return std::nullopt;
  }

  void read_value(const NumberField& at, const Json& entry, const Json& bare) {
    if (!bare.is_number()) return fault(at.key, bare, "a number of " + std::string(at.unit));
    auto from = context(at.key, entry);
    if (!from) return;
    std::string unit;
    if (entry.is_object() && entry.contains("unit") && entry["unit"].is_string())
      unit = entry["unit"].get<std::string>();
    if (auto wrong =
            set(file_.person, at.number, bare.get<double>(), unit, std::move(from->origin), from->day)) {
      wrong->value = shown(Json(wrong->value));
      file_.faults.push_back(std::move(*wrong));
    }
  }
  /// A measured value against the laboratory's own range, which is as good as the answer.
  void read_measured(const AnswerField& at, const Json& entry) {
    const bool low = at.key.starts_with("low_");
    const char* const end = low ? "range_low" : "range_high";
    const auto number = [&](const char* key) -> std::optional<double> {
      const auto found = entry.find(key);
      if (found == entry.end() || !found->is_number()) return std::nullopt;
      return found->get<double>();
    };
    const auto measured = number("measured"), limit = number(end);
    if (!measured || !limit || !(*measured >= 0))
      return fault(at.key, entry.value("measured", Json()),
                   std::string("a number, 0 or more, beside ") + end + ", the end of the laboratory's range");
    auto from = context(at.key, entry);
    if (!from) return;
    if (from->origin.empty()) from->origin = "measured against the laboratory's range";
    file_.person[at.answer] =
        Known<bool>{low ? *measured < *limit : *measured > *limit, std::move(from->origin), from->day};
  }
  void read_value(const AnswerField& at, const Json& entry, const Json& bare) {
    const bool yes = bare == "yes" || bare == true, no = bare == "no" || bare == false;
    if (!yes && !no) return fault(at.key, bare, "yes, no or unknown");
    if (auto from = context(at.key, entry))
      file_.person[at.answer] = Known<bool>{yes, std::move(from->origin), from->day};
  }
  void read_value(const EventField& at, const Json& entry, const Json& bare) {
    auto& ever = file_.person.ever[static_cast<std::size_t>(at.event)];
    if (bare == "never" || bare == false) {
      ever = false;
    } else if (bare == "yes" || bare == true) {
      ever = true;
    } else {
      const auto day = bare.is_string() ? parsed_day(bare.get<std::string>()) : std::nullopt;
      if (!day || in_the_future(*day))
        return fault(at.key, bare, "never, yes, or a day as 2026-05-31 not after assessed_on");
      if (auto from = context(at.key, entry))
        file_.person[at.event] = Known<Day>{*day, std::move(from->origin), {}};
    }
  }
  void read_value(const ChoiceField& at, const Json& entry, const Json& bare) {
    const auto found =
        std::find_if(at.options.begin(), at.options.end(), [&](std::string_view one) { return bare == one; });
    if (found == at.options.end()) {
      std::string words;
      for (const std::string_view one : at.options) words += (words.empty() ? "" : ", ") + std::string(one);
      return fault(at.key, bare, words);
    }
    if (auto from = context(at.key, entry))
      file_.person[at.choice] =
          Known<int>{static_cast<int>(found - at.options.begin()), std::move(from->origin), from->day};
  }

  void read_external(const Json& list) {
    if (!list.is_array() || list.size() > kMostExternal)
      return fault("external_risks", list, "a list of results");
    for (const Json& one : list) {
      ExternalRisk risk;
      const auto word = [&](const char* key) {
        const auto at = one.is_object() ? one.find(key) : one.end();
        return one.is_object() && at != one.end() && at->is_string() ? shown(*at) : std::string();
      };
      const auto percent = [&](const char* key) -> std::optional<double> {
        if (!one.is_object() || !one.contains(key) || not_known(one[key])) return std::nullopt;
        if (!one[key].is_number() || !(one[key].get<double>() >= 0 && one[key].get<double>() <= 100)) {
          fault(std::string("external_risks.") + key, one[key], "0 to 100 %");
          return std::nullopt;
        }
        return one[key].get<double>();
      };
      risk.tool = word("tool");
      risk.country = word("country");
      risk.version = word("version");
      risk.origin = word("origin");
      if (risk.tool.empty()) {
        fault("external_risks", one, "each names its tool, as FRAX");
        continue;
      }
      risk.major_percent = percent("major_percent");
      risk.hip_percent = percent("hip_percent");
      if (const auto bmd = one.find("with_bmd"); bmd != one.end())
        if (*bmd == true || *bmd == false || *bmd == "yes" || *bmd == "no")
          risk.with_bmd = *bmd == true || *bmd == "yes";
      if (one.contains("years") && one["years"].is_number_integer()) risk.years = one["years"].get<int>();
      if (risk.years < 1 || risk.years > 30) {
        fault("external_risks.years", one["years"], "1 to 30");
        continue;
      }
      if (const auto from = context("external_risks", one)) {
        risk.day = from->day;
        file_.person.external_risks.push_back(std::move(risk));
      }
    }
  }

  const Json& object_;
  PersonFile file_;
};

}  // namespace

Result<PersonFile> read_person(std::string_view text) {
  auto json = bounded_json(text);
  auto translated = !json ? person_from_yaml(text)
                    : json->is_object() && json->contains("resourceType")
                        ? person_from_fhir(*json)
                        : Result<Translated>(Translated{*std::move(json), {}, {}});
  if (!translated) return translated.error();
  const Json& entries = translated->entries;
  if (!entries.is_object() || entries.value("schema", Json()) != kSchema)
    return Error{"person.not-a-questionnaire", "This is not a person's data as osteon reads them.",
                 "Start from what `osteon risk --new` writes: one JSON object with \"schema\": "
                 "\"osteon-person/1\", the "
                 "same as YAML, or FHIR resources of one patient."};
  PersonFile file = PersonReader(entries).read();
  file.faults.insert(file.faults.begin(), translated->faults.begin(), translated->faults.end());
  file.left_out = std::move(translated->left_out);
  return file;
}

}  // namespace osteon
