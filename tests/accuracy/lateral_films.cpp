#include "lateral_films.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <utility>

namespace osteon {
namespace {

namespace fs = std::filesystem;

/// Corners of bodies that lie in the field, in millimetres of the patient; middles are not compared: the CT's
/// lie where its voxels are dense, the film's where its plates show.
LateralTruth film_truth(const fs::path& file) {
  constexpr std::array<std::pair<const char*, std::size_t>, 4> kCorners{{{"superior_anterior", 0},
                                                                         {"superior_posterior", 2},
                                                                         {"inferior_anterior", 3},
                                                                         {"inferior_posterior", 5}}};
  LateralTruth truth;
  std::ifstream in(file);
  const auto written = nlohmann::json::parse(in);
  for (const auto& vertebra : written.at("vertebrae")) {
    const auto level = vertebra_from_name(vertebra.at("level").get<std::string>());
    const auto& corners = vertebra.at("corners");
    if (!level || corners.is_null() || !vertebra.at("whole_in_ct").get<bool>()) continue;
    TruePoints points;
    bool in_field = true;
    for (const auto& [corner, index] : kCorners) {
      const auto& at = corners.at(corner);
      in_field = in_field && at.at("in_field").get<bool>();
      points[index] = Eigen::Vector2d(at.at("mm")[0].get<double>(), at.at("mm")[1].get<double>()) /
                      vertebra.at("magnification").get<double>();
    }
    if (in_field) truth[*level] = points;
  }
  return truth;
}

Result<LateralSpine> found_in(const fs::path& file) {
  const SeriesOutline outline = survey({file}).studies.at(0).series.at(0);
  auto loaded = load_radiograph(outline, outline.radiograph.value().spacing_mm.value());
  if (!loaded) return loaded.error();
  return find_lateral_spine({std::move(loaded->film.grey)});
}

struct Films {
  LateralErrors errors;
  int count = 0, refused = 0;
};

}  // namespace

void print_films(const fs::path& folder) {
  std::vector<fs::path> truths;
  for (const auto& entry : fs::directory_iterator(folder))
    if (fs::exists(entry.path() / "truth.json")) truths.push_back(entry.path() / "truth.json");
  std::sort(truths.begin(), truths.end());
  std::map<std::string, Films> by_name;
  for (const fs::path& truth : truths) {
    const std::string stem = truth.parent_path().filename().string();
    Films& films = by_name[stem.substr(0, stem.rfind('-'))];
    const auto spine = found_in(truth.parent_path() / "film.dcm");
    compare(spine ? &*spine : nullptr, film_truth(truth), {}, films.errors);
    ++films.count;
    films.refused += !spine;
  }
  fmt::print("\n");
  print_heading();
  for (const auto& [title, films] : by_name)
    print_row(fmt::format("{} ({} of {} refused)", title, films.refused, films.count), films.errors);
}

}  // namespace osteon
