#include "analyze_picture.hpp"

#include "reported.hpp"

#include <osteon/imaging/load.hpp>

#include <utility>

namespace osteon {
namespace {

const char* word(Side side) { return side == Side::left ? "left" : "right"; }

void add(std::vector<Warning>& to, const std::vector<Warning>& warnings) {
  to.insert(to.end(), warnings.begin(), warnings.end());
}

template <class Found>
Result<Found> timed(Report& report, Result<Found> (*find)(const DxaPicture&), const DxaPicture& picture) {
  const Stopwatch watch(report, "segment");
  return find(picture);
}

std::optional<Error> analyze_spine(const SeriesOutline& outline, const DxaPicture& picture,
                                   const TakePicture& take, ReportedSeries& series, Report& report) {
  auto spine = timed(report, find_dxa_spine, picture);
  if (!spine) return spine.error();
  add(series.warnings, spine->warnings);
  DisplayedBone shown = displayed_bone(picture, spine->vertebrae, spine->field);
  report.spine_pictures.push_back({outline.uid, outline.part, std::move(spine).value(), std::move(shown)});
  if (take) take({outline, picture, &report.spine_pictures.back(), nullptr});
  return std::nullopt;
}

std::optional<Error> analyze_hip(const SeriesOutline& outline, const DxaPicture& picture,
                                 const TakePicture& take, ReportedSeries& series, Report& report) {
  auto hip = timed(report, find_dxa_hip, picture);
  if (!hip) return hip.error();
  add(series.warnings, hip->warnings);
  const auto stated = outline.picture->stated_side;
  if (stated && *stated != hip->side)
    series.warnings.push_back({"dxa-hip.side-conflict", std::string("The header says ") + word(*stated) +
                                                            " hip, the picture shows a " + word(hip->side) +
                                                            " one or is turned over; check the side."});
  DisplayedBone shown = displayed_bone(picture, hip->femur, hip->field, places_of(*hip));
  report.hip_pictures.push_back({outline.uid, outline.part, *hip, stated, std::move(shown),
                                 displayed_layout(picture, hip->femur, places_of(*hip))});
  if (take) take({outline, picture, nullptr, &report.hip_pictures.back()});
  return std::nullopt;
}

}  // namespace

HipPlaces places_of(const DxaHip& hip) {
  HipPlaces places{hip.side, hip.head_center.mm, hip.neck_center.mm, hip.neck.direction, hip.notch.mm, {}};
  if (hip.lesser_trochanter) places.lesser_trochanter = hip.lesser_trochanter->mm;
  return places;
}

std::optional<Error> analyze_picture(const SeriesOutline& outline,
                                     const std::optional<Eigen::Vector2d>& operator_spacing_mm,
                                     const TakePicture& take, ReportedSeries& series, Report& report) {
  const auto picture = [&] {
    const Stopwatch watch(report, "load");
    return load_dxa_picture(outline, operator_spacing_mm);
  }();
  if (!picture) return picture.error();
  if (operator_spacing_mm) series.spacing_source = "operator";
  return find_in_picture(outline, *picture, take, series, report);
}

std::optional<Error> find_in_picture(const SeriesOutline& outline, const DxaPicture& picture,
                                     const TakePicture& take, ReportedSeries& series, Report& report) {
  series.picture_grid = picture.grey.grid();
  const bool hip = outline.kind == SeriesKind::dxa_hip;
  series.method = hip ? "dxa-hip-outline/1" : "dxa-disc-rows/1";
  return hip ? analyze_hip(outline, picture, take, series, report)
             : analyze_spine(outline, picture, take, series, report);
}

}  // namespace osteon
