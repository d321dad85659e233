#include "analyze_lateral.hpp"

#include "measured_lateral.hpp"
#include "reported.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/segmentation/unscaled_picture.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace osteon {
namespace {

/// Pixels ready to be looked at, and what is known of their size.
struct Input {
  DxaPicture picture;
  Grid<2> stored;             ///< the file's own pixels
  bool scale_known = true;    ///< roughly, at least
  bool lengths_known = true;  ///< lengths are those of the patient
  double magnification = 1;   ///< that was taken off without the header's word
};

/// Of spines on films that do not tell. On lumbar films and films of the chest the patient is magnified 1.05
/// to 1.4 times (radlines.org, Projectional radiography), and bodies are found best at 0.9 to 1.1 of their
/// size (docs/lateral.md).
constexpr double kUsualMagnification = 1.25;

Grid<2> stored_grid(const std::array<int, 2>& size, const Eigen::Vector2d& spacing_mm) {
  return {size, spacing_mm, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
}

/// So that the longer side of a picture without a scale is as long as that of a large film.
Eigen::Vector2d supposed_spacing(const std::array<int, 2>& size, double aspect) {
  constexpr double kLongSideMm = 430;
  return kLongSideMm / std::max<double>(size[0], aspect * size[1]) * Eigen::Vector2d(1, aspect);
}

Result<Input> film(const SeriesOutline& outline, const std::optional<Eigen::Vector2d>& operator_spacing_mm,
                   ReportedSeries& series) {
  const RadiographOutline& stated = *outline.radiograph;
  const auto known = operator_spacing_mm ? operator_spacing_mm : stated.spacing_mm;
  const bool is_patient_scale = operator_spacing_mm || stated.is_patient_scale;
  const double magnification = known && !is_patient_scale ? kUsualMagnification : 1;
  const Eigen::Vector2d spacing =
      known.value_or(supposed_spacing(stated.size, stated.aspect)) / magnification;
  auto loaded = load_radiograph(outline, spacing);
  if (!loaded) return loaded.error();
  series.warnings.insert(series.warnings.end(), loaded->warnings.begin(), loaded->warnings.end());
  return Input{{std::move(loaded->film.grey)},
               stored_grid(stated.size, spacing),
               known.has_value(),
               is_patient_scale,
               magnification};
}

Result<Input> display(const SeriesOutline& outline,
                      const std::optional<Eigen::Vector2d>& operator_spacing_mm) {
  const bool known = operator_spacing_mm || outline.picture->spacing_mm;
  auto picture =
      load_dxa_picture(outline, known ? operator_spacing_mm : supposed_spacing(outline.picture->size, 1));
  if (!picture) return picture.error();
  Grid<2> stored = picture->grey.grid();
  return Input{*std::move(picture), std::move(stored), known, known};
}

Grid<2> stretched(Grid<2> grid, double factor) {
  grid.spacing_mm *= factor;
  grid.origin_mm *= factor;
  return grid;
}

/// Finds the spine; a picture without a scale gets that at which it was found.
Result<LateralSpine> found_in(Input& input, ReportedSeries& series) {
  if (input.scale_known) return find_lateral_spine(input.picture);
  auto found = find_unscaled_lateral_spine(input.picture);
  if (!found) return found.error();
  const double factor = found->assumed_mm / input.picture.grey.grid().spacing_mm.x();
  input.stored = stretched(input.stored, factor);
  input.picture = {
      Image2D<float>(stretched(input.picture.grey.grid(), factor), std::move(input.picture.grey.pixels()))};
  series.spacing_source = "assumed";
  series.warnings.push_back(
      {"anatomy.lateral-scale-assumed",
       "Nobody states the size of the pixels: the vertebrae were found at a scale that was "
       "assumed. No millimetres are given; ratios and angles do not depend on it."});
  return std::move(found->found);
}

/// Nobody has shown yet how well this works on people.
Warning on_trial() {
  return {
      "anatomy.lateral-on-trial",
      "Vertebrae in pictures from the side are found by a method that was judged on simulated pictures and "
      "one real densitometer's picture only: a reader has to look at every level."};
}

/// Levels of T4 to L4 above and below the found ones, which nobody has looked at.
std::optional<Warning> not_seen(const LateralSpine& spine) {
  std::string levels;
  for (int n = static_cast<int>(BoneRegion::t4); n <= static_cast<int>(BoneRegion::l4); ++n) {
    const auto level = static_cast<BoneRegion>(n);
    if (std::none_of(spine.found.begin(), spine.found.end(), [&](const auto& v) { return v.level == level; }))
      levels += (levels.empty() ? "" : ", ") + name(level);
  }
  if (levels.empty()) return std::nullopt;
  return Warning{"anatomy.lateral-levels-not-seen",
                 "Not evaluable, because not found in the picture: " + levels + "."};
}

}  // namespace

std::optional<Error> analyze_lateral(const SeriesOutline& outline,
                                     const std::optional<Eigen::Vector2d>& operator_spacing_mm,
                                     const DeformityOptions& deformity, const TakePicture& take,
                                     ReportedSeries& series, Report& report) {
  auto input = [&] {
    const Stopwatch watch(report, "load");
    return outline.radiograph ? film(outline, operator_spacing_mm, series)
                              : display(outline, operator_spacing_mm);
  }();
  if (!input) return input.error();
  if (operator_spacing_mm) series.spacing_source = "operator";
  auto spine = [&] {
    const Stopwatch watch(report, "segment");
    return found_in(*input, series);
  }();
  series.picture_grid = stretched(input->stored, input->magnification);
  if (!spine) return spine.error();
  const Stopwatch watch(report, "measure");
  series.method = "lateral-network/1";
  series.warnings.insert(series.warnings.end(), spine->warnings.begin(), spine->warnings.end());
  if (auto missing = not_seen(*spine)) series.warnings.push_back(*std::move(missing));
  series.warnings.push_back(on_trial());
  report.lateral_pictures.push_back(
      {outline.uid, outline.part, std::move(spine).value(), input->lengths_known});
  const LateralPicture& picture = report.lateral_pictures.back();
  auto vertebrae = measured_lateral(picture, input->stored, deformity);
  report.curvatures.push_back(measured_curvature(picture));
  if (take) take({outline, input->picture, nullptr, nullptr, &picture, &vertebrae});
  std::move(vertebrae.begin(), vertebrae.end(), std::back_inserter(report.vertebrae));
  return std::nullopt;
}

}  // namespace osteon
