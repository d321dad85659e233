#include "lateral_films.hpp"

#include "lateral_flags.hpp"
#include "lateral_found.hpp"
#include "lateral_overlay.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

namespace osteon {
namespace {

namespace fs = std::filesystem;

using Json = nlohmann::json;

/// A place in millimetres of the patient.
Eigen::Vector2d place_of(const Json& at, double magnification) {
  return Eigen::Vector2d(at.at("mm")[0].get<double>(), at.at("mm")[1].get<double>()) / magnification;
}

/// Six points of one body: corners where its plates end, the middles of the plates. Nothing where the CT or
/// the field cuts it.
std::optional<TruePoints> points_of(const Json& vertebra) {
  constexpr std::array kNames{"superior_anterior", "superior_middle", "superior_posterior",
                              "inferior_anterior", "inferior_middle", "inferior_posterior"};
  if (vertebra.at("corners").is_null() || vertebra.at("points").is_null() ||
      !vertebra.at("whole_in_ct").get<bool>())
    return std::nullopt;
  TruePoints points;
  for (std::size_t k = 0; k < kNames.size(); ++k) {
    const Json& at = vertebra.at(k % 3 == 1 ? "points" : "corners").at(kNames[k]);
    if (!at.at("in_field").get<bool>()) return std::nullopt;
    points[k] = place_of(at, vertebra.at("magnification").get<double>());
  }
  return points;
}

/// The largest share of a height that a drawn collapse takes.
double loss_of(const Json& vertebra) {
  const Json& collapse = vertebra.at("collapse");
  double largest = 0;
  if (!collapse.is_null())
    for (const auto& [height, loss] : collapse.at("true_loss").items())
      largest = std::max(largest, loss.get<double>());
  return largest;
}

struct FilmTruth {
  LateralTruth points;
  std::map<BoneRegion, DrawnBody> drawn;
};

FilmTruth film_truth(const fs::path& file) {
  FilmTruth truth;
  std::ifstream in(file);
  const auto written = Json::parse(in);
  for (const auto& vertebra : written.at("vertebrae")) {
    const auto level = vertebra_from_name(vertebra.at("level").get<std::string>());
    const auto points = points_of(vertebra);
    if (!level || !points) continue;
    truth.points[*level] = *points;
    truth.drawn[*level] = {loss_of(vertebra), true};
  }
  return truth;
}

struct Films {
  LateralErrors errors;
  LateralFlags flags;
  int count = 0, refused = 0;
};

void look_at(const fs::path& folder, const fs::path& pictures, double pixels_taken_for, Films& films) {
  const fs::path file = folder / "film.dcm";
  const SeriesOutline outline = survey({file}).studies.at(0).series.at(0);
  auto loaded = load_radiograph(outline, outline.radiograph.value().spacing_mm.value());
  ++films.count;
  if (!loaded) {
    ++films.refused;
    return;
  }
  const DxaPicture film{std::move(loaded->film.grey)};
  const auto spine = spine_in(film, pixels_taken_for);
  const LateralSpine* found = spine ? &*spine : nullptr;
  const FilmTruth truth = film_truth(folder / "truth.json");
  compare(found, truth.points, truth.drawn, films.errors);
  judge(found, truth.points, truth.drawn, film.grey.grid(), films.flags);
  films.refused += !spine;
  if (!pictures.empty())
    draw_lateral(film, found, truth.points, pictures / (folder.filename().string() + ".png"));
}

}  // namespace

void print_films(const fs::path& folder, const fs::path& pictures, double pixels_taken_for) {
  std::vector<fs::path> films;
  for (const auto& entry : fs::directory_iterator(folder))
    if (fs::exists(entry.path() / "truth.json")) films.push_back(entry.path());
  std::sort(films.begin(), films.end());
  std::map<std::string, Films> by_name;
  for (const fs::path& film : films) {
    const std::string stem = film.filename().string();
    look_at(film, pictures, pixels_taken_for, by_name[stem.substr(0, stem.rfind('-'))]);
  }
  fmt::print("\n");
  print_heading();
  for (const auto& [title, of_name] : by_name)
    print_row(fmt::format("{} ({} of {} refused)", title, of_name.refused, of_name.count), of_name.errors);
  print_heading_of_flags();
  for (const auto& [title, of_name] : by_name) print_row(title, of_name.flags);
}

}  // namespace osteon
