#include "commands.hpp"
#include "options.hpp"
#include "simulate.hpp"
#include "version.hpp"

#include <osteon/densitometry/phantom_identification.hpp>

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace osteon::cli {
namespace {

void add_scans(CLI::App& command, Settings& settings) {
  command.add_option("input", settings.inputs, "Files, folders, DICOMDIR, NIfTI, NRRD")
      ->required()
      ->check(CLI::ExistingPath);
}

Command add_analyze(CLI::App& app, Settings& settings) {
  auto* analyze = app.add_subcommand("analyze", "Analyse scans and write reports");
  add_scans(*analyze, settings);
  analyze->add_option("-o,--output", settings.output, "Folder for the reports")->required();
  add_person(*analyze, settings);
  add_grading(*analyze, settings);
  add_calibration(*analyze, settings);
  add_pixel_size(*analyze, settings);
  add_dxa_tables(*analyze, settings);
  add_common(*analyze, settings);
  return {analyze, run_analyze};
}

Command add_inspect(CLI::App& app, Settings& settings) {
  auto* inspect =
      app.add_subcommand("inspect", "Say what is in the input, what is usable, what is not and why");
  add_scans(*inspect, settings);
  add_common(*inspect, settings);
  return {inspect, run_inspect};
}

Command add_measure(CLI::App& app, Settings& settings) {
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
  return {measure, run_measure};
}

Command add_regrade(CLI::App& app, Settings& settings) {
  auto* regrade = app.add_subcommand("regrade", "Grade the heights of earlier reports with other limits");
  regrade->add_option("input", settings.inputs, "A report.json, or a folder with reports")
      ->required()
      ->expected(1)
      ->check(CLI::ExistingPath);
  regrade->add_option("-o,--output", settings.output, "Folder for the new report.json")->required();
  add_grading(*regrade, settings);
  add_common(*regrade, settings);
  return {regrade, run_regrade};
}

Command add_calibrate(CLI::App& app, Settings& settings) {
  CLI::App& command = *app.add_subcommand(
      "calibrate", "Add scans of a calibration phantom to a site table, for later scans without a phantom");
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
  add_common(command, settings);
  return {&command, run_calibrate};
}

/// The site's own quality.
Commands add_quality(CLI::App& app, Settings& settings) {
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
  return {{precision, run_quality_precision}, {phantom, run_quality_phantom}};
}

/// Densitometers' numbers.
Commands add_dxa(CLI::App& app, Settings& settings) {
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
  return {{read, run_dxa_read}, {audit, run_dxa_audit}, {change, run_dxa_change}};
}

Command add_risk(CLI::App& app, Settings& settings) {
  CLI::App& risk = *app.add_subcommand(
      "risk", "What calculators, safety rules and a guideline say of a person's data (JSON), to the console");
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
  return {&risk, run_risk};
}

Commands add_commands(CLI::App& app, Settings& settings) {
  Commands all{add_analyze(app, settings), add_inspect(app, settings), add_measure(app, settings),
               add_regrade(app, settings), add_risk(app, settings),    add_calibrate(app, settings)};
  for (const auto add : {add_quality, add_dxa, add_simulate}) {
    const Commands more = add(app, settings);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

/// Standard output carries results only; words for a person go to standard error.
void start_log(bool quiet) {
  auto log = spdlog::stderr_color_mt("osteon");
  log->set_pattern("%^%l%$: %v");
  log->set_level(quiet ? spdlog::level::err : spdlog::level::info);
  spdlog::set_default_logger(log);
}

/// The value of a mistyped option is taken for an input and complained of first; the option is what is wrong.
void name_unknown_options(const CLI::App& app) {
  for (const std::string& word : app.remaining(true))
    if (word.starts_with('-') && word != "--") std::cerr << "Unknown option: " << word << '\n';
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app{
      "osteon: bone health from DXA, pictures of the spine from the side, and CT, measured with its "
      "uncertainty. Decision support, not a medical device.",
      "osteon"};
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.footer("Exit codes: 0 all analysed, 1 usage, 2 something was refused, 3 failure.");
  Settings settings;
  const Commands commands = add_commands(app, settings);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool helps = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    const bool names_them = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
    if (!helps && !names_them) name_unknown_options(app);
    return app.exit(error) == 0 ? kAllAnalysed : kUsage;
  }
  start_log(settings.quiet || settings.json);
  std::unique_ptr<tbb::global_control> limit;
  if (settings.threads > 0)
    limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(settings.threads));
  const auto asked =
      std::find_if(commands.begin(), commands.end(), [](const Command& one) { return one.app->parsed(); });
  return asked->run(settings);
}

}  // namespace osteon::cli
