#include "json_dxa.hpp"
#include "words.hpp"

namespace osteon {
namespace {

Json region(const MeasuredScan& scan, const ScanRegion& one) {
  return {{"series_uid", scan.series_uid},
          {"part", scan.series_part},
          {"site", one.site ? Json(std::string(name(*one.site))) : Json(nullptr)},
          {"region", one.density.region},
          {"side", side(scan.side)},
          {"origin", "computed"},
          {"vendor", text_or_null(scan.maker)},
          {"device", nullptr},
          {"software", nullptr},
          {"bmd_g_cm2", measured(one.density.bmd, in_g_per_cm2, 3)},
          {"bmc_g", measured(one.density.bmc, in_grams, 2)},
          {"area_cm2", measured(one.density.area, in_cm2, 2)},
          {"noise_g_cm2", number(in_g_per_cm2(one.density.noise_sd), 4)},
          {"t_score", score(one.scores.t, one.scores.no_t)},
          {"z_score", score(one.scores.z, one.scores.no_z)},
          {"printed_t_score", nullptr},
          {"audit", Json::array()}};
}

Json calibration_of(const std::optional<ObjectCalibration>& one) {
  if (!one) return nullptr;
  return {{"k", number(one->scale.k, 4)},
          {"g_cm2_per_unit", number(one->scale.g_per_cm2, 4)},
          {"worst_place_g_cm2", number(one->worst_g_per_cm2, 4)},
          {"scale_sd_percent", number(100 * one->scale_sd, 2)}};
}

Json texture(const std::optional<TextureIndex>& one) {
  if (!one) return nullptr;
  return {
      {"value", number(one->slope, 3)},
      {"sd", number(one->slope_sd, 3)},
      {"definition", "slope of ln V over ln d of the experimental variogram up to 5 mm, mean of L1 to L4"}};
}

}  // namespace

Json scan_regions(const MeasuredScan& scan) {
  Json rows = Json::array();
  for (const ScanRegion& one : scan.regions) rows.push_back(region(scan, one));
  return rows;
}

Json scans(const std::vector<MeasuredScan>& all) {
  Json list = Json::array();
  for (const MeasuredScan& scan : all)
    list.push_back({{"series_uid", scan.series_uid},
                    {"part", scan.series_part},
                    {"side", side(scan.side)},
                    {"densities_from", scan.calibration ? "two-energies" : "map"},
                    {"calibration", calibration_of(scan.calibration)},
                    {"neck_section", scan.section ? neck_section(*scan.section) : Json(nullptr)},
                    {"texture_index", texture(scan.texture)},
                    {"classification",
                     {{"category", std::string(name(scan.classification.category))},
                      {"basis", scan.classification.basis}}}});
  return list;
}

}  // namespace osteon
