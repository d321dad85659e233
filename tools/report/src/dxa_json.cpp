#include "json_dxa.hpp"

#include <osteon/densitometry/dxa_scores.hpp>
#include <osteon/report/dxa_json.hpp>

#include <fmt/core.h>

namespace osteon {
namespace {

DxaReading reading_of(const DxaFile& file, const DxaPage& page, const DxaAuditOptions& options) {
  DxaReading reading{"", 0, file.source, page.page, file.object, *page.report, {}, {}, {}, {}, {}};
  understand(reading, options);
  return reading;
}

Json page_json(const DxaFile& file, const DxaPage& page, const DxaAuditOptions& options) {
  Json json = {{"page", page.page + 1}, {"status", page.report ? "read" : "refused"}};
  json["reason"] = page.refusal ? reason(*page.refusal) : Json(nullptr);
  if (!page.report) return json;
  const DxaReading reading = reading_of(file, page, options);
  json.update(dxa_reading(reading));
  json["bmd"] = dxa_rows(reading);
  return json;
}

std::string cell(const std::optional<ReportedNumber>& n) {
  return n ? number_text(n->value, n->decimals) + (n->confirmed ? "" : "?") : "";
}

std::string page_text(const DxaFile& file, const DxaPage& page, const DxaAuditOptions& options) {
  if (page.refusal)
    return fmt::format("  page {}: {} {}\n", page.page + 1, page.refusal->code, page.refusal->message);
  const DxaReading reading = reading_of(file, page, options);
  const ReportedDxa& report = reading.report;
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
                        reading.scores[n].t ? number_text(reading.scores[n].t->value, 1) : "");
  }
  for (const UnreadRow& row : report.unread)
    text += fmt::format("  not read ({}{}): {}\n", row.label.empty() ? "a row" : row.label,
                        row.box.width == 0 ? "" : fmt::format(", at {},{}", row.box.left, row.box.top),
                        row.reason);
  if (report.stated.category) text += fmt::format("  stated: {}\n", name(*report.stated.category));
  const DxaClassification& category = reading.classification;
  text += fmt::format("  {}: {}\n", name(category.category),
                      category.basis.empty() ? "" : category.basis.front());
  return text;
}

}  // namespace

std::string dxa_json(const std::vector<DxaFile>& files, const DxaAuditOptions& options) {
  Json list = Json::array();
  for (const DxaFile& file : files) {
    Json pages = Json::array();
    for (const DxaPage& page : file.pages) pages.push_back(page_json(file, page, options));
    list.push_back({{"source", file.source},
                    {"proprietary", proprietary(file.object)},
                    {"reason", file.refusal ? reason(*file.refusal) : Json(nullptr)},
                    {"pages", pages}});
  }
  return Json{{"schema", "osteon-dxa/1"}, {"files", list}}.dump(2, ' ', false,
                                                                Json::error_handler_t::replace) +
         "\n";
}

std::string dxa_text(const std::vector<DxaFile>& files, const DxaAuditOptions& options) {
  std::string text;
  for (const DxaFile& file : files) {
    text += file.source + "\n";
    if (file.refusal) text += fmt::format("  {}: {}\n", file.refusal->code, file.refusal->message);
    for (const ProprietaryBlob& blob : file.object.blobs)
      text += fmt::format("  {} of {} bytes: kept by the maker's rules, not interpreted\n", blob.name,
                          blob.bytes);
    for (const DxaPage& page : file.pages) text += page_text(file, page, options);
  }
  return text;
}

}  // namespace osteon
