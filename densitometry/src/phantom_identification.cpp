#include <osteon/densitometry/phantom_identification.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>

namespace osteon {
namespace {

/// Effective energy by tube voltage: the beam of 80...140 kV behind 5...40 cm of water stays well within.
constexpr double kSoftestShare = 0.40, kHardestShare = 0.75;
constexpr double kSoftestKev = 38.0, kHardestKev = 100.0;  // voltage unknown
/// How far the rods may lie off their line: rods are made to 1...2 %, beams harden between them.
constexpr double kOffMg = 6.0, kOffShare = 0.02;
/// A rod with less contrast to its holder than this may go unseen.
constexpr double kUnseenHu = 35.0;

bool allowed_energy(double kev, const std::optional<double>& kilovolt) {
  if (!kilovolt) return kev >= kSoftestKev && kev <= kHardestKev;
  return kev >= kSoftestShare * *kilovolt && kev <= kHardestShare * *kilovolt;
}

/// One way to give a row its densities.
struct Reading {
  const Phantom* phantom;
  bool from_other_end;
  std::vector<PhantomRod> unseen;
  std::size_t gap;  ///< how many rods of the row stand before the unseen one
  std::vector<RodMeasurement> rods;
};

Result<DensityLine> line_of(const Phantom& phantom, const std::vector<RodMeasurement>& rods) {
  const bool liquid = std::all_of(phantom.rods.begin(), phantom.rods.end(),
                                  [](const PhantomRod& rod) { return rod.water_mg_per_cm3.has_value(); });
  if (!liquid) return fit_solid_phantom(phantom.mineral, rods);
  auto mindways = fit_mindways(rods);
  if (!mindways) return mindways.error();
  return mindways->line;
}

/// The row as the rods of a phantom but `left_out`, from either end. Only an end rod of the list can be
/// unseen without the row showing a gap, and a holder is as bright as one density.
std::vector<Reading> readings_of(const std::vector<RowRod>& row, const Phantom& phantom) {
  std::vector<Reading> result;
  const std::size_t missing = phantom.rods.size() - row.size();
  if (phantom.rods.size() < row.size() || missing > 1) return result;
  for (std::size_t left_out = 0; left_out < (missing == 0 ? 1 : phantom.rods.size()); ++left_out)
    for (const bool turned : {false, true}) {
      Reading reading{&phantom, turned, {}, turned ? row.size() - left_out : left_out, {}};
      std::vector<PhantomRod> rods;
      for (std::size_t n = 0; n < phantom.rods.size(); ++n)
        (missing == 1 && n == left_out ? reading.unseen : rods).push_back(phantom.rods[n]);
      if (turned) std::reverse(rods.begin(), rods.end());
      for (std::size_t n = 0; n < row.size(); ++n) reading.rods.push_back({rods[n], row[n].mean});
      result.push_back(std::move(reading));
    }
  return result;
}

/// CT number at which a rod would be seen; the water of a liquid-equivalent rod counts as in fit_mindways().
double expected_hu(const DensityLine& line, const PhantomRod& rod) {
  const double hu_in_tissue = (rod.mineral_mg_per_cm3 - line.intercept) / line.slope;
  if (!rod.water_mg_per_cm3) return hu_in_tissue;
  constexpr double kWater = 999.6, kDisplaced = 0.2174;  // kMindways
  return hu_in_tissue + kDisplaced * rod.mineral_mg_per_cm3 + *rod.water_mg_per_cm3 - kWater;
}

/// Whether a row has one wide step, after `before` rods, or none where that is its end.
bool has_gap(const std::vector<RowRod>& row, std::size_t before) {
  constexpr double kWide = 1.5;  // of the usual step
  std::vector<double> steps;
  for (std::size_t n = 1; n < row.size(); ++n)
    steps.push_back(std::abs(row[n].position_mm - row[n - 1].position_mm));
  auto sorted = steps;
  std::sort(sorted.begin(), sorted.end());
  const double usual = sorted[(sorted.size() - 1) / 2];
  for (std::size_t n = 0; n < steps.size(); ++n)
    if ((steps[n] > kWide * usual) != (n + 1 == before)) return false;
  return true;
}

bool could_be_unseen(const Reading& reading, const DensityLine& line, const std::vector<RowRod>& row) {
  double holder = 0;
  for (const RowRod& rod : row) holder += in_hu(rod.surrounding) / static_cast<double>(row.size());
  if (!reading.unseen.empty() && !has_gap(row, reading.gap)) return false;
  return std::all_of(reading.unseen.begin(), reading.unseen.end(), [&](const PhantomRod& rod) {
    return std::abs(expected_hu(line, rod) - holder) <= kUnseenHu;
  });
}

std::optional<IdentifiedPhantom> fitted(const Reading& reading, const std::vector<RowRod>& row,
                                        const std::optional<double>& kilovolt) {
  auto line = line_of(*reading.phantom, reading.rods);
  if (!line || !allowed_energy(line->effective_kev, kilovolt)) return std::nullopt;
  const auto [low, high] = std::minmax_element(
      reading.rods.begin(), reading.rods.end(),
      [](const auto& a, const auto& b) { return a.rod.mineral_mg_per_cm3 < b.rod.mineral_mg_per_cm3; });
  const double range = high->rod.mineral_mg_per_cm3 - low->rod.mineral_mg_per_cm3;
  if (line->residual_sd > kOffMg + kOffShare * range || !could_be_unseen(reading, *line, row))
    return std::nullopt;
  if (reading.phantom->of_each_specimen)
    line->warnings.push_back(
        {"density.phantom-specimen",
         "The rods of this phantom differ by specimen; the densities used are those of one "
         "published specimen."});
  return IdentifiedPhantom{std::string(reading.phantom->name), reading.from_other_end, reading.rods,
                           static_cast<int>(reading.unseen.size()), std::move(*line)};
}

/// The best of the ways in which a phantom explains a row: the nearest line, all rods seen before one unseen.
std::optional<IdentifiedPhantom> best_fit(const Phantom& phantom, const std::vector<RowRod>& row,
                                          const std::optional<double>& kilovolt) {
  std::optional<IdentifiedPhantom> best;
  for (const Reading& reading : readings_of(row, phantom)) {
    auto fit = fitted(reading, row, kilovolt);
    if (fit && (!best || fit->line.residual_sd < best->line.residual_sd)) best = std::move(fit);
  }
  return best;
}

std::string listed(const std::vector<IdentifiedPhantom>& phantoms) {
  std::string names;
  for (const auto& phantom : phantoms) names += (names.empty() ? "" : ", ") + phantom_key(phantom.name);
  return names;
}

Error none_fits(bool of_any) {
  if (of_any)
    return {"density.phantom-unknown", "The rods in the scan are those of no phantom that is known.",
            "Calibrate with a phantom of the list, all of whose rods lie in the scan, or without one."};
  return {"density.phantom-mismatch", "The rods in the scan are not those of the phantom that was named.",
          "Check the phantom's model and that all of its rods lie in the scan."};
}

}  // namespace

std::string phantom_key(std::string_view name) {
  std::string key;
  for (const char c : name)
    key += std::isalnum(static_cast<unsigned char>(c)) != 0
               ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
               : '-';
  return key;
}

Result<IdentifiedPhantom> identify_phantom(const std::vector<RowRod>& row, const PhantomChoice& choice) {
  std::vector<PhantomRod> own_rods;
  std::vector<Phantom> candidates;
  if (choice.certified) {
    for (const double density : choice.certified->mg_per_cm3) own_rods.push_back({density, {}});
    candidates.push_back({"certified rods", choice.certified->mineral, false, own_rods, kOgo});
  } else {
    for (const Phantom& phantom : known_phantoms())
      if (choice.name.empty() || phantom_key(phantom.name) == choice.name) candidates.push_back(phantom);
  }
  if (candidates.empty())
    return Error{"density.phantom-not-known", "There is no phantom of this name in the list.",
                 "osteon calibrate --help lists them."};
  std::vector<IdentifiedPhantom> fits;
  if (row.size() >= 3)
    for (const Phantom& phantom : candidates)
      if (auto fit = best_fit(phantom, row, choice.tube_voltage_kv)) fits.push_back(std::move(*fit));
  if (fits.empty()) return none_fits(choice.name.empty() && !choice.certified);
  if (fits.size() > 1)
    return Error{"density.phantom-ambiguous", "Several phantoms fit the rods: " + listed(fits) + ".",
                 "Name the one that was scanned (--phantom)."};
  return std::move(fits.front());
}

}  // namespace osteon
