#pragma once

#include <osteon/densitometry/dxa_audit.hpp>

#include <string>
#include <vector>

namespace osteon::test {

/// A set of examinations said to be of one patient, and the one error that was put in; empty = none.
struct AuditCase {
  std::string seeded;
  std::vector<DxaExamination> examinations;
  std::vector<SiteChangeLimit> limits;
};

/// 40 clean reports of all makers, both sexes, below and above 50, and each error in `each` of them.
[[nodiscard]] std::vector<AuditCase> audit_corpus(int each);

/// All findings of a case, of its examinations and between them.
[[nodiscard]] std::vector<DxaFinding> findings_of(const AuditCase& one);

}  // namespace osteon::test
