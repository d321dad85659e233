#include "../json_parts.hpp"
#include "markup.hpp"
#include "proposal.hpp"
#include "sections.hpp"

#include <osteon/report/index.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace osteon {
namespace {

std::string names(const std::vector<BoneRegion>& levels, const char* separator) {
  std::string result;
  for (const auto level : levels) result += (result.empty() ? "" : separator) + name(level);
  return result;
}

Json name_list(const std::vector<BoneRegion>& levels) {
  Json result = Json::array();
  for (const auto level : levels) result.push_back(name(level));
  return result;
}

Json entry_json(const IndexEntry& entry) {
  return {{"study", entry.study},
          {"folder", entry.folder},
          {"patient_id", text_or_null(entry.patient_id)},
          {"series_analysed", entry.series_analysed},
          {"series_refused", entry.series_refused},
          {"files_ignored", entry.files_ignored},
          {"levels", name_list(entry.levels)},
          {"suspected_fractures", name_list(entry.suspected_fractures)},
          {"spine_deformity_index", or_null(entry.spine_deformity_index)},
          {"findings", entry.findings},
          {"critical", entry.critical},
          {"warnings", entry.warnings},
          {"doubtful", entry.doubtful},
          {"reasons", entry.reasons}};
}

std::string entry_row(const IndexEntry& entry) {
  std::string reasons;
  for (const auto& code : entry.reasons) reasons += element("code", "", escaped(code)) + " ";
  std::string finding =
      entry.levels.empty() ? element("span", "soft", "no vertebra measured") : "none suspected";
  if (!entry.suspected_fractures.empty())
    finding = element("b", "alarm", "suspected: " + names(entry.suspected_fractures, ", "));
  for (const auto& one : entry.findings) finding += element("span", "note", escaped(one));
  if (entry.doubtful) finding += element("span", "note doubt", "needs a look");
  const std::string link =
      "<a href=\"" + escaped(entry.folder) + "/report.html\">" + escaped(entry.folder) + "</a>";
  const std::string who =
      entry.patient_id.empty() ? "patient without an ID" : "patient " + escaped(entry.patient_id);
  const std::string levels =
      entry.levels.empty() ? "&#8211;" : name(entry.levels.front()) + "&#8211;" + name(entry.levels.back());
  return element(
             "tr", "",
             element("td", "",
                     link + element("span", "note", who) + element("span", "note", escaped(entry.study))) +
                 element("td", "",
                         std::to_string(entry.series_analysed) + " analysed" +
                             element("span", "note",
                                     std::to_string(entry.series_refused) + " refused, " +
                                         std::to_string(entry.files_ignored) + " files ignored")) +
                 element("td", "", levels) + element("td", "", finding) + element("td", "", reasons)) +
         "\n";
}

/// Whether the first has to be looked at before the second.
bool worse(const IndexEntry* a, const IndexEntry* b) {
  const auto rank = [](const IndexEntry& one) {
    return std::tuple(one.critical, one.suspected_fractures.size(), one.spine_deformity_index.value_or(0),
                      one.warnings, one.series_refused, one.doubtful);
  };
  return rank(*a) > rank(*b);
}

/// Vertebral fractures have a column of their own.
void count_findings(const std::vector<Recommendation>& all, IndexEntry& entry) {
  for (const Priority priority : {Priority::critical, Priority::warning})
    for (const Recommendation& one : all) {
      const bool holds = one.status == RuleStatus::active || one.status == RuleStatus::pending_confirmation;
      if (one.priority != priority || !holds) continue;
      ++(priority == Priority::critical ? entry.critical : entry.warnings);
      if (!one.rule_id.starts_with("vertebral-fracture.")) entry.findings.push_back(one.summary);
    }
}

/// What one examination of a person shows.
std::string seen(const IndexEntry& entry) {
  std::string figures;
  for (const Picture& one : entry.views) figures += figure(one);
  if (figures.empty()) return "";
  return element("h3", "", escaped(entry.folder)) + element("div", "pictures", figures);
}

}  // namespace

IndexEntry make_index_entry(const Report& report, std::string study, std::string folder) {
  IndexEntry entry;
  entry.study = std::move(study);
  entry.folder = std::move(folder);
  entry.patient_id = report.patient.id;
  entry.files_ignored = report.ignored.size();
  std::set<std::string> reasons;
  for (const auto& series : report.series) {
    ++(series.refusal ? entry.series_refused : entry.series_analysed);
    if (series.refusal) reasons.insert(series.refusal->code);
    for (const auto& warning : series.warnings) reasons.insert(warning.code);
  }
  for (const auto& file : report.ignored) reasons.insert(file.reason.code);
  for (const auto& vertebra : report.vertebrae) {
    entry.levels.push_back(vertebra.level);
    entry.doubtful = entry.doubtful || vertebra.label_confidence < kDoubtfulBelow;
    for (const auto& warning : vertebra.warnings) reasons.insert(warning.code);
  }
  std::stable_sort(entry.levels.begin(), entry.levels.end(),
                   [](auto a, auto b) { return craniocaudal_rank(a) < craniocaudal_rank(b); });
  entry.levels.erase(std::unique(entry.levels.begin(), entry.levels.end()), entry.levels.end());
  entry.suspected_fractures = report.assessment.fractures.levels;
  entry.spine_deformity_index = report.assessment.fractures.spine_deformity_index;
  entry.reasons.assign(reasons.begin(), reasons.end());
  count_findings(report.assessment.recommendations, entry);
  return entry;
}

std::string index_json(const std::vector<IndexEntry>& entries, const std::vector<IgnoredFile>& ignored,
                       const std::optional<Together>& together) {
  Json studies = Json::array();
  for (const auto& entry : entries) studies.push_back(entry_json(entry));
  Json json{{"schema", "osteon-index/1"},
            {"software", software()},
            {"studies", studies},
            {"ignored", ignored_files(ignored)}};
  if (together) {
    json["disclaimer"] = kDecisionSupport;
    json["person"] = person(together->proposal);
    json["risk"] = calculations(together->proposal.calculations);
    json["recommendations"] = recommendations(without_information(together->all));
    json["information"] = information(together->all);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string index_html(const std::vector<IndexEntry>& entries, const std::vector<IgnoredFile>& ignored,
                       const std::optional<Together>& together) {
  std::vector<const IndexEntry*> worst_first;
  for (const auto& entry : entries) worst_first.push_back(&entry);
  std::stable_sort(worst_first.begin(), worst_first.end(), worse);
  std::string rows, views;
  for (const auto* entry : worst_first) rows += entry_row(*entry), views += seen(*entry);
  const auto suspected = std::count_if(entries.begin(), entries.end(),
                                       [](const auto& entry) { return !entry.suspected_fractures.empty(); });
  const std::string summary = std::to_string(entries.size()) + (entries.size() == 1 ? " study" : " studies") +
                              ", " + std::to_string(suspected) +
                              " with a suspected vertebral fracture; the worst first";
  const std::string head =
      "<thead><tr><th>Study</th><th>Series</th><th>Levels</th><th>Findings</th><th>Reasons and "
      "warnings"
      "</th></tr></thead>";
  const char* title = together ? "One person, several examinations" : "Studies";
  std::string body = element("header", "", element("h1", "", title) + element("div", "soft", summary));
  if (together) body += terms(together->proposal) + element("h2", "", "What was seen");
  body += element("div", "scroll", element("table", "", head + element("tbody", "", rows)));
  if (together)
    body += views + proposal_sections(together->proposal, together->all) + background_section(together->all);
  return page(together ? "osteon: one person" : "osteon: studies", body + ignored_section(ignored));
}

}  // namespace osteon
