#pragma once

#include <osteon/densitometry/dxa_audit.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace osteon::test {

/// Objects of one case of imaging/dxa_objects/make_audited_objects.py, and what the auditor finds once they
/// are read.
struct AuditedObjects {
  std::string seeded;  ///< code of the one error that was put in; empty = none
  std::size_t rows = 0, unread = 0;
  std::vector<DxaFinding> findings;
};

/// All cases of the folder, in the order of their names. Throws where an object cannot be read.
[[nodiscard]] std::vector<AuditedObjects> audited_objects(const std::filesystem::path& folder);

}  // namespace osteon::test
