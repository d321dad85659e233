#include "../software.hpp"
#include "../words.hpp"
#include "markup.hpp"
#include "sections.hpp"

#include <set>

namespace osteon {
namespace {

std::string cells(std::initializer_list<std::string> markup) {
  std::string row;
  for (const auto& one : markup) row += element("td", "", one);
  return element("tr", "", row) + "\n";
}

std::string table(const char* head, const std::string& rows) {
  return element("div", "scroll",
                 element("table", "", element("thead", "", head) + element("tbody", "", rows)));
}

std::string geometry(const ReportedSeries& series) {
  if (series.picture_grid) {
    const Grid<2>& grid = *series.picture_grid;
    return std::to_string(grid.size[0]) + " × " + std::to_string(grid.size[1]) +
           element("span", "note",
                   number_text(grid.spacing_mm[0], 3) + " × " + number_text(grid.spacing_mm[1], 3) + " mm, " +
                       escaped(series.spacing_source));
  }
  if (!series.grid) return "&#8211;";
  std::string size, spacing;
  for (std::size_t n = 0; n < 3; ++n) {
    size += (n ? " × " : "") + std::to_string(series.grid->size[n]);
    spacing += (n ? " × " : "") + number_text(series.grid->spacing_mm[static_cast<int>(n)], 3);
  }
  return size + element("span", "note", spacing + " mm");
}

std::string outcome(const ReportedSeries& series) {
  std::string cell = element("span", "sure", "analysed");
  if (series.refusal)
    cell = element("b", "doubt", "refused") + element("span", "note", escaped(series.refusal->message)) +
           element("span", "note", escaped(series.refusal->remedy)) +
           element("code", "", escaped(series.refusal->code));
  for (const auto& warning : series.warnings) cell += element("span", "note", escaped(warning.message));
  return cell;
}

std::string note(const std::string& text) {
  return text.empty() ? "" : element("span", "note", escaped(text));
}

std::string acquisition(const ReportedSeries& series) {
  const CtAcquisition& ct = series.acquisition;
  std::string text = ct.tube_voltage_kv ? number_text(*ct.tube_voltage_kv, 0) + " kV" : "voltage not stated";
  if (!ct.kernel.empty()) text += ", kernel " + ct.kernel;
  text += ct.contrast_agent.empty() ? ", contrast not stated" : ", contrast " + ct.contrast_agent;
  std::string result = note("header: " + text);
  if (series.conditions)
    result +=
        note("image: " + series.conditions->contrast_evidence) + note(series.conditions->kernel_evidence);
  if (series.calibration)
    result += note("calibration " + word(series.calibration->kind) + ": " + series.calibration->origin);
  return result;
}

std::string series_row(const ReportedSeries& series) {
  const std::string files = std::to_string(series.file_count) + (series.file_count == 1 ? " file" : " files");
  const bool ct = series.kind == SeriesKind::ct;
  return cells({escaped(series.source) + element("span", "note", files),
                escaped(series.description.empty() ? name(series.kind) : series.description) +
                    (ct ? acquisition(series) : ""),
                geometry(series), outcome(series)});
}

std::string region_definitions(const Report& report) {
  std::set<std::string> definitions;
  for (const auto& vertebra : report.vertebrae)
    for (const auto& density : vertebra.density) definitions.insert(density.region_definition);
  std::string result;
  for (const auto& one : definitions) result += element("li", "", escaped(one));
  return result.empty() ? "" : "<p>Regions of attenuation:</p>" + element("ul", "soft", result);
}

}  // namespace

std::string ignored_section(const std::vector<IgnoredFile>& files) {
  std::string rows;
  for (const auto& file : files)
    rows += cells({escaped(file.source),
                   escaped(file.reason.message) + element("span", "note", escaped(file.reason.remedy)),
                   element("code", "", escaped(file.reason.code))});
  if (rows.empty()) return "";
  return element("h2", "", "Files that belong to no series") +
         table("<tr><th>File</th><th>Why</th><th>Code</th></tr>", rows);
}

std::string input_section(const Report& report) {
  std::string series;
  for (const auto& one : report.series) series += series_row(one);
  std::string result;
  if (!series.empty())
    result += element("h2", "", "Series") +
              table("<tr><th>Source</th><th>What it is</th><th>Voxels</th><th>Outcome</th></tr>", series);
  return result + ignored_section(report.ignored);
}

std::string labels_section(const Report& report) {
  if (report.labels.empty()) return "";
  std::string rows;
  for (const auto& one : report.labels) {
    const bool empty = one.voxels == 0;
    rows +=
        element("tr", "",
                element("td", "", escaped(one.name)) + element("td", "number", std::to_string(one.voxels)) +
                    element("td", "number", number_text(one.volume_mm3 / 1000.0, 2)) +
                    element("td", "number", empty ? "&#8211;" : number_text(one.mean_hu, 1)) +
                    element("td", "number", empty ? "&#8211;" : number_text(one.sd_hu, 1))) +
        "\n";
  }
  return element("h2", "", "Structures of the given mask") +
         table(
             "<tr><th>Structure</th><th class=\"number\">Voxels</th><th class=\"number\">Volume, ml</th>"
             "<th class=\"number\">Mean, HU</th><th class=\"number\">SD, HU</th></tr>",
             rows);
}

std::string provenance_section(const Report& report) {
  const Software software = this_software();
  std::string text = escaped(software.name + " " + software.version);
  if (software.commit) text += ", commit " + element("code", "", escaped(*software.commit));
  std::string methods;
  for (const auto& series : report.series)
    if (!series.method.empty())
      methods += element("li", "",
                         escaped(series.source) + ": " + escaped(series.method) + "<br>" +
                             element("code", "", escaped(series.uid)));
  std::string basis;
  for (const auto& sentence : report.assessment.classification.basis)
    basis += element("p", "soft", escaped(sentence));
  return element("h2", "", "Provenance") + element("p", "", text) +
         (methods.empty() ? "" : element("ul", "soft", methods)) + region_definitions(report) + basis;
}

}  // namespace osteon
