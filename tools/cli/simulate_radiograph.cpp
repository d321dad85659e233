#include "commands.hpp"
#include "simulate.hpp"

#include <osteon/imaging/save_radiograph.hpp>
#include <osteon/simulate/simulated_film.hpp>

#include <spdlog/spdlog.h>

#include <cstdio>
#include <fstream>

namespace osteon::cli {
namespace {

RadiographView view_of(const Settings& settings) {
  if (settings.film_view == "frontal") return RadiographView::frontal;
  return settings.film_anterior == "left" ? RadiographView::right_lateral : RadiographView::left_lateral;
}

Result<FilmRequest> request_of(const Settings& settings) {
  FilmRequest request = settings.film;
  request.setting.view = view_of(settings);
  request.setting.pose = pose_of(settings.simulated_pose);
  request.curve = settings.film_curve == "lin" ? DetectorCurve::linear : DetectorCurve::logarithmic;
  request.masks = given_masks(settings);
  for (const std::string& words : settings.film_collapses) {
    const auto one = collapse_from_words(words);
    if (!one) return one.error();
    request.collapses.push_back(*one);
  }
  return request;
}

/// Plainly, and not as an OutputFolder: what it lists is never taken for an input, and these are made to be
/// one.
Result<bool> write(const SimulatedFilm& film, const std::string& truth, const std::filesystem::path& folder) {
  const Error unwritable{"output.unwritable", "The folder cannot be written.",
                         "Check the folder and the space left on the disk."};
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return unwritable;
  const auto saved = save_simulated_radiograph(film.display.grey, film.making, folder / "film.dcm");
  if (!saved) return saved.error();
  std::ofstream out(folder / "truth.json", std::ios::binary);
  out << truth;
  out.close();
  if (!out) return unwritable;
  return true;
}

}  // namespace

int run_simulate_radiograph(const Settings& settings) {
  const auto request = request_of(settings);
  if (!request) return refuse(request.error());
  const Survey found = survey(settings.inputs);
  const auto ct = only_ct(found);
  if (!ct) return refuse(ct.error());
  const auto film = simulate_film(**ct, *request);
  if (!film) return refuse(film.error());
  for (const Warning& warning : film->warnings) spdlog::info("{}: {}", warning.code, warning.message);
  const std::string truth = truth_json(*film, *request);
  if (const auto written = write(*film, truth, settings.output); !written) return refuse(written.error());
  if (settings.json) std::fputs(truth.c_str(), stdout);
  spdlog::info("{} x {} pixels, {} vertebrae; written: {}", film->plan.view.detector.size[0],
               film->plan.view.detector.size[1], film->truth.vertebrae.size(),
               (settings.output / "truth.json").string());
  return kAllAnalysed;
}

}  // namespace osteon::cli
