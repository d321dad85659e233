#include <osteon/densitometry/density_calibration.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace osteon {
namespace {

RodMeasurement rod(double mineral, double measured, std::optional<double> water = {}) {
  return {{mineral, water}, {hu(measured), std::nullopt}};
}

/// Numbers of Bonelab/Ogo, archive/tests-OLD/calibration/test_mindways_calibration.py and
/// tests/calibration/test_standard_calibration.py (commits 5ce5e02, 3678b7d).
const std::vector<RodMeasurement> kLiquid{
    rod(375.83, 462.93637565619906, 923.20), rod(157.05, 345.73809215407005, 1119.52),
    rod(58.88, 176.71197512467555, 1103.57), rod(-53.40, -35.378190313384316, 1056.95),
    rod(-51.83, -69.54917011727602, 1012.25)};
const std::vector<RodMeasurement> kSolid{rod(375.83, 490.28414063), rod(157.05, 200.31946153),
                                         rod(58.88, 68.02660165), rod(-53.4, -77.60183361),
                                         rod(-51.83, -77.74668932)};

TEST(DensityCalibration, ReproducesThePublishedLiquidVector) {
  const auto fit = fit_mindways(kLiquid);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->line.slope, 0.8002826626918712, 5e-12);     // is 1 / sigma_ct, printed to 11 decimals
  EXPECT_NEAR(fit->line.intercept, 8.122906532849933, 1e-11);  // a difference of two numbers near 1000
  EXPECT_NEAR(std::sqrt(fit->line.r_squared), 0.9998533422632067, 1e-14);
  EXPECT_NEAR(fit->sigma_ref, 1.46695849554, 1e-11);
  EXPECT_NEAR(fit->beta_ref, -1009.75004687, 1e-8);
  EXPECT_NEAR(fit->sigma_ct, 1.24955849554, 1e-11);
  EXPECT_NEAR(fit->beta_ct, -10.1500468666, 1e-10);
  const double of_sigma = std::sqrt(fit->line.slope_variance) * fit->sigma_ct * fit->sigma_ct;
  EXPECT_NEAR(of_sigma, 0.014506827937069183, 1e-14);  // its standard error of sigma_ref
  const std::array expected{378.6028619, 284.81110752, 149.54243652, -20.18964581, -47.53608852};
  for (std::size_t n = 0; n < kLiquid.size(); ++n)
    EXPECT_NEAR(in_mg_per_cm3(density(fit->line, kLiquid[n].mean).value.value), expected[n], 6e-9);
  EXPECT_EQ(fit->line.mineral, Mineral::dipotassium_phosphate);
  EXPECT_TRUE(fit->line.warnings.empty());
  EXPECT_NEAR(hu_per_mg_per_cm3(Material::dipotassium_phosphate, fit->line.effective_kev), fit->sigma_ct,
              1e-4);
}

TEST(DensityCalibration, ReproducesThePublishedSolidVector) {
  const auto line = fit_solid_phantom(Mineral::dipotassium_phosphate, kSolid);
  ASSERT_TRUE(line);
  // Its CT numbers are printed to 8 decimals.
  EXPECT_NEAR(line->slope, 0.7539727523297295, 1e-11);
  EXPECT_NEAR(line->intercept, 6.334410127001945, 2e-9);
  EXPECT_NEAR(std::sqrt(line->r_squared), 0.9999866268559224, 1e-14);
  EXPECT_NEAR(std::sqrt(line->slope_variance), 0.0022512884297108417, 1e-11);
  EXPECT_EQ(line->degrees_of_freedom, 3);
  const std::array expected{375.99529306, 157.36982588, 57.62461421, -52.17525794, -52.28447521};
  for (std::size_t n = 0; n < kSolid.size(); ++n)
    EXPECT_NEAR(in_mg_per_cm3(density(*line, kSolid[n].mean).value.value), expected[n], 1e-8);
}

TEST(DensityCalibration, DoesNotDependOnTheOrderOfTheRods) {
  auto turned = kSolid;
  std::ranges::reverse(turned);
  const auto a = fit_solid_phantom(Mineral::dipotassium_phosphate, kSolid);
  const auto b = fit_solid_phantom(Mineral::dipotassium_phosphate, turned);
  EXPECT_NEAR(a->slope, b->slope, 1e-14);
  EXPECT_NEAR(a->intercept, b->intercept, 1e-11);
}

/// A thousand phantoms of six rods with known noise: the stated sd is the true one, at the rods and between
/// them.
TEST(DensityCalibration, UncertaintyOfAValueIsWhatRepetitionShows) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0.0, 5.0);
  const std::array rods{0.0, 100.0, 200.0, 400.0, 600.0, 800.0};
  for (const bool liquid : {false, true}) {
    double squares = 0, stated = 0;
    for (int repeat = 0; repeat < 2000; ++repeat) {
      std::vector<RodMeasurement> measured;
      measured.reserve(rods.size());
      for (const double r : rods) measured.push_back(rod(r, 10 + 1.3 * r + noise(random), 1000.0));
      const auto line = [&]() -> DensityLine {
        if (!liquid) return *fit_solid_phantom(Mineral::hydroxyapatite, measured);
        return fit_mindways(measured)->line;
      }();
      const double slope = liquid ? 1.3 - 0.2174 : 1.3, offset = liquid ? 10 - 1000 + 999.6 : 10;
      const auto value = density(line, {hu(offset + slope * 150 + noise(random)), std::nullopt});
      squares += std::pow(in_mg_per_cm3(value.value.value) - 150, 2);
      stated += std::pow(in_mg_per_cm3(*value.value.sd), 2);
    }
    EXPECT_NEAR(std::sqrt(squares / stated), 1.0, 0.05) << liquid;  // 2000 draws: 1.6 % each
  }
}

TEST(DensityCalibration, ScatterIsNoLessThanTheNoiseOfTheRods) {
  std::vector<RodMeasurement> rods{rod(0, 0), rod(100, 130), rod(200, 260)};  // on a line by chance
  EXPECT_NEAR(fit_solid_phantom(Mineral::hydroxyapatite, rods)->residual_sd, 0.0, 1e-9);
  for (auto& one : rods) one.mean.sd = hu(2.6);
  EXPECT_NEAR(fit_solid_phantom(Mineral::hydroxyapatite, rods)->residual_sd, 2.0, 1e-9);
  const auto line = *fit_solid_phantom(Mineral::hydroxyapatite, rods);
  const auto certain = density(line, {hu(130), std::nullopt}), noisy = density(line, {hu(130), hu(13)});
  EXPECT_NEAR(in_mg_per_cm3(*certain.value.sd), std::sqrt(4.0 + 4.0 / 3), 1e-9);
  EXPECT_NEAR(in_mg_per_cm3(*noisy.value.sd), std::sqrt(4.0 + 4.0 / 3 + 100), 1e-9);
}

std::string refusal(const std::vector<RodMeasurement>& rods) {
  const auto line = fit_solid_phantom(Mineral::hydroxyapatite, rods);
  if (line) return "";
  EXPECT_FALSE(line.error().message.empty() || line.error().remedy.empty());
  return line.error().code;
}

TEST(DensityCalibration, RefusesWhatIsNoPhantom) {
  EXPECT_EQ(refusal({}), "density.rods-too-few");
  EXPECT_EQ(refusal({rod(0, 0), rod(200, 260)}), "density.rods-too-few");
  EXPECT_EQ(refusal({rod(0, 0), rod(100, std::nan("")), rod(200, 260)}), "density.rods-invalid");
  EXPECT_EQ(refusal({rod(0, 0), rod(100, 130), rod(std::numeric_limits<double>::infinity(), 260)}),
            "density.rods-invalid");
  EXPECT_EQ(refusal({rod(0, 40), rod(100, 40), rod(200, 40)}), "density.rods-equal");
  EXPECT_EQ(refusal({rod(100, 40), rod(100, 50), rod(101, 60)}), "density.rods-equal");
  EXPECT_EQ(refusal({rod(0, 0), rod(200, 130), rod(100, 260)}), "density.rods-order");
  EXPECT_EQ(refusal({rod(200, 0), rod(100, 130), rod(0, 260)}), "density.rods-order");
  EXPECT_EQ(refusal({rod(0, 0), rod(0.1, 0.13), rod(200, 260)}), "");
  EXPECT_EQ(refusal({rod(0, 0), rod(100, 10), rod(200, 260), rod(800, 280)}), "density.rods-scatter");
  EXPECT_EQ(refusal({rod(0, 0), rod(100, 1300), rod(200, 2600)}), "density.rods-not-mineral");
  EXPECT_EQ(refusal({rod(0, 0), rod(1000, 30), rod(2000, 60)}), "density.rods-not-mineral");
  EXPECT_EQ(fit_mindways({rod(0, 0), rod(100, 130), rod(200, 260)}).error().code, "density.rods-invalid");
  auto swapped = kLiquid;
  std::swap(swapped[1].mean, swapped[3].mean);
  EXPECT_EQ(fit_mindways(swapped).error().code, "density.rods-order");
  EXPECT_EQ(fit_mindways({kLiquid[0], kLiquid[1]}).error().code, "density.rods-too-few");
}

TEST(DensityCalibration, WarnsOfALooseLineOnBothSidesOfTwoPerCent) {
  // Three rods at 0, 100, 200 with the middle off by d: 1 - R2 = (2 d2 / 3) / (2 * 130 * 130 + 2 d2 / 3).
  const auto with_middle_off = [](double d) {
    return fit_solid_phantom(Mineral::hydroxyapatite, {rod(0, 0), rod(100, 130 + d), rod(200, 260)});
  };
  EXPECT_TRUE(with_middle_off(32.0)->warnings.empty());
  ASSERT_EQ(with_middle_off(32.4)->warnings.size(), 1U);
  EXPECT_EQ(with_middle_off(32.4)->warnings[0].code, "density.rods-loose");
  EXPECT_TRUE(with_middle_off(75.0));
  EXPECT_EQ(with_middle_off(75.1).error().code, "density.rods-scatter");
}

TEST(DensityCalibration, NeverMixesTheMinerals) {
  const BoneDensity a{Mineral::hydroxyapatite, {mg_per_cm3(120), mg_per_cm3(3)}};
  const BoneDensity b{Mineral::dipotassium_phosphate, {mg_per_cm3(100), mg_per_cm3(4)}};
  EXPECT_EQ(difference(a, b).error().code, "density.minerals-mixed");
  const auto same = difference(a, {Mineral::hydroxyapatite, {mg_per_cm3(100), mg_per_cm3(4)}});
  EXPECT_EQ(*same, (Measured<VolumetricDensity>{mg_per_cm3(20), mg_per_cm3(5)}));
  EXPECT_NE(name(a.mineral), name(b.mineral));
}

TEST(DensityCalibration, AshDensityTakesTheFormulaOfItsMineral) {
  const auto keyak = ash_density({Mineral::dipotassium_phosphate, {mg_per_cm3(100), mg_per_cm3(10)}});
  EXPECT_NEAR(in_mg_per_cm3(keyak.value.value), 144.9, 1e-12);
  EXPECT_NEAR(in_mg_per_cm3(*keyak.value.sd), 10.6, 1e-12);
  EXPECT_EQ(keyak.source.key, "keyak1994");
  const auto kaneko = ash_density({Mineral::hydroxyapatite, {mg_per_cm3(100), std::nullopt}});
  EXPECT_NEAR(in_mg_per_cm3(kaneko.value.value), 153.7, 1e-12);
  EXPECT_FALSE(kaneko.value.sd);
  EXPECT_EQ(kaneko.source.key, "kaneko2004");
}

TEST(DensityCalibration, KnowsThePhantoms) {
  ASSERT_EQ(known_phantoms().size(), 7U);
  for (const Phantom& phantom : known_phantoms()) {
    std::vector<RodMeasurement> rods;
    const Material solute = phantom.mineral == Mineral::hydroxyapatite ? Material::hydroxyapatite
                                                                       : Material::dipotassium_phosphate;
    for (const PhantomRod& r : phantom.rods) {  // as a beam of 70 keV shows them
      const double water = r.water_mg_per_cm3.value_or(0.0);
      const double displaced = r.water_mg_per_cm3 ? 0.2174 : 0.0;
      rods.push_back(
          {r, {hu(water - 10 + (hu_per_mg_per_cm3(solute, 70) + displaced) * r.mineral_mg_per_cm3), {}}});
    }
    const bool liquid = phantom.rods.front().water_mg_per_cm3.has_value();
    EXPECT_EQ(liquid, phantom.mineral == Mineral::dipotassium_phosphate) << phantom.name;
    const auto energy = [&]() -> Result<double> {
      if (liquid) {
        const auto fit = fit_mindways(rods);
        if (!fit) return fit.error();
        return fit->line.effective_kev;
      }
      const auto fit = fit_solid_phantom(phantom.mineral, rods);
      if (!fit) return fit.error();
      return fit->effective_kev;
    }();
    if (phantom.rods.size() < 3) {
      EXPECT_EQ(energy.error().code, "density.rods-too-few") << phantom.name;
    } else {
      ASSERT_TRUE(energy) << phantom.name << energy.error().code;
      EXPECT_NEAR(*energy, 70, 0.01) << phantom.name;
    }
  }
}

}  // namespace
}  // namespace osteon
