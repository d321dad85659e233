#include "json_parts.hpp"
#include "words.hpp"

#include <osteon/densitometry/vertebral_height.hpp>

#include <array>
#include <utility>

namespace osteon {
namespace {

Json measured_mm(const Measured<Length>& length) { return measured(length, in_mm, 3); }

/// One decimal, as reported(): what is printed is what was graded.
Json measured_percent(const Measured<Percentage>& percentage) { return measured(percentage, in_percent, 1); }

constexpr std::array kLandmarks{"superior_anterior", "superior_middle", "superior_posterior",
                                "inferior_anterior", "inferior_middle", "inferior_posterior"};

/// Whether places and heights of a vertebra are known in millimetres.
bool has_lengths(const VertebraMeasurement& vertebra) {
  return !vertebra.in_picture || vertebra.in_picture->lengths_known;
}

/// Two coordinates in pictures.
Json point(const VertebraMeasurement& vertebra, const std::array<double, 3>& place_mm) {
  if (!has_lengths(vertebra)) return nullptr;
  Json result{number(place_mm[0], 3), number(place_mm[1], 3)};
  if (!vertebra.in_picture) result.push_back(number(place_mm[2], 3));
  return result;
}

Json landmarks(const VertebraMeasurement& vertebra) {
  if (!vertebra.landmarks_mm || !has_lengths(vertebra)) return nullptr;
  Json result = Json::object();
  for (std::size_t n = 0; n < kLandmarks.size(); ++n)
    result[kLandmarks[n]] = point(vertebra, (*vertebra.landmarks_mm)[n]);
  return result;
}

Json pixel(const std::array<double, 2>& place) { return {number(place[0], 2), number(place[1], 2)}; }

/// What a picture adds: pixels of the stored picture, and whether the level can be judged at all.
void add_picture(const PictureVertebra& in_picture, Json& json) {
  json["evaluable"] = in_picture.evaluable;
  json["center_px"] = pixel(in_picture.center_px);
  Json places = Json::object(), sd = Json::object();
  for (std::size_t n = 0; n < kLandmarks.size(); ++n) {
    places[kLandmarks[n]] = pixel(in_picture.landmarks_px[n]);
    sd[kLandmarks[n]] = number(in_picture.landmark_sd_px[n], 2);
  }
  json["landmarks_px"] = places;
  json["landmarks_sd_px"] = sd;
}

Json heights(const std::optional<VertebralHeights>& heights) {
  if (!heights) return nullptr;
  return {{"anterior", measured_mm(heights->anterior)},
          {"middle", measured_mm(heights->middle)},
          {"posterior", measured_mm(heights->posterior)}};
}

/// With the ranges that hold them with 95 %, where it is known how far the plates can be trusted.
Json measured_heights(const VertebraMeasurement& vertebra) {
  if (!has_lengths(vertebra)) return nullptr;
  Json result = heights(vertebra.heights);
  if (!vertebra.heights || !vertebra.deformity) return result;
  for (const auto& [which, height] :
       {std::pair("anterior", &vertebra.heights->anterior), std::pair("middle", &vertebra.heights->middle),
        std::pair("posterior", &vertebra.heights->posterior)}) {
    const auto half = half_range_95(*height, vertebra.deformity->misreading_share);
    if (half)
      result[which]["range_95"] = {number(in_mm(height->value) - in_mm(*half), 1),
                                   number(in_mm(height->value) + in_mm(*half), 1)};
  }
  return result;
}

Json grade_probability(const std::optional<std::array<double, 4>>& probability) {
  if (!probability) return nullptr;
  Json result = Json::object();
  for (std::size_t grade = 0; grade < 4; ++grade)
    result[std::to_string(grade)] = number((*probability)[grade], 4);
  return result;
}

/// Against the reference, negative where taller.
Json losses(const VertebralDeformity& deformity) {
  if (deformity.losses.size() != 3) return nullptr;
  return {{"anterior", measured_percent(deformity.losses[0])},
          {"middle", measured_percent(deformity.losses[1])},
          {"posterior", measured_percent(deformity.losses[2])}};
}

/// The largest loss, with the range that holds it with 95 %.
Json largest_loss(const VertebralDeformity& deformity) {
  Json result = measured_percent(deformity.height_loss);
  result["range_95"] = deformity.range_95
                           ? Json{number(deformity.range_95->low, 1), number(deformity.range_95->high, 1)}
                           : Json(nullptr);
  return result;
}

Json cobb(const std::optional<CobbAngle>& angle) {
  if (!angle) return nullptr;
  return {{"value", number(angle->degrees, 1)},
          {"sd", number(angle->sd_degrees, 1)},
          {"upper", name(angle->upper)},
          {"lower", name(angle->lower)},
          {"lower_plate", angle->to_upper_plate ? "superior" : "inferior"},
          {"whole_range", angle->whole_range}};
}

Json mineral_density(const std::optional<BoneDensity>& density) {
  return density ? measured(density->value, in_mg_per_cm3, 1) : Json(nullptr);
}

/// `mean_hu` as at 120 kV where that is known, and then as scanned besides; else as scanned.
Json density(const VertebralDensity& density) {
  const auto& basis = density.vbmd_uncorrected;
  return {{"roi", word(density.region)},
          {"roi_definition", density.region_definition},
          {"mask_sha256", density.mask_sha256},
          {"volume_ml", measured(density.volume, in_ml, 3)},
          {"mean_hu", measured(density.mean_at_120_kv.value_or(density.mean), in_hu, 2)},
          {"mean_hu_uncorrected", density.mean_at_120_kv ? measured(density.mean, in_hu, 2) : Json(nullptr)},
          {"mean_hu_sd_of",
           {{"edge", number(density.doubt.edge_hu, 2)}, {"noise", number(density.doubt.noise_hu, 2)}}},
          {"dense_percent", number(100.0 * density.dense_share, 2)},
          {"vbmd_mg_cm3", mineral_density(density.vbmd)},
          {"vbmd_uncorrected_mg_cm3", mineral_density(density.vbmd_uncorrected)},
          {"vbmd_basis",
           basis ? Json(basis->mineral == Mineral::hydroxyapatite ? "HA" : "K2HPO4") : Json(nullptr)},
          {"calibration", word(density.calibration)}};
}

}  // namespace

Json deformity(const std::optional<VertebralDeformity>& deformity) {
  if (!deformity) return nullptr;
  Json levels = Json::array();
  for (const auto level : deformity->reference_levels) levels.push_back(name(level));
  return {{"wedge_percent", measured_percent(deformity->wedge)},
          {"biconcave_percent", measured_percent(deformity->biconcave)},
          {"crush_percent", deformity->crush ? measured_percent(*deformity->crush) : Json(nullptr)},
          {"height_loss_percent", largest_loss(*deformity)},
          {"reference", word(deformity->reference)},
          {"reference_levels", levels},
          {"expected_heights_mm", heights(deformity->expected)},
          {"shape", word(deformity->shape)},
          {"genant_grade", deformity->possible ? Json(nullptr) : Json(deformity->genant_grade)},
          {"grade_probability", grade_probability(deformity->grade_probability)},
          {"suspected", deformity->suspected},
          {"possible", deformity->possible},
          {"losses_percent", losses(*deformity)},
          {"own_posterior_loss_percent",
           deformity->own_posterior_loss ? measured_percent(*deformity->own_posterior_loss) : Json(nullptr)},
          {"grade_limits_percent",
           {deformity->limits.mild, deformity->limits.moderate, deformity->limits.severe}},
          {"misreading_share", number(deformity->misreading_share, 3)},
          {"mimics", deformity->mimics}};
}

namespace {

Json slips(const std::vector<VertebralSlip>& all) {
  Json result = Json::array();
  for (const VertebralSlip& one : all)
    result.push_back(
        {{"upper", name(one.upper)},
         {"lower", name(one.lower)},
         {"forwards_percent",
          {{"value", number(in_percent(one.forwards), 1)}, {"sd", number(in_percent(one.sd), 1)}}}});
  return result;
}

}  // namespace

Json curvature(const SpineCurvature& curvature) {
  Json coronal = cobb(curvature.coronal);
  if (coronal.is_object()) coronal.erase("whole_range");
  return {{"series_uid", curvature.series_uid},
          {"series_part", curvature.series_part},
          {"kyphosis_deg", cobb(curvature.kyphosis)},
          {"lordosis_deg", cobb(curvature.lordosis)},
          {"coronal_cobb_deg", coronal},
          {"sacral_slope_deg", curvature.sacral_slope
                                   ? Json{{"value", number(curvature.sacral_slope->degrees, 1)},
                                          {"sd", number(curvature.sacral_slope->sd_degrees, 1)}}
                                   : Json(nullptr)},
          {"slips", slips(curvature.slips)}};
}

Json number(double value, int decimals) {
  return std::isfinite(value) ? Json(rounded(value, decimals)) : Json(nullptr);
}

Json number(const std::optional<double>& value, int decimals) {
  return value ? number(*value, decimals) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json reason(const Error& error) {
  return {{"code", error.code}, {"message", error.message}, {"remedy", error.remedy}};
}

Json side(const std::optional<Side>& one) {
  return one ? Json(*one == Side::left ? "L" : "R") : Json(nullptr);
}

Json score(const std::optional<DensityScore>& one, const std::optional<Error>& why_not) {
  if (!one) return {{"value", nullptr}, {"reason", why_not ? reason(*why_not) : Json(nullptr)}};
  return {{"value", number(one->value, 1)},
          {"sd", number(one->sd, 1)},
          {"reference", one->reference},
          {"source", std::string(one->source.key)}};
}

Json ignored_files(const std::vector<IgnoredFile>& files) {
  Json json = Json::array();
  for (const IgnoredFile& file : files)
    json.push_back({{"source", file.source}, {"reason", reason(file.reason)}});
  return json;
}

Json warnings(const std::vector<Warning>& warnings) {
  Json result = Json::array();
  for (const auto& warning : warnings)
    result.push_back({{"code", warning.code}, {"message", warning.message}});
  return result;
}

Json vertebra(const VertebraMeasurement& vertebra) {
  Json alternatives = Json::array();
  for (const auto& one : vertebra.alternatives)
    alternatives.push_back({{"level", name(one.level)}, {"probability", number(one.probability, 3)}});
  Json densities = Json::array();
  for (const auto& one : vertebra.density) densities.push_back(density(one));
  Json own_deformity = deformity(vertebra.deformity);
  if (own_deformity.is_object() && !has_lengths(vertebra)) own_deformity["expected_heights_mm"] = nullptr;
  Json json{{"series_uid", vertebra.series_uid},
            {"series_part", vertebra.series_part},
            {"level", name(vertebra.level)},
            {"verse_label", static_cast<int>(vertebra.level)},
            {"alternative_levels", alternatives},
            {"label_confidence", number(vertebra.label_confidence, 3)},
            {"label_evidence", vertebra.label_evidence},
            {"detection_confidence", number(vertebra.detection_confidence, 3)},
            {"complete", vertebra.complete},
            {"center_mm", point(vertebra, vertebra.center_mm)},
            {"landmarks", landmarks(vertebra)},
            {"heights_mm", measured_heights(vertebra)},
            {"deformity", own_deformity},
            {"density", densities},
            {"density_excluded", vertebra.density_excluded},
            {"warnings", warnings(vertebra.warnings)}};
  if (vertebra.in_picture) add_picture(*vertebra.in_picture, json);
  return json;
}

}  // namespace osteon
