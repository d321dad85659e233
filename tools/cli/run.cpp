#include "commands.hpp"
#include "simulate.hpp"
#include "version.hpp"

#include <osteon/densitometry/phantom_identification.hpp>

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <tbb/global_control.h>

#include <memory>
#include <tuple>
#include <utility>

namespace osteon::cli {
namespace {

void add_common(CLI::App& command, Settings& settings) {
  command.add_flag("--quiet,-q", settings.quiet, "Print errors only");
  command.add_flag("--json", settings.json, "Print the result as JSON on standard output");
  command.add_option("--threads", settings.threads, "Threads to use; 0 = all processors")
      ->check(CLI::Range(0, 1024));
}

/// Limits of the fracture grades; nonsense is a wrong call.
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

void add_calibrate(CLI::App& command, Settings& settings) {
  std::vector<std::string> names;
  for (const Phantom& phantom : known_phantoms())
    if (phantom.rods.size() >= 3) names.push_back(phantom_key(phantom.name));
  command.add_option("input", settings.inputs, "Scans of the phantom: files, folders, DICOMDIR")
      ->required()
      ->check(CLI::ExistingPath);
  command.add_option("-o,--output", settings.output, "The site table (JSON); what it holds stays")
      ->required();
  auto* phantom =
      command.add_option("--phantom", settings.phantom, "Which phantom; without it, the one that fits")
          ->check(CLI::IsMember(names));
  auto* rods =
      command
          .add_option("--rods", settings.rod_densities,
                      "Densities of your own phantom's certificate, mg/cm3, along the holder: 0,50,100")
          ->delimiter(',')
          ->excludes(phantom);
  command.add_option("--mineral", settings.mineral, "What the densities of --rods are of")
      ->check(CLI::IsMember({"HA", "K2HPO4"}))
      ->capture_default_str()
      ->needs(rods);
}

/// The site's own quality; gives the two commands.
std::pair<CLI::App*, CLI::App*> add_quality(CLI::App& app, Settings& settings) {
  auto* quality =
      app.add_subcommand("qc", "Judge a site's own quality of densitometry from its tables (CSV)");
  quality->require_subcommand(1);
  auto* precision = quality->add_subcommand(
      "precision", "Precision error and least significant change from repeated measurements of persons");
  precision
      ->add_option(
          "table", settings.inputs,
          "Columns subject, bmd (or bmd1, bmd2, ...) in g/cm2, and region, technologist if there are several")
      ->required()
      ->expected(1)
      ->check(CLI::ExistingFile);
  auto* phantom =
      quality->add_subcommand("phantom", "Whether a densitometer still reads its quality phantom as it did");
  phantom
      ->add_option("table", settings.inputs,
                   "Columns date (YYYY-MM-DD), bmd in g/cm2, and phantom if there are several")
      ->required()
      ->expected(1)
      ->check(CLI::ExistingFile);
  phantom
      ->add_option("--baseline", settings.control.baseline,
                   "Scans that make mean and sd; ten where there are not more")
      ->capture_default_str();
  phantom->add_option("--percentage", settings.control.percentage, "Limit around the mean, per cent")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  for (CLI::App* command : {precision, phantom}) {
    command->add_option("-o,--output", settings.output, "Folder for report.json and report.html");
    add_common(*command, settings);
  }
  return {precision, phantom};
}

/// The three commands on densitometers' numbers.
std::tuple<CLI::App*, CLI::App*, CLI::App*> add_dxa(CLI::App& app, Settings& settings) {
  const char* const forms =
      "DICOM (structured reports, report pages), PDF, PNG, JPEG, CSV, FHIR; files or folders";
  auto* dxa = app.add_subcommand("dxa", "Numbers of bone densitometers (DXA)");
  dxa->require_subcommand(1);
  auto* read = dxa->add_subcommand("read", "Read them row by row");
  auto* audit = dxa->add_subcommand("audit", "Say what contradicts itself or the rules in them");
  auto* change = dxa->add_subcommand("change", "Compare two examinations of one person, the earlier first");
  read->add_option("input", settings.inputs, forms)->required()->check(CLI::ExistingPath);
  audit->add_option("input", settings.inputs, forms)->required()->check(CLI::ExistingPath);
  change->add_option("input", settings.inputs, forms)->required()->expected(2)->check(CLI::ExistingFile);
  for (CLI::App* command : {read, audit, change}) {
    add_dxa_tables(*command, settings);
    add_common(*command, settings);
  }
  return {read, audit, change};
}

/// Standard output carries results only; words for a person go to standard error.
void start_log(bool quiet) {
  auto log = spdlog::stderr_color_mt("osteon");
  log->set_pattern("%^%l%$: %v");
  log->set_level(quiet ? spdlog::level::err : spdlog::level::info);
  spdlog::set_default_logger(log);
}

void add_risk(CLI::App& risk, Settings& settings) {
  risk.add_option("input", settings.inputs,
                  "A person's data (JSON, YAML or FHIR); --new writes an empty one to fill in")
      ->expected(0, 1)
      ->check(CLI::ExistingFile);
  add_pack(risk, settings);
  risk.add_option("--report", settings.reports,
                  "report.json of osteon analyze, of the same person; several are compared and taken in")
      ->check(CLI::ExistingFile);
  risk.add_option(
          "--format", settings.format,
          "json, html (a page to read), cds-hooks (cards) or fhir (R4 bundle); of --new: json or yaml")
      ->check(CLI::IsMember({"json", "html", "cds-hooks", "fhir", "yaml"}));
  risk.add_flag("--ndjson", settings.lines,
                "One person a line in (the file, or standard input), one line out");
  risk.add_flag("--worst-first", settings.worst_first,
                "With --ndjson: those with the most critical rules first, then the most warnings");
  risk.add_flag("--new", settings.new_questionnaire, "Write an empty questionnaire to the console");
  risk.add_flag("--rules", settings.rule_book, "Write all rules as a table (Markdown)");
  risk.add_flag("--coverage", settings.coverage,
                "Write what covers each row of the source articles (Markdown)");
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app{
      "osteon: bone health from CT, measured with its uncertainty. Decision support, not a medical device.",
      "osteon"};
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.footer("Exit codes: 0 all analysed, 1 usage, 2 something was refused, 3 failure.");
  Settings settings;

  auto* analyze = app.add_subcommand("analyze", "Analyse scans and write reports");
  analyze->add_option("input", settings.inputs, "Files, folders, DICOMDIR, NIfTI, NRRD")
      ->required()
      ->check(CLI::ExistingPath);
  analyze->add_option("-o,--output", settings.output, "Folder for the reports")->required();
  add_person(*analyze, settings);
  add_grading(*analyze, settings);
  add_calibration(*analyze, settings);
  add_pixel_size(*analyze, settings);
  add_dxa_tables(*analyze, settings);
  add_common(*analyze, settings);

  auto* inspect =
      app.add_subcommand("inspect", "Say what is in the input, what is usable, what is not and why");
  inspect->add_option("input", settings.inputs, "Files, folders, DICOMDIR, NIfTI, NRRD")
      ->required()
      ->check(CLI::ExistingPath);
  add_common(*inspect, settings);

  auto* measure =
      app.add_subcommand("measure", "Measure vertebrae and femurs under a segmentation of your own");
  measure->add_option("--image", settings.image, "The CT: file or folder; without it no attenuation")
      ->check(CLI::ExistingPath);
  measure->add_option("--labels", settings.labels, "Label map, or folder of one mask per structure")
      ->required()
      ->check(CLI::ExistingPath);
  measure
      ->add_option(
          "--bodies", settings.bodies,
          "Which voxels are vertebral body: sub-regions (49, 50), vertebrae_body (1), or bodies numbered as "
          "the vertebrae; without it they are parted by shape")
      ->check(CLI::ExistingFile);
  measure->add_option("--scheme", settings.scheme, "What the labels mean")
      ->required()
      ->check(CLI::IsMember({"totalsegmentator", "verse", "tptbox"}));
  measure->add_option("-o,--output", settings.output, "Folder for the report")->required();
  add_grading(*measure, settings);
  add_calibration(*measure, settings);
  add_common(*measure, settings);

  auto* regrade = app.add_subcommand("regrade", "Grade the heights of earlier reports with other limits");
  regrade->add_option("input", settings.inputs, "A report.json, or a folder with reports")
      ->required()
      ->expected(1)
      ->check(CLI::ExistingPath);
  regrade->add_option("-o,--output", settings.output, "Folder for the new report.json")->required();
  add_grading(*regrade, settings);
  add_common(*regrade, settings);

  auto* risk = app.add_subcommand(
      "risk", "What calculators, safety rules and a guideline say of a person's data (JSON), to the console");
  add_risk(*risk, settings);

  auto* calibrate = app.add_subcommand(
      "calibrate", "Add scans of a calibration phantom to a site table, for later scans without a phantom");
  add_calibrate(*calibrate, settings);
  add_common(*calibrate, settings);

  const auto [precision, phantom] = add_quality(app, settings);
  const auto [dxa_read, dxa_audit, dxa_change] = add_dxa(app, settings);
  const auto [simulate_dxa, simulate_radiograph] = add_simulate(app, settings);
  add_calibration(*simulate_dxa, settings);
  add_common(*simulate_dxa, settings);
  add_common(*simulate_radiograph, settings);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kAllAnalysed : kUsage;
  }
  start_log(settings.quiet || settings.json);
  std::unique_ptr<tbb::global_control> limit;
  if (settings.threads > 0)
    limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(settings.threads));
  if (analyze->parsed()) return run_analyze(settings);
  if (inspect->parsed()) return run_inspect(settings);
  if (dxa_read->parsed()) return run_dxa_read(settings);
  if (dxa_audit->parsed()) return run_dxa_audit(settings);
  if (dxa_change->parsed()) return run_dxa_change(settings);
  if (calibrate->parsed()) return run_calibrate(settings);
  if (simulate_dxa->parsed()) return run_simulate_dxa(settings);
  if (simulate_radiograph->parsed()) return run_simulate_radiograph(settings);
  if (precision->parsed()) return run_quality_precision(settings);
  if (phantom->parsed()) return run_quality_phantom(settings);
  if (risk->parsed()) return run_risk(settings);
  if (regrade->parsed()) return run_regrade(settings);
  return run_measure(settings);
}

}  // namespace osteon::cli
