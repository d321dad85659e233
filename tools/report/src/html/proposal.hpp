#pragma once

#include <osteon/risk/proposal.hpp>

#include <string>

namespace osteon {

// What is proposed for a person, in parts that stand on several pages. `all` are the recommendations shown:
// of the person, and of images where the page has them.

/// Categories and risks, the most urgent first, in one line each.
[[nodiscard]] std::string suggested_section(const Proposal& proposal, const std::vector<Recommendation>& all);
/// What to do: first in plain words for the person, then with reasons for the clinician.
[[nodiscard]] std::string to_do_section(const std::vector<Recommendation>& all);
/// What could not be judged, and for want of which input.
[[nodiscard]] std::string missing_section(const std::vector<Recommendation>& all);
/// Entries that were left out because they cannot be.
[[nodiscard]] std::string faults_section(const Proposal& proposal);
/// Which examinations agree, which do not, which value decides.
[[nodiscard]] std::string examinations_section(const Proposal& proposal);
[[nodiscard]] std::string calculators_section(const Proposal& proposal);
/// Sources of the rules, each once, and what osteoporosis is.
[[nodiscard]] std::string background_section(const std::vector<Recommendation>& all);
/// Whose guideline was asked, of which day the data are, and that the clinician decides.
[[nodiscard]] std::string terms(const Proposal& proposal);
/// All of it, in this order.
[[nodiscard]] std::string proposal_sections(const Proposal& proposal, const std::vector<Recommendation>& all);

}  // namespace osteon
