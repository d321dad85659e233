#include "markup.hpp"
#include "sections.hpp"

#include <osteon/report/html.hpp>

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
  if (report.femurs.empty()) return "Spine on CT";
  return report.vertebrae.empty() ? "Hips on CT" : "Spine and hips on CT";
}

}  // namespace

std::string to_html(const Report& report, const std::vector<Picture>& pictures) {
  std::string body = element(
      "header", "", element("h1", "", title(report)) + element("div", "soft", patient_line(report.patient)));
  body += glance_section(report);
  for (const auto& series : report.series)
    body += spine_section(report, series, pictures) + hip_section(report, series, pictures) +
            dxa_picture_section(report, series, pictures) + dxa_number_section(report, series) +
            printed_section(report, series, pictures);
  body += dxa_between_section(report);
  body += recommendation_section(report) + labels_section(report) + input_section(report) +
          provenance_section(report);
  return page(std::string("osteon: ") + title(report), body);
}

}  // namespace osteon
