#pragma once

#include <osteon/densitometry/dxa_audit.hpp>
#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/densitometry/phantom_control.hpp>
#include <osteon/densitometry/vertebral_height.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/phantom_calibration.hpp>
#include <osteon/report/person_file.hpp>
#include <osteon/risk/advice.hpp>
#include <osteon/simulate/simulated_film.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace osteon::cli {

// Exit codes that a script can use.
constexpr int kAllAnalysed = 0;
constexpr int kUsage = 1;
constexpr int kRefused = 2;  ///< something was refused; what could be analysed is written
constexpr int kFailure = 3;

struct Settings {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path output;
  std::filesystem::path image, labels, bodies;
  std::filesystem::path calibration;  ///< a site table; empty = none
  std::filesystem::path precision;    ///< a report of qc precision; empty = none
  std::filesystem::path reference;    ///< a table of the site's references; empty = none
  std::string scheme;
  std::string phantom, mineral = "HA";
  std::vector<double> rod_densities;  ///< mg/cm3, in their order along the holder; empty = of a known phantom
  std::vector<double> pixel_size_mm;  ///< width, height of a picture's pixels; empty = as the header says
  DeformityOptions deformity;
  PhantomControlOptions control;
  int threads = 0;  ///< 0 = as many as the machine has
  bool quiet = false, json = false;
  std::string simulated_region, simulated_pixel = "0.6x1.05";
  std::vector<double> simulated_pose;  ///< degrees about across, down and ray; mm across and down
  DxaBeams simulated_beams;
  bool even_tissue = false;
  FilmRequest film;  ///< but for what is told by words:
  std::string film_view = "lateral", film_anterior = "right", film_curve = "log";
  std::vector<std::string> film_collapses;
  bool new_questionnaire = false;
  bool rule_book = false, coverage = false;    ///< of the risk command: print them
  std::vector<std::filesystem::path> reports;  ///< of examinations of the person
  bool lines = false, worst_first = false;     ///< one person a line
  std::string pack = "none", format = "json";
  std::filesystem::path person;  ///< the data of the person whom the images show; empty = not given
};

/// The site table that was named. Errors: as load_site_table.
[[nodiscard]] Result<CalibrationSources> calibration_sources(const Settings& settings);

/// How densitometers' numbers are judged, as the user chose. Errors: as load_change_limits, load_csv,
/// site_references.
[[nodiscard]] Result<DxaAuditOptions> dxa_options(const Settings& settings);

/// A person's data as a file. Errors: as read_person; with the entries left out told.
[[nodiscard]] Result<PersonFile> load_person(const std::filesystem::path& file);

/// The guidelines that were named; nothing after telling which there are.
[[nodiscard]] std::optional<PackChoice> chosen_packs(const std::string& keys);

/// The one CT of an input. Errors: image.none, image.ambiguous, or why it was refused.
[[nodiscard]] Result<const SeriesOutline*> only_ct(const Survey& survey);

/// Whether something of a patient could not be read and belongs to no series.
[[nodiscard]] bool left_out(const Survey& survey);

int run(int argc, char** argv);
int run_analyze(const Settings& settings);
int run_calibrate(const Settings& settings);
int run_dxa_audit(const Settings& settings);
int run_dxa_change(const Settings& settings);
int run_dxa_read(const Settings& settings);
int run_inspect(const Settings& settings);
int run_measure(const Settings& settings);
int run_quality_phantom(const Settings& settings);
int run_quality_precision(const Settings& settings);
int run_regrade(const Settings& settings);
int run_risk(const Settings& settings);
int run_simulate_dxa(const Settings& settings);
int run_simulate_radiograph(const Settings& settings);

}  // namespace osteon::cli
