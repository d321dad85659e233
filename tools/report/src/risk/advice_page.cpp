#include "../html/markup.hpp"
#include "../html/proposal.hpp"

#include <osteon/report/advice_file.hpp>

namespace osteon {

std::string advice_page(const Proposal& proposal) {
  constexpr const char* kTitle = "Bone health: what the data say";
  return page(kTitle, element("header", "", element("h1", "", kTitle)) + terms(proposal) +
                          proposal_sections(proposal, proposal.advice) + background_section(proposal.advice));
}

}  // namespace osteon
