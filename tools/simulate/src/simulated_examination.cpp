#include "spine_of.hpp"

#include <osteon/densitometry/dxa_display.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/simulate/bone_threshold.hpp>
#include <osteon/simulate/simulated_examination.hpp>

#include <utility>

namespace osteon {
namespace {

Error not_calibrated(const CtReading& reading) {
  return {"dxa.no-calibration",
          "What mineral is in this CT is not known" +
              (reading.warnings.empty() ? std::string(".") : ": " + reading.warnings.back().message),
          "Give a CT with a phantom, a site table, or with fat and muscle in view."};
}

/// `truth_of`: the JSON of what a picture holds.
template <class TruthOf>
Result<SimulatedExamination> examined(const CtScan& scan, const LabelMap<3>& known, const CtReading& reading,
                                      const DensityLine& line, const DxaPlan& plan, const DxaRequest& request,
                                      const TruthOf& truth_of) {
  const DxaView view = posed(plan.view, plan.pivot, request.pose);
  const LabelMap<3> bone = all_bone(scan, known, clear_bone_hu(reading.acquisition));
  SimulatedDxa picture = simulate_dxa(scan, bone, line, view, request.beams);
  auto measured =
      bone_map(picture.scan, calibration_by_energies(request.beams.low_kev, request.beams.high_kev));
  if (!measured) return measured.error();
  Image2D<std::uint8_t> display = dxa_display(measured->bone.g_per_cm2, picture.seen);
  std::string truth = truth_of(view, picture);
  std::vector<Warning> warnings = reading.warnings;
  warnings.insert(warnings.end(), measured->warnings.begin(), measured->warnings.end());
  return SimulatedExamination{view,
                              std::move(picture),
                              std::move(*measured),
                              std::move(display),
                              std::move(truth),
                              std::move(warnings)};
}

Result<SimulatedExamination> spine_examination(const SeriesOutline& ct, const CtScan& scan,
                                               const DxaRequest& request) {
  const auto spine = spine_of(scan, request.masks);
  if (!spine) return spine.error();
  const CtReading reading = read_ct(scan, *spine, ct, request.calibration);
  if (!reading.calibration) return not_calibrated(reading);
  const DensityLine line = as_hydroxyapatite(reading.calibration->line);
  const auto plan = plan_spine(scan, *spine, request.pixel_mm);
  if (!plan) return plan.error();
  return examined(scan, spine->vertebrae, reading, line, *plan, request,
                  [&](const DxaView& view, const SimulatedDxa& picture) {
                    return truth_json(spine_truth(scan, *spine, line, view, picture), view, request.beams);
                  });
}

Result<const SegmentedFemur*> femur_of(const FemurSegmentation& femurs, Side side) {
  for (const SegmentedFemur& femur : femurs.found)
    if (femur.side == side) return &femur;
  for (const RefusedFemur& refused : femurs.refused)
    if (refused.side == side) return refused.reason;
  return Error{"anatomy.no-hip", "No hip of this side is in the scan.", "Ask for the other side."};
}

Result<SimulatedExamination> hip_examination(const SeriesOutline& ct, const CtScan& scan,
                                             const DxaRequest& request) {
  const auto femurs = find_femurs(scan);
  if (!femurs) return femurs.error();
  const auto femur = femur_of(*femurs, request.target == DxaTarget::left_hip ? Side::left : Side::right);
  if (!femur) return femur.error();
  const CtReading reading = read_ct_of_hips(scan, femurs->found, ct, request.calibration);
  if (!reading.calibration) return not_calibrated(reading);
  const DensityLine line = as_hydroxyapatite(reading.calibration->line);
  auto density = hip_density(scan, *femurs, **femur, line);
  if (!density) return density.error();
  const std::optional<HipDensity> known(std::move(*density));
  return examined(scan, femurs->femurs, reading, line,
                  plan_hip(scan, *placement_of(**femur), request.pixel_mm), request,
                  [&](const DxaView& view, const SimulatedDxa& picture) {
                    return truth_json(hip_truth(scan, femurs->femurs, **femur, known, line, view, picture),
                                      view, request.beams);
                  });
}

}  // namespace

Result<SimulatedExamination> simulate_examination(const SeriesOutline& ct, const DxaRequest& request) {
  const auto loaded = load_ct(ct);
  if (!loaded) return loaded.error();
  return request.target == DxaTarget::spine ? spine_examination(ct, loaded->scan, request)
                                            : hip_examination(ct, loaded->scan, request);
}

}  // namespace osteon
