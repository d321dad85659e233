#include "../support/xray_spectrum.hpp"

#include <gtest/gtest.h>

namespace osteon {
namespace {

using testing::in_water;
using testing::mean_photon_kev;
using testing::polychromatic_hu;
using testing::XrayBeam;

/// The mean energy behind 20 cm of water lies where simulations of CT beams have it (71 keV at 120 kV,
/// aapm2026-kvp), and apatite's rise is that of one energy, which is softer: bone weakens soft rays most.
TEST(XrayBeam, BehavesAsABeamOfOneEnergyNearItsMean) {
  double last = 0;
  for (const double kilovolt : {80.0, 100.0, 120.0, 140.0}) {
    const XrayBeam beam{kilovolt};
    const double kev = mean_photon_kev(beam);
    EXPECT_GT(kev, last);
    last = kev;
    EXPECT_NEAR(polychromatic_hu({{Material::water, 1.0}}, beam), 0.0, 1e-9);
    const double rise = polychromatic_hu(in_water(Material::hydroxyapatite, 100), beam) / 100;
    EXPECT_LT(rise, hu_per_mg_per_cm3(Material::hydroxyapatite, kev - 10));
    EXPECT_GT(rise, hu_per_mg_per_cm3(Material::hydroxyapatite, kev));
    EXPECT_NEAR(polychromatic_hu(in_water(Material::hydroxyapatite, 300), beam), 300 * rise, 1e-9);
  }
  EXPECT_NEAR(mean_photon_kev({120}), 71, 4);
}

TEST(XrayBeam, FiltersAndWaterHardenIt) {
  EXPECT_GT(mean_photon_kev({120, 12, 20}), mean_photon_kev({120, 6, 20}));
  EXPECT_GT(mean_photon_kev({120, 8, 35}), mean_photon_kev({120, 8, 20}));
  EXPECT_THROW((void)mean_photon_kev({20}), std::invalid_argument);
}

}  // namespace
}  // namespace osteon
