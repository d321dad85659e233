#include "json_parts.hpp"

namespace osteon {
namespace {

Json place(const Eigen::Vector3d& p) { return {number(p[0], 2), number(p[1], 2), number(p[2], 2)}; }
Json place(const std::optional<PatientPoint<3>>& p) { return p ? place(p->mm) : Json(nullptr); }
Json direction(const Eigen::Vector3d& d) { return {number(d[0], 5), number(d[1], 5), number(d[2], 5)}; }

Json angle(const std::optional<MeasuredAngle>& a) {
  return a ? Json{{"value", number(a->deg, 1)}, {"sd", number(a->sd_deg, 1)}} : Json(nullptr);
}
Json length(const std::optional<Measured<Length>>& l) { return l ? measured(*l, in_mm, 1) : Json(nullptr); }

Json axis(const Eigen::Vector3d& point, const Eigen::Vector3d& way) {
  return {{"point", place(point)}, {"direction", direction(way)}};
}

void add_shape(const SegmentedFemur& shape, Json& json) {
  json["head_center"] = place(shape.head.center.mm);
  json["head_radius_mm"] = measured(shape.head.radius, in_mm, 1);
  json["neck_axis"] = axis(shape.neck.center.mm, shape.neck.direction);
  json["shaft_axis"] = shape.shaft ? axis(shape.shaft->point.mm, shape.shaft->direction) : Json(nullptr);
  json["neck_shaft_angle_deg"] = angle(shape.neck_shaft_angle);
  json["anteversion_to_patient_deg"] = angle(shape.anteversion_to_patient);
  json["neck_axis_length_mm"] = length(shape.neck_axis_length);
  json["hip_axis_length_mm"] = length(shape.hip_axis_length);
  json["narrowest_neck"] = {
      {"center", place(shape.neck.center.mm)},
      {"width_mm", measured(shape.neck.width, in_mm, 1)},
      {"area_mm2", {{"value", number(shape.neck.area_mm2, 0)}, {"sd", number(shape.neck.area_sd_mm2, 0)}}}};
  json["greater_trochanter"] = place(shape.greater_trochanter);
  json["lesser_trochanter"] = place(shape.lesser_trochanter);
  json["warnings"] = warnings(shape.warnings);
}

Json volume(const HipVolume& one) {
  return {{"region", name(one.region)},
          {"volume_ml", measured(one.volume, in_ml, 1)},
          {"integral_vbmd_mg_cm3", measured(one.integral, in_mg_per_cm3, 0)},
          {"trabecular_vbmd_mg_cm3", measured(one.trabecular, in_mg_per_cm3, 0)},
          {"cortical_vbmd_mg_cm3", measured(one.cortical, in_mg_per_cm3, 0)}};
}

}  // namespace

Json neck_section(const NeckSection& one) {
  const auto plain = [](double value, double sd) {
    return Json{{"value", number(value, 2)}, {"sd", number(sd, 2)}};
  };
  return {{"bone_area_cm2", measured(one.bone_area, in_cm2, 2)},
          {"moment_cm4", plain(one.moment_cm4, one.moment_sd)},
          {"modulus_cm3", plain(one.modulus_cm3, one.modulus_sd)},
          {"width_mm", measured(one.width, in_mm, 1)},
          {"buckling_ratio",
           one.buckling_ratio ? plain(one.buckling_ratio->value, one.buckling_ratio->sd) : Json(nullptr)}};
}

namespace {

Json neck_box(const HipDensity& hip) {
  Json corners = Json::array();
  const HipLayout& layout = hip.layout;
  const Eigen::Vector2d above(-layout.axis[1], layout.axis[0]);
  const auto corner = [&](double s, double t) {
    const Eigen::Vector2d p = s * layout.axis + t * above;
    corners.push_back(place(hip.plane.origin + p[0] * hip.plane.lateral + p[1] * hip.plane.proximal));
  };
  const double notch = layout.notch_s();
  corner(notch - kNeckBoxAlongMm, 0.5 * kNeckBoxAcrossMm);
  corner(notch, 0.5 * kNeckBoxAcrossMm);
  corner(notch, -0.5 * kNeckBoxAcrossMm);
  corner(notch - kNeckBoxAlongMm, -0.5 * kNeckBoxAcrossMm);
  return corners;
}

void add_density(const HipDensity& hip, Json& json) {
  json["mineral"] = name(hip.mineral);
  Json volumes = Json::array();
  for (const auto& one : hip.volumes) volumes.push_back(volume(one));
  json["volumetric"] = volumes.empty() ? Json(nullptr) : volumes.back();  // the total hip where it is whole
  json["volumes"] = volumes;
  json["neck_section"] = hip.section ? neck_section(*hip.section) : Json(nullptr);
  json["neck_roi"] = neck_box(hip);
  for (const auto& one : warnings(hip.warnings)) json["warnings"].push_back(one);
}

Json equivalent_score(const std::optional<DensityScore>& one, const std::optional<Error>& why_not) {
  if (!one) return why_not ? Json{{"value", nullptr}, {"reason", reason(*why_not)}} : Json(nullptr);
  return {{"value", number(one->value, 1)},
          {"sd", number(one->sd, 1)},
          {"reference", one->reference},
          {"source", one->source.text}};
}

Json bmd(const FemurMeasurement& femur, const HipRegionDensity& region) {
  const ArealDoubt& doubt = region.doubt;
  Json json{{"series_uid", femur.series_uid},
            {"site", name(site_of(region.region))},
            {"region", name(region.region)},
            {"region_definition", region.definition},
            {"side", side(femur.side)},
            {"bmd_g_cm2", measured(region.bmd, in_g_per_cm2, 3)},
            {"bmc_g", measured(region.bmc, in_grams, 2)},
            {"area_cm2", measured(region.area, in_cm2, 2)},
            {"origin", "projected-ct"},
            {"basis", name(femur.density->mineral)},
            {"uncertainty_g_cm2",
             {{"calibration", number(doubt.calibration, 3)},
              {"noise", number(doubt.noise, 3)},
              {"placement", number(doubt.placement, 3)},
              {"edge", number(doubt.edge, 3)}}},
            {"t_score", nullptr},
            {"z_score", nullptr}};
  for (const HipScore& one : femur.scores) {
    if (one.region != region.region) continue;
    json["dxa_equivalent"] = {{"bmd_g_cm2", measured(one.equivalent.bmd, in_g_per_cm2, 3)},
                              {"scale", name(one.equivalent.scale)},
                              {"verified", one.equivalent.verified},
                              {"method", one.equivalent.words},
                              {"source", one.equivalent.source.text}};
    json["t_score"] = equivalent_score(one.t, one.no_t);
    json["z_score"] = equivalent_score(one.z, one.no_z);
  }
  return json;
}

}  // namespace

Json femur(const FemurMeasurement& one) {
  Json json{{"series_uid", one.series_uid},
            {"part", one.series_part},
            {"side", side(one.side)},
            {"status", one.refusal ? "refused" : "analysed"},
            {"reason", one.refusal ? reason(*one.refusal) : Json(nullptr)},
            {"warnings", Json::array()}};
  if (one.shape) add_shape(*one.shape, json);
  if (one.density) add_density(*one.density, json);
  if (one.no_density) json["no_density"] = reason(*one.no_density);
  return json;
}

Json areal_densities(const std::vector<FemurMeasurement>& femurs) {
  Json all = Json::array();
  for (const auto& femur : femurs)
    if (femur.density)
      for (const auto& region : femur.density->regions) all.push_back(bmd(femur, region));
  return all;
}

}  // namespace osteon
