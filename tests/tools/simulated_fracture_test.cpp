#include "../support/spine_phantom.hpp"

#include <osteon/imaging/resample.hpp>
#include <osteon/simulate/simulated_fracture.hpp>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include <cmath>

namespace osteon {
namespace {

constexpr double kReach = 0.66;

/// The second vertebra of the phantom: flat level plates, known to the pencil.
struct Known {
  phantom::SpinePhantom phantom;
  IntactVertebra vertebra;
  double height_mm, half_depth_mm;
};

Known known_vertebra(const phantom::SpinePhantomOptions& options) {
  auto phantom = phantom::make_spine_phantom(options);
  const auto& truth = phantom.whole[1];
  const VertebraAxes axes{{truth.centre_mm}, {1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
  VertebraLandmarks landmarks{};
  const double half = 0.5 * truth.depth_mm;
  for (std::size_t n = 0; n < 6; ++n)
    landmarks.points[n].mm =
        truth.centre_mm + Eigen::Vector3d(0, -kReach * half * (1 - static_cast<double>(n % 3)),
                                          (n < 3 ? 0.5 : -0.5) * truth.height_mm);
  const double disc = phantom.whole[2].centre_mm.z() - truth.centre_mm.z() -
                      0.5 * (truth.height_mm + phantom.whole[2].height_mm);
  IntactVertebra vertebra{axes, landmarks, std::nullopt, disc, disc};
  return {std::move(phantom), vertebra, truth.height_mm, half};
}

TEST(SimulatedFracture, TakesTheAskedShareOfTheAskedHeights) {
  const Known known = known_vertebra({.vertebrae = 3});
  for (const double loss : {0.1, 0.25, 0.5}) {
    const CollapseMap crush(known.vertebra, Collapse::crush, loss, {});
    const CollapseMap wedge(known.vertebra, Collapse::wedge, loss, {});
    const CollapseMap dent(known.vertebra, Collapse::biconcave, loss, {});
    for (std::size_t n = 0; n < 3; ++n) {
      EXPECT_NEAR(crush.heights_before_mm()[n], known.height_mm, 0.01);
      EXPECT_NEAR(crush.heights_after_mm()[n], (1 - loss) * known.height_mm, 0.01);
    }
    // A wedge is measured in the frame of the turned body, where the landmarks stand a little elsewhere.
    EXPECT_NEAR(wedge.heights_after_mm()[0] / known.height_mm, 1 - loss, 0.02);
    EXPECT_NEAR(wedge.heights_after_mm()[1] / known.height_mm, 1 - 0.5 * loss, 0.035);
    EXPECT_NEAR(wedge.heights_after_mm()[2] / known.height_mm, 1, 0.06);
    EXPECT_NEAR(dent.heights_after_mm()[1], (1 - loss) * known.height_mm, 0.01);
    for (const std::size_t n : {0U, 2U})
      EXPECT_NEAR(dent.heights_after_mm()[n] / known.height_mm, 1, 0.15 * loss);
  }
}

TEST(SimulatedFracture, MapsEveryPlaceToOnePlace) {
  const Known known = known_vertebra({.vertebrae = 3});
  const Eigen::Vector3d centre = known.vertebra.axes.center.mm;
  for (const Collapse kind : {Collapse::wedge, Collapse::biconcave, Collapse::crush}) {
    const CollapseMap map(known.vertebra, kind, 0.5, {.disc_opening = 0});
    for (double x = -70; x <= 70; x += 7)
      for (double y = -90; y <= 70; y += 5)
        for (double z = -60; z <= 60; z += 3) {
          const Eigen::Vector3d place = centre + Eigen::Vector3d(x, y, z);
          Eigen::Matrix3d jacobian;
          for (int k = 0; k < 3; ++k) {
            const Eigen::Vector3d e = 0.05 * Eigen::Vector3d::Unit(k);
            jacobian.col(k) = (map.source_of(place + e) - map.source_of(place - e)) / 0.1;
          }
          ASSERT_GT(jacobian.determinant(), 0.05) << x << ' ' << y << ' ' << z;
        }
    const Eigen::Vector3d place = centre + Eigen::Vector3d(3, -4, 7);
    EXPECT_LT((map.image_of(map.source_of(place)) - place).norm(), 1e-4);
    EXPECT_LT(
        (map.source_of(centre - Eigen::Vector3d(0, 0, 80)) - (centre - Eigen::Vector3d(0, 0, 80))).norm(),
        1e-9);
  }
}

/// How far above a place the bright plate is met: centre of what exceeds 300 HU along `superior`, over lines
/// side by side, so that the lattice averages out.
double plate_off_mm(const CtScan& scan, const Eigen::Vector3d& near) {
  double sum = 0, moment = 0;
  for (double x = -4; x <= 4; x += 0.5)
    for (double z = -2.5; z <= 2.5; z += 0.1) {
      const Eigen::Vector3d place = near + Eigen::Vector3d(x, 0, z);
      const double over = std::max(0.0, sample_linear(scan.hounsfield, {place}) - 300);
      sum += over;
      moment += over * z;
    }
  return sum > 0 ? moment / sum : 1e9;
}

TEST(SimulatedFracture, VoxelsShowThePlatesWhereTheMapPutsThem) {
  Eigen::Matrix3d oblique;
  oblique =
      Eigen::AngleAxisd(0.3, Eigen::Vector3d::UnitX()) * Eigen::AngleAxisd(0.2, Eigen::Vector3d::UnitY());
  for (const Eigen::Matrix3d& direction : {Eigen::Matrix3d(Eigen::Matrix3d::Identity()), oblique}) {
    const Known known = known_vertebra(
        {.vertebrae = 3, .spacing_mm = Eigen::Vector3d(1.3, 1.1, 1.0), .direction = direction});
    const FractureSimulator simulator(known.phantom.scan);
    for (const Collapse kind : {Collapse::wedge, Collapse::biconcave, Collapse::crush}) {
      const auto fracture = simulator.collapse(known.vertebra, kind, 0.3, {.compaction_gain = 0});
      const CollapseMap map(known.vertebra, kind, 0.3, {});
      for (std::size_t n = 0; n < 6; ++n) {
        const Eigen::Vector3d plate =
            known.vertebra.landmarks.points[n].mm - Eigen::Vector3d(0, 0, n < 3 ? 0.5 : -0.5);
        const Eigen::Vector3d moved = map.image_of(plate);
        EXPECT_NEAR(plate_off_mm(fracture.scan, moved), plate_off_mm(known.phantom.scan, plate), 0.25) << n;
      }
    }
  }
}

/// Two slabs of bone about a thin disc, as a scan with thick slices blurs them; the dent is as deep as three
/// discs: its middle shows disc, not the mean of disc and bone that filled the thin one.
TEST(SimulatedFracture, FillsADentWithDiscAndNotWithItsBlurredBone) {
  constexpr double kDiscHu = 85, kBoneHu = 300, kDiscMm = 2.5, kHeightMm = 25;
  const Grid<3> grid{{40, 40, 40}, {1.5, 1.5, 2.5}, {-30, -30, -50}, Eigen::Matrix3d::Identity()};
  const double blur = std::sqrt(0.3 + 2.5 * 2.5 / 12);
  Image3D<std::int16_t> pixels(grid, 0);
  const auto inside = [&](double z, double from, double to) {
    return 0.5 *
           (std::erf((z - from) / (std::sqrt(2.0) * blur)) - std::erf((z - to) / (std::sqrt(2.0) * blur)));
  };
  for (int k = 0; k < 40; ++k) {
    const double z = grid.patient_from_index({Eigen::Vector3d(0, 0, k)}).mm.z(), top = 0.5 * kHeightMm;
    const double disc = inside(z, top, top + kDiscMm) + inside(z, -top - kDiscMm, -top);
    for (int j = 0; j < 40; ++j)
      for (int i = 0; i < 40; ++i)
        pixels.at(i, j, k) = static_cast<std::int16_t>(std::lround(kBoneHu + disc * (kDiscHu - kBoneHu)));
  }
  const CtScan scan{std::move(pixels)};
  VertebraLandmarks landmarks{};
  for (std::size_t n = 0; n < 6; ++n)
    landmarks.points[n].mm =
        Eigen::Vector3d(0, -kReach * 15 * (1 - static_cast<double>(n % 3)), (n < 3 ? 0.5 : -0.5) * kHeightMm);
  const IntactVertebra vertebra{{{Eigen::Vector3d::Zero()}, {1, 0, 0}, {0, -1, 0}, {0, 0, 1}},
                                landmarks,
                                std::nullopt,
                                kDiscMm,
                                kDiscMm};
  const auto fracture =
      FractureSimulator(scan).collapse(vertebra, Collapse::biconcave, 0.5, {.disc_hu = kDiscHu});
  const auto hu_at = [&](const CtScan& in, double z) {
    const Eigen::Vector3d index = in.hounsfield.grid().index_from_patient({Eigen::Vector3d(0, 0, z)}).ijk;
    return in.hounsfield.at(static_cast<int>(std::lround(index.x())),
                            static_cast<int>(std::lround(index.y())),
                            static_cast<int>(std::lround(index.z())));
  };
  EXPECT_GT(hu_at(scan, 0.5 * kHeightMm + 0.5 * kDiscMm), kDiscHu + 30);
  EXPECT_NEAR(hu_at(fracture.scan, 0.5 * kHeightMm + 0.5 * kDiscMm - 4), kDiscHu, 12);
}

TEST(SimulatedFracture, CompactsMarrowAndLeavesTheRestAsItWas) {
  const Known known = known_vertebra({.vertebrae = 3});
  const FractureSimulator simulator(known.phantom.scan);
  const auto fracture = simulator.collapse(known.vertebra, Collapse::crush, 0.4);
  const CollapseMap map(known.vertebra, Collapse::crush, 0.4, {});
  const Eigen::Vector3d middle = map.image_of(known.vertebra.axes.center.mm);
  EXPECT_GT(sample_linear(fracture.scan.hounsfield, {middle}), 200);  // of 170
  const auto plain = simulator.collapse(known.vertebra, Collapse::crush, 0.4, {.compaction_gain = 0});
  EXPECT_NEAR(sample_linear(plain.scan.hounsfield, {middle}), 170, 10);
  // The lowest slice lies far below.
  const auto& before = known.phantom.scan.hounsfield;
  const auto& after = fracture.scan.hounsfield;
  EXPECT_LT(after.grid().size[2], before.grid().size[2]);  // what came down left nothing behind it
  for (int j = 0; j < after.grid().size[1]; ++j)
    for (int i = 0; i < after.grid().size[0]; ++i) {
      const auto index =
          before.grid().index_from_patient(after.grid().patient_from_index({Eigen::Vector3d(i, j, 0)}));
      ASSERT_EQ(after.at(i, j, 0), before.at(static_cast<int>(std::lround(index.ijk.x())),
                                             static_cast<int>(std::lround(index.ijk.y())),
                                             static_cast<int>(std::lround(index.ijk.z()))));
    }
}

}  // namespace
}  // namespace osteon
