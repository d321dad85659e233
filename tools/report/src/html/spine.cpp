#include "../words.hpp"
#include "markup.hpp"
#include "sections.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

/// A name that is less likely is in report.json only.
constexpr double kShownFrom = 0.05;

/// A name that somebody gave has no probability of ours.
bool is_given(const VertebraMeasurement& vertebra) {
  return vertebra.label_evidence == std::vector<std::string>{"given"};
}

std::string level_cell(const VertebraMeasurement& vertebra) {
  const bool doubtful = vertebra.label_confidence < kDoubtfulBelow;
  std::string cell =
      element("b", doubtful ? "doubt" : "sure", name(vertebra.level) + (doubtful ? "?" : "")) + " " +
      element("span", "sd",
              is_given(vertebra) ? "" : number_text(100.0 * vertebra.label_confidence, 0) + "&#8239;%");
  std::string others;
  for (const auto& other : vertebra.alternatives) {
    if (other.probability < kShownFrom) continue;
    others += (others.empty() ? "or " : ", ") + name(other.level) + " " +
              number_text(100.0 * other.probability, 0) + "&#8239;%";
  }
  if (!others.empty()) cell += element("span", "note", others);
  return cell;
}

std::string grade_bar(const std::array<double, 4>& probability) {
  std::string parts;
  for (std::size_t grade = 0; grade < 4; ++grade)
    parts += "<span class=\"g" + std::to_string(grade) +
             "\" style=\"width:" + number_text(100.0 * probability[grade], 1) + "%\"></span>";
  return element("div", "bar", parts) +
         element("span", "note",
                 "grade 1 or more: " + number_text(100.0 * (1.0 - probability[0]), 0) + "&#8239;%");
}

std::string grade_cell(const VertebralDeformity& deformity) {
  if (deformity.possible)
    return element("b", "doubt", "possible, look") +
           (deformity.grade_probability ? grade_bar(*deformity.grade_probability) : "");
  const std::string grade = std::to_string(deformity.genant_grade) + "?";
  std::string cell =
      deformity.genant_grade == 0
          ? std::string("0")
          : (deformity.suspected ? element("b", "alarm", grade) : grade) + " " + word(deformity.shape);
  for (const auto& mimic : deformity.mimics) cell += element("span", "note", "may be " + mimic_words(mimic));
  return cell + (deformity.grade_probability ? grade_bar(*deformity.grade_probability) : "");
}

std::string range_note(const VertebralDeformity& deformity) {
  if (!deformity.range_95) return "";
  return element("span", "note",
                 "95&#8239;%: " + number_text(std::max(0.0, deformity.range_95->low), 0) + "&#8211;" +
                     number_text(std::max(0.0, deformity.range_95->high), 0));
}

std::string reference_note(const VertebralDeformity& deformity) {
  if (deformity.reference == HeightReference::own_posterior) return "against its own posterior height";
  return "against " + level_ranges(deformity.reference_levels);
}

std::string mineral_line(const VertebralDensity& density) {
  const bool plain = density.vbmd.has_value();
  const auto& shown = plain ? density.vbmd : density.vbmd_uncorrected;
  if (!shown) return "";
  return element("div", "",
                 with_sd(shown->value, in_mg_per_cm3, 0) + " " +
                     element("span", "sd", "mg/cm&#179; " + std::string(name(shown->mineral)))) +
         (plain ? "" : element("span", "note", "contrast medium, if any, not corrected"));
}

/// The trabecular regions; those with cortex are in report.json.
std::string density_cell(const VertebraMeasurement& vertebra) {
  std::string cell;
  for (const auto& density : vertebra.density) {
    const bool core = density.region == DensityRegion::trabecular_core;
    if (!core && density.region != DensityRegion::trabecular_oval) continue;
    const auto& mean = density.mean_at_120_kv ? *density.mean_at_120_kv : density.mean;
    cell += element("div", "",
                    with_sd(mean, in_hu, 0) + " " +
                        element("span", "sd", core ? "HU trabecular core" : "HU trabecular oval"));
    if (core) cell += mineral_line(density);
  }
  if (cell.empty()) return "&#8211;";
  for (const auto& why : vertebra.density_excluded)
    cell += element("span", "note doubt", "left out: " + escaped(why));
  return cell;
}

std::string notes(const VertebraMeasurement& vertebra) {
  std::string result;
  for (const auto& warning : vertebra.warnings) result += element("span", "note", escaped(warning.message));
  return result;
}

/// Of a picture without a scale there are no millimetres.
std::string height_cell(const VertebraMeasurement& vertebra, Measured<Length> VertebralHeights::*which) {
  const bool known = vertebra.heights && (!vertebra.in_picture || vertebra.in_picture->lengths_known);
  return element("td", "number", known ? with_sd((*vertebra.heights).*which, in_mm, 1) : "&#8211;");
}

bool is_measured(const VertebraMeasurement& vertebra) {
  return vertebra.complete && (!vertebra.in_picture || vertebra.in_picture->evaluable);
}

std::string row(const VertebraMeasurement& vertebra) {
  std::string cells = element("td", "", level_cell(vertebra));
  if (!is_measured(vertebra))
    return element("tr", "",
                   cells + (vertebra.in_picture ? "<td colspan=\"5\">" : "<td colspan=\"6\">") +
                       (vertebra.warnings.empty()
                            ? element("span", "soft", "cut by the image: neither graded nor weighed")
                            : notes(vertebra)) +
                       "</td>") +
           "\n";
  for (const auto which :
       {&VertebralHeights::anterior, &VertebralHeights::middle, &VertebralHeights::posterior})
    cells += height_cell(vertebra, which);
  cells += element("td", "number",
                   vertebra.deformity ? with_sd(vertebra.deformity->height_loss, in_percent, 1) +
                                            range_note(*vertebra.deformity) +
                                            element("span", "note", reference_note(*vertebra.deformity))
                                      : "&#8211;");
  cells += element("td", "",
                   (vertebra.deformity ? grade_cell(*vertebra.deformity) : "not graded") + notes(vertebra));
  if (!vertebra.in_picture) cells += element("td", "number", density_cell(vertebra));
  return element("tr", "", cells) + "\n";
}

std::string cobb_words(const char* what, const CobbAngle& angle) {
  return std::string(what) + " " + number_text(angle.degrees, 0) + "&#176; " +
         element("span", "sd", "&#177;&#8239;" + number_text(angle.sd_degrees, 0)) + " (" +
         name(angle.upper) + "&#8211;" + name(angle.lower) + ")";
}

/// A sideward curve is called one from 10 degrees on (Cobb), and when it is more than its uncertainty.
bool is_scoliotic(const CobbAngle& angle) {
  constexpr double kScoliosisDeg = 10;
  return std::abs(angle.degrees) >= std::max(kScoliosisDeg, 2 * angle.sd_degrees);
}

/// Only what is more than twice its uncertainty; the kinds of slip are a reader's to tell.
std::string slip_words(const Report& report, const ReportedSeries& series) {
  constexpr double kSds = 2, kLeastPercent = 8;  // less is within how plates and their corners differ
  std::string words;
  for (const auto& one : report.curvatures)
    for (const VertebralSlip& slip : belongs_to(series, one) ? one.slips : std::vector<VertebralSlip>{}) {
      const double share = in_percent(slip.forwards), sd = in_percent(slip.sd);
      if (std::abs(share) < std::max(kLeastPercent, kSds * sd)) continue;
      words += "; " + name(slip.upper) + " stands " + number_text(std::abs(share), 0) + "&#8239;% " +
               element("span", "sd", "&#177;&#8239;" + number_text(sd, 0)) + " of the plate " +
               (share > 0 ? "before " : "behind ") + name(slip.lower);
    }
  return words;
}

std::string curvature_line(const Report& report, const ReportedSeries& series) {
  std::string words;
  for (const auto& one : report.curvatures) {
    if (!belongs_to(series, one)) continue;
    for (const auto& [what, angle] :
         {std::pair("Kyphosis", &one.kyphosis), std::pair("Lordosis", &one.lordosis),
          std::pair("Coronal Cobb angle", &one.coronal)}) {
      if (angle == &one.coronal && *angle && !is_scoliotic(**angle)) {
        words += (words.empty() ? "No" : "; no") + std::string(" sideward curve of 10&#176; or more is seen");
        continue;
      }
      if (*angle) words += (words.empty() ? "" : "; ") + cobb_words(what, **angle);
    }
    if (one.sacral_slope)
      words += (words.empty() ? "Sacral slope " : "; sacral slope ") +
               number_text(one.sacral_slope->degrees, 0) + "&#176; " +
               element("span", "sd", "&#177;&#8239;" + number_text(one.sacral_slope->sd_degrees, 0)) +
               " (lying)";
  }
  words += slip_words(report, series);
  return words.empty() ? "" : element("p", "note whole", words + ".");
}

/// What a reader of a picture from the side has to know first.
std::string doubts(const ReportedSeries& series, bool is_picture) {
  std::string notes;
  for (const auto& warning : series.warnings)
    if (is_picture) notes += element("p", "note whole", escaped(warning.message));
  return notes;
}

std::string gallery(const std::vector<Picture>& pictures, const ReportedSeries& series, bool axial) {
  std::string figures;
  for (const auto& picture : pictures)
    if (belongs_to(series, picture) && picture.name.starts_with("axial") == axial &&
        !picture.name.starts_with("hip") && !picture.name.starts_with("dxa"))
      figures += figure(picture);
  if (axial && !figures.empty())
    figures = element("p", "note whole", "Outlined: body and posterior elements. Tinted: trabecular core.") +
              figures;
  return figures.empty() ? "" : element("div", axial ? "pictures small" : "pictures", figures);
}

std::string head(bool weighed) {
  return std::string(
             "<thead><tr><th>Level, confidence</th><th class=\"number\">Anterior<br>mm</th><th "
             "class=\"number\">Middle<br>mm</th><th class=\"number\">Posterior<br>mm</th><th "
             "class=\"number\">Height loss<br>%</th><th>Genant grade,<br>probability</th>") +
         (weighed ? "<th class=\"number\">Attenuation,<br>density</th>" : "") + "</tr></thead>";
}

constexpr const char* kKey =
    "<p class=\"note key\">± one standard uncertainty. Readers themselves differ by about 12 percentage "
    "points of height "
    "loss. Probability of grade <i class=\"g0\"></i>0 <i class=\"g1\"></i>1 <i class=\"g2\"></i>2 <i "
    "class=\"g3\"></i>3"
    "</p>";

}  // namespace

std::string spine_section(const Report& report, const ReportedSeries& series,
                          const std::vector<Picture>& pictures) {
  if (series.refusal) return "";
  std::string rows;
  bool weighed = true;
  for (const auto& vertebra : report.vertebrae) {
    if (!belongs_to(series, vertebra)) continue;
    rows += row(vertebra);
    weighed = !vertebra.in_picture;
  }
  std::string views = gallery(pictures, series, false);
  if (rows.empty()) return views;
  const std::string table = element("table", "", head(weighed) + element("tbody", "", rows));
  return views + element("h2", "", "Vertebrae in " + escaped(series.source)) + "\n" +
         naming_section(report, series) + doubts(series, !weighed) + element("div", "scroll", table) + kKey +
         curvature_line(report, series) + gallery(pictures, series, true);
}

}  // namespace osteon
