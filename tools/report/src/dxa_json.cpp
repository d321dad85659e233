#include "json_parts.hpp"
#include "words.hpp"

#include <osteon/densitometry/dxa_scores.hpp>
#include <osteon/report/dxa_json.hpp>

#include <fmt/core.h>

namespace osteon {
namespace {

Json box(const std::optional<PageBox>& place) {
  if (!place) return nullptr;
  return {{"page", place->page + 1},
          {"left", place->left},
          {"top", place->top},
          {"width", place->width},
          {"height", place->height}};
}

Json printed(const std::optional<ReportedNumber>& n) {
  if (!n) return nullptr;
  return {{"value", number(n->value, n->decimals)}, {"confirmed", n->confirmed}, {"box", box(n->box)}};
}

Json score(const std::optional<DensityScore>& s, const std::optional<Error>& why_not) {
  if (!s) return {{"value", nullptr}, {"reason", why_not ? reason(*why_not) : Json(nullptr)}};
  return {
      {"value", number(s->value, 1)}, {"reference", s->reference}, {"source", std::string(s->source.key)}};
}

Json row_json(const ReportedRow& row, const DxaRowScores& scores, const ReportedDxa& report) {
  const auto site = scored_site(row, scale_of_vendor(report.vendor));
  return {{"exam", name(row.exam)},
          {"site", site ? Json(std::string(name(*site))) : Json(nullptr)},
          {"region", row.region},
          {"side", row.side ? Json(*row.side == Side::left ? "L" : "R") : Json(nullptr)},
          {"mean_of_sides", row.mean_of_sides},
          {"origin", name(row.origin)},
          {"vendor", text_or_null(report.vendor)},
          {"device", text_or_null(report.device)},
          {"bmd_g_cm2", printed(row.bmd)},
          {"bmc_g", printed(row.bmc)},
          {"area_cm2", printed(row.area)},
          {"t_score", score(scores.t, scores.no_t)},
          {"z_score", score(scores.z, scores.no_z)},
          {"printed_t_score", printed(row.t_score)},
          {"printed_z_score", printed(row.z_score)}};
}

/// Vertebrae apart from their neighbours, and the spine without them; nothing is excluded by itself.
Json levels_json(const ReportedDxa& report) {
  const auto apart = levels_apart(report);
  if (apart.empty()) return nullptr;
  Json list = Json::array();
  for (const ExcludedLevel& level : apart) list.push_back({{"level", level.level}, {"reason", level.reason}});
  const auto rest = remaining_spine(report, apart);
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

Json report_json(const ReportedDxa& report) {
  const auto scores = score_rows(report);
  const DxaClassification category = classify(report, scores);
  Json rows = Json::array(), unread = Json::array();
  for (std::size_t n = 0; n < report.rows.size(); ++n)
    rows.push_back(row_json(report.rows[n], scores[n], report));
  for (const UnreadRow& row : report.unread)
    unread.push_back({{"label", row.label}, {"reason", row.reason}, {"box", box(row.box)}});
  return {
      {"patient",
       {{"sex", report.patient.sex ? Json(word(*report.patient.sex)) : Json(nullptr)},
        {"age_years", number(report.patient.age_years, 1)},
        {"ethnicity", text_or_null(report.ethnicity)}}},
      {"printed_reference", text_or_null(report.reference)},
      {"bmd", rows},
      {"unread", unread},
      {"levels", levels_json(report)},
      {"software", text_or_null(report.software)},
      {"exam_date", text_or_null(report.exam_date)},
      {"classification", {{"category", std::string(name(category.category))}, {"basis", category.basis}}}};
}

Json page_json(const DxaPage& page) {
  Json json = {{"page", page.page + 1}, {"status", page.report ? "read" : "refused"}};
  json["reason"] = page.refusal ? reason(*page.refusal) : Json(nullptr);
  if (page.report) json.update(report_json(*page.report));
  return json;
}

std::string cell(const std::optional<ReportedNumber>& n) {
  return n ? number_text(n->value, n->decimals) + (n->confirmed ? "" : "?") : "";
}

std::string page_text(const DxaPage& page) {
  if (page.refusal)
    return fmt::format("  page {}: {} {}\n", page.page + 1, page.refusal->code, page.refusal->message);
  const ReportedDxa& report = *page.report;
  const auto scores = score_rows(report);
  std::string text = fmt::format("  page {}: {} {}\n  {:<18} {:>8} {:>8} {:>8} {:>9} {:>9} {:>6}\n",
                                 page.page + 1, report.vendor, report.device, "region", "BMD", "BMC", "area",
                                 "printed T", "printed Z", "our T");
  for (std::size_t n = 0; n < report.rows.size(); ++n) {
    const ReportedRow& row = report.rows[n];
    std::string region = row.region;
    if (row.side) region += *row.side == Side::left ? " left" : " right";
    if (row.mean_of_sides) region += " mean";
    text += fmt::format("  {:<18} {:>8} {:>8} {:>8} {:>9} {:>9} {:>6}\n", region, cell(row.bmd),
                        cell(row.bmc), cell(row.area), cell(row.t_score), cell(row.z_score),
                        scores[n].t ? number_text(scores[n].t->value, 1) : "");
  }
  for (const UnreadRow& row : report.unread)
    text += fmt::format("  not read ({}{}): {}\n", row.label.empty() ? "a row" : row.label,
                        row.box.width == 0 ? "" : fmt::format(", at {},{}", row.box.left, row.box.top),
                        row.reason);
  const DxaClassification category = classify(report, scores);
  text += fmt::format("  {}: {}\n", name(category.category),
                      category.basis.empty() ? "" : category.basis.front());
  return text;
}

}  // namespace

std::string dxa_json(const std::vector<DxaFile>& files) {
  Json list = Json::array();
  for (const DxaFile& file : files) {
    Json pages = Json::array();
    for (const DxaPage& page : file.pages) pages.push_back(page_json(page));
    Json blobs = Json::array();
    for (const ProprietaryBlob& blob : file.object.blobs)
      blobs.push_back({{"name", blob.name}, {"bytes", blob.bytes}});
    list.push_back({{"source", file.source},
                    {"proprietary", blobs},
                    {"reason", file.refusal ? reason(*file.refusal) : Json(nullptr)},
                    {"pages", pages}});
  }
  return Json{{"schema", "osteon-dxa/1"}, {"files", list}}.dump(2, ' ', false,
                                                                Json::error_handler_t::replace) +
         "\n";
}

std::string dxa_text(const std::vector<DxaFile>& files) {
  std::string text;
  for (const DxaFile& file : files) {
    text += file.source + "\n";
    if (file.refusal) text += fmt::format("  {}: {}\n", file.refusal->code, file.refusal->message);
    for (const ProprietaryBlob& blob : file.object.blobs)
      text += fmt::format("  {} of {} bytes: kept by the maker's rules, not interpreted\n", blob.name,
                          blob.bytes);
    for (const DxaPage& page : file.pages) text += page_text(page);
  }
  return text;
}

}  // namespace osteon
