// Does the auditor find what is wrong, and nothing else? Prints the tables of docs/dxa-audit.md.

#include "../support/audited_objects.hpp"
#include "../support/dxa_audit_corpus.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace {

struct Count {
  int cases = 0, found = 0, besides = 0;
};
using Counts = std::map<std::string, Count>;

void count(const std::string& seeded, const std::vector<osteon::DxaFinding>& findings, Counts& counts) {
  Count& one = counts[seeded];
  ++one.cases;
  one.found += std::any_of(findings.begin(), findings.end(), [&](const auto& f) { return f.code == seeded; });
  one.besides +=
      std::any_of(findings.begin(), findings.end(), [&](const auto& f) { return f.code != seeded; });
}

void print(const char* what, Counts& counts) {
  Count all;
  fmt::print("{}\n\n| Error put in | Cases | Found | Other findings besides |\n|---|---|---|---|\n", what);
  for (const auto& [code, one] : counts) {
    if (code.empty()) continue;
    all.cases += one.cases;
    all.found += one.found;
    all.besides += one.besides;
    fmt::print("| `{}` | {} | {} | {} |\n", code, one.cases, one.found, one.besides);
  }
  fmt::print("| **all** | **{}** | **{}** | {} |\n", all.cases, all.found, all.besides);
  fmt::print("\nClean reports: {}, with a finding: {}\n\n", counts[""].cases, counts[""].besides);
}

}  // namespace

int main() {
  Counts values, objects;
  for (const auto& one : osteon::test::audit_corpus(4))
    count(one.seeded, osteon::test::findings_of(one), values);
  for (const auto& one : osteon::test::audited_objects(OSTEON_AUDITED_OBJECTS))
    count(one.seeded, one.findings, objects);
  print("Reports as values:", values);
  print("Structured reports, read from objects:", objects);
}
