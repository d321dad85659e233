#include "../pictures/unread_row.hpp"
#include "markup.hpp"
#include "sections.hpp"

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

std::string note(const std::string& markup) { return element("p", "note whole", markup); }

const char* side_words(Side side) { return side == Side::left ? "left" : "right"; }

std::string region_words(const ReportedRow& row) {
  std::string words = row.region;
  if (row.exam == DxaExam::femur && row.region == "neck") words = "Femoral neck";
  if (row.exam == DxaExam::femur && row.region == "total") words = "Total hip";
  if (row.side) words += std::string(", ") + side_words(*row.side);
  if (row.mean_of_sides) words += ", mean of both sides";
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z')
    words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::string origin_words(ReportedOrigin origin) {
  switch (origin) {
    case ReportedOrigin::structured_report:
      return "structured report";
    case ReportedOrigin::private_text:
      return "maker&#8217;s private text";
    case ReportedOrigin::page_text:
      return "page, its text";
    case ReportedOrigin::page_picture:
      return "page, as printed";
    case ReportedOrigin::table:
      return "table or FHIR";
  }
  return "";
}

std::string printed(const std::optional<ReportedNumber>& n, bool with_sign = false) {
  if (!n) return "&#8211;";
  const std::string text =
      with_sign ? signed_text(n->value, n->decimals) : number_text(n->value, n->decimals);
  return n->confirmed ? text : text + element("span", "sd", "&#8239;?");
}

/// An own score that differs from the printed one is marked: the auditor says why.
std::string own_beside(const std::optional<DensityScore>& score, const std::optional<ReportedNumber>& print) {
  constexpr double kTolerance = 0.1 + 1e-9;
  const bool differs = score && print && std::abs(score->value - print->value) > kTolerance;
  return differs ? element("span", "doubt", score_cell(score)) : score_cell(score);
}

std::string density(const ReportedNumber& bmd, const std::optional<double>& sd) {
  std::string text = printed(bmd);
  if (sd) text += element("span", "sd", "&#8239;±&#8239;" + number_text(*sd, bmd.decimals));
  return text;
}

std::string standardised(const DxaReading& reading, std::size_t n) {
  const auto one = standardised_density(reading.report.rows[n], reading.report.vendor, reading.sd[n]);
  return one ? with_sd(*one, in_g_per_cm2, 3) : "&#8211;";
}

std::string row_markup(const DxaReading& reading, std::size_t n) {
  const ReportedRow& row = reading.report.rows[n];
  const DxaRowScores& scores = reading.scores[n];
  std::string cells = element("td", "", escaped(region_words(row)));
  for (const std::string& number :
       {density(row.bmd, reading.sd[n]), printed(row.bmc), printed(row.area), printed(row.t_score, true),
        own_beside(scores.t, row.t_score), printed(row.z_score, true), score_cell(scores.z),
        standardised(reading, n)})
    cells += element("td", "number", number);
  return element("tr", "", cells) + "\n";
}

std::string table(const DxaReading& reading) {
  std::string head = element("th", "", "Region");
  for (const char* title : {"BMD<br>g/cm&#178;", "BMC<br>g", "Area<br>cm&#178;", "T<br>printed",
                            "T<br>by osteon", "Z<br>printed", "Z<br>by osteon", "sBMD<br>g/cm&#178;"})
    head += element("th", "number", title);
  std::string rows;
  for (std::size_t n = 0; n < reading.report.rows.size(); ++n) rows += row_markup(reading, n);
  return element(
      "div", "scroll",
      element("table", "", element("thead", "", element("tr", "", head)) + element("tbody", "", rows)));
}

std::string facts(const DxaReading& reading) {
  const ReportedDxa& report = reading.report;
  std::string text;
  const auto add = [&](const std::string& words) {
    if (!words.empty()) text += (text.empty() ? "" : "; ") + words;
  };
  const bool twice = report.device.find(report.vendor) != std::string::npos;
  add(escaped(report.vendor.empty() || twice ? report.device : report.vendor + " " + report.device));
  if (!report.software.empty()) add("software " + escaped(report.software));
  if (!report.exam_date.empty()) add("examined " + escaped(report.exam_date));
  if (report.patient.sex)
    add(*report.patient.sex == Sex::female ? "female"
        : *report.patient.sex == Sex::male ? "male"
                                           : "sex: other");
  if (report.patient.age_years) {
    const double age = *report.patient.age_years;
    add(number_text(age, age == std::floor(age) ? 0 : 1) + " years");
  }
  add(report.reference.empty() ? "" : "stated reference: " + escaped(report.reference));
  if (!report.rows.empty()) add("read from: " + origin_words(report.rows.front().origin));
  return text.empty() ? "" : element("p", "soft", text + ".");
}

/// References and reasons, each said once.
std::string notes(const DxaReading& reading) {
  std::vector<std::string> said;
  const auto say = [&](const std::string& words) {
    if (std::find(said.begin(), said.end(), words) == said.end()) said.push_back(words);
  };
  for (const DxaRowScores& one : reading.scores) {
    if (one.t) say("T by osteon: " + one.t->reference + ".");
    if (one.z) say("Z by osteon: " + one.z->reference + ".");
  }
  for (const DxaRowScores& one : reading.scores)
    if (one.no_t && !one.t && one.no_t->code != "dxa.region-not-scored") say(one.no_t->message);
  std::string result;
  for (const std::string& words : said) result += note(escaped(words));
  const bool known =
      std::any_of(reading.sd.begin(), reading.sd.end(), [](const auto& sd) { return bool(sd); });
  if (!reading.report.rows.empty())
    result +=
        note(known ? "BMD ± one standard uncertainty by the site&#8217;s precision study."
                   : "The densities carry no uncertainty: the site&#8217;s precision is not known "
                     "(--precision). sBMD ± the mean error of its equations for one patient, 3.5&#8239;%; "
                     "not for comparisons between makers.");
  return result;
}

std::string category_words(DxaCategory category) {
  std::string words(name(category));
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

std::string conclusion(const DxaReading& reading) {
  std::string text =
      "Category by osteon: " + element("b", "", category_words(reading.classification.category));
  for (const std::string& why : reading.classification.basis) text += ", " + escaped(why);
  const DxaStatement& said = reading.report.stated;
  if (said.category) {
    text += ". The report states: " + element("b", "", category_words(*said.category));
    if (said.category_row) text += ", of " + escaped(region_words(*said.category_row));
  }
  std::string result = element("p", "", text.ends_with('.') ? text : text + ".");
  for (const std::string& level : said.excluded_levels)
    result += note("Excluded by the report: " + escaped(level) + ".");
  for (const StatedChange& change : said.changes)
    result +=
        note("Stated change, " + escaped(region_words(change.now)) + ": " +
             number_text(change.before.bmd.value, 3) + " to " + number_text(change.now.bmd.value, 3) +
             " g/cm&#178;" + (change.date_before.empty() ? "" : " since " + escaped(change.date_before)) +
             (change.called_real ? ", called significant." : "."));
  return result;
}

std::string vertebrae_apart(const DxaReading& reading) {
  if (reading.apart.empty()) return "";
  std::string result;
  for (const ExcludedLevel& level : reading.apart) result += note(escaped(level.level + ": " + level.reason));
  const auto rest = remaining_spine(reading.report, reading.apart);
  if (!rest) return result + note(escaped(rest.error().message));
  std::string levels;
  for (const std::string& level : rest->levels) levels += (levels.empty() ? "" : ", ") + level;
  std::string words = "Without them, " + levels + ": " + number_text(rest->bmd, 3) + " g/cm&#178;";
  if (rest->t) words += ", T " + signed_text(rest->t->value, 1);
  if (rest->no_t) words += "; " + escaped(rest->no_t->message);
  return result + note(words + (rest->t ? "." : ""));
}

std::string unread(const DxaReading& reading) {
  std::string result;
  for (const UnreadRow& row : reading.report.unread) {
    const std::string words = (row.label.empty() ? "A row" : row.label) + ": " + row.reason;
    if (row.picture.grey.empty())
      result += note(escaped(words));
    else
      result += figure(picture_of(row.picture, words));
  }
  if (result.empty()) return "";
  return element("h3", "", "Not read") + element("div", "pictures", result);
}

}  // namespace

std::string finding_list(const std::vector<DxaFinding>& findings) {
  std::string items;
  for (std::size_t n = 0; n < findings.size(); ++n) {
    const DxaFinding& f = findings[n];
    const auto same = [&](const DxaFinding& other) {
      return other.code == f.code && other.message == f.message;
    };
    const auto here = findings.begin() + static_cast<std::ptrdiff_t>(n);
    if (std::any_of(findings.begin(), here, same)) continue;  // said once, with all its evidence
    std::string evidence;
    for (auto one = here; one != findings.end(); ++one)
      if (same(*one)) evidence += element("span", "note", escaped(one->evidence));
    const char* css = f.severity == FindingSeverity::error     ? "alarm"
                      : f.severity == FindingSeverity::warning ? "doubt"
                                                               : "plain";
    items += element("li", css,
                     element("b", "", std::string(name(f.severity))) + ": " + escaped(f.message) + evidence +
                         element("code", "", escaped(f.code))) +
             "\n";
  }
  return items.empty() ? "" : element("ul", "glance", items);
}

std::string dxa_number_section(const Report& report, const ReportedSeries& series) {
  std::string result;
  for (const DxaReading& reading : report.dxa_readings) {
    if (!belongs_to(series, reading)) continue;
    result += element("h2", "",
                      "Densitometer&#8217;s numbers in " + escaped(reading.source) +
                          (reading.page > 0 ? ", page " + std::to_string(reading.page + 1) : "")) +
              "\n" + facts(reading);
    if (!reading.report.rows.empty()) result += table(reading) + conclusion(reading) + notes(reading);
    result += vertebrae_apart(reading);
    if (!reading.findings.empty())
      result += element("h3", "", "Findings of the auditor") + finding_list(reading.findings);
    else if (!reading.report.rows.empty())
      result += note("The auditor has no finding.");
    result += unread(reading);
  }
  return result;
}

std::string dxa_between_section(const Report& report) {
  if (report.dxa_between.empty()) return "";
  return element("h2", "", "Between the densitometer&#8217;s objects") + finding_list(report.dxa_between);
}

}  // namespace osteon
