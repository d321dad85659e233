#include "options.hpp"

#include <CLI/CLI.hpp>

namespace osteon::cli {

void add_common(CLI::App& command, Settings& settings) {
  command.add_flag("--quiet,-q", settings.quiet, "Print errors only");
  command.add_flag("--json", settings.json, "Print the result as JSON on standard output");
  command.add_option("--threads", settings.threads, "Threads to use; 0 = all processors")
      ->check(CLI::Range(0, 1024));
}

void add_grading(CLI::App& command, Settings& settings) {
  GenantLimits& limits = settings.deformity.limits;
  command.add_option("--mild", limits.mild, "Height loss of grade 1, per cent")->capture_default_str();
  command.add_option("--moderate", limits.moderate, "Height loss of grade 2, per cent")
      ->capture_default_str();
  command.add_option("--severe", limits.severe, "Grade 3 above this height loss, per cent")
      ->capture_default_str();
  command
      .add_option("--suspicion", settings.deformity.suspicion_probability,
                  "Suspect a fracture when it is more probable than this")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.callback([&limits] {
    if (!are_usable(limits))
      throw CLI::ValidationError("--mild, --moderate, --severe", "have to rise, above 0 and below 100");
  });
}

void add_calibration(CLI::App& command, Settings& settings) {
  command
      .add_option("--calibration", settings.calibration,
                  "Site table of osteon calibrate, for scans without a phantom in them")
      ->check(CLI::ExistingFile);
}

void add_pixel_size(CLI::App& command, Settings& settings) {
  command
      .add_option("--pixel-size", settings.pixel_size_mm,
                  "Width and height of the pixels of densitometers' pictures, mm: 0.6x1.05")
      ->delimiter('x')
      ->expected(2)
      ->check(CLI::Range(0.01, 20.0));
}

void add_dxa_tables(CLI::App& command, Settings& settings) {
  command
      .add_option("--precision", settings.precision,
                  "report.json of osteon qc precision: the uncertainty of densitometers' numbers, and which "
                  "change is real")
      ->check(CLI::ExistingFile);
  command
      .add_option(
          "--reference", settings.reference,
          "Table (CSV) of the site's own references for T- and Z-scores, each with its source: score, site, "
          "scale, sex, ethnicity, age_from, age_to, mean, sd, source")
      ->check(CLI::ExistingFile);
}

CLI::Option* add_pack(CLI::App& command, Settings& settings) {
  return command.add_option(
      "--pack", settings.pack,
      "Whose thresholds, separated by commas, each for itself: bhof, aace, uspstf, nogg, nice, "
      "oc, esceo, acr, iscd, "
      "all; none without it");
}

void add_person(CLI::App& command, Settings& settings) {
  auto* person = command
                     .add_option("--person", settings.person,
                                 "Data of the one person whom all the images show (osteon risk --new writes "
                                 "the questions): the report then says what to consider")
                     ->check(CLI::ExistingFile);
  add_pack(command, settings)->needs(person);
}

}  // namespace osteon::cli
