#pragma once

#include <osteon/report/person_file.hpp>
#include <osteon/risk/proposal.hpp>

#include <compare>
#include <string>

// What the rules and calculators say of a person, as files. Same person, same bytes; on every one of them
// stands that the clinician decides.

namespace osteon {

/// Everything (osteon-risk/1): faults, calculators, recommendations, information for the person.
[[nodiscard]] std::string advice_json(const Proposal& proposal);

/// One line for a registry (osteon-risk-line/1): faults, risks and the rules' verdicts without their words.
[[nodiscard]] std::string advice_line(const PersonFile& file, const PackChoice& chosen = {});

/// How many rules that hold, or wait for confirmation, are critical and warn: the order of a list of people.
struct Urgency {
  int critical, warnings;
  friend auto operator<=>(const Urgency&, const Urgency&) = default;
};
[[nodiscard]] Urgency urgency(const PersonFile& file, const PackChoice& chosen = {});

/// What holds or waits for confirmation as cards of CDS Hooks: {"cards": [...]}.
[[nodiscard]] std::string advice_cards(const Proposal& proposal);

/// A FHIR R4 collection: RiskAssessment, DetectedIssue, ServiceRequest (proposals only), GuidanceResponse,
/// and Provenance of each. Classes of medicines appear as guidance, never as a request for a medicine.
[[nodiscard]] std::string advice_fhir(const Proposal& proposal);

/// The same for a reader: one page of HTML, first what is urgent.
[[nodiscard]] std::string advice_page(const Proposal& proposal);

}  // namespace osteon
