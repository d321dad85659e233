#include <osteon/densitometry/object_calibration.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <gtest/gtest.h>

#include <cmath>

namespace osteon {
namespace {

constexpr double kLow = 45, kHigh = 85;

double attenuation(double kev, double tissue, double mineral) {
  return tissue * mass_attenuation(Material::water, kev) +
         mineral * mass_attenuation(Material::hydroxyapatite, kev);
}

/// Steps of 10 x 10 pixels side by side, with offsets as counts without a known open beam have them.
CalibrationObject object_of(const std::vector<std::pair<double, double>>& tissue_and_mineral) {
  const Grid<2> grid{
      {10 * static_cast<int>(tissue_and_mineral.size()), 10}, {1, 1}, {0, 0}, Eigen::Matrix2d::Identity()};
  CalibrationObject object{{Image2D<float>(grid), Image2D<float>(grid)}, {}};
  for (std::size_t n = 0; n < tissue_and_mineral.size(); ++n) {
    const auto [tissue, mineral] = tissue_and_mineral[n];
    const int first = 10 * static_cast<int>(n);
    for (int y = 0; y < 10; ++y)
      for (int x = first; x < first + 10; ++x) {
        object.scan.low.at(x, y) = static_cast<float>(0.7 + attenuation(kLow, tissue, mineral));
        object.scan.high.at(x, y) = static_cast<float>(0.4 + attenuation(kHigh, tissue, mineral));
      }
    object.places.push_back({Eigen::Vector2d(first + 2, 2), Eigen::Vector2d(first + 7, 7), mineral, tissue});
  }
  return object;
}

const std::vector<std::pair<double, double>> kSteps{{10, 0}, {10, 0.5}, {10, 1.5}, {20, 0}, {20, 1}};

TEST(ObjectCalibration, IsThatOfTheTablesWithoutKnowingTheEnergies) {
  const auto found = calibration_by_object(object_of(kSteps));
  ASSERT_TRUE(found) << found.error().message;
  const DualEnergyCalibration known = calibration_by_energies(kLow, kHigh);
  EXPECT_NEAR(found->scale.k, known.k, 1e-4);
  EXPECT_NEAR(found->scale.g_per_cm2, known.g_per_cm2, 1e-3);
  EXPECT_NEAR(found->scale.high_of_mineral, known.high_of_mineral, 1e-4);
  EXPECT_NEAR(found->low_offset, 0.7, 1e-4);
  EXPECT_NEAR(found->high_offset, 0.4, 1e-4);
  EXPECT_LT(found->worst_g_per_cm2, 1e-3);
  const DualEnergyScan scan = without_offsets(object_of(kSteps).scan, *found);
  EXPECT_NEAR(scan.low.at(4, 4), attenuation(kLow, 10, 0), 1e-4);
}

TEST(ObjectCalibration, PlacesThatTellTooLittleAreRefused) {
  const auto code = [](const CalibrationObject& object) {
    const auto found = calibration_by_object(object);
    return found ? std::string("calibrated") : found.error().code;
  };
  EXPECT_EQ(code(object_of({{10, 0}, {10, 0.5}, {20, 0}, {20, 1}})), "dual-energy.object-places");
  EXPECT_EQ(code(object_of({{10, 0}, {10, 0.5}, {10, 1}, {10, 1.5}, {20, 0}})), "dual-energy.object-places");
  EXPECT_EQ(code(object_of({{10, 0}, {10, 0.5}, {10, 1}, {10, 1.5}, {10, 2}})), "dual-energy.object-places");
  EXPECT_EQ(code(object_of({{10, 0}, {10, 1}, {20, 0}, {20, 1}, {30, 1}})), "dual-energy.object-places");
  EXPECT_EQ(code(object_of({{10, 0}, {15, 0.5}, {20, 1}, {25, 1.5}, {30, 2}})), "dual-energy.object-places");
  CalibrationObject beside = object_of(kSteps);
  beside.places[2].to_mm[0] += 60;
  EXPECT_EQ(code(beside), "dual-energy.object-places");
  CalibrationObject small = object_of(kSteps);
  small.places[2].to_mm = small.places[2].from_mm;
  EXPECT_EQ(code(small), "dual-energy.object-places");
}

TEST(ObjectCalibration, AnObjectThatHoldsSomethingElseIsRefused) {
  CalibrationObject wrong = object_of(kSteps);
  wrong.places[2].mineral = 1.4;
  EXPECT_EQ(calibration_by_object(wrong).error().code, "dual-energy.object-contradicts");
  CalibrationObject exchanged = object_of(kSteps);
  std::swap(exchanged.scan.low, exchanged.scan.high);
  EXPECT_EQ(calibration_by_object(exchanged).error().code, "dual-energy.object-contradicts");
  CalibrationObject one_energy = object_of(kSteps);
  one_energy.scan.high = one_energy.scan.low;
  EXPECT_EQ(calibration_by_object(one_energy).error().code, "dual-energy.object-contradicts");
  CalibrationObject bent = object_of(kSteps);  // hardens by an eighth over the range
  for (float& v : bent.scan.low.pixels()) v -= 0.02F * v * v;
  EXPECT_EQ(calibration_by_object(bent).error().code, "dual-energy.object-contradicts");
}

/// A scan seen through nothing, tissue of acrylic's kind, and a bone reference of 1 g/cm2.
struct Sampled {
  DualEnergyScan air = object_of(kSteps).scan;
  ReferenceScans references{air, air};
  Sampled() {
    const auto add = [](DualEnergyScan& scan, double low, double high) {
      for (float& v : scan.low.pixels()) v += static_cast<float>(low);
      for (float& v : scan.high.pixels()) v += static_cast<float>(high);
    };
    add(references.tissue, 0.97 * attenuation(kLow, 3, 0), attenuation(kHigh, 3, 0));
    add(references.bone, attenuation(kLow, 0, 1), attenuation(kHigh, 0, 1));
  }
};

// Tissue and bone may attenuate the low energy alike and then change places unseen: densities do not come
// from them. Whatever is confirmed weighs by the samples seen through nothing.
TEST(ObjectCalibration, NoOrderOfSamplesIsConfirmedThatWouldWeighByAReference) {
  const Sampled sampled;
  Image2D<float> const* samples[] = {
      &sampled.air.low,  &sampled.references.tissue.low,  &sampled.references.bone.low,
      &sampled.air.high, &sampled.references.tissue.high, &sampled.references.bone.high};
  std::array<int, 6> order{0, 1, 2, 3, 4, 5};
  int confirmed = 0;
  do {
    const auto at = [&](int n) -> const Image2D<float>& {
      return *samples[order[static_cast<std::size_t>(n)]];
    };
    CalibrationObject object{{at(0), at(3)}, object_of(kSteps).places};
    const auto calibration = calibration_by_object(object);
    if (!calibration) continue;
    const ReferenceScans references{{at(1), at(4)}, {at(2), at(5)}};
    if (contradiction_of({at(0), at(3)}, references, *calibration)) continue;
    ++confirmed;
    EXPECT_EQ(order[0], 0);
    EXPECT_EQ(order[3], 3);
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_GE(confirmed, 1);
  EXPECT_LE(confirmed, 2);  // of 720
}

}  // namespace
}  // namespace osteon
