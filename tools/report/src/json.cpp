#include "json_display.hpp"
#include "json_dxa.hpp"
#include "json_parts.hpp"
#include "json_printed.hpp"
#include "software.hpp"
#include "words.hpp"

#include <osteon/densitometry/rounding.hpp>
#include <osteon/report/json.hpp>

namespace osteon {
Json software() {
  const Software software = this_software();
  return {{"name", software.name}, {"version", software.version}, {"commit", or_null(software.commit)}};
}

namespace {

Json patient(const Patient& patient) {
  return {{"id", text_or_null(patient.id)},
          {"sex", patient.sex ? Json(word(*patient.sex)) : Json(nullptr)},
          {"age_years", number(patient.age_years, 1)},
          {"height_cm", number(patient.height_cm, 1)},
          {"weight_kg", number(patient.weight_kg, 1)}};
}

Json geometry(const ReportedSeries& series) {
  if (series.picture_grid)
    return {{"size", series.picture_grid->size},
            {"spacing_mm",
             {number(series.picture_grid->spacing_mm[0], 6), number(series.picture_grid->spacing_mm[1], 6)}},
            {"spacing_source", text_or_null(series.spacing_source)}};
  if (!series.grid) return nullptr;
  Json spacing = Json::array();
  for (int n = 0; n < 3; ++n) spacing.push_back(number(series.grid->spacing_mm[n], 6));
  return {{"size", series.grid->size},
          {"spacing_mm", spacing},
          {"spacing_source", text_or_null(series.spacing_source)}};
}

Json acquisition(const CtAcquisition& acquisition) {
  return {{"tube_voltage_kv", number(acquisition.tube_voltage_kv, 1)},
          {"slice_thickness_mm", number(acquisition.slice_thickness_mm, 3)},
          {"kernel", text_or_null(acquisition.kernel)},
          {"manufacturer", text_or_null(acquisition.manufacturer)},
          {"model", text_or_null(acquisition.model)},
          {"contrast_agent", text_or_null(acquisition.contrast_agent)},
          {"date", text_or_null(acquisition.date)}};
}

template <class Values, class Write>
Json list(const Values& values, const Write& write) {
  Json result = Json::array();
  for (const auto& value : values) result.push_back(write(value));
  return result;
}

Json series(const ReportedSeries& one) {
  return {{"uid", one.uid},
          {"part", one.part},
          {"source", one.source},
          {"kind", name(one.kind)},
          {"description", text_or_null(one.description)},
          {"files", one.file_count},
          {"status", one.refusal ? "refused" : "analysed"},
          {"reason", one.refusal ? reason(*one.refusal) : Json(nullptr)},
          {"warnings", warnings(one.warnings)},
          {"geometry", geometry(one)},
          {"acquisition", acquisition(one.acquisition)},
          {"conditions", conditions(one.conditions)},
          {"tissues", list(one.tissues, tissue)},
          {"water_diameter_mm", one.water_diameter ? measured(*one.water_diameter, in_mm, 0) : Json(nullptr)},
          {"calibration", calibration(one.calibration)},
          {"method", text_or_null(one.method)}};
}

/// An empty mask has no attenuation, and a structure outside of the scheme no number.
Json label(const LabelStatistics& one) {
  const bool empty = one.voxels == 0;
  return {{"label", one.label > 0 ? Json(one.label) : Json(nullptr)},
          {"name", one.name},
          {"voxels", one.voxels},
          {"volume_mm3", number(one.volume_mm3, 3)},
          {"mean_hu", empty ? Json(nullptr) : number(one.mean_hu, 5)},
          {"sd_hu", empty ? Json(nullptr) : number(one.sd_hu, 5)}};
}

Json recommendation(const Recommendation& one) {
  Json sources = Json::array();
  for (const auto& source : one.sources) sources.push_back({{"key", source.key}, {"text", source.text}});
  Json json{{"rule_id", one.rule_id},
            {"pack", one.pack},
            {"class", one.rule_class},
            {"priority", word(one.priority)},
            {"status", word(one.status)},
            {"summary", one.summary},
            {"detail", one.detail},
            {"inputs_used", one.inputs_used},
            {"inputs_missing", one.inputs_missing},
            {"thresholds", one.thresholds},
            {"sources", sources}};
  if (!one.patient_text.empty()) json["patient_text"] = one.patient_text;
  if (!one.evidence.empty()) json["evidence"] = one.evidence;
  return json;
}

Json timings(const std::map<std::string, double>& measured_ms) {
  Json result = Json::object();
  for (const char* stage : {"load", "segment", "measure", "report", "total"}) {
    const auto found = measured_ms.find(stage);
    result[stage] = found == measured_ms.end() ? Json(nullptr) : number(found->second, 1);
  }
  return result;
}

}  // namespace

Json classification(const Classification& classification) {
  Json excluded = Json::array();
  for (const auto& one : classification.excluded_vertebrae)
    excluded.push_back({{"level", name(one.level)}, {"why", one.why}});
  return {{"category", classification.category},
          {"basis", classification.basis},
          {"excluded_vertebrae", excluded}};
}

Json fracture_summary(const FractureSummary& summary) {
  const auto names = [](const std::vector<BoneRegion>& levels) {
    Json list = Json::array();
    for (const auto level : levels) list.push_back(name(level));
    return list;
  };
  return {{"vertebral_fracture_suspected", or_null(summary.vertebral_fracture_suspected)},
          {"levels", names(summary.levels)},
          {"spine_deformity_index", or_null(summary.spine_deformity_index)},
          {"uncertain_levels", names(summary.uncertain_levels)},
          {"ungraded_levels", names(summary.ungraded_levels)}};
}

Json recommendations(const std::vector<Recommendation>& all) { return list(all, recommendation); }

std::string to_json(const Report& report) {
  Json femurs = list(report.femurs, femur);
  for (const auto& one : report.hip_pictures) femurs.push_back(hip_picture(one));
  Json densities = areal_densities(report.femurs);
  for (const auto& scan : report.scans)
    for (auto& row : scan_regions(scan)) densities.push_back(std::move(row));
  for (const auto& reading : report.dxa_readings)
    for (auto& row : dxa_rows(reading)) densities.push_back(std::move(row));
  const Json json{
      {"schema", "osteon-report/1"},
      {"software", software()},
      {"patient", patient(report.patient)},
      {"series", list(report.series, series)},
      {"ignored", ignored_files(report.ignored)},
      {"vertebrae", list(report.vertebrae, vertebra)},
      {"spine", list(report.curvatures, curvature)},
      {"label_shift", label_shift(report.label_shifts)},
      {"labels", list(report.labels, label)},
      {"femurs", femurs},
      {"dxa_spine", list(report.spine_pictures, spine_picture)},
      {"lateral_spine", list(report.lateral_pictures, lateral_picture)},
      {"bmd", densities},
      {"dxa_scans", scans(report.scans)},
      {"dxa_reports", dxa_reports(report.dxa_readings)},
      {"printed_pictures", list(report.printed_pictures, printed_picture)},
      {"display_estimates", list(report.display_estimates, display_estimate)},
      {"dxa_audit", dxa_findings(report.dxa_between)},
      {"classification", classification(report.assessment.classification)},
      {"fracture_summary", fracture_summary(report.assessment.fractures)},
      {"person", report.proposal ? person(*report.proposal) : Json(nullptr)},
      {"risk", report.proposal ? calculations(report.proposal->calculations) : Json::array()},
      {"recommendations", recommendations(without_information(report.assessment.recommendations))},
      {"information", information(report.assessment.recommendations)},
      {"disclaimer", kDecisionSupport},
      {"timings_ms", timings(report.timings_ms)},
      {"peak_memory_bytes", report.peak_memory_bytes == 0 ? Json(nullptr) : Json(report.peak_memory_bytes)}};
  // Texts come from headers of files: bytes that are no UTF-8 are replaced, not thrown over.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace osteon
