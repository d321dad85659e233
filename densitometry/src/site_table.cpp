#include <osteon/densitometry/site_table.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <tuple>

namespace osteon {
namespace {

constexpr double kSameKilovolt = 0.5;

/// A name as it is compared: no spaces around, capitals.
std::string plain(const std::string& name) {
  const auto first = name.find_first_not_of(' '), last = name.find_last_not_of(' ');
  std::string result = first == std::string::npos ? "" : name.substr(first, last - first + 1);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

/// What of two scans differs that a calibration depends on, the most telling first.
std::vector<std::string> differences(const CtAcquisition& a, const CtAcquisition& b) {
  std::vector<std::string> result;
  if (plain(a.manufacturer) != plain(b.manufacturer)) result.emplace_back("manufacturer");
  if (plain(a.model) != plain(b.model)) result.emplace_back("model");
  if (!a.station.empty() && !b.station.empty() && plain(a.station) != plain(b.station))
    result.emplace_back("station");
  if (!a.tube_voltage_kv || !b.tube_voltage_kv ||
      !(std::abs(*a.tube_voltage_kv - *b.tube_voltage_kv) < kSameKilovolt))
    result.emplace_back("tube voltage");
  if (plain(a.kernel) != plain(b.kernel)) result.emplace_back("kernel");
  return result;
}

bool later(const CtAcquisition& entry, const CtAcquisition& scan) {
  return !scan.date.empty() && entry.date > scan.date;
}

std::string words(const SiteEntry& entry) {
  const CtAcquisition& a = entry.acquisition;
  std::string text = a.manufacturer + " " + a.model;
  if (a.tube_voltage_kv) text += ", " + std::to_string(std::lround(*a.tube_voltage_kv)) + " kV";
  text += ", kernel " + (a.kernel.empty() ? std::string("unknown") : a.kernel);
  text += ", " + (a.date.empty() ? std::string("undated") : a.date);
  return text;
}

Error no_entry(const SiteTable& table, const CtAcquisition& scan) {
  std::string sentence = "The site table has no phantom scan made as this one was";
  const SiteEntry* nearest = nullptr;
  std::vector<std::string> fewest;
  for (const SiteEntry& entry : table.entries) {
    auto differ = differences(entry.acquisition, scan);
    if (differ.empty() && later(entry.acquisition, scan)) differ.emplace_back("date: it is later");
    if (nearest != nullptr && differ.size() >= fewest.size()) continue;
    nearest = &entry;
    fewest = std::move(differ);
  }
  if (nearest != nullptr) {
    sentence += "; nearest: " + words(*nearest) + ", which differs in ";
    for (std::size_t n = 0; n < fewest.size(); ++n) sentence += (n > 0 ? ", " : "") + fewest[n];
  }
  return {
      "calibration.no-entry", sentence + ".",
      "Scan the phantom on this scanner with the same voltage and kernel, and run osteon calibrate on it."};
}

/// The line with the scatter between calibration then and now, which is a share of the density.
DensityLine with_asynchronous_scatter(DensityLine line) {
  const double share = kAsynchronousRmsd * kAsynchronousRmsd;
  line.slope_variance += share * line.slope * line.slope;
  line.intercept_variance += share * line.intercept * line.intercept;
  line.covariance += share * line.slope * line.intercept;
  return line;
}

auto order_of(const SiteEntry& entry) {
  const CtAcquisition& a = entry.acquisition;
  return std::tuple(plain(a.manufacturer), plain(a.model), plain(a.station), a.tube_voltage_kv.value_or(0),
                    plain(a.kernel), a.date, entry.scan_sha256);
}

}  // namespace

SiteTable with_entry(SiteTable table, SiteEntry entry) {
  std::erase_if(table.entries, [&](const SiteEntry& old) { return old.scan_sha256 == entry.scan_sha256; });
  table.entries.push_back(std::move(entry));
  std::stable_sort(table.entries.begin(), table.entries.end(),
                   [](const SiteEntry& a, const SiteEntry& b) { return order_of(a) < order_of(b); });
  return table;
}

Result<CtCalibration> calibration_from(const SiteTable& table, const CtAcquisition& scan) {
  const SiteEntry* newest = nullptr;
  for (const SiteEntry& entry : table.entries) {
    if (!differences(entry.acquisition, scan).empty() || later(entry.acquisition, scan)) continue;
    if (newest == nullptr || entry.acquisition.date >= newest->acquisition.date) newest = &entry;
  }
  if (newest == nullptr) return no_entry(table, scan);
  CtCalibration calibration{Calibration::asynchronous, with_asynchronous_scatter(newest->line),
                            newest->phantom + " (" + words(*newest) + ")", newest->line.warnings};
  calibration.warnings.push_back(
      {"calibration.asynchronous",
       "Calibrated with a phantom that was scanned at another time; such densities differ from those with a "
       "phantom in the scan by 8 % (root mean square)."});
  return calibration;
}

}  // namespace osteon
