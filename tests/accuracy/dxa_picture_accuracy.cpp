// Prints, as Markdown, what is found in simulated DXA pictures of the scans below DATA against what they
// hold: `dxa_picture_accuracy DATA [--only NAME] [--pictures FOLDER]`.

#include "dxa_hip_geometry.hpp"
#include "dxa_picture_rows.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <string>

namespace osteon {
namespace {

void print_spines(const std::string& data, const TakingOptions& options) {
  fmt::print(
      "Spines. Lines within 4 mm of the true ones, those of them with the right names; errors at the middle "
      "of the line; "
      "the levels that the truth holds whole (L1-L4 or what the scan has).\n\n"
      "| subject | picture | noise of a pixel, g/cm2 | lines | named | mean, mm | worst, mm | tilt, deg | "
      "levels | true BMD | "
      "seen at best | measured over the true pixels | found, of the best | found, of the truth | area "
      "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& source : dxa_sources(data)) {
    if (!source.spine || (!options.only.empty() && source.name != options.only)) continue;
    for (const auto& subject : dxa_subjects(source)) print_spine_rows(subject, options);
  }
}

void print_hips(const std::string& data, const TakingOptions& options) {
  std::string geometry;
  fmt::print(
      "\nHips. The box is Hologic's, 15 x 49 mm at the notch.\n\n"
      "| subject | picture | noise of a pixel, g/cm2 | side | head, mm | radius, mm | narrowest, mm | box, "
      "mm | neck, deg | "
      "notch, mm | shaft, deg | true BMD | seen at best | measured over the true pixels | found, of the best "
      "| "
      "found, of the truth | area |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& source : dxa_sources(data)) {
    if (source.spine || (!options.only.empty() && source.name != options.only)) continue;
    for (const auto& subject : dxa_subjects(source)) geometry += print_hip_rows(subject, options);
  }
  fmt::print("{}{}", hip_geometry_head(), geometry);
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  CLI::App app{"Are spine and hip of simulated DXA pictures found, and is their density right?"};
  std::string data;
  osteon::TakingOptions options;
  app.add_option("data", data)->required();
  app.add_option("--only", options.only, "one scan by its name");
  app.add_option("--setting", options.setting, "one way to take a picture by its name");
  app.add_option("--photons", options.photons, "of each energy over 1 mm2");
  app.add_flag("--even", options.even, "all soft tissue is water");
  app.add_option("--pictures", options.pictures, "folder for the pictures");
  CLI11_PARSE(app, argc, argv);
  osteon::print_spines(data, options);
  osteon::print_hips(data, options);
  return 0;
}
