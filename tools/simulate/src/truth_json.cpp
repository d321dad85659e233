#include "rounded_json.hpp"

#include <osteon/simulate/dxa_truth.hpp>

namespace osteon {
namespace {

using Json = nlohmann::ordered_json;

Json region_json(const TrueRegion& region) {
  return {{"area_cm2", rounded(region.area_cm2)},
          {"bmc_g", rounded(region.bmc_g)},
          {"bmd_g_per_cm2", region.area_cm2 > 0 ? Json(rounded(region.bmd())) : Json(nullptr)},
          {"whole", region.whole}};
}

Json view_json(const DxaView& view, const DxaBeams& beams) {
  return {{"simulated", true},
          {"pixels", {view.size[0], view.size[1]}},
          {"pixel_mm", place(view.pixel_mm)},
          {"view",
           {{"origin_mm", place(view.origin)},
            {"across", place(view.across)},
            {"down", place(view.down)},
            {"ray", place(view.ray)}}},
          {"beams",
           {{"low_kev", beams.low_kev},
            {"high_kev", beams.high_kev},
            {"photons_per_mm2", beams.photons_per_mm2},
            {"seed", beams.seed}}}};
}

}  // namespace

std::string truth_json(const SpineTruth& truth, const DxaView& view, const DxaBeams& beams) {
  Json json = view_json(view, beams);
  json["region"] = "spine";
  json["lines"] = Json::array();
  for (const TrueLine& line : truth.lines)
    json["lines"].push_back({{"above", name(line.above)},
                             {"below", name(line.below)},
                             {"left_mm", place(line.left)},
                             {"right_mm", place(line.right)},
                             {"estimated", line.by_next_disc}});
  json["levels"] = Json::array();
  for (const TrueLevel& level : truth.densities) {
    Json one = region_json(level.region);
    one["level"] = name(level.level);
    json["levels"].push_back(one);
  }
  json["l1_l4"] = truth.l1_l4 ? region_json(*truth.l1_l4) : Json(nullptr);
  return json.dump(2) + "\n";
}

std::string truth_json(const HipTruth& truth, const DxaView& view, const DxaBeams& beams) {
  Json json = view_json(view, beams);
  json["region"] = truth.side == Side::left ? "left-hip" : "right-hip";
  json["head"] = {{"center_mm", place(truth.head_center)}, {"radius_mm", rounded(truth.head_radius_mm)}};
  json["neck"] = {{"center_mm", place(truth.neck_center)}, {"direction", place(truth.neck)}};
  json["shaft"] = {{"point_mm", place(truth.shaft_point)}, {"direction", place(truth.shaft)}};
  json["greater_trochanter_mm"] = place(truth.greater_trochanter);
  json["lesser_trochanter_mm"] = place(truth.lesser_trochanter);
  json["notch_mm"] = place(truth.notch);
  json["regions"] = Json::array();
  for (const TrueHipRegion& one : truth.densities)
    json["regions"].push_back({{"region", name(one.region)},
                               {"all", region_json(one.all)},
                               {"femur_alone", region_json(one.femur)}});
  return json.dump(2) + "\n";
}

}  // namespace osteon
