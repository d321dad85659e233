#include "json_parts.hpp"

#include <osteon/densitometry/dxa_audit.hpp>
#include <osteon/report/dxa_json.hpp>

#include <fmt/core.h>

namespace osteon {
namespace {

std::vector<DxaFinding> findings_of(const DxaPage& page) {
  if (!page.report) return {};
  DxaExamination examination;
  examination.report = *page.report;
  return audit(examination);
}

}  // namespace

std::string dxa_audit_json(const std::vector<DxaFile>& files) {
  Json pages = Json::array();
  for (const DxaFile& file : files) {
    if (file.refusal) pages.push_back({{"source", file.source}, {"reason", reason(*file.refusal)}});
    for (const DxaPage& page : file.pages) {
      Json findings = Json::array();
      for (const DxaFinding& f : findings_of(page))
        findings.push_back({{"code", f.code},
                            {"severity", std::string(name(f.severity))},
                            {"message", f.message},
                            {"evidence", f.evidence}});
      pages.push_back({{"source", file.source},
                       {"page", page.page + 1},
                       {"reason", page.refusal ? reason(*page.refusal) : Json(nullptr)},
                       {"rows_unread", page.report ? page.report->unread.size() : 0},
                       {"audit", findings}});
    }
  }
  return Json{{"schema", "osteon-dxa-audit/1"}, {"pages", pages}}.dump(2) + "\n";
}

std::string dxa_audit_text(const std::vector<DxaFile>& files) {
  std::string text;
  for (const DxaFile& file : files) {
    if (file.refusal)
      text += fmt::format("{}: {}: {}\n", file.source, file.refusal->code, file.refusal->message);
    for (const DxaPage& page : file.pages) {
      const std::string place = fmt::format("{} page {}", file.source, page.page + 1);
      if (page.refusal) text += fmt::format("{}: {}: {}\n", place, page.refusal->code, page.refusal->message);
      const auto findings = findings_of(page);
      if (page.report && findings.empty())
        text += fmt::format("{}: no finding in {} rows\n", place, page.report->rows.size());
      for (const DxaFinding& f : findings)
        text += fmt::format("{}: {} {}: {} ({})\n", place, name(f.severity), f.code, f.message, f.evidence);
      if (page.report && !page.report->unread.empty())
        text += fmt::format("{}: {} rows could not be read and were not audited\n", place,
                            page.report->unread.size());
    }
  }
  return text;
}

}  // namespace osteon
