// Calibration without a phantom on whole digital patients, written and read as DICOM: tissues are found, the
// beam is told by voltage and size, mineral of known density is read.

#include "../support/digital_body.hpp"
#include "../support/loaded.hpp"
#include "../support/scan_files.hpp"
#include "../support/xray_spectrum.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/ct_reading.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Case {
  double kilovolt, aluminium_mm, water_cm, noise_hu, mineral;
};

/// A person whose tissues differ from the book's, in a scanner whose filters nobody states.
phantom::DigitalBodyOptions person(const Case& c, std::mt19937& random) {
  std::normal_distribution<double> normal;
  const testing::XrayBeam beam{c.kilovolt, c.aluminium_mm, c.water_cm};
  const auto shown = [&](Material material, double density, double spread) {
    return testing::polychromatic_hu({{material, density}}, beam) + spread * normal(random);
  };
  phantom::DigitalBodyOptions options;
  options.fat_hu = shown(Material::adipose, 0.95, 10) - 12;  // people's fat is darker than ICRU's
  options.muscle_hu = shown(Material::muscle, 1.05, 6);
  options.aorta_hu = options.cava_hu = shown(Material::blood, 1.05, 5);
  options.liver_hu = options.muscle_hu + 8;
  options.core_hu =
      testing::polychromatic_hu(testing::in_water(Material::dipotassium_phosphate, c.mineral), beam);
  options.noise_hu = c.noise_hu;
  return options;
}

/// Mean about the middle of L2's body, 12 mm wide and high.
Measured<Attenuation> core_of(const CtScan& scan, const phantom::DigitalBody& body) {
  const auto& grid = scan.hounsfield.grid();
  const Eigen::Vector3d middle = body.spine.found[3].axes.center.mm;
  double sum = 0, squares = 0, count = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        if ((grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - middle).norm() > 12) continue;
        const double value = scan.hounsfield.at(i, j, k);
        sum += value;
        squares += value * value;
        ++count;
      }
  const double mean = sum / count;
  return {hu(mean), hu(std::sqrt((squares / count - mean * mean) / count))};
}

TEST(InternalCalibrationOfAPerson, ReadsMineralWithinEightPerCentAtEveryVoltage) {
  std::mt19937 random(17);
  const fs::path folder =
      fs::temp_directory_path() / ("osteon-internal-calibration-" + std::to_string(getpid()));
  double squares = 0, count = 0, within_one = 0, within_two = 0;
  for (const Case& c : {Case{80, 6, 24, 15, 150}, Case{80, 11, 30, 25, 100}, Case{100, 5, 22, 12, 200},
                        Case{100, 12, 28, 30, 120}, Case{120, 8, 26, 10, 80}, Case{120, 5, 20, 20, 150},
                        Case{120, 13, 32, 40, 110}, Case{140, 8, 26, 15, 180}, Case{140, 12, 22, 30, 100}}) {
    const auto body = phantom::make_digital_body(person(c, random));
    fs::remove_all(folder);
    fs::create_directories(folder);
    testing::ScanHeader header;
    header.kilovolt = c.kilovolt;
    testing::write_scan(body.scan, header, folder);
    const Survey found = survey({folder});
    const auto outlines = testing::usable_cts(found);
    ASSERT_EQ(outlines.size(), 1U);
    const auto loaded = load_ct(*outlines.front());
    ASSERT_TRUE(loaded);
    const CtReading reading = read_ct(loaded->scan, body.spine, *outlines.front());
    ASSERT_TRUE(reading.calibration) << c.kilovolt << reading.warnings.back().message;
    EXPECT_EQ(reading.calibration->kind, Calibration::internal);
    EXPECT_EQ(reading.acquisition.conditions.contrast, ContrastState::native) << c.kilovolt;
    const BoneDensity bone = density(reading.calibration->line, core_of(loaded->scan, body));
    const double is = in_mg_per_cm3(bone.value.value), sd = in_mg_per_cm3(*bone.value.sd);
    std::printf("%3.0f kV, %2.0f mm Al, %2.0f cm, noise %2.0f HU: %5.1f mg/cm3 read as %5.1f (sd %.1f)\n",
                c.kilovolt, c.aluminium_mm, c.water_cm, c.noise_hu, c.mineral, is, sd);
    squares += std::pow((is - c.mineral) / c.mineral, 2);
    within_one += std::abs(is - c.mineral) <= sd;
    within_two += std::abs(is - c.mineral) <= 2 * sd;
    ++count;
  }
  fs::remove_all(folder);
  std::printf("RMS %.1f %%, within one sd %.0f of %.0f, two %.0f\n", 100 * std::sqrt(squares / count),
              within_one, count, within_two);
  EXPECT_LT(std::sqrt(squares / count), 0.08);
  // The cases stand at the corners of what the method takes for one sd of filters and size; scanners drawn at
  // random are in BeamCalibration.ReadsMineralWithinEightPerCentOverScannersAndPersons.
  EXPECT_EQ(within_two, count);
}

}  // namespace
}  // namespace osteon
