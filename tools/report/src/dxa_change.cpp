#include "json_parts.hpp"

#include <osteon/report/dxa_change.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace osteon {
namespace {

std::optional<BmdSite> site_named(std::string region) {
  std::transform(region.begin(), region.end(), region.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c);
  });
  const auto holds = [&](const char* word) { return region.find(word) != std::string::npos; };
  if (holds("neck")) return BmdSite::femoral_neck;
  if (holds("total") && (holds("hip") || holds("femur"))) return BmdSite::total_hip;
  if (holds("l1-l4") || holds("spine") || holds("lumbar")) return BmdSite::lumbar_spine;
  return std::nullopt;
}

void take(std::vector<SiteChangeLimit>& limits, SiteChangeLimit limit) {
  const auto present =
      std::find_if(limits.begin(), limits.end(), [&](const auto& l) { return l.site == limit.site; });
  if (present == limits.end())
    limits.push_back(limit);
  else
    present->g_per_cm2 = std::max(present->g_per_cm2, limit.g_per_cm2);
}

std::string place(const ReportedRow& row) {
  const std::string side = row.side            ? (*row.side == Side::left ? " left" : " right")
                           : row.mean_of_sides ? " mean"
                                               : "";
  return row.region + side;
}

const char* verdict(const BmdChange& change) {
  if (!change.is_real) return "not judged: the site's precision is not known";
  return *change.is_real ? "more than chance" : "within chance";
}

Json change_json(const BmdChange& change) {
  return {{"region", change.now.region},
          {"side", side(change.now.side)},
          {"before_g_cm2", number(change.before.bmd.value, change.before.bmd.decimals)},
          {"now_g_cm2", number(change.now.bmd.value, change.now.bmd.decimals)},
          {"difference_g_cm2", number(in_g_per_cm2(change.difference), 3)},
          {"percent", number(in_percent(change.percent), 1)},
          {"percent_per_year", number(change.percent_per_year, 1)},
          {"least_significant_change_g_cm2",
           change.least_significant ? number(in_g_per_cm2(*change.least_significant), 3) : Json(nullptr)},
          {"more_than_chance", or_null(change.is_real)}};
}

Json comparison_json(const Result<DxaComparison>& comparison) {
  if (!comparison) return {{"reason", reason(comparison.error())}};
  Json changes = Json::array(), left_out = Json::array();
  for (const BmdChange& change : comparison->changes) changes.push_back(change_json(change));
  for (const NotCompared& one : comparison->not_compared)
    left_out.push_back({{"region", place(one.now)}, {"reason", reason(one.reason)}});
  return {{"reason", nullptr},
          {"years", number(comparison->years, 2)},
          {"changes", changes},
          {"not_compared", left_out},
          {"warnings", warnings(comparison->warnings)}};
}

}  // namespace

Result<std::vector<SiteChangeLimit>> load_change_limits(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && text.empty())
    return Error{"file.unreadable", "The precision report cannot be read.",
                 "Give a report of osteon qc precision."};
  const Error wrong{"precision.not-a-report", "The file is no report of a precision study.",
                    "Give the report.json of osteon qc precision."};
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("schema", Json()) != "osteon-precision/1" ||
      !json.contains("studies") || !json["studies"].is_array())
    return wrong;
  std::vector<SiteChangeLimit> limits;
  for (const Json& study : json["studies"]) {
    if (!study.is_object() || !study.contains("region") || !study["region"].is_string()) continue;
    const auto site = site_named(study["region"].get<std::string>());
    const Json limit = study.value("least_significant_change_g_cm2", Json());
    if (site && limit.is_number() && limit.get<double>() > 0) take(limits, {*site, limit.get<double>()});
  }
  return limits;
}

std::string dxa_change_json(const std::vector<Result<DxaComparison>>& comparisons) {
  Json list = Json::array();
  for (const auto& comparison : comparisons) list.push_back(comparison_json(comparison));
  return Json{{"schema", "osteon-dxa-change/1"}, {"comparisons", list}}.dump(2, ' ', false,
                                                                             Json::error_handler_t::replace) +
         "\n";
}

std::string dxa_change_text(const std::vector<Result<DxaComparison>>& comparisons) {
  std::string text;
  for (const auto& comparison : comparisons) {
    if (!comparison) {
      const Error& error = comparison.error();
      text += fmt::format("{}: {} {}\n", error.code, error.message, error.remedy);
      continue;
    }
    text += fmt::format("after {:.2f} years\n", comparison->years);
    for (const BmdChange& c : comparison->changes)
      text += fmt::format("  {:<20} {:.3f} to {:.3f} g/cm2  {:+.3f}  {:+.1f} %  {:+.1f} % a year  {}\n",
                          place(c.now), c.before.bmd.value, c.now.bmd.value, in_g_per_cm2(c.difference),
                          in_percent(c.percent), c.percent_per_year, verdict(c));
    for (const NotCompared& one : comparison->not_compared)
      text += fmt::format("  {:<20} {}: {}\n", place(one.now), one.reason.code, one.reason.message);
    for (const Warning& warning : comparison->warnings)
      text += fmt::format("  {}: {}\n", warning.code, warning.message);
  }
  return text;
}

}  // namespace osteon
