#include "audited_objects.hpp"

#include <osteon/imaging/read_dxa.hpp>
#include <osteon/pipeline/dxa_numbers.hpp>

#include <cctype>
#include <map>
#include <stdexcept>

namespace osteon::test {
namespace {

/// "category" of "category-2", "identity" of "identity-1-2".
std::string without_numbers(std::string stem) {
  while (!stem.empty() && (std::isdigit(static_cast<unsigned char>(stem.back())) != 0 || stem.back() == '-'))
    stem.pop_back();
  return stem;
}

void take(const std::filesystem::path& file, const DxaAuditOptions& options, AuditedObjects& one,
          std::vector<DxaExamination>& examinations) {
  const auto pages = read_dxa_pages(file);
  if (!pages || !pages->front().report) throw std::runtime_error("not read: " + file.string());
  DxaReading reading{"", 0, "", 0, describe_dxa_object(file), *pages->front().report, {}, {}, {}, {}, {}};
  understand(reading, options);
  one.rows += reading.report.rows.size();
  one.unread += reading.report.unread.size() + reading.report.warnings.size();
  one.findings.insert(one.findings.end(), reading.findings.begin(), reading.findings.end());
  examinations.push_back(examination_of(reading.object, reading.report));
}

}  // namespace

std::vector<AuditedObjects> audited_objects(const std::filesystem::path& folder) {
  std::map<std::string, std::vector<std::filesystem::path>> cases;  // "identity-1" of "identity-1-2"
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string stem = entry.path().stem().string(), code = without_numbers(stem);
    cases[stem.substr(0, stem.find('-', code.size() + 1))].push_back(entry.path());
  }
  DxaAuditOptions options;
  options.least_significant_changes = {{BmdSite::total_hip, 0.030}, {BmdSite::lumbar_spine, 0.035}};
  std::vector<AuditedObjects> all;
  for (const auto& [name, files] : cases) {
    const std::string code = without_numbers(name);
    AuditedObjects one{code == "clean" ? "" : "dxa.audit-" + code, 0, 0, {}};
    std::vector<DxaExamination> examinations;
    for (const auto& file : files) take(file, options, one, examinations);
    for (DxaFinding& finding : audit_together(examinations)) one.findings.push_back(std::move(finding));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace osteon::test
