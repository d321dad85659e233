#include "json_parts.hpp"

#include <osteon/densitometry/dxa_audit.hpp>
#include <osteon/report/dxa_json.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace osteon {
namespace {

DxaExamination examination_of(const DxaFile& file, const DxaPage& page) {
  DxaExamination examination;
  examination.report = *page.report;
  examination.patient_id = file.object.patient_sha256;
  examination.object_uid = file.object.uid;
  examination.study_uid = file.object.study_uid;
  examination.picture_sha256 = file.object.picture_sha256;
  examination.protocol_side = file.object.protocol_side;
  examination.header_date = file.object.date;
  return examination;
}

std::vector<DxaFinding> findings_of(const DxaFile& file, const DxaPage& page) {
  return page.report ? audit(examination_of(file, page)) : std::vector<DxaFinding>();
}

/// Between the objects; pages of one file are not held against each other.
std::vector<DxaFinding> findings_between(const std::vector<DxaFile>& files) {
  std::vector<DxaExamination> examinations;
  for (const DxaFile& file : files) {
    if (file.object.uid.empty()) continue;
    const auto read = std::find_if(file.pages.begin(), file.pages.end(),
                                   [](const DxaPage& page) { return page.report.has_value(); });
    examinations.push_back(
        examination_of(file, read == file.pages.end() ? DxaPage{0, ReportedDxa{}, {}} : *read));
  }
  return audit_together(examinations);
}

Json finding_json(const DxaFinding& f) {
  return {{"code", f.code},
          {"severity", std::string(name(f.severity))},
          {"message", f.message},
          {"evidence", f.evidence}};
}

}  // namespace

std::string dxa_audit_json(const std::vector<DxaFile>& files) {
  Json pages = Json::array();
  for (const DxaFile& file : files) {
    if (file.refusal) pages.push_back({{"source", file.source}, {"reason", reason(*file.refusal)}});
    for (const DxaPage& page : file.pages) {
      Json findings = Json::array();
      for (const DxaFinding& f : findings_of(file, page)) findings.push_back(finding_json(f));
      pages.push_back({{"source", file.source},
                       {"page", page.page + 1},
                       {"reason", page.refusal ? reason(*page.refusal) : Json(nullptr)},
                       {"rows_unread", page.report ? page.report->unread.size() : 0},
                       {"audit", findings}});
    }
  }
  Json together = Json::array();
  for (const DxaFinding& f : findings_between(files)) together.push_back(finding_json(f));
  return Json{{"schema", "osteon-dxa-audit/1"}, {"pages", pages}, {"together", together}}.dump(2) + "\n";
}

std::string dxa_audit_text(const std::vector<DxaFile>& files) {
  std::string text;
  for (const DxaFile& file : files) {
    if (file.refusal)
      text += fmt::format("{}: {}: {}\n", file.source, file.refusal->code, file.refusal->message);
    for (const DxaPage& page : file.pages) {
      const std::string place = fmt::format("{} page {}", file.source, page.page + 1);
      if (page.refusal) text += fmt::format("{}: {}: {}\n", place, page.refusal->code, page.refusal->message);
      const auto findings = findings_of(file, page);
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
