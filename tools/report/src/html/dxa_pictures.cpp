#include "markup.hpp"
#include "sections.hpp"

namespace osteon {
namespace {

std::string note(const std::string& words) { return element("p", "note whole", words); }

std::string spine_words(const DxaSpine& spine) {
  if (spine.lines.size() < 2) return "";
  std::string words = name(spine.lines.front().below) + "&#8211;" + name(spine.lines.back().above) +
                      " lie between " + std::to_string(spine.lines.size()) + " lines";
  if (!spine.names.empty())
    words +=
        "; probability of these names " + number_text(100 * spine.names.front().probability, 0) + "&#8239;%";
  return note(words + ".");
}

std::string length_words(const char* what, const std::optional<Measured<Length>>& one) {
  return one ? "; " + std::string(what) + " " + with_sd(*one, in_mm, 1) + " mm" : std::string();
}

std::string hip_words(const DxaHip& hip) {
  return note("Head radius " + with_sd(hip.head_radius, in_mm, 1) + " mm; neck width " +
              with_sd(hip.neck_width, in_mm, 1) + " mm; neck&#8211;shaft angle " +
              number_text(hip.neck_shaft_angle_deg, 0) + "&#176; " +
              element("span", "sd", "&#177;&#8239;" + number_text(hip.neck_shaft_angle_sd_deg, 0)) +
              length_words("neck axis length", hip.neck_axis_length) +
              length_words("hip axis length", hip.hip_axis_length) +
              "; the lesser trochanter stands out by " + number_text(hip.lesser_trochanter_height_mm, 1) +
              " mm.");
}

/// Densities by grey and the table; always called an estimate.
std::string estimate_words(const DisplayEstimate& estimate) {
  if (estimate.refusal) return note(escaped(estimate.refusal->message));
  std::string rows =
      element("tr", "",
              element("th", "", "Region") + element("th", "", "Estimated, g/cm&#178;") +
                  element("th", "", "Reported, g/cm&#178;") + element("th", "", "Area, ours by reported"));
  for (const RemeasuredRegion& one : estimate.found->regions)
    rows += element(
        "tr", "",
        element("td", "", escaped(one.region)) + element("td", "", with_sd(one.estimated, in_g_per_cm2, 3)) +
            element("td", "", number_text(in_g_per_cm2(one.reported), 3)) +
            element("td", "",
                    one.area_ratio
                        ? number_text(*one.area_ratio, 2) + (one.drawn_otherwise ? " (drawn otherwise)" : "")
                        : "&#8211;"));
  return note(
             "Estimates from grey values, held against the table of the same scan; no measurement. The error "
             "is that of regions left out one at a time. An estimate serves where a region was drawn "
             "wrong.") +
         element("table", "", rows);
}

}  // namespace

std::string dxa_picture_section(const Report& report, const ReportedSeries& series,
                                const std::vector<Picture>& pictures) {
  std::string words;
  for (const auto& one : report.spine_pictures)
    if (belongs_to(series, one)) words += spine_words(one.spine);
  for (const auto& one : report.hip_pictures)
    if (belongs_to(series, one)) words += hip_words(one.hip);
  if (words.empty()) return "";
  std::string drawn;
  for (const auto& picture : pictures)
    if (picture.series_uid == series.uid && picture.series_part == series.part &&
        picture.name.starts_with("dxa-"))
      drawn += element("div", "pictures", figure(picture));
  for (const auto& warning : series.warnings) words += note(escaped(warning.message));
  std::string densities;
  for (const auto& scan : report.scans)
    if (belongs_to(series, scan)) densities += scan_section(scan);
  bool estimated = false;
  for (const auto& estimate : report.display_estimates) {
    if (!belongs_to(series, estimate)) continue;
    words += estimate_words(estimate);
    estimated = estimated || estimate.found;
  }
  if (densities.empty() && !estimated)
    words += note("Grey values of a display are no densities: lengths and angles alone are measured here.");
  return element("h2", "",
                 "Densitometer&#8217;s " + std::string(densities.empty() ? "picture " : "scan ") +
                     escaped(series.source)) +
         "\n" + drawn + densities + words;
}

}  // namespace osteon
