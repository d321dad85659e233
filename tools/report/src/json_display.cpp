#include "json_display.hpp"

namespace osteon {
namespace {

Json region(const RemeasuredRegion& one) {
  return {{"region", one.region},
          {"origin", "estimated-from-picture"},
          {"bmd_g_cm2", measured(one.estimated, in_g_per_cm2, 3)},
          {"reported_bmd_g_cm2", number(in_g_per_cm2(one.reported), 3)},
          {"area_ratio", number(one.area_ratio, 2)},
          {"drawn_otherwise", one.drawn_otherwise}};
}

Json curve(const GreyCurve& one) {
  return {{"g_cm2_at_zero", number(in_g_per_cm2(one.at_zero), 4)},
          {"g_cm2_per_grey", number(in_g_per_cm2(one.per_grey), 6)},
          {"left_out_error_g_cm2", number(in_g_per_cm2(one.error), 3)},
          {"regions", one.regions}};
}

}  // namespace

Json display_estimate(const DisplayEstimate& one) {
  Json regions = Json::array();
  if (one.found)
    for (const RemeasuredRegion& found : one.found->regions) regions.push_back(region(found));
  return {{"series_uid", one.series_uid},
          {"part", one.series_part},
          {"side", side(one.side)},
          {"table_series_uid", text_or_null(one.table_uid)},
          {"table_page", one.table_uid.empty() ? Json(nullptr) : Json(one.table_page + 1)},
          {"status", one.refusal ? "refused" : "analysed"},
          {"reason", one.refusal ? reason(*one.refusal) : Json(nullptr)},
          {"curve", one.found ? curve(one.found->curve) : Json(nullptr)},
          {"regions", regions}};
}

}  // namespace osteon
