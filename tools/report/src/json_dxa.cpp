#include "json_dxa.hpp"

#include "words.hpp"

#include <osteon/densitometry/dxa_scores.hpp>

namespace osteon {
namespace {

Json box(const std::optional<PageBox>& place) {
  if (!place || place->width == 0) return nullptr;
  return {{"page", place->page + 1},
          {"left", place->left},
          {"top", place->top},
          {"width", place->width},
          {"height", place->height}};
}

Json printed(const std::optional<ReportedNumber>& n, std::optional<double> sd = {}) {
  if (!n) return nullptr;
  return {{"value", number(n->value, n->decimals)},
          {"sd", number(sd, n->decimals + 1)},
          {"confirmed", n->confirmed},
          {"box", box(n->box)}};
}

Json finding(const DxaFinding& f) {
  return {{"code", f.code},
          {"severity", std::string(name(f.severity))},
          {"message", f.message},
          {"evidence", f.evidence}};
}

Json standardised(const DxaReading& reading, std::size_t n) {
  const auto one = standardised_density(reading.report.rows[n], reading.report.vendor, reading.sd[n]);
  return one ? measured(*one, in_g_per_cm2, 3) : Json(nullptr);
}

Json row(const DxaReading& reading, std::size_t n) {
  const ReportedRow& row = reading.report.rows[n];
  const auto site = scored_site(row, scale_of_vendor(reading.report.vendor));
  Json audit = Json::array();
  for (const DxaFinding& f : reading.findings)
    if (f.row == n) audit.push_back(finding(f));
  return {{"series_uid", text_or_null(reading.series_uid)},
          {"exam", name(row.exam)},
          {"site", site ? Json(std::string(name(*site))) : Json(nullptr)},
          {"region", row.region},
          {"side", side(row.side)},
          {"mean_of_sides", row.mean_of_sides},
          {"origin", name(row.origin)},
          {"vendor", text_or_null(reading.report.vendor)},
          {"device", text_or_null(reading.report.device)},
          {"software", text_or_null(reading.report.software)},
          {"bmd_g_cm2", printed(row.bmd, reading.sd[n])},
          {"bmc_g", printed(row.bmc)},
          {"area_cm2", printed(row.area)},
          {"standardised_bmd_g_cm2", standardised(reading, n)},
          {"t_score", score(reading.scores[n].t, reading.scores[n].no_t)},
          {"z_score", score(reading.scores[n].z, reading.scores[n].no_z)},
          {"printed_t_score", printed(row.t_score)},
          {"printed_z_score", printed(row.z_score)},
          {"audit", audit}};
}

/// Vertebrae apart from their neighbours, and the spine without them; nothing is excluded by itself.
Json levels(const DxaReading& reading) {
  if (reading.apart.empty()) return nullptr;
  Json list = Json::array();
  for (const ExcludedLevel& level : reading.apart)
    list.push_back({{"level", level.level}, {"reason", level.reason}});
  const auto rest = remaining_spine(reading.report, reading.apart);
  if (!rest) return {{"apart", list}, {"without_them", nullptr}, {"reason", reason(rest.error())}};
  return {{"apart", list},
          {"without_them",
           {{"levels", rest->levels},
            {"bmd_g_cm2", number(rest->bmd, 3)},
            {"bmc_g", number(rest->bmc, 2)},
            {"area_cm2", number(rest->area, 2)},
            {"t_score", score(rest->t, rest->no_t)}}},
          {"reason", nullptr}};
}

Json place(const ReportedRow& row) {
  return {{"exam", name(row.exam)}, {"region", row.region}, {"side", side(row.side)}};
}

Json stated(const DxaStatement& said) {
  Json changes = Json::array();
  for (const StatedChange& change : said.changes)
    changes.push_back({{"of", place(change.now)},
                       {"before_g_cm2", number(change.before.bmd.value, change.before.bmd.decimals)},
                       {"now_g_cm2", number(change.now.bmd.value, change.now.bmd.decimals)},
                       {"since", text_or_null(change.date_before)},
                       {"called_real", change.called_real}});
  return {{"category", said.category ? Json(std::string(name(*said.category))) : Json(nullptr)},
          {"category_of", said.category_row ? place(*said.category_row) : Json(nullptr)},
          {"excluded_levels", said.excluded_levels},
          {"changes", changes}};
}

}  // namespace

Json dxa_rows(const DxaReading& reading) {
  Json rows = Json::array();
  for (std::size_t n = 0; n < reading.report.rows.size(); ++n) rows.push_back(row(reading, n));
  return rows;
}

Json dxa_findings(const std::vector<DxaFinding>& findings) {
  Json list = Json::array();
  for (const DxaFinding& f : findings) list.push_back(finding(f));
  return list;
}

Json proprietary(const DxaObject& object) {
  Json blobs = Json::array();
  for (const ProprietaryBlob& blob : object.blobs)
    blobs.push_back({{"name", blob.name}, {"bytes", blob.bytes}});
  return blobs;
}

Json dxa_reading(const DxaReading& reading) {
  const ReportedDxa& report = reading.report;
  Json unread = Json::array();
  for (const UnreadRow& one : report.unread)
    unread.push_back({{"label", one.label}, {"reason", one.reason}, {"box", box(one.box)}});
  return {{"patient",
           {{"sex", report.patient.sex ? Json(word(*report.patient.sex)) : Json(nullptr)},
            {"age_years", number(report.patient.age_years, 1)},
            {"ethnicity", text_or_null(report.ethnicity)}}},
          {"vendor", text_or_null(report.vendor)},
          {"device", text_or_null(report.device)},
          {"software", text_or_null(report.software)},
          {"exam_date", text_or_null(report.exam_date)},
          {"printed_reference", text_or_null(report.reference)},
          {"unread", unread},
          {"levels", levels(reading)},
          {"stated", stated(report.stated)},
          {"warnings", warnings(report.warnings)},
          {"classification",
           {{"category", std::string(name(reading.classification.category))},
            {"basis", reading.classification.basis}}},
          {"audit", dxa_findings(reading.findings)}};
}

Json dxa_reports(const std::vector<DxaReading>& readings) {
  Json all = Json::array();
  for (const DxaReading& reading : readings) {
    Json one{{"series_uid", reading.series_uid},
             {"part", reading.series_part},
             {"source", reading.source},
             {"page", reading.page + 1},
             {"proprietary", proprietary(reading.object)}};
    one.update(dxa_reading(reading));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace osteon
