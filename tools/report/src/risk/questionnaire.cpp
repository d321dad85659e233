#include <osteon/densitometry/rounding.hpp>
#include <osteon/report/person_file.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace osteon {

std::string empty_questionnaire() {
  using Ordered = nlohmann::ordered_json;
  Ordered all{{"schema", "osteon-person/1"}, {"id", nullptr}, {"sex", nullptr}, {"assessed_on", nullptr}};
  for (std::size_t n = 0; n < kNumberCount; ++n) {
    const NumberField& at = field(static_cast<Number>(n));
    Ordered units = Ordered::array({at.unit});
    for (const OtherUnit& other : at.other_units)
      if (!other.unit.empty()) units.push_back(other.unit);
    all[std::string(at.key)] = {{"value", nullptr},  {"unit", at.unit},      {"day", nullptr},
                                {"origin", nullptr}, {"question", at.words}, {"units", units},
                                {"from", at.least},  {"to", at.most}};
  }
  for (std::size_t n = 0; n < kChoiceCount; ++n) {
    const ChoiceField& at = field(static_cast<Choice>(n));
    all[std::string(at.key)] = {{"value", "unknown"}, {"question", at.words}, {"answers", at.options}};
  }
  for (std::size_t n = 0; n < kAnswerCount; ++n) {
    const AnswerField& at = field(static_cast<Answer>(n));
    all[std::string(at.key)] = {
        {"value", "unknown"}, {"question", at.words}, {"answers", "yes, no, unknown"}};
  }
  for (std::size_t n = 0; n < kEventCount; ++n) {
    const EventField& at = field(static_cast<Event>(n));
    all[std::string(at.key)] = {{"value", "unknown"},
                                {"question", at.words},
                                {"answers", "the day of the last one as 2026-05-31, yes, never, unknown"}};
  }
  all["external_risks"] = Ordered::array();
  return all.dump(2) + '\n';
}

namespace {

std::string units_of(const NumberField& at) {
  std::string units(at.unit);
  for (const OtherUnit& other : at.other_units)
    if (!other.unit.empty()) units += " or " + std::string(other.unit);
  return units;
}

void ask(std::string& text, std::string_view question, const std::string& answers, std::string_view key) {
  text.append("# ").append(question).append(": ").append(answers).append("\n");
  text.append(key).append(":\n");
}

}  // namespace

std::string empty_questionnaire_yaml() {
  std::string text =
      "# Write the answer behind the colon; leave what is not known empty: it is never taken for a no.\n"
      "# A number is in the first unit named, or as {value: 1.1, unit: mg/dl, day: 2026-05-31, origin: "
      "laboratory}.\n"
      "schema: osteon-person/1\n"
      "# A pseudonym of letters, digits, dots and dashes\nid:\n"
      "# female or male\nsex:\n"
      "# The day from which months are counted back, as 2026-05-31\nassessed_on:\n";
  for (std::size_t n = 0; n < kNumberCount; ++n) {
    const NumberField& at = field(static_cast<Number>(n));
    ask(text, at.words, units_of(at) + ", " + number_text(at.least, 1) + " to " + number_text(at.most, 1),
        at.key);
  }
  for (std::size_t n = 0; n < kChoiceCount; ++n) {
    const ChoiceField& at = field(static_cast<Choice>(n));
    std::string words;
    for (const std::string_view one : at.options) words += (words.empty() ? "" : ", ") + std::string(one);
    ask(text, at.words, words, at.key);
  }
  for (std::size_t n = 0; n < kAnswerCount; ++n)
    ask(text, field(static_cast<Answer>(n)).words, "yes or no", field(static_cast<Answer>(n)).key);
  for (std::size_t n = 0; n < kEventCount; ++n)
    ask(text, field(static_cast<Event>(n)).words, "the day of the last one as 2026-05-31, yes, or never",
        field(static_cast<Event>(n)).key);
  return text +
         "# Results of calculators elsewhere, as\n"
         "# - {tool: FRAX, country: UK, version: \"4.3\", major_percent: 12.5, hip_percent: 3.1, with_bmd: "
         "no}\n"
         "external_risks: []\n";
}

}  // namespace osteon
