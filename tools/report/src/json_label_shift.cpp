#include "json_parts.hpp"

namespace osteon {
namespace {

Json level_names(const std::vector<BoneRegion>& levels) {
  Json names = Json::array();
  for (const auto level : levels) names.push_back(name(level));
  return names;
}

Json shifted_reading(const ShiftedReading& reading) {
  Json l1(nullptr);
  if (reading.l1)
    l1 = {{"value", number(in_hu(reading.l1->value), 2)},
          {"sd", reading.l1->sd ? number(in_hu(*reading.l1->sd), 2) : Json(nullptr)}};
  return {{"levels", reading.levels},
          {"probability", number(reading.probability, 3)},
          {"l1_hu", l1},
          {"lumbar_mean_hu", reading.lumbar_mean ? number(in_hu(*reading.lumbar_mean), 2) : Json(nullptr)},
          {"lumbar_levels", level_names(reading.lumbar_levels)},
          {"lumbar_t_score", nullptr},
          {"screening", text_or_null(reading.screening)},
          {"suspected_fractures", level_names(reading.fractures.levels)},
          {"spine_deformity_index", or_null(reading.fractures.spine_deformity_index)}};
}

/// What an off-by-one of the names would change; levels +1 = every vertebra is really the next one towards
/// the feet.
Json one_shift(const LabelShift& shift) {
  Json readings = Json::array();
  for (const auto& reading : shift.readings) readings.push_back(shifted_reading(reading));
  return {{"series_uid", shift.series_uid}, {"series_part", shift.series_part}, {"readings", readings}};
}

}  // namespace

Json label_shift(const std::vector<LabelShift>& shifts) {
  Json result = Json::array();
  for (const LabelShift& shift : shifts) result.push_back(one_shift(shift));
  return result;
}

}  // namespace osteon
