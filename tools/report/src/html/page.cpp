#include "markup.hpp"
#include "proposal.hpp"
#include "sections.hpp"

#include <osteon/report/html.hpp>

#include <algorithm>
#include <set>

namespace osteon {
namespace {

std::string patient_line(const Patient& patient) {
  std::string line = patient.id.empty() ? "Patient without an ID" : "Patient " + escaped(patient.id);
  if (patient.sex)
    line += *patient.sex == Sex::female ? ", female" : *patient.sex == Sex::male ? ", male" : ", sex: other";
  else
    line += ", sex not stated";
  line += patient.age_years ? ", " + number_text(*patient.age_years, 0) + " years" : ", age not stated";
  return line;
}

const char* title(const Report& report) {
  if (!report.labels.empty()) return "Given mask on CT";
  const bool pictures = !report.spine_pictures.empty() || !report.hip_pictures.empty();
  if (report.vertebrae.empty() && report.femurs.empty() && (pictures || !report.dxa_readings.empty()))
    return report.dxa_readings.empty() && report.scans.empty() ? "Densitometer's pictures"
                                                               : "Bone densitometry";
  const bool ct = std::any_of(report.vertebrae.begin(), report.vertebrae.end(),
                              [](const auto& vertebra) { return !vertebra.in_picture; });
  if (!ct && !report.vertebrae.empty())
    return report.dxa_readings.empty() && report.femurs.empty() ? "Spine from the side" : "Bone densitometry";
  if (report.femurs.empty()) return "Spine on CT";
  return report.vertebrae.empty() ? "Hips on CT" : "Spine and hips on CT";
}

/// Pictures that show what was seen, and those that stand beside the measurements.
struct Parts {
  std::vector<Picture> views, of_details;
};

Parts apart(const std::vector<Picture>& pictures) {
  Parts parts;
  for (const Picture& one : pictures)
    (one.name.starts_with("axial") ? parts.of_details : parts.views).push_back(one);
  return parts;
}

/// Each with the series that it is of, where there are several.
std::string views_section(const Report& report, const std::vector<Picture>& views) {
  std::set<std::string> series;
  for (const Picture& one : views) series.insert(one.series_uid + "/" + std::to_string(one.series_part));
  std::string figures;
  for (Picture one : views) {
    for (const ReportedSeries& of : report.series)
      if (series.size() > 1 && belongs_to(of, one)) one.caption += " (" + of.source + ")";
    figures += figure(one);
  }
  return figures.empty() ? "" : element("div", "pictures", figures);
}

}  // namespace

std::string to_html(const Report& report, const std::vector<Picture>& pictures) {
  std::string body = element(
      "header", "", element("h1", "", title(report)) + element("div", "soft", patient_line(report.patient)));
  const Parts parts = report.proposal ? apart(pictures) : Parts{{}, pictures};
  if (report.proposal) body += terms(*report.proposal) + element("h2", "", "What was seen");
  body += glance_section(report) + views_section(report, parts.views);
  if (report.proposal)
    body += proposal_sections(*report.proposal, report.assessment.recommendations) +
            element("h2", "", "What was measured");
  for (const auto& series : report.series)
    body += spine_section(report, series, parts.of_details) + hip_section(report, series, parts.of_details) +
            dxa_picture_section(report, series, parts.of_details) + dxa_number_section(report, series) +
            printed_section(report, series, parts.of_details);
  body += dxa_between_section(report);
  body += report.proposal ? background_section(report.assessment.recommendations)
                          : recommendation_section(report);
  body += labels_section(report) + input_section(report) + provenance_section(report);
  return page(std::string("osteon: ") + title(report), body);
}

}  // namespace osteon
