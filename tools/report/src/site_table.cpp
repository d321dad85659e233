#include "report_reader.hpp"

#include <osteon/report/site_table.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>

namespace osteon {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSchema = "osteon-site-calibration/1";
constexpr std::size_t kMostEntries = 10000, kMostRods = 100;
constexpr std::uintmax_t kLargestBytes = 64U << 20;

Json entry_json(const SiteEntry& entry) {
  const CtAcquisition& a = entry.acquisition;
  const DensityLine& line = entry.line;
  Json rods = Json::array();
  for (const SiteRod& rod : entry.rods)
    rods.push_back({{"mineral_mg_cm3", rod.mineral_mg_per_cm3},
                    {"mean_hu", in_hu(rod.mean.value)},
                    {"sd_hu", rod.mean.sd ? Json(in_hu(*rod.mean.sd)) : Json(nullptr)}});
  return {{"manufacturer", a.manufacturer},
          {"model", a.model},
          {"station", text_or_null(a.station)},
          {"tube_voltage_kv", or_null(a.tube_voltage_kv)},
          {"kernel", a.kernel},
          {"date", text_or_null(a.date)},
          {"phantom", entry.phantom},
          {"mineral", line.mineral == Mineral::hydroxyapatite ? "HA" : "K2HPO4"},
          {"slope_mg_cm3_per_hu", line.slope},
          {"intercept_mg_cm3", line.intercept},
          {"slope_variance", line.slope_variance},
          {"intercept_variance", line.intercept_variance},
          {"covariance", line.covariance},
          {"residual_sd_mg_cm3", line.residual_sd},
          {"degrees_of_freedom", line.degrees_of_freedom},
          {"r_squared", line.r_squared},
          {"effective_kev", line.effective_kev},
          {"rods", rods},
          {"scan_sha256", entry.scan_sha256},
          {"warnings", warnings(line.warnings)}};
}

const Json& field(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) throw BrokenField{std::string(key) + " is missing"};
  return object[key];
}

std::string text(const Json& object, const char* key) {
  const Json& found = field(object, key);
  if (found.is_null()) return {};
  if (!found.is_string()) throw BrokenField{std::string(key) + " is not a text"};
  return found.get<std::string>();
}

double number_in(const Json& object, const char* key, double low, double high) {
  const Json& found = field(object, key);
  if (!found.is_number()) throw BrokenField{std::string(key) + " is not a number"};
  const double value = found.get<double>();
  if (!(value >= low && value <= high)) throw BrokenField{std::string(key) + " is out of range"};
  return value;
}

const Json& list(const Json& object, const char* key, std::size_t most) {
  const Json& found = field(object, key);
  if (!found.is_array() || found.size() > most) throw BrokenField{std::string(key) + " is not a list"};
  return found;
}

DensityLine line_of(const Json& json) {
  const std::string mineral = text(json, "mineral");
  if (mineral != "HA" && mineral != "K2HPO4") throw BrokenField{"mineral is neither HA nor K2HPO4"};
  const bool apatite = mineral == "HA";
  // 30 to 200 keV are 0.1 to 2 mg/cm3 per HU.
  DensityLine line{apatite ? Mineral::hydroxyapatite : Mineral::dipotassium_phosphate,
                   number_in(json, "slope_mg_cm3_per_hu", 0.05, 5),
                   number_in(json, "intercept_mg_cm3", -2000, 2000),
                   number_in(json, "slope_variance", 0, 1),
                   number_in(json, "intercept_variance", 0, 1e6),
                   number_in(json, "covariance", -1e3, 1e3),
                   number_in(json, "residual_sd_mg_cm3", 0, 1e3),
                   static_cast<int>(number_in(json, "degrees_of_freedom", 1, kMostRods)),
                   number_in(json, "r_squared", 0, 1),
                   number_in(json, "effective_kev", 10, 300),
                   kOgo,
                   {}};
  if (line.covariance * line.covariance > 1.0001 * line.slope_variance * line.intercept_variance + 1e-12)
    throw BrokenField{"covariance is larger than the variances allow"};
  for (const Json& warning : list(json, "warnings", kMostRods))
    line.warnings.push_back({text(warning, "code"), text(warning, "message")});
  return line;
}

SiteEntry entry_of(const Json& json) {
  SiteEntry entry{{}, text(json, "phantom"), line_of(json), {}, text(json, "scan_sha256")};
  entry.acquisition.manufacturer = text(json, "manufacturer");
  entry.acquisition.model = text(json, "model");
  entry.acquisition.station = text(json, "station");
  entry.acquisition.kernel = text(json, "kernel");
  entry.acquisition.date = text(json, "date");
  entry.acquisition.tube_voltage_kv = number_in(json, "tube_voltage_kv", 20, 300);
  for (const Json& rod : list(json, "rods", kMostRods)) {
    SiteRod one{number_in(rod, "mineral_mg_cm3", -5000, 5000),
                {hu(number_in(rod, "mean_hu", -1100, 40000)), {}}};
    if (!field(rod, "sd_hu").is_null()) one.mean.sd = hu(number_in(rod, "sd_hu", 0, 1e4));
    entry.rods.push_back(one);
  }
  return entry;
}

}  // namespace

std::string to_json(const SiteTable& table) {
  Json entries = Json::array();
  for (const SiteEntry& entry : table.entries) entries.push_back(entry_json(entry));
  const Json json{{"schema", kSchema}, {"entries", entries}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<SiteTable> site_table_from_json(std::string_view json) {
  const auto whole = parsed(json);
  if (!whole || !whole->is_object() || !whole->contains("schema") || (*whole)["schema"] != kSchema)
    return Error{"calibration.not-a-table",
                 "This is not a site table of the schema osteon-site-calibration/1.",
                 "Give a file that osteon calibrate wrote."};
  try {
    SiteTable table;
    for (const Json& entry : list(*whole, "entries", kMostEntries)) table.entries.push_back(entry_of(entry));
    return table;
  } catch (const BrokenField& broken) {
    return Error{"calibration.broken", "The site table does not keep its schema: " + broken.sentence + ".",
                 "Make it anew from the phantom scans."};
  }
}

Result<SiteTable> load_site_table(const fs::path& file) {
  const Error unreadable{"file.unreadable", "The site table cannot be read.",
                         "Give a file of less than 64 MB that osteon calibrate wrote."};
  std::error_code error;
  if (fs::file_size(file, error) > kLargestBytes || error) return unreadable;
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return unreadable;
  return site_table_from_json(text);
}

Result<bool> save_site_table(const SiteTable& table, const fs::path& file) {
  const Error unwritable{"output.unwritable", "The site table cannot be written.",
                         "Check the folder's permissions and the free space."};
  const fs::path beside = file.parent_path() / ("." + file.filename().string() + ".new");
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << to_json(table);
    out.flush();
    if (!out) return unwritable;
  }
  std::error_code error;
  fs::rename(beside, file, error);
  if (error) {
    fs::remove(beside, error);
    return unwritable;
  }
  return true;
}

}  // namespace osteon
