#include "markup.hpp"
#include "sections.hpp"

namespace osteon {
namespace {

std::string note(const std::string& words) { return element("p", "note whole", words); }

std::string with_sign(double value, int decimals) {
  return (value >= 0 ? "+" : "") + number_text(value, decimals);
}

std::string line_table(const PrintedPicture& picture) {
  if (picture.lines.empty()) return "";
  std::string rows = element("tr", "",
                             element("th", "", "Line") + element("th", "", "Vertebral heights") +
                                 element("th", "", "mm") + element("th", "", "Tilt, &#176;"));
  for (const LineOffset& line : picture.lines)
    rows += element("tr", "",
                    element("td", "", escaped(line.between)) + element("td", "", with_sign(line.heights, 2)) +
                        element("td", "", line.mm ? with_sign(*line.mm, 1) : "&#8211;") +
                        element("td", "", with_sign(line.tilt_deg, 1)));
  return note("Found lines less drawn ones, downwards positive:") + element("table", "", rows);
}

std::string spine_words(const PrintedPicture& picture) {
  const auto& lines = picture.spine->found.lines;
  std::string words =
      note(escaped(name(lines.front().below)) + "&#8211;" + escaped(name(lines.back().above)) +
           " lie between " + std::to_string(lines.size()) + " lines; " +
           std::to_string(picture.drawn_lines.size()) + " lines were drawn.") +
      line_table(picture);
  for (const EstimatedRegion& region : picture.estimates)
    words += note(escaped(region.region) + " within the found lines: estimated " +
                  with_sd(region.bmd, in_g_per_cm2, 3) + " g/cm&#178;, reported " +
                  number_text(in_g_per_cm2(region.reported), 3) +
                  ". An estimate from grey values, no measurement.");
  return words;
}

std::string hip_words(const PrintedPicture& picture) {
  const DxaHip& hip = picture.hip->found;
  std::string words = std::string(hip.side == Side::left ? "Left" : "Right") + " hip: the neck is " +
                      number_text(in_mm(hip.neck_width.value) / in_mm(hip.head_radius.value), 2) +
                      " radii of the head wide; neck&#8211;shaft angle " +
                      number_text(hip.neck_shaft_angle_deg, 0) + "&#176;.";
  if (picture.neck)
    words += " The narrowest place lies " + with_sign(picture.neck->along_radii, 2) + " along and " +
             with_sign(picture.neck->across_radii, 2) +
             " across the axis from the middle of the drawn box, in radii of the head; axes differ by " +
             number_text(picture.neck->axis_deg, 0) + "&#176;.";
  return note(words);
}

}  // namespace

std::string printed_section(const Report& report, const ReportedSeries& series,
                            const std::vector<Picture>& pictures) {
  std::string body;
  for (std::size_t n = 0; n < report.printed_pictures.size(); ++n) {
    const PrintedPicture& one = report.printed_pictures[n];
    if (!belongs_to(series, one) || one.refusal) continue;
    const std::string drawn = "dxa-page-" + std::to_string(n + 1);
    for (const Picture& picture : pictures)
      if (picture.name == drawn) body += element("div", "pictures", figure(picture));
    if (one.spine) body += spine_words(one);
    if (one.hip) body += hip_words(one);
    for (const Warning& warning : one.warnings) body += note(escaped(warning.message));
  }
  return body.empty() ? ""
                      : element("h2", "", "Pictures on the pages of " + escaped(series.source)) + "\n" + body;
}

}  // namespace osteon
