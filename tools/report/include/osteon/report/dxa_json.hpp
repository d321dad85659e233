#pragma once

#include <osteon/densitometry/dxa_audit.hpp>
#include <osteon/imaging/dxa_object.hpp>
#include <osteon/imaging/read_dxa.hpp>

#include <string>
#include <vector>

namespace osteon {

/// One file of densitometer pages, or why it gave none.
struct DxaFile {
  std::string source;  ///< path below the input
  std::vector<DxaPage> pages;
  std::optional<Error> refusal;
  DxaObject object;  ///< of the file, where it is a DICOM object
};

/// {"schema": "osteon-dxa/1", "files": [...]}: rows as `bmd` of the report contract, with the printed scores
/// beside our own, the unread rows with their place, the classification. No names.
[[nodiscard]] std::string dxa_json(const std::vector<DxaFile>& files, const DxaAuditOptions& options = {});

/// The same as a table for a person.
[[nodiscard]] std::string dxa_text(const std::vector<DxaFile>& files, const DxaAuditOptions& options = {});

/// What the auditor finds on each page and between them: {"schema": "osteon-dxa-audit/1", "pages": [...],
/// "together": [...]}.
[[nodiscard]] std::string dxa_audit_json(const std::vector<DxaFile>& files,
                                         const DxaAuditOptions& options = {});

/// The same, a line for each finding.
[[nodiscard]] std::string dxa_audit_text(const std::vector<DxaFile>& files,
                                         const DxaAuditOptions& options = {});

}  // namespace osteon
