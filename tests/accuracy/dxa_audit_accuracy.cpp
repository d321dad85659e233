// Does the auditor find what is wrong, and nothing else? Prints the table of docs/dxa-audit.md.

#include "../support/dxa_audit_corpus.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

int main() {
  struct Count {
    int cases = 0, found = 0, besides = 0;
  };
  std::map<std::string, Count> counts;
  for (const auto& one : osteon::test::audit_corpus(4)) {
    const auto findings = osteon::test::findings_of(one);
    Count& count = counts[one.seeded];
    ++count.cases;
    count.found +=
        std::any_of(findings.begin(), findings.end(), [&](const auto& f) { return f.code == one.seeded; });
    count.besides +=
        std::any_of(findings.begin(), findings.end(), [&](const auto& f) { return f.code != one.seeded; });
  }
  Count all;
  fmt::print("| Error put in | Cases | Found | Other findings besides |\n|---|---|---|---|\n");
  for (const auto& [code, count] : counts) {
    if (!code.empty()) {
      all.cases += count.cases;
      all.found += count.found;
      all.besides += count.besides;
      fmt::print("| `{}` | {} | {} | {} |\n", code, count.cases, count.found, count.besides);
    }
  }
  fmt::print("| **all** | **{}** | **{}** | {} |\n", all.cases, all.found, all.besides);
  fmt::print("\nClean reports: {}, with a finding: {}\n", counts[""].cases, counts[""].besides);
}
