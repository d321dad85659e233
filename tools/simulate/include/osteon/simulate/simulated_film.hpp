#pragma once

#include <osteon/pipeline/measure.hpp>
#include <osteon/simulate/collapsed_scan.hpp>
#include <osteon/simulate/film_plan.hpp>
#include <osteon/simulate/film_truth.hpp>

#include <optional>
#include <string>
#include <vector>

// `osteon simulate radiograph`: one CT in, one film with its truth out.

namespace osteon {

struct FilmRequest {
  FilmSetting setting;
  RadiographBeam beam;
  DetectorCurve curve = DetectorCurve::logarithmic;
  std::vector<AskedCollapse> collapses;
  std::optional<GivenMasks> masks;  ///< of the spine; without them the CT is segmented
};

struct SimulatedFilm {
  FilmPlan plan;
  RadiographDisplay display;
  RadiographMaking making;
  FilmTruth truth;
  std::vector<Warning> warnings;  ///< of the segmentation
};

/// Errors: as load_ct, the segmenter, spine_of_masks, plan_film and collapsed.
[[nodiscard]] Result<SimulatedFilm> simulate_film(const SeriesOutline& ct, const FilmRequest& request);

/// truth.json.
[[nodiscard]] std::string truth_json(const SimulatedFilm& film, const FilmRequest& request);

}  // namespace osteon
