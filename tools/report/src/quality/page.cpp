#include "../html/markup.hpp"

#include <osteon/report/quality.hpp>

#include <string>

namespace osteon {
namespace {

std::string density(ArealDensity value, int decimals = 3) {
  return number_text(in_g_per_cm2(value), decimals);
}

std::string row(const std::vector<std::string>& cells) {
  std::string all;
  for (const std::string& cell : cells) all += element("td", "", cell);
  return element("tr", "", all) + "\n";
}

std::string head(const std::vector<std::string>& columns) {
  std::string all;
  for (const std::string& column : columns) all += element("th", "", column);
  return element("thead", "", element("tr", "", all));
}

std::string notes(const std::vector<Warning>& warnings) {
  std::string all;
  for (const Warning& warning : warnings)
    all +=
        element("span", "note", element("code", "", escaped(warning.code)) + " " + escaped(warning.message));
  return all;
}

std::string refusal(const Error& error) {
  return element(
      "span", "note doubt",
      element("code", "", escaped(error.code)) + " " + escaped(error.message + " " + error.remedy));
}

std::string study_row(const SitePrecision& site) {
  const std::string region = site.region.empty() ? "all rows" : escaped(site.region);
  const std::string who = site.technologist.empty() ? "&#8211;" : escaped(site.technologist);
  if (!site.study) return row({region, who, refusal(site.study.error()), "", "", ""});
  const PrecisionStudy& study = *site.study;
  return row({region, who,
              std::to_string(study.subjects) +
                  element("span", "note", std::to_string(study.degrees_of_freedom) + " degrees of freedom") +
                  notes(study.warnings),
              density(study.rms_sd, 4) + element("span", "note",
                                                 density(study.rms_sd_range_90.low, 4) + " to " +
                                                     density(study.rms_sd_range_90.high, 4) + " with 90 %"),
              number_text(in_percent(study.rms_cv), 2),
              element("b", "", density(study.least_significant_change))});
}

std::string record_section(const PhantomRecord& record) {
  std::string body = element("h2", "", record.phantom.empty() ? "Phantom" : escaped(record.phantom));
  if (!record.control) return element("section", "", body + refusal(record.control.error()));
  const PhantomControl& control = *record.control;
  body +=
      element("p", "",
              "Baseline: " + std::to_string(control.options.baseline) + " scans, mean " +
                  density(control.mean) + " g/cm2, sd " + density(control.sd, 4) + ". " +
                  (control.breaches.empty() ? "No rule was broken."
                                            : std::to_string(control.breaches.size()) + " rules broken."));
  body += notes(control.warnings) + control_chart(control);
  std::string rows;
  for (const ControlBreach& breach : control.breaches)
    rows +=
        row({escaped(control.scans[breach.scan].date),
             words(breach.rule) +
                 (breach.since == breach.scan ? "" : " since " + escaped(control.scans[breach.since].date)),
             is_verified(breach.rule) ? "published for densitometers" : "unverified for densitometers"});
  if (!rows.empty())
    body += element("table", "", head({"Scan", "Rule", "Limits"}) + element("tbody", "", rows));
  return element("section", "", body);
}

}  // namespace

std::string words(ControlRule rule) {
  switch (rule) {
    case ControlRule::beyond_percentage:
      return "further from the mean than the percentage";
    case ControlRule::beyond_3_sd:
      return "beyond 3 sd";
    case ControlRule::two_beyond_2_sd:
      return "two running beyond 2 sd on one side";
    case ControlRule::range_of_4_sd:
      return "two running more than 4 sd apart";
    case ControlRule::four_beyond_1_sd:
      return "four running beyond 1 sd on one side";
    case ControlRule::ten_on_one_side:
      return "ten running on one side of the mean";
    case ControlRule::cumulative_sum_high:
      return "drift upwards";
    case ControlRule::cumulative_sum_low:
      return "drift downwards";
  }
  return "";
}

std::string precision_html(const std::vector<SitePrecision>& studies) {
  std::string rows;
  for (const SitePrecision& site : studies) rows += study_row(site);
  const std::string table = element("table", "",
                                    head({"Region", "Technologist", "Subjects", "Precision error, g/cm2",
                                          "CV, %", "Least significant change, g/cm2"}) +
                                        element("tbody", "", rows));
  return page(
      "osteon: precision",
      element("header", "", element("h1", "", "Precision of this site")) + element("div", "scroll", table) +
          element("p", "soft",
                  "Precision error: root mean square of the subjects' sd. A change between two scans on "
                  "this scanner is real with 95 % when it is at least the least significant change, 2.77 "
                  "times the error."));
}

std::string phantom_html(const std::vector<PhantomRecord>& records) {
  std::string body = element("header", "", element("h1", "", "Quality phantom"));
  for (const PhantomRecord& record : records) body += record_section(record);
  return page("osteon: quality phantom", body);
}

}  // namespace osteon
