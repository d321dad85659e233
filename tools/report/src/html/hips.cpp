#include "markup.hpp"
#include "sections.hpp"

#include <algorithm>

namespace osteon {

std::string figure(const Picture& picture) {
  std::string image = "<img alt=\"" + escaped(picture.caption) + "\" width=\"" +
                      std::to_string(picture.width) + "\" height=\"" + std::to_string(picture.height) +
                      "\" src=\"data:image/png;base64,";
  image += base64(picture.png) + "\">";
  return element("figure", "", image + element("figcaption", "", escaped(picture.caption))) + "\n";
}

namespace {

const char* side_name(Side side) { return side == Side::left ? "Left" : "Right"; }

std::string region_words(HipRegion region) {
  switch (region) {
    case HipRegion::neck:
      return "Femoral neck, at the notch";
    case HipRegion::neck_narrowest:
      return "Femoral neck, narrowest";
    case HipRegion::trochanter:
      return "Trochanter";
    case HipRegion::intertrochanter:
      return "Intertrochanter";
    case HipRegion::total_hip:
      return "Total hip";
    case HipRegion::wards:
      return "Ward&#8217;s";
  }
  return "";
}

/// References and reasons, each said once.
std::string score_notes(const std::vector<HipScore>& scores) {
  std::vector<std::string> said;
  const auto say = [&](const std::string& words) {
    if (std::ranges::find(said, words) == said.end()) said.push_back(words);
  };
  for (const HipScore& one : scores) {
    if (one.t) say("T-score: " + one.t->reference + ".");
    if (one.z) say("Z-score: " + one.z->reference + ".");
    for (const auto* why : {&one.no_t, &one.no_z})
      if (*why) say((*why)->message);
  }
  std::string notes;
  for (const std::string& words : said) notes += element("p", "note whole", escaped(words));
  return notes;
}

std::string row(const FemurMeasurement& femur, const HipRegionDensity& region) {
  std::string t = "&#8211;", z = "&#8211;";
  for (const HipScore& one : femur.scores)
    if (one.region == region.region) {
      t = score_cell(one.t);
      z = score_cell(one.z);
    }
  return element("tr", "",
                 element("td", "", region_words(region.region)) +
                     element("td", "number", with_sd(region.bmd, in_g_per_cm2, 3)) +
                     element("td", "number", with_sd(region.bmc, in_grams, 2)) +
                     element("td", "number", with_sd(region.area, in_cm2, 2)) + element("td", "number", t) +
                     element("td", "number", z)) +
         "\n";
}

constexpr const char* kHead =
    "<thead><tr><th>Region</th><th class=\"number\">Areal density<br>g/cm&#178;</th><th "
    "class=\"number\">Mineral<br>g</th><th class=\"number\">Area<br>cm&#178;</th><th "
    "class=\"number\">T-score</th><th class=\"number\">Z-score</th></tr></thead>";

std::string table(const FemurMeasurement& femur) {
  std::string rows;
  for (const auto& region : femur.density->regions) rows += row(femur, region);
  std::string result = element("div", "scroll", element("table", "", kHead + element("tbody", "", rows)));
  result +=
      element("p", "note whole",
              "Mineral: " + std::string(name(femur.density->mineral)) + ". ± one standard uncertainty.");
  result += score_notes(femur.scores);
  if (!femur.scores.empty())
    result += element("p", "note whole",
                      escaped(femur.scores.front().equivalent.words) + " (" +
                          escaped(femur.scores.front().equivalent.source.text) + ").");
  return result;
}

std::string shape_line(const SegmentedFemur& shape) {
  std::string words = "Head radius " + with_sd(shape.head.radius, in_mm, 1) + " mm; neck width " +
                      with_sd(shape.neck.width, in_mm, 1) + " mm";
  if (shape.neck_shaft_angle)
    words += "; neck&#8211;shaft angle " + number_text(shape.neck_shaft_angle->deg, 0) + "&#176; " +
             element("span", "sd", "&#177;&#8239;" + number_text(shape.neck_shaft_angle->sd_deg, 0));
  if (shape.hip_axis_length)
    words += "; hip axis length " + with_sd(*shape.hip_axis_length, in_mm, 1) + " mm";
  return element("p", "note whole", words + ".");
}

std::string strength_line(const HipDensity& hip) {
  std::string words;
  for (const HipVolume& one : hip.volumes)
    words += element("p", "note whole",
                     region_words(one.region) + ", " + with_sd(one.volume, in_ml, 1) +
                         " ml: " + with_sd(one.integral, in_mg_per_cm3, 0) +
                         " mg/cm&#179;; deeper than 3 mm " + with_sd(one.trabecular, in_mg_per_cm3, 0) +
                         ", the outer 3 mm " + with_sd(one.cortical, in_mg_per_cm3, 0) + ".");
  if (hip.section)
    words += element("p", "note whole",
                     "Narrowest section of the neck: bone without pores " +
                         with_sd(hip.section->bone_area, in_cm2, 2) + " cm&#178;, moment of inertia " +
                         number_text(hip.section->moment_cm4, 2) + " cm&#8308;, section modulus " +
                         number_text(hip.section->modulus_cm3, 2) + " cm&#179;. Not for diagnosis.");
  return words;
}

std::string one_hip(const FemurMeasurement& femur, const std::vector<Picture>& pictures) {
  std::string result = element("h3", "", std::string(side_name(femur.side)) + " hip") + "\n";
  const auto said = [&](const Error& why) {
    result += element("p", "note whole", escaped(why.message) + " " + escaped(why.remedy));
  };
  if (femur.refusal) said(*femur.refusal);
  const std::string picture_name = femur.side == Side::left ? "hip-left" : "hip-right";
  for (const auto& picture : pictures)
    if (picture.series_uid == femur.series_uid && picture.series_part == femur.series_part &&
        picture.name == picture_name)
      result += element("div", "pictures", figure(picture));
  if (femur.density) result += table(femur) + strength_line(*femur.density);
  if (femur.no_density) said(*femur.no_density);
  if (femur.shape) result += shape_line(*femur.shape);
  std::vector<Warning> all = femur.shape ? femur.shape->warnings : std::vector<Warning>{};
  if (femur.density) all.insert(all.end(), femur.density->warnings.begin(), femur.density->warnings.end());
  for (const auto& warning : all) result += element("p", "note whole", escaped(warning.message));
  return result;
}

}  // namespace

std::string hip_section(const Report& report, const ReportedSeries& series,
                        const std::vector<Picture>& pictures) {
  std::string hips;
  for (const auto& femur : report.femurs)
    if (belongs_to(series, femur)) hips += one_hip(femur, pictures);
  if (hips.empty()) return "";
  return element("h2", "", "Hips in " + escaped(series.source)) + "\n" + hips;
}

}  // namespace osteon
