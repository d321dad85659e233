#include "simulate.hpp"

#include <CLI/CLI.hpp>

namespace osteon::cli {
namespace {

/// What both simulators take.
void add_simulated(CLI::App& command, Settings& settings) {
  command.add_option("input", settings.inputs, "The CT: file or folder")
      ->required()
      ->expected(1)
      ->check(CLI::ExistingPath);
  command
      .add_option("--pose", settings.simulated_pose,
                  "How the patient lies or stands otherwise: degrees about the picture's x, its y and the "
                  "ray, then mm to the right and downwards")
      ->delimiter(',')
      ->expected(1, 5)
      ->check(CLI::Range(-90.0, 90.0));
  auto* masks = command
                    .add_option("--masks,--labels", settings.labels,
                                "Label map of the vertebrae; else the CT is segmented")
                    ->check(CLI::ExistingPath);
  auto* scheme = command.add_option("--scheme", settings.scheme, "What its labels mean")
                     ->check(CLI::IsMember({"totalsegmentator", "verse", "tptbox"}));
  masks->needs(scheme);
  scheme->needs(masks);
}

CLI::App* add_simulate_dxa(CLI::App& simulate, Settings& settings) {
  auto* dxa = simulate.add_subcommand("dxa", "What a densitometer would see of the patient of a CT");
  dxa->add_option("-o,--output", settings.output,
                  "Folder for ge-lunar.dcm, hologic.dcm, truth.json, mineral.nrrd, measured.nrrd, and "
                  "scan.json, which "
                  "osteon analyze reads, with low.nrrd, high.nrrd and their calibration object")
      ->required();
  dxa->add_option("--region", settings.simulated_region, "What is taken")
      ->required()
      ->check(CLI::IsMember({"spine", "left-hip", "right-hip"}));
  dxa->add_option("--pixel", settings.simulated_pixel, "Width x height, mm")->capture_default_str();
  dxa->add_option("--photons", settings.simulated_beams.photons_per_mm2,
                  "Of each energy that enter over 1 mm2; 0 = no noise")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e12));
  dxa->add_option("--seed", settings.simulated_beams.seed, "Of the noise")->capture_default_str();
  dxa->add_flag("--even-tissue", settings.even_tissue, "All soft tissue is water: no error by fat");
  add_simulated(*dxa, settings);
  return dxa;
}

/// Distances, beam and curve of a simulated film.
void add_film(CLI::App& command, FilmRequest& film) {
  const auto number = [&](const char* name, double& value, const char* words, double least, double most) {
    command.add_option(name, value, words)->capture_default_str()->check(CLI::Range(least, most));
  };
  number("--pixel", film.setting.pixel_mm, "Of the detector, mm", 0.1, 1);
  number("--source-mm", film.setting.source_mm, "From the source to the detector", 800, 3000);
  number("--object-mm", film.setting.object_mm, "From the spine to the detector", 20, 400);
  number("--border", film.setting.border_mm, "Of the detector behind the collimator, mm on every side", 0,
         100);
  number("--kv", film.beam.tube.kilovolt, "Of the tube, behind 3 mm of aluminium", 50, 150);
  number("--scatter", film.beam.scatter_ratio, "Scattered over straight beam, the median behind the patient",
         0, 10);
  number("--photons", film.beam.photons_per_mm2,
         "That reach 1 mm2 of the detector behind the spine; 0 = no noise", 0, 1e9);
  command.add_option("--seed", film.beam.seed, "Of the noise")->capture_default_str();
}

CLI::App* add_simulate_radiograph(CLI::App& simulate, Settings& settings) {
  auto* film = simulate.add_subcommand("radiograph", "A film of the spine of the patient of a CT");
  film->add_option("-o,--output", settings.output,
                   "Folder for film.dcm, which osteon analyze reads, and truth.json")
      ->required();
  film->add_option("--view", settings.film_view, "From where")
      ->capture_default_str()
      ->check(CLI::IsMember({"lateral", "frontal"}));
  film->add_option(
          "--anterior", settings.film_anterior,
          "The picture's side that is anterior in a lateral film; the patient's left side stands at the "
          "detector for right, his right side for left")
      ->capture_default_str()
      ->check(CLI::IsMember({"left", "right"}));
  add_film(*film, settings.film);
  film->add_option("--curve", settings.film_curve, "How greys follow the beam")
      ->capture_default_str()
      ->check(CLI::IsMember({"log", "lin"}));
  film->add_option("--collapse", settings.film_collapses,
                   "Let a body collapse first: LEVEL:KIND:LOSS with wedge, biconcave or crush, L1:wedge:0.3; "
                   "may be repeated")
      ->delimiter(',');
  add_simulated(*film, settings);
  return film;
}

}  // namespace

Commands add_simulate(CLI::App& app, Settings& settings) {
  auto* simulate = app.add_subcommand("simulate", "Make pictures whose truth is known");
  simulate->require_subcommand(1);
  auto* dxa = add_simulate_dxa(*simulate, settings);
  auto* film = add_simulate_radiograph(*simulate, settings);
  add_calibration(*dxa, settings);
  for (CLI::App* command : {dxa, film}) add_common(*command, settings);
  return {{dxa, run_simulate_dxa}, {film, run_simulate_radiograph}};
}

}  // namespace osteon::cli
