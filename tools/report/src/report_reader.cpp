#include "report_reader.hpp"

#include "words.hpp"

#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr std::size_t kMostVertebrae = 10000;
constexpr double kLargestMm = 1e5;

const Json& field(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) throw BrokenField{std::string(key) + " is missing"};
  return object[key];
}

const Json& list(const Json& object, const char* key, std::size_t most) {
  const Json& found = field(object, key);
  if (!found.is_array() || found.size() > most) throw BrokenField{std::string(key) + " is not a list"};
  return found;
}

std::string text(const Json& object, const char* key) {
  const Json& found = field(object, key);
  if (!found.is_string()) throw BrokenField{std::string(key) + " is not a text"};
  return found.get<std::string>();
}

bool flag(const Json& object, const char* key) {
  const Json& found = field(object, key);
  if (!found.is_boolean()) throw BrokenField{std::string(key) + " is neither true nor false"};
  return found.get<bool>();
}

double bounded(const Json& value, const char* what) {
  if (!value.is_number()) throw BrokenField{std::string(what) + " is not a number"};
  const double number = value.get<double>();
  if (!(std::abs(number) <= kLargestMm)) throw BrokenField{std::string(what) + " is out of range"};
  return number;
}

std::optional<double> number_or_nothing(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || object[key].is_null()) return std::nullopt;
  return bounded(object[key], key);
}

Measured<Length> height(const Json& heights, const char* key) {
  const Json& one = field(heights, key);
  const double value = bounded(field(one, "value"), key);
  const auto sd = number_or_nothing(one, "sd");
  if (!(value > 0) || (sd && *sd < 0)) throw BrokenField{std::string(key) + " is no height"};
  return {mm(value), sd ? std::optional(mm(*sd)) : std::nullopt};
}

/// Places in pictures have two coordinates.
std::array<double, 3> place(const Json& value, const char* what, bool in_picture) {
  if (!value.is_array() || value.size() != (in_picture ? 2 : 3))
    throw BrokenField{std::string(what) + " is no place"};
  return {bounded(value[0], what), bounded(value[1], what), in_picture ? 0 : bounded(value[2], what)};
}

std::optional<std::array<std::array<double, 3>, 6>> landmarks(const Json& vertebra) {
  constexpr std::array kNames{"superior_anterior", "superior_middle", "superior_posterior",
                              "inferior_anterior", "inferior_middle", "inferior_posterior"};
  const Json& found = field(vertebra, "landmarks");
  if (found.is_null()) return std::nullopt;
  std::array<std::array<double, 3>, 6> result{};
  for (std::size_t n = 0; n < 6; ++n)
    result[n] = place(field(found, kNames[n]), kNames[n], vertebra.contains("center_px"));
  return result;
}

std::optional<Measured<Attenuation>> attenuation(const Json& region, const char* key) {
  const auto mean = number_or_nothing(field(region, key), "value"),
             sd = number_or_nothing(field(region, key), "sd");
  if (!mean) return std::nullopt;
  return Measured<Attenuation>{hu(*mean), sd ? std::optional(hu(*sd)) : std::nullopt};
}

std::optional<BoneDensity> mineral_density(const Json& region, const char* key) {
  const auto mean = number_or_nothing(field(region, key), "value"),
             sd = number_or_nothing(field(region, key), "sd");
  if (!mean) return std::nullopt;
  const std::string basis = text(region, "vbmd_basis");
  if (basis != "HA" && basis != "K2HPO4") throw BrokenField{"vbmd_basis is no mineral"};
  return BoneDensity{basis == "HA" ? Mineral::hydroxyapatite : Mineral::dipotassium_phosphate,
                     {mg_per_cm3(*mean), sd ? std::optional(mg_per_cm3(*sd)) : std::nullopt}};
}

Calibration calibration_of(const Json& region) {
  const std::string words = text(region, "calibration");
  for (const auto one : {Calibration::phantom, Calibration::asynchronous, Calibration::internal})
    if (word(one) == words) return one;
  return Calibration::none;
}

/// Regions whose mean is known, with what the rules look at.
std::vector<VertebralDensity> densities(const Json& vertebra) {
  std::vector<VertebralDensity> result;
  for (const Json& one : list(vertebra, "density", kMostVertebrae)) {
    const std::string roi = text(one, "roi");
    for (const auto region :
         {DensityRegion::trabecular_core, DensityRegion::trabecular_oval, DensityRegion::body,
          DensityRegion::cortical_shell, DensityRegion::whole_vertebra}) {
      if (word(region) != roi) continue;
      const auto mean = attenuation(one, "mean_hu"), scanned = attenuation(one, "mean_hu_uncorrected");
      if (!mean) continue;
      VertebralDensity density{
          region, {}, {}, {mm3(0), std::nullopt}, scanned.value_or(*mean), calibration_of(one)};
      if (scanned) density.mean_at_120_kv = mean;
      density.vbmd = mineral_density(one, "vbmd_mg_cm3");
      density.vbmd_uncorrected = mineral_density(one, "vbmd_uncorrected_mg_cm3");
      density.dense_share = number_or_nothing(one, "dense_percent").value_or(0.0) / 100.0;
      result.push_back(density);
    }
  }
  return result;
}

VertebraMeasurement vertebra_of(const Json& json) {
  const auto level = vertebra_from_name(text(json, "level"));
  if (!level) throw BrokenField{"level is no vertebra"};
  VertebraMeasurement result{};
  result.series_uid = text(json, "series_uid");
  result.series_part = static_cast<int>(number_or_nothing(json, "series_part").value_or(0));
  result.level = *level;
  result.label_confidence = bounded(field(json, "label_confidence"), "label_confidence");
  for (const Json& other : list(json, "alternative_levels", kMostVertebrae))
    if (const auto other_level = vertebra_from_name(text(other, "level")))
      result.alternatives.push_back({*other_level, bounded(field(other, "probability"), "probability")});
  result.complete = flag(json, "complete");
  result.landmarks_mm = landmarks(json);
  if (json.contains("center_px"))
    result.in_picture =
        PictureVertebra{{}, {}, {}, flag(json, "evaluable"), !field(json, "landmarks").is_null()};
  const Json& heights = field(json, "heights_mm");
  if (!heights.is_null())
    result.heights = VertebralHeights{height(heights, "anterior"), height(heights, "middle"),
                                      height(heights, "posterior")};
  result.density = densities(json);
  if (json.contains("density_excluded"))  // an older report has none
    for (const Json& why : list(json, "density_excluded", kMostVertebrae))
      if (why.is_string()) result.density_excluded.push_back(why.get<std::string>());
  return result;
}

Patient patient_of(const Json& json) {
  Patient patient;
  const Json& sex = field(json, "sex");
  for (const auto one : {Sex::female, Sex::male, Sex::other})
    if (sex.is_string() && sex.get<std::string>() == word(one)) patient.sex = one;
  patient.age_years = number_or_nothing(json, "age_years");
  return patient;
}

/// What the image showed; of an older report what its header said: an agent that is named was given, one that
/// is not proves nothing.
ScanConditions conditions_of(const Json& series) {
  ScanConditions result{text(series, "uid"), Contrast::unknown, std::nullopt,
                        static_cast<int>(number_or_nothing(series, "part").value_or(0))};
  if (!series.contains("acquisition") || !series["acquisition"].is_object()) return result;
  const Json& acquisition = series["acquisition"];
  if (acquisition.contains("contrast_agent") && acquisition["contrast_agent"].is_string())
    result.contrast = Contrast::enhanced;
  result.tube_voltage_kv = number_or_nothing(acquisition, "tube_voltage_kv");
  if (!series.contains("conditions") || !series["conditions"].is_object()) return result;
  const std::string contrast = text(series["conditions"], "contrast");
  if (contrast == "native" || contrast == "enteric only")
    result.contrast = Contrast::native;
  else
    result.contrast = contrast == "unknown" ? Contrast::unknown : Contrast::enhanced;
  return result;
}

/// T-scores of hips by CT; an older report has none.
std::vector<HipFinding> hips_of(const Json& report) {
  std::vector<HipFinding> hips;
  if (!report.contains("bmd")) return hips;
  for (const Json& one : list(report, "bmd", kMostVertebrae)) {
    if (!one.is_object() || !one.contains("origin") || one["origin"] != "projected-ct") continue;
    if (!one.contains("t_score") || !one["t_score"].is_object()) continue;
    const auto value = number_or_nothing(one["t_score"], "value");
    if (!value) continue;
    hips.push_back({text(one, "side") == "L" ? Side::left : Side::right, text(one, "site"), *value,
                    number_or_nothing(one["t_score"], "sd"), text(one["t_score"], "reference"),
                    flag(field(one, "dxa_equivalent"), "verified")});
  }
  return hips;
}

/// Hips alone were measured in a series without vertebra and method.
bool has_spine(const Json& report, const Json& series) {
  if (!series.contains("method") || !series["method"].is_null()) return true;
  for (const Json& one : report["vertebrae"])
    if (one["series_uid"] == series["uid"]) return true;
  return !report.contains("femurs") || report["femurs"].empty();
}

}  // namespace

std::optional<Json> parsed(std::string_view text) {
  constexpr int kDeepest = 64;  // writing goes as deep as reading, on the stack
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t /*event*/, Json& /*value*/) {
    too_deep = too_deep || depth > kDeepest;
    return !too_deep;
  };
  Json json = Json::parse(text.begin(), text.end(), watch, false);
  if (too_deep || json.is_discarded()) return std::nullopt;
  return json;
}

Findings read_findings(const Json& report) {
  Findings findings;
  findings.patient = patient_of(field(report, "patient"));
  for (const Json& one : list(report, "vertebrae", kMostVertebrae))
    findings.vertebrae.push_back(vertebra_of(one));
  for (const Json& one : list(report, "series", kMostVertebrae)) {
    const bool analysed = one.is_object() && one.contains("status") && one["status"] == "analysed";
    if (analysed && has_spine(report, one)) findings.scans.push_back(conditions_of(one));
  }
  findings.hips = hips_of(report);
  return findings;
}

}  // namespace osteon
