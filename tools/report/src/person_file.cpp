#include "json_parts.hpp"
#include "software.hpp"

#include <osteon/report/person_file.hpp>

#include <charconv>

namespace osteon {
namespace {

constexpr const char* kSchema = "osteon-person/1";
constexpr const char* kDisclaimer =
    "Decision support: the clinician decides. What is not known is never taken for a no; names of medicines "
    "are classes to "
    "consider, not prescriptions.";
constexpr std::size_t kShownChars = 40;

/// A day as ISO 8601 writes it, if there is such a day.
std::optional<Day> day_of(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0;
  const auto part = [&](std::size_t at, std::size_t size, auto& value) {
    const char* end = text.data() + at + size;
    const auto [stopped, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc{} && stopped == end;
  };
  const bool parsed = text.size() == 10 && text[4] == '-' && text[7] == '-' && part(0, 4, year) &&
                      part(5, 2, month) && part(8, 2, day);
  const Day result{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!parsed || !result.ok()) return std::nullopt;
  return result;
}

std::string shown(const Json& value) {
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text.substr(0, kShownChars);
}

bool not_known(const Json& value) { return value.is_null() || value == "" || value == "unknown"; }

/// Reads one key after the other and remembers what cannot be.
class PersonReader {
 public:
  explicit PersonReader(const Json& object) : object_(object) {}

  PersonFile read() {
    read_sex();
    read_assessed_on();
    for (std::size_t n = 0; n < static_cast<std::size_t>(Number::count_); ++n)
      read(field(static_cast<Number>(n)));
    for (std::size_t n = 0; n < static_cast<std::size_t>(Answer::count_); ++n)
      read(field(static_cast<Answer>(n)));
    for (std::size_t n = 0; n < static_cast<std::size_t>(Event::count_); ++n)
      read(field(static_cast<Event>(n)));
    for (const auto& [key, value] : object_.items())
      if (known_.find(" " + key + " ") == std::string::npos) fault(key, value, "no such input");
    return std::move(file_);
  }

 private:
  void fault(std::string_view key, const Json& value, std::string limit) {
    // A key that nobody knows may be anything, a name too.
    file_.faults.push_back(
        {shown(Json(key)), limit == "no such input" ? "" : shown(value), std::move(limit)});
  }
  /// The entry, if there is one that says anything.
  const Json* entry(std::string_view key) {
    known_ += std::string(key) + " ";
    const auto at = object_.find(key);
    return at == object_.end() || not_known(*at) ? nullptr : &*at;
  }

  void read_sex() {
    const Json* sex = entry("sex");
    if (sex == nullptr) return;
    if (*sex == "female" || *sex == "male")
      file_.person.sex = *sex == "female" ? Sex::female : Sex::male;
    else
      fault("sex", *sex, "female or male");
  }
  void read_assessed_on() {
    (void)entry("schema");
    const Json* day = entry("assessed_on");
    if (day == nullptr) return;
    if (day->is_string()) file_.person.assessed_on = day_of(day->get<std::string>());
    if (!file_.person.assessed_on) fault("assessed_on", *day, "a day as 2026-05-31");
  }
  [[nodiscard]] bool in_the_future(const Day& day) const {
    return file_.person.assessed_on &&
           std::chrono::sys_days(day) > std::chrono::sys_days(*file_.person.assessed_on);
  }

  void read(const NumberField& at) {
    const Json* found = entry(at.key);
    if (found == nullptr) return;
    const Json bare = found->is_object() ? found->value("value", Json()) : *found;
    if (not_known(bare)) return;
    if (!bare.is_number()) return fault(at.key, bare, "a number of " + std::string(at.unit));
    std::optional<Day> day;
    if (found->is_object() && found->contains("day") && !not_known((*found)["day"])) {
      const Json& text = (*found)["day"];
      day = text.is_string() ? day_of(text.get<std::string>()) : std::nullopt;
      if (!day || in_the_future(*day))
        return fault(at.key, text, "a day as 2026-05-31, not after assessed_on");
    }
    const auto word = [&](const char* key) {
      const Json text = found->is_object() ? found->value(key, Json("")) : Json("");
      return text.is_string() ? text.get<std::string>() : std::string();
    };
    if (auto wrong = set(file_.person, at.number, bare.get<double>(), word("unit"), word("origin"), day))
      file_.faults.push_back(std::move(*wrong));
  }
  void read(const AnswerField& at) {
    const Json* found = entry(at.key);
    if (found == nullptr) return;
    const Json bare = found->is_object() ? found->value("value", Json()) : *found;
    if (not_known(bare)) return;
    const bool yes = bare == "yes" || bare == true, no = bare == "no" || bare == false;
    if (!yes && !no) return fault(at.key, bare, "yes, no or unknown");
    file_.person[at.answer] = Known<bool>{yes};
  }
  void read(const EventField& at) {
    const Json* found = entry(at.key);
    if (found == nullptr) return;
    const Json bare = found->is_object() ? found->value("value", Json()) : *found;
    if (not_known(bare)) return;
    auto& ever = file_.person.ever[static_cast<std::size_t>(at.event)];
    if (bare == "never" || bare == false) {
      ever = false;
    } else if (bare == "yes" || bare == true) {
      ever = true;
    } else {
      const auto day = bare.is_string() ? day_of(bare.get<std::string>()) : std::nullopt;
      if (!day || in_the_future(*day))
        return fault(at.key, bare, "never, yes, or a day as 2026-05-31 not after assessed_on");
      file_.person[at.event] = Known<Day>{*day};
    }
  }

  const Json& object_;
  PersonFile file_;
  std::string known_ = " ";
};

Json fault_json(const FieldFault& one) {
  return {{"field", one.field}, {"value", one.value}, {"limit", one.limit}};
}

}  // namespace

Result<PersonFile> read_person(const std::string& json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object() || object.value("schema", Json()) != kSchema)
    return Error{
        "person.not-a-questionnaire", "This is not a person's data as osteon reads them.",
        "Start from what `osteon risk --new` writes: one JSON object with \"schema\": \"osteon-person/1\"."};
  return PersonReader(object).read();
}

std::string empty_questionnaire() {
  Json all{{"schema", kSchema}, {"sex", nullptr}, {"assessed_on", nullptr}};
  for (std::size_t n = 0; n < static_cast<std::size_t>(Number::count_); ++n) {
    const NumberField& at = field(static_cast<Number>(n));
    all[std::string(at.key)] = {{"value", nullptr},  {"unit", at.unit},      {"day", nullptr},
                                {"origin", nullptr}, {"question", at.words}, {"from", at.least},
                                {"to", at.most}};
  }
  for (std::size_t n = 0; n < static_cast<std::size_t>(Answer::count_); ++n) {
    const AnswerField& at = field(static_cast<Answer>(n));
    all[std::string(at.key)] = {
        {"value", "unknown"}, {"question", at.words}, {"answers", "yes, no, unknown"}};
  }
  for (std::size_t n = 0; n < static_cast<std::size_t>(Event::count_); ++n) {
    const EventField& at = field(static_cast<Event>(n));
    all[std::string(at.key)] = {{"value", "unknown"},
                                {"question", at.words},
                                {"answers", "the day of the last one as 2026-05-31, yes, never, unknown"}};
  }
  return all.dump(2) + '\n';
}

std::string advice_json(const PersonFile& file, GuidelinePack pack) {
  Json faults = Json::array();
  for (const FieldFault& one : file.faults) faults.push_back(fault_json(one));
  const Json json{{"schema", "osteon-risk/1"},
                  {"software", software()},
                  {"disclaimer", kDisclaimer},
                  {"faults", faults},
                  {"recommendations", recommendations(advise(file.person, pack))}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace osteon
