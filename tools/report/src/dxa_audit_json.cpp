#include "json_dxa.hpp"

#include <osteon/densitometry/dxa_audit.hpp>
#include <osteon/report/dxa_json.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace osteon {
namespace {

std::vector<DxaFinding> findings_of(const DxaFile& file, const DxaPage& page,
                                    const DxaAuditOptions& options) {
  return page.report ? audit(examination_of(file.object, *page.report), options) : std::vector<DxaFinding>();
}

/// Between the objects; pages of one file are not held against each other.
std::vector<DxaFinding> findings_between(const std::vector<DxaFile>& files) {
  std::vector<DxaExamination> examinations;
  for (const DxaFile& file : files) {
    if (file.object.uid.empty()) continue;
    const auto read = std::find_if(file.pages.begin(), file.pages.end(),
                                   [](const DxaPage& page) { return page.report.has_value(); });
    examinations.push_back(
        examination_of(file.object, read == file.pages.end() ? ReportedDxa{} : *read->report));
  }
  return audit_together(examinations);
}

}  // namespace

std::string dxa_audit_json(const std::vector<DxaFile>& files, const DxaAuditOptions& options) {
  Json pages = Json::array();
  for (const DxaFile& file : files) {
    if (file.refusal) pages.push_back({{"source", file.source}, {"reason", reason(*file.refusal)}});
    for (const DxaPage& page : file.pages) {
      pages.push_back({{"source", file.source},
                       {"page", page.page + 1},
                       {"reason", page.refusal ? reason(*page.refusal) : Json(nullptr)},
                       {"rows_unread", page.report ? page.report->unread.size() : 0},
                       {"audit", dxa_findings(findings_of(file, page, options))}});
    }
  }
  return Json{{"schema", "osteon-dxa-audit/1"},
              {"pages", pages},
              {"together", dxa_findings(findings_between(files))}}
             .dump(2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

std::string dxa_audit_text(const std::vector<DxaFile>& files, const DxaAuditOptions& options) {
  std::string text;
  for (const DxaFile& file : files) {
    if (file.refusal)
      text += fmt::format("{}: {}: {}\n", file.source, file.refusal->code, file.refusal->message);
    for (const DxaPage& page : file.pages) {
      const std::string place = fmt::format("{} page {}", file.source, page.page + 1);
      if (page.refusal) text += fmt::format("{}: {}: {}\n", place, page.refusal->code, page.refusal->message);
      const auto findings = findings_of(file, page, options);
      if (page.report && findings.empty())
        text += fmt::format("{}: no finding in {} rows\n", place, page.report->rows.size());
      for (const DxaFinding& f : findings)
        text += fmt::format("{}: {} {}: {} ({})\n", place, name(f.severity), f.code, f.message, f.evidence);
      if (page.report && !page.report->unread.empty())
        text += fmt::format("{}: {} rows could not be read and were not audited\n", place,
                            page.report->unread.size());
    }
  }
  for (const DxaFinding& f : findings_between(files))
    text += fmt::format("between objects: {} {}: {} ({})\n", name(f.severity), f.code, f.message, f.evidence);
  return text;
}

}  // namespace osteon
