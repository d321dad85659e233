#include "analyze_dxa.hpp"

#include "reported.hpp"

#include <osteon/imaging/read_dxa.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace osteon {
namespace {

bool is_of_a_densitometer(const SeriesOutline& outline) {
  return outline.format == FileFormat::dicom && (outline.picture || outline.numbers != CarriedNumbers::none);
}

bool has_several_persons(const std::vector<DxaPage>& pages) {
  std::set<std::string> persons;
  for (const DxaPage& page : pages)
    if (page.report) persons.insert(page.report->patient.id);
  return persons.size() > 1;
}

void warn_of_page(const DxaPage& page, ReportedSeries& series) {
  const std::string place = "Page " + std::to_string(page.page + 1) + ": ";
  if (page.refusal) series.warnings.push_back({page.refusal->code, place + page.refusal->message});
  if (!page.report) return;
  for (const Warning& warning : page.report->warnings)
    series.warnings.push_back({warning.code, place + warning.message});
  if (const std::size_t count = page.report->unread.size(); count > 0)
    series.warnings.push_back(
        {"dxa.rows-unread", place + (count == 1 ? "one row" : std::to_string(count) + " rows") +
                                " could not be read with certainty and are shown as unread."});
}

/// The pictures on a file's pages, beside what their tables say.
void understand_pictures(const std::vector<DxaPage>& pages, const SeriesOutline& outline,
                         ReportedSeries& series, Report& report) {
  const Stopwatch watch(report, "segment");
  for (const DxaPage& page : pages)
    for (const PrintedScan& scan : page.scans) {
      PrintedPicture picture = understand_printed(scan, rows_of_scan(pages, page));
      picture.series_uid = outline.uid;
      picture.series_part = outline.part;
      picture.source = outline.source;
      if (picture.refusal)
        series.warnings.push_back({picture.refusal->code, "Page " + std::to_string(page.page + 1) +
                                                              ", a picture: " + picture.refusal->message});
      report.printed_pictures.push_back(std::move(picture));
    }
}

std::optional<Side> one_side(const std::vector<Side>& sides) {
  const bool one =
      !sides.empty() && std::count(sides.begin(), sides.end(), sides.front()) == std::ssize(sides);
  return one ? std::optional(sides.front()) : std::nullopt;
}

/// The one side that the hips on a reading's own page show; without any, that of the study's pictures of
/// hips.
std::optional<Side> side_of_pictures(const Report& report, const DxaReading& reading) {
  std::vector<Side> on_page, in_study;
  for (const PrintedPicture& one : report.printed_pictures)
    if (one.hip && one.series_uid == reading.series_uid && one.series_part == reading.series_part &&
        one.scan.box.page == reading.page)
      on_page.push_back(one.hip->found.side);
  for (const HipPicture& one : report.hip_pictures) in_study.push_back(one.hip.side);
  return one_side(on_page.empty() ? in_study : on_page);
}

/// What all pages that tell it agree on.
template <class T>
std::optional<T> common(const std::vector<DxaReading>& readings, std::optional<T> Patient::*fact) {
  std::optional<T> common;
  for (const DxaReading& reading : readings) {
    const std::optional<T>& said = reading.report.patient.*fact;
    if (said && common && *said != *common) return std::nullopt;
    if (said) common = said;
  }
  return common;
}

/// One examination for each object, also of pictures without numbers: a copy of those counts too.
std::vector<DxaExamination> objects_of(const StudyOutline& study, const std::vector<DxaReading>& readings) {
  std::vector<DxaExamination> objects;
  for (const SeriesOutline& outline : study.series) {
    if (!is_of_a_densitometer(outline)) continue;
    const auto reading = std::find_if(readings.begin(), readings.end(), [&](const DxaReading& r) {
      return r.series_uid == outline.uid && r.series_part == outline.part;
    });
    if (reading != readings.end())
      objects.push_back(examination_of(reading->object, reading->report));
    else if (!outline.files.empty())
      objects.push_back(examination_of(describe_dxa_object(outline.files.front())));
  }
  return objects;
}

}  // namespace

std::optional<Error> analyze_numbers(const SeriesOutline& outline, ReportedSeries& series, Report& report) {
  std::optional<Error> refusal;
  bool any = false;
  for (const auto& file : outline.files) {
    auto pages = [&] {
      const Stopwatch watch(report, "load");
      return read_dxa_pages(file);
    }();
    if (!pages) return pages.error();
    if (has_several_persons(*pages))
      return Error{"dxa.several-persons",
                   "The table holds examinations of several persons; a report is of one.",
                   "Use `osteon dxa read`, or give a table for each person."};
    const DxaObject object = describe_dxa_object(file);
    if (std::any_of(pages->begin(), pages->end(),
                    [](const DxaPage& page) { return page.report.has_value(); }))
      understand_pictures(*pages, outline, series, report);
    for (DxaPage& page : *pages) {
      if (page.refusal && !refusal) refusal = page.refusal;
      warn_of_page(page, series);
      if (!page.report) continue;
      any = true;
      report.dxa_readings.push_back({outline.uid,
                                     outline.part,
                                     outline.source,
                                     page.page,
                                     object,
                                     *std::move(page.report),
                                     {},
                                     {},
                                     {},
                                     {},
                                     {}});
    }
  }
  if (any) {
    series.method = "dxa-numbers/1";
    return std::nullopt;
  }
  series.warnings.clear();  // each page's reason is that of the series
  return refusal ? refusal
                 : Error{"dxa.no-table", "No table of a bone densitometer was found.",
                         "Send the page with the results; nothing to do if this is none."};
}

void tell_proprietary(const SeriesOutline& outline, ReportedSeries& series) {
  if (!is_of_a_densitometer(outline)) return;
  for (const auto& file : outline.files)
    for (const ProprietaryBlob& blob : describe_dxa_object(file).blobs)
      series.warnings.push_back({"dxa.proprietary-file", blob.name + " of " + std::to_string(blob.bytes) +
                                                             " bytes: its format is the maker's, it is not "
                                                             "interpreted."});
}

void judge_numbers(const StudyOutline& study, const DxaAuditOptions& options, Report& report) {
  const Stopwatch watch(report, "measure");
  for (DxaReading& reading : report.dxa_readings)
    understand(reading, options, side_of_pictures(report, reading));
  report.dxa_between = audit_together(objects_of(study, report.dxa_readings));
  Patient& person = report.patient;
  if (!person.sex) person.sex = common(report.dxa_readings, &Patient::sex);
  if (!person.age_years) person.age_years = common(report.dxa_readings, &Patient::age_years);
}

std::vector<DensitometerFinding> densitometer_findings(const std::vector<DxaReading>& readings) {
  std::vector<DensitometerFinding> findings;
  for (const DxaReading& reading : readings) {
    const bool doubtful = std::any_of(reading.findings.begin(), reading.findings.end(),
                                      [](const auto& f) { return f.severity == FindingSeverity::error; });
    findings.push_back({std::string(name(reading.classification.category)), reading.classification.basis,
                        reading.report.exam_date, static_cast<int>(reading.findings.size()), doubtful});
  }
  return findings;
}

}  // namespace osteon
