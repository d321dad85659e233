#include "../json_parts.hpp"
#include "../software.hpp"

#include <osteon/report/quality.hpp>

namespace osteon {
namespace {

std::string document(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Json density(ArealDensity value) { return number(in_g_per_cm2(value), 4); }

Json study_json(const SitePrecision& site) {
  Json json{{"region", text_or_null(site.region)}, {"technologist", text_or_null(site.technologist)}};
  if (!site.study) {
    json["reason"] = reason(site.study.error());
    return json;
  }
  const PrecisionStudy& study = *site.study;
  json["subjects"] = study.subjects;
  json["measurements"] = study.measurements;
  json["degrees_of_freedom"] = study.degrees_of_freedom;
  json["mean_g_cm2"] = density(study.mean);
  json["rms_sd_g_cm2"] = density(study.rms_sd);
  json["rms_sd_range_90_g_cm2"] = {density(study.rms_sd_range_90.low), density(study.rms_sd_range_90.high)};
  json["rms_cv_percent"] = number(in_percent(study.rms_cv), 2);
  json["least_significant_change_g_cm2"] = density(study.least_significant_change);
  json["warnings"] = warnings(study.warnings);
  return json;
}

Json record_json(const PhantomRecord& record) {
  Json json{{"phantom", text_or_null(record.phantom)}};
  if (!record.control) {
    json["reason"] = reason(record.control.error());
    return json;
  }
  const PhantomControl& control = *record.control;
  Json breaches = Json::array(), scans = Json::array();
  for (const ControlBreach& breach : control.breaches)
    breaches.push_back({{"rule", name(breach.rule)},
                        {"date", control.scans[breach.scan].date},
                        {"since", control.scans[breach.since].date},
                        {"scan", breach.scan + 1},
                        {"verification", is_verified(breach.rule) ? "secondary" : "unverified"}});
  for (std::size_t i = 0; i < control.scans.size(); ++i)
    scans.push_back({{"date", control.scans[i].date},
                     {"bmd_g_cm2", density(control.scans[i].bmd)},
                     {"deviation_sd", number(control.deviation[i], 2)},
                     {"sum_high", number(control.sum_high[i], 2)},
                     {"sum_low", number(control.sum_low[i], 2)},
                     {"cumulative", number(control.cumulative[i], 2)}});
  json["baseline_scans"] = control.options.baseline;
  json["mean_g_cm2"] = density(control.mean);
  json["sd_g_cm2"] = number(in_g_per_cm2(control.sd), 5);
  json["breaches"] = breaches;
  json["warnings"] = warnings(control.warnings);
  json["scans"] = scans;
  return json;
}

}  // namespace

std::string precision_json(const std::vector<SitePrecision>& studies) {
  Json all = Json::array();
  for (const SitePrecision& site : studies) all.push_back(study_json(site));
  return document({{"schema", "osteon-precision/1"}, {"software", software()}, {"studies", all}});
}

std::string phantom_json(const std::vector<PhantomRecord>& records) {
  Json all = Json::array();
  for (const PhantomRecord& record : records) all.push_back(record_json(record));
  return document({{"schema", "osteon-phantom-control/1"}, {"software", software()}, {"phantoms", all}});
}

}  // namespace osteon
