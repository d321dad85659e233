// How good is calibration by a phantom in the scan? Prints the tables of docs/density-calibration.md:
//   phantom_accuracy [DATA] [--repeats=20]
// Digital phantoms of known truth, again and again with new noise and new rods; and the rods that are found
// in every CT of DATA, which but for one are of patients without a phantom.

#include "../support/loaded.hpp"
#include "../support/rod_phantom.hpp"
#include "../support/xray_spectrum.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/phantom_calibration.hpp>
#include <osteon/segmentation/phantom_finder.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

namespace osteon {
namespace {

using testing::RodPhantom;

const std::vector<double> kRods{0, 100, 200, 400, 600, 800}, kMarrow{50, 100, 150, 200};
constexpr double kMadeTo =
    2.0;  // mg/cm3 to which rods and marrow are what they are said to be, standard deviation

struct Case {
  const char* words;
  double kilovolt, noise, enhancement, turn_deg, tilt_deg, plane_mm;
};

constexpr Case kCases[] = {{"80 kV", 80, 20, 0, 0, 0, 2.5},
                           {"100 kV", 100, 20, 0, 0, 0, 2.5},
                           {"120 kV", 120, 20, 0, 0, 0, 2.5},
                           {"140 kV", 140, 20, 0, 0, 0, 2.5},
                           {"noise 10 HU", 120, 10, 0, 0, 0, 2.5},
                           {"noise 30 HU", 120, 30, 0, 0, 0, 2.5},
                           {"noise 40 HU", 120, 40, 0, 0, 0, 2.5},
                           {"sharp kernel, noise 40 HU", 120, 40, 0.4, 0, 0, 2.5},
                           {"turned by 9, tilted by 8 degrees", 120, 20, 0, 9, 8, 2.5},
                           {"planes of 1 mm", 120, 20, 0, 0, 0, 1},
                           {"planes of 5 mm", 120, 20, 0, 0, 0, 5}};

double hu_of(double mg_per_cm3, double kilovolt) {
  return testing::polychromatic_hu(testing::in_water(Material::hydroxyapatite, mg_per_cm3), {kilovolt});
}

struct Sum {
  int repeats = 0, found = 0, right = 0, values = 0, within_one = 0, within_two = 0;
  double squares = 0, worst = 0, stated = 0;
};

/// One scan with rods that are not quite what their certificate says, nor the marrow what it is taken for:
/// that is what a stated sd is of.
void try_once(const Case& one, unsigned seed, Sum& sum) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 1);
  RodPhantom phantom;
  for (const double mg : kRods) phantom.rods_hu.push_back(hu_of(mg + kMadeTo * normal(random), one.kilovolt));
  phantom.holder_hu = -90;
  phantom.noise_hu = one.noise;
  phantom.edge_enhancement = one.enhancement;
  phantom.holder_turn_deg = one.turn_deg;
  phantom.holder_tilt_deg = one.tilt_deg;
  phantom.spacing_mm[2] = one.plane_mm;
  phantom.size[2] = static_cast<int>(100 / one.plane_mm);
  phantom.seed = seed;
  const auto found = calibrate_by_phantom(testing::make_rod_phantom(phantom), {"", one.kilovolt, {}});
  ++sum.repeats;
  if (!found) return;
  ++sum.found;
  sum.right += found->phantom == "QRM-BDC 6" ? 1 : 0;
  for (const double mg : kMarrow) {
    const auto value = density(found->calibration.line,
                               {hu(hu_of(mg + kMadeTo * normal(random), one.kilovolt)), std::nullopt})
                           .value;
    const double error = in_mg_per_cm3(value.value) - mg, sd = in_mg_per_cm3(*value.sd);
    ++sum.values;
    sum.squares += error * error;
    sum.worst = std::max(sum.worst, std::abs(error));
    sum.stated += sd * sd;
    sum.within_one += std::abs(error) <= sd ? 1 : 0;
    sum.within_two += std::abs(error) <= 1.96 * sd ? 1 : 0;
  }
}

void print_digital(int repeats) {
  fmt::print(
      "| QRM-BDC 6 on the table, rods and marrow made to 2 mg/cm3 | found, named | rms error | largest | "
      "stated sd | within "
      "1 sd | within 1.96 sd |\n");
  fmt::print("|---|---|---|---|---|---|---|\n");
  for (const Case& one : kCases) {
    Sum sum;
    for (int n = 0; n < repeats; ++n) try_once(one, static_cast<unsigned>(n + 1), sum);
    const double values = std::max(1, sum.values);
    fmt::print("| {} | {}, {} of {} | {:.2f} | {:.2f} | {:.2f} | {:.0f} % | {:.0f} % |\n", one.words,
               sum.found, sum.right, sum.repeats, std::sqrt(sum.squares / values), sum.worst,
               std::sqrt(sum.stated / values), 100 * sum.within_one / values, 100 * sum.within_two / values);
  }
}

void print_real(const std::filesystem::path& data) {
  fmt::print("\n| Scan | Size, spacing | Rods found | Time, ms |\n|---|---|---|---|\n");
  const Survey found = survey({data / "ct"});
  for (const SeriesOutline* outline : testing::usable_cts(found)) {
    const auto loaded = load_ct(*outline);
    if (!loaded) continue;
    const auto start = std::chrono::steady_clock::now();
    const auto rods = find_rods(loaded->scan);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    const auto& grid = loaded->scan.hounsfield.grid();
    std::string words;
    for (const FoundRod& rod : rods)
      words += fmt::format("{}diameter {:.1f} mm, planes {} to {}", words.empty() ? "" : "; ",
                           2 * rod.radius_mm, rod.planes.front().plane, rod.planes.back().plane);
    fmt::print("| {} | {} x {} x {}, {:.2f} x {:.2f} x {:.2f} | {} | {:.0f} |\n", outline->source,
               grid.size[0], grid.size[1], grid.size[2], grid.spacing_mm[0], grid.spacing_mm[1],
               grid.spacing_mm[2], words.empty() ? "none" : words, time.count());
  }
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  CLI::App app{"How good is calibration by a phantom in the scan?"};
  std::filesystem::path data;
  int repeats = 20;
  app.add_option("data", data, "Folder with ct/ below it")->check(CLI::ExistingDirectory);
  app.add_option("--repeats", repeats, "Scans of each case")->check(CLI::Range(0, 10000));
  CLI11_PARSE(app, argc, argv);
  if (repeats > 0) osteon::print_digital(repeats);
  if (!data.empty()) osteon::print_real(data);
  return 0;
}
