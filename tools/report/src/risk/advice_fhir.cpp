#include "../json_parts.hpp"
#include "../software.hpp"
#include "../words.hpp"
#include "days.hpp"

#include <osteon/report/advice_file.hpp>

#include <algorithm>

// FHIR R4. What is proposed is a proposal: status draft, intent proposal; medicines appear as guidance alone.

namespace osteon {
namespace {

constexpr const char* kCanonical = "https://osteon.invalid/rules/";

/// An id that FHIR takes: letters, digits, dots, dashes, up to 64.
std::string id_of(std::string text) {
  constexpr std::size_t kMost = 64;
  for (char& c : text) {
    const bool usable =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (!usable) c = '-';
  }
  return text.substr(0, kMost);
}

class Bundle {
 public:
  explicit Bundle(const Person& person) : person_(person) {}

  void add(const Calculation& one, std::size_t n) {
    if (one.unit != "%" || !one.value) return;
    Json prediction{{"outcome", {{"text", one.outcome}}}, {"probabilityDecimal", number(*one.value, 6)}};
    if (one.years) prediction["whenRange"] = {{"low", years(0)}, {"high", years(*one.years)}};
    if (one.lowest && one.highest && *one.lowest != *one.highest)
      prediction["rationale"] = "Over everything that unknown inputs may be: " + number_text(*one.lowest, 2) +
                                " to " + number_text(*one.highest, 2) + " %. " + one.note;
    else if (!one.note.empty())
      prediction["rationale"] = one.note;
    Json note = Json::array({{{"text", std::string(kDecisionSupport)}}});
    if (!one.disclaimer.empty()) note.push_back({{"text", one.disclaimer}});
    add("RiskAssessment", id_of(std::to_string(n) + "-" + one.tool + "-" + one.outcome), "subject",
        {{"status", "final"},
         {"method", {{"text", one.tool}}},
         {"prediction", Json::array({prediction})},
         {"note", note}});
  }

  void add(const Recommendation& one) {
    if (one.rule_class == "info") return;
    const bool open = one.status == RuleStatus::blocked_missing_input;
    if (one.rule_class == "contraindication" && !open) return add_issue(one);
    if ((one.rule_class == "test" || one.rule_class == "referral" || one.rule_class == "procedure") && !open)
      return add_request(one);
    add_guidance(one, open);
  }

  [[nodiscard]] Json finished() const {
    Json entries = Json::array();
    for (const Json& resource : resources_) entries.push_back({{"resource", resource}});
    if (!resources_.empty()) entries.push_back({{"resource", provenance()}});
    return {{"resourceType", "Bundle"}, {"type", "collection"}, {"entry", entries}};
  }

 private:
  static Json years(int count) {
    return {{"value", count}, {"unit", "years"}, {"system", "http://unitsofmeasure.org"}, {"code", "a"}};
  }
  [[nodiscard]] Json subject() const {
    if (person_.id.empty()) return {{"display", "The person assessed"}};
    return {{"identifier", {{"value", person_.id}}}};
  }
  void add(const char* type, const std::string& id, const char* whom, const Json& fields) {
    Json resource{{"resourceType", type}, {"id", id}};
    for (const auto& [key, value] : fields.items()) resource[key] = value;
    resource[whom] = subject();
    targets_.push_back({{"reference", std::string(type) + "/" + id}});
    resources_.push_back(std::move(resource));
  }
  static std::string words(const Recommendation& one) {
    std::string text = one.summary + (one.detail.empty() ? "" : " " + one.detail);
    if (one.status == RuleStatus::pending_confirmation)
      text += " Waits for confirmation of a finding of an image.";
    return text + " " + std::string(kDecisionSupport);
  }
  void add_issue(const Recommendation& one) {
    const char* severity = one.priority == Priority::critical  ? "high"
                           : one.priority == Priority::warning ? "moderate"
                                                               : "low";
    add("DetectedIssue", id_of(one.rule_id), "patient",
        {{"status", one.status == RuleStatus::active ? "final" : "preliminary"},
         {"code", {{"text", one.rule_id}}},
         {"severity", severity},
         {"detail", words(one)}});
  }
  void add_request(const Recommendation& one) {
    add("ServiceRequest", id_of(one.rule_id), "subject",
        {{"status", "draft"},
         {"intent", "proposal"},
         {"priority", one.priority == Priority::critical ? "urgent" : "routine"},
         {"code", {{"text", one.summary}}},
         {"note", Json::array({{{"text", words(one)}}})}});
  }
  void add_guidance(const Recommendation& one, bool open) {
    Json fields{{"moduleUri", kCanonical + one.rule_id},
                {"status", open ? "data-requested" : "success"},
                {"reasonCode", Json::array({{{"text", one.summary}}})},
                {"note", Json::array({{{"text", words(one)}}})}};
    if (open) {
      Json wanted = Json::array();
      for (const std::string& input : one.inputs_missing)
        wanted.push_back({{"type", "Observation"},
                          {"codeFilter", Json::array({{{"path", "code"},
                                                       {"code", Json::array({{{"display", input}}})}}})}});
      fields["dataRequirement"] = wanted;
    }
    add("GuidanceResponse", id_of(one.rule_id), "subject", fields);
  }
  /// No clock: the day is the person's own, or said to be unknown.
  [[nodiscard]] Json provenance() const {
    Json result{{"resourceType", "Provenance"}, {"id", "osteon"}, {"target", targets_}};
    if (person_.assessed_on)
      result["recorded"] = iso_day(*person_.assessed_on) + "T00:00:00Z";
    else
      result["_recorded"] = {
          {"extension", Json::array({{{"url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason"},
                                      {"valueCode", "unknown"}}})}};
    const Software made = this_software();
    result["agent"] = Json::array(
        {{{"type", {{"text", "Decision support software"}}},
          {"who",
           {{"display", made.name + " " + made.version + (made.commit ? ", " + *made.commit : "")}}}}});
    return result;
  }

  const Person& person_;
  std::vector<Json> resources_;
  Json targets_ = Json::array();
};

}  // namespace

std::string advice_fhir(const Proposal& proposal) {
  Bundle bundle(proposal.person);
  const auto& calculations = proposal.calculations;
  for (std::size_t n = 0; n < calculations.size(); ++n) bundle.add(calculations[n], n + 1);
  for (const Recommendation& one : proposal.advice) bundle.add(one);
  return bundle.finished().dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace osteon
