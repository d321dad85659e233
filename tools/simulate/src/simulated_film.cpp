#include "spine_of.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/simulate/bone_threshold.hpp>
#include <osteon/simulate/simulated_film.hpp>

#include <utility>

namespace osteon {
namespace {

/// The tube's voltage of a CT whose header states one that a scanner has.
double kilovolt_of(const SeriesOutline& ct) {
  constexpr double kUsual = 120, kLowest = 60, kHighest = 150;
  const double stated = ct.acquisition.tube_voltage_kv.value_or(kUsual);
  return stated >= kLowest && stated <= kHighest ? stated : kUsual;
}

RadiographMaking making_of(const FilmPlan& plan, const RadiographDisplay& display,
                           const FilmRequest& request) {
  return {request.setting.view,
          request.beam.tube.kilovolt,
          request.setting.source_mm,
          request.setting.source_mm - request.setting.object_mm,
          {plan.open.left, plan.open.top, plan.open.right, plan.open.bottom},
          request.curve == DetectorCurve::logarithmic,
          display.window_center,
          display.window_width};
}

}  // namespace

Result<SimulatedFilm> simulate_film(const SeriesOutline& ct, const FilmRequest& request) {
  auto loaded = load_ct(ct);
  if (!loaded) return loaded.error();
  const auto spine = spine_of(loaded->scan, request.masks);
  if (!spine) return spine.error();
  const double bright_hu = clear_bone_hu(describe_acquisition(loaded->scan, &*spine, ct));
  const auto scan = collapsed(std::move(loaded->scan), *spine, request.collapses);
  if (!scan) return scan.error();
  const auto plan = plan_film(scan->scan, *spine, request.setting);
  if (!plan) return plan.error();
  const LabelMap<3> bone = all_bone(scan->scan, scan->vertebrae, bright_hu);
  const SimulatedRadiograph picture = simulate_radiograph(scan->scan, bone, usual_line(kilovolt_of(ct)),
                                                          plan->view, plan->open, request.beam);
  RadiographDisplay display = radiograph_display(picture.signal, plan->open, request.curve);
  const RadiographMaking making = making_of(*plan, display, request);
  return SimulatedFilm{*plan, std::move(display), making, film_truth(*spine, *scan, *plan), spine->warnings};
}

}  // namespace osteon
