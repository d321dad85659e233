#include "markup.hpp"
#include "sections.hpp"

#include <algorithm>

namespace osteon {
namespace {

std::string note(const std::string& markup) { return element("p", "note whole", markup); }

std::string region_words(std::string region) {
  std::replace(region.begin() + 1, region.end(), '-', region[0] == 'L' ? '-' : ' ');
  if (region[0] >= 'a' && region[0] <= 'z') region[0] = static_cast<char>(region[0] - 'a' + 'A');
  return region;
}

std::string table(const MeasuredScan& scan) {
  std::string head = element("th", "", "Region"), rows;
  for (const char* title : {"BMD<br>g/cm&#178;", "BMC<br>g", "Area<br>cm&#178;", "T", "Z"})
    head += element("th", "number", title);
  for (const ScanRegion& one : scan.regions) {
    std::string cells = element("td", "", escaped(region_words(one.density.region)));
    for (const std::string& number :
         {with_sd(one.density.bmd, in_g_per_cm2, 3), with_sd(one.density.bmc, in_grams, 2),
          with_sd(one.density.area, in_cm2, 2), score_cell(one.scores.t), score_cell(one.scores.z)})
      cells += element("td", "number", number);
    rows += element("tr", "", cells) + "\n";
  }
  return element(
      "div", "scroll",
      element("table", "", element("thead", "", element("tr", "", head)) + element("tbody", "", rows)));
}

std::string origin(const MeasuredScan& scan) {
  if (!scan.calibration)
    return note("The densities are those of the map; regions and their sums are osteon&#8217;s.");
  return note("Densities from attenuation at two energies: k " + number_text(scan.calibration->scale.k, 3) +
              ", by a calibration object whose places were found within " +
              number_text(scan.calibration->worst_g_per_cm2, 3) + " g/cm&#178;.");
}

/// References and reasons, each said once.
std::string references(const MeasuredScan& scan) {
  std::vector<std::string> said;
  const auto say = [&](const std::string& words) {
    if (std::find(said.begin(), said.end(), words) == said.end()) said.push_back(words);
  };
  for (const ScanRegion& one : scan.regions) {
    if (one.scores.t) say("T: " + one.scores.t->reference + ".");
    if (one.scores.z) say("Z: " + one.scores.z->reference + ".");
    if (one.scores.no_t && one.scores.no_t->code != "dxa.region-not-scored") say(one.scores.no_t->message);
  }
  std::string result;
  for (const std::string& words : said) result += note(escaped(words));
  return result;
}

std::string plus_minus(double value, double sd, int decimals) {
  return number_text(value, decimals) + element("span", "sd", "&#8239;±&#8239;" + number_text(sd, decimals));
}

std::string section_words(const std::optional<NeckSection>& section) {
  if (!section) return "";
  std::string words =
      "The neck&#8217;s narrowest section: bone " + with_sd(section->bone_area, in_cm2, 2) +
      " cm&#178;, moment of inertia " + plus_minus(section->moment_cm4, section->moment_sd, 2) +
      " cm&#8308;, section modulus " + plus_minus(section->modulus_cm3, section->modulus_sd, 2) + " cm&#179;";
  if (section->buckling_ratio)
    words += ", buckling ratio of a tube with all bone in its wall " +
             plus_minus(section->buckling_ratio->value, section->buckling_ratio->sd, 1);
  return note(words + ".");
}

std::string texture_words(const std::optional<TextureIndex>& texture) {
  if (!texture) return "";
  return note("Texture index (slope of the variogram up to 5 mm, L1 to L4): " +
              plus_minus(texture->slope, texture->slope_sd, 2) +
              ". It depends on the densitometer and has no reference.");
}

}  // namespace

std::string scan_section(const MeasuredScan& scan) {
  std::string text = table(scan) + section_words(scan.section) + texture_words(scan.texture) + origin(scan) +
                     references(scan);
  std::string category(name(scan.classification.category));
  std::replace(category.begin(), category.end(), '-', ' ');
  std::string why;
  for (const std::string& basis : scan.classification.basis) why += ", " + escaped(basis);
  text += note("Category: " + element("b", "", category) + why + (why.ends_with('.') ? "" : "."));
  return text + note(
                    "± is one standard uncertainty: noise, 0.3&#8239;mm of the outline, and 0.04 g/cm&#178; "
                    "for a centimetre of fat that lies over bone alone; a repeat varies by less.");
}

}  // namespace osteon
