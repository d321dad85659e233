#include "../support/xray_spectrum.hpp"

#include <osteon/densitometry/phantom_identification.hpp>
#include <osteon/densitometry/rod_profiles.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace osteon {
namespace {

using testing::in_water;
using testing::polychromatic_hu;
using testing::XrayBeam;

Material material(Mineral mineral) {
  return mineral == Mineral::hydroxyapatite ? Material::hydroxyapatite : Material::dipotassium_phosphate;
}

/// CT number of a rod as its maker states it: mineral in so much water.
double rod_hu(const Phantom& phantom, const PhantomRod& rod, const XrayBeam& beam) {
  if (!rod.water_mg_per_cm3)
    return polychromatic_hu(in_water(material(phantom.mineral), rod.mineral_mg_per_cm3), beam);
  return polychromatic_hu({{Material::water, 1e-3 * *rod.water_mg_per_cm3},
                           {material(phantom.mineral), 1e-3 * rod.mineral_mg_per_cm3}},
                          beam);
}

std::vector<RowRod> row_of(const Phantom& phantom, const XrayBeam& beam, double holder = 0) {
  std::vector<RowRod> row;
  for (const PhantomRod& rod : phantom.rods)
    row.push_back(
        {{hu(rod_hu(phantom, rod, beam)), hu(1)}, hu(holder), 24.0 * static_cast<double>(row.size())});
  return row;
}

TEST(PhantomIdentification, TellsEveryKnownPhantomAtEveryVoltageFromEitherEnd) {
  for (const Phantom& phantom : known_phantoms()) {
    if (phantom.rods.size() < 3) continue;
    for (const double kilovolt : {80.0, 100.0, 120.0, 140.0})
      for (const bool turned : {false, true}) {
        auto row = row_of(phantom, {kilovolt});
        if (turned) std::ranges::reverse(row);
        const auto found = identify_phantom(row, {"", kilovolt});
        ASSERT_TRUE(found) << phantom.name << " " << kilovolt << ": " << found.error().message;
        EXPECT_EQ(found->name, phantom.name);
        EXPECT_EQ(found->unseen, 0);
        const bool symmetric =
            phantom.rods.front().mineral_mg_per_cm3 == phantom.rods.back().mineral_mg_per_cm3;
        EXPECT_TRUE(symmetric || found->from_other_end == turned) << phantom.name;
        EXPECT_EQ(found->line.mineral, phantom.mineral);
      }
  }
}

/// Its own densities come back from the line, whatever the beam.
TEST(PhantomIdentification, TheLineReadsTheRods) {
  for (const Phantom& phantom : known_phantoms()) {
    if (phantom.rods.size() < 3 || phantom.mineral != Mineral::hydroxyapatite) continue;
    const auto found = identify_phantom(row_of(phantom, {100}), {"", 100.0});
    ASSERT_TRUE(found);
    for (const auto& rod : found->rods)
      EXPECT_NEAR(in_mg_per_cm3(density(found->line, rod.mean).value.value), rod.rod.mineral_mg_per_cm3,
                  1e-6);
  }
}

TEST(PhantomIdentification, ARodAsBrightAsItsHolderMayBeUnseen) {
  const Phantom& six = *std::ranges::find(known_phantoms(), "QRM-BDC 6", &Phantom::name);
  auto row = row_of(six, {120}, 5.0);
  row.erase(row.begin());  // 0 mg/cm3 in a holder like water
  const auto found = identify_phantom(row, {"", 120.0});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->name, "QRM-BDC 6");
  EXPECT_EQ(found->unseen, 1);
  row.back().position_mm += 24;  // a gap where none is to be
  EXPECT_EQ(identify_phantom(row, {"", 120.0}).error().code, "density.phantom-unknown");
  row.back().position_mm -= 24;
  for (auto& rod : row) rod.surrounding = hu(150);
  EXPECT_EQ(identify_phantom(row, {"", 120.0}).error().code, "density.phantom-unknown");
}

TEST(PhantomIdentification, AnUnseenRodWithinTheRowLeavesAGap) {
  const Phantom& bmas = *std::ranges::find(known_phantoms(), "B-MAS 200", &Phantom::name);
  for (const bool turned : {false, true}) {
    auto row = row_of(bmas, {120}, 72);
    row.erase(row.begin() + 1);  // 50 mg/cm3: 70 HU
    if (turned) std::ranges::reverse(row);
    const auto found = identify_phantom(row, {"", 120.0});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->name, "B-MAS 200");
    EXPECT_EQ(found->rods.front().rod.mineral_mg_per_cm3, turned ? 200 : 0);
    for (std::size_t n = 0; n < row.size(); ++n) row[n].position_mm = 24.0 * static_cast<double>(n);
    EXPECT_FALSE(identify_phantom(row, {"", 120.0}));
  }
}

TEST(PhantomIdentification, RefusesWhatIsNoKnownPhantom) {
  const auto rod = [](double x) { return RowRod{{hu(x), hu(1)}, hu(0), 0}; };
  EXPECT_EQ(identify_phantom({}).error().code, "density.phantom-unknown");
  EXPECT_EQ(identify_phantom({rod(10), rod(200)}).error().code, "density.phantom-unknown");
  EXPECT_EQ(identify_phantom({rod(10), rod(300), rod(200)}).error().code, "density.phantom-unknown");
  EXPECT_EQ(identify_phantom({rod(-1000), rod(0), rod(3000)}).error().code, "density.phantom-unknown");
  const std::vector<RowRod> equal(3, rod(100));
  EXPECT_EQ(identify_phantom(equal).error().code, "density.phantom-unknown");
}

TEST(PhantomIdentification, ANameMustBeKnownAndFit) {
  const Phantom& three = *std::ranges::find(known_phantoms(), "QRM-BDC 3", &Phantom::name);
  const auto row = row_of(three, {120});
  EXPECT_TRUE(identify_phantom(row, {"qrm-bdc-3", 120.0}));
  EXPECT_EQ(identify_phantom(row, {"b-mas-200", 120.0}).error().code, "density.phantom-mismatch");
  EXPECT_EQ(identify_phantom(row, {"qrm", 120.0}).error().code, "density.phantom-not-known");
}

TEST(PhantomIdentification, TakesTheDensitiesOfACertificate) {
  const std::vector<double> densities{-3, 48, 99, 203};
  std::vector<RowRod> row;
  for (const double mg : densities)
    row.push_back({{hu(polychromatic_hu(in_water(Material::hydroxyapatite, mg), {120})), hu(1)}, hu(0), 0});
  const CertifiedRods rods{Mineral::hydroxyapatite, densities};
  const auto found = identify_phantom(row, {"", 120.0, rods});
  ASSERT_TRUE(found);
  EXPECT_NEAR(in_mg_per_cm3(density(found->line, row[2].mean).value.value), 99, 1e-6);
  EXPECT_EQ(identify_phantom(row, {"", 120.0, CertifiedRods{Mineral::hydroxyapatite, {0, 50, 60, 400}}})
                .error()
                .code,
            "density.phantom-mismatch");
}

/// The slope of another voltage is refused: 80 kV rods called 140 kV.
TEST(PhantomIdentification, TheSlopeMustBeOneOfTheVoltage) {
  const Phantom& three = *std::ranges::find(known_phantoms(), "QRM-BDC 3", &Phantom::name);
  EXPECT_EQ(identify_phantom(row_of(three, {70, 6, 5}), {"", 140.0}).error().code, "density.phantom-unknown");
}

TEST(PhantomIdentification, DensitiesOfASpecimenAreSaidToBeThat) {
  const Phantom& analysis =
      *std::ranges::find(known_phantoms(), "Image Analysis QCT-3D Plus", &Phantom::name);
  const auto found = identify_phantom(row_of(analysis, {120}), {"", 120.0});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->line.warnings.size(), 1U);
  EXPECT_EQ(found->line.warnings.front().code, "density.phantom-specimen");
}

/// A rod of a level that falls off at its ends, as behind a cone beam.
RodProfile profile(int planes, int steady_from, int steady_to, double level, double fall, unsigned seed = 0) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 1);
  RodProfile result;
  for (int plane = 0; plane < planes; ++plane) {
    const int beyond = std::max({0, steady_from - plane, plane - steady_to});
    result.push_back({plane, level - fall * beyond + noise(random), 20, 400});
  }
  return result;
}

TEST(SteadyStretch, IsWhereTheRodKeepsItsLevel) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto found = steady_stretch({profile(40, 12, 29, 145, 8, seed)}, 3.0);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->first_plane, 12, 1);
    EXPECT_NEAR(found->last_plane, 29, 1);
    const auto mean = mean_over(profile(40, 12, 29, 145, 8, seed), *found);
    EXPECT_NEAR(in_hu(mean->value), 145, 1.2);
    EXPECT_EQ(found->steady, std::vector<std::size_t>{0});
  }
}

TEST(SteadyStretch, OneRodThatDriftsEndsItForAll) {
  const auto found = steady_stretch({profile(40, 0, 39, 300, 8), profile(40, 5, 20, 100, 8, 1)}, 3.0);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->first_plane, 5, 1);
  EXPECT_NEAR(found->last_plane, 20, 1);
}

TEST(SteadyStretch, ARodAtTheBentEndIsNotSteady) {
  auto end = profile(40, 0, 31, 310, 20, 2);
  end.erase(end.begin(), end.begin() + 31);
  const auto found = steady_stretch({profile(40, 12, 29, 145, 8), end}, 3.0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->steady, std::vector<std::size_t>{0});
}

TEST(SteadyStretch, ASlopeIsNotSteady) {
  RodProfile slope;
  for (int plane = 0; plane < 20; ++plane) slope.push_back({plane, 100.0 + 3 * plane, 20, 2000});
  EXPECT_EQ(steady_stretch({slope}, 3.0).error().code, "density.rods-unsteady");
  EXPECT_EQ(steady_stretch({}, 3.0).error().code, "density.rods-unsteady");
  EXPECT_EQ(steady_stretch({profile(3, 0, 3, 100, 0)}, 3.0).error().code, "density.rods-unsteady");
}

}  // namespace
}  // namespace osteon
