// Films of bodies whose every measure is known: where shadows fall, how much beam comes through, what scatter
// and photons add.

#include <osteon/densitometry/photon_attenuation.hpp>
#include <osteon/densitometry/radiograph_simulation.hpp>

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace osteon {
namespace {

constexpr double kSourceMm = 1150, kObjectMm = 250, kPixelMm = 0.3;
constexpr std::int16_t kAir = -1000;

const Grid<3> kGrid{{160, 130, 90}, {1, 1.2, 1.5}, {-79.5, -77.4, -66.75}, Eigen::Matrix3d::Identity()};

/// The patient's left side at the detector, the middle of the CT on the central ray; 150 x 120 mm.
ConeView lateral() {
  const Eigen::Vector2d foot(75, 60);
  const Eigen::Vector3d across(0, -1, 0), down(0, 0, -1), ray(1, 0, 0);
  return {{kObjectMm * ray - foot[0] * across - foot[1] * down,
           across,
           down,
           ray,
           {500, 400},
           {kPixelMm, kPixelMm}},
          foot,
          kSourceMm};
}

constexpr OpenBox kAll{0, 0, 500, 400};

struct Body {
  CtScan scan{Image3D<std::int16_t>(kGrid, kAir)};
  LabelMap<3> bone{kGrid};
  /// Voxels whose centre `holds`.
  void fill(const std::function<bool(const Eigen::Vector3d&)>& holds, std::int16_t hounsfield, bool is_bone) {
    for (int k = 0; k < kGrid.size[2]; ++k)
      for (int j = 0; j < kGrid.size[1]; ++j)
        for (int i = 0; i < kGrid.size[0]; ++i) {
          if (!holds(kGrid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm)) continue;
          scan.hounsfield.at(i, j, k) = hounsfield;
          bone.at(i, j, k) = is_bone;
        }
  }
  [[nodiscard]] SimulatedRadiograph film(const ConeView& view, const RadiographBeam& beam,
                                         const OpenBox& open = kAll) const {
    return simulate_radiograph(scan, bone, usual_line(120), view, open, beam);
  }
};

RadiographBeam silent() {
  RadiographBeam beam;
  beam.photons_per_mm2 = 0;
  beam.scatter_ratio = 0;
  return beam;
}

double depth_at(const SimulatedRadiograph& film, int x, int y) {
  return -std::log(static_cast<double>(film.straight.at(x, y)));
}

/// Where depth along a row or column passes half of its value in the middle, from the middle outwards; mm.
double edge_mm(const SimulatedRadiograph& film, int x, int y, int dx, int dy) {
  const double half = 0.5 * depth_at(film, x, y);
  while (depth_at(film, x + dx, y + dy) > half) x += dx, y += dy;
  const double here = depth_at(film, x, y), next = depth_at(film, x + dx, y + dy);
  return kPixelMm * (dx != 0 ? x : y) + kPixelMm * (dx + dy) * (here - half) / (here - next);
}

// A plate at right angles to the central ray, beside it and nearer to the source than the middle.
TEST(RadiographSimulation, APlateIsShownWhereAndAsLargeAsTheConeSays) {
  for (const double left : {-40.5, 0.5, 50.5}) {
    Body body;
    // Voxels end half-way between centres: 6 to 30 mm forwards, 9 to 39 mm upwards.
    body.fill(
        [&](const Eigen::Vector3d& p) {
          return std::abs(p[0] - left) < 0.6 && -p[1] > 6 && -p[1] < 30 && p[2] > 9 && p[2] < 39;
        },
        900, true);
    const ConeView view = lateral();
    const auto film = body.film(view, silent());
    const Eigen::Vector2d from = view.picture_of({left, -6, 39}), to = view.picture_of({left, -30, 9});
    const Eigen::Vector2d middle = 0.5 / kPixelMm * (from + to);
    const int x = static_cast<int>(middle[0]), y = static_cast<int>(middle[1]);
    EXPECT_NEAR(edge_mm(film, x, y, -1, 0), from[0], 0.3 * kPixelMm) << left;
    EXPECT_NEAR(edge_mm(film, x, y, 1, 0), to[0], 0.3 * kPixelMm) << left;
    EXPECT_NEAR(edge_mm(film, x, y, 0, -1), from[1], 0.3 * kPixelMm) << left;
    EXPECT_NEAR(edge_mm(film, x, y, 0, 1), to[1], 0.3 * kPixelMm) << left;
    EXPECT_NEAR((to - from)[0], 24 * kSourceMm / (kSourceMm - kObjectMm + left), 1e-9);
  }
}

TEST(RadiographSimulation, ABeadOfATurnedPatientFallsWhereItIsSaidTo) {
  const Eigen::Vector3d bead(-30.5, -12.6, 21.75);  // between two centres along y and z
  Body body;
  body.fill([&](const Eigen::Vector3d& p) { return (p - bead).cwiseAbs().maxCoeff() < 1.6; }, 2500, true);
  for (const DxaPose pose :
       {DxaPose{}, DxaPose{8, 0, 0, 0, 0}, DxaPose{0, -12, 0, 0, 0}, DxaPose{3, 5, 10, 4, -6}}) {
    ConeView view = lateral();
    view.detector = posed(view.detector, {0, 0, 0}, pose);
    const auto film = body.film(view, silent());
    Eigen::Vector2d sum = Eigen::Vector2d::Zero();
    double all = 0;
    for (int y = 0; y < 400; ++y)
      for (int x = 0; x < 500; ++x) {
        const double depth = depth_at(film, x, y);
        sum += kPixelMm * depth * Eigen::Vector2d(x, y);
        all += depth;
      }
    EXPECT_LT((sum / all - view.picture_of(bead)).norm(), 0.1);
  }
}

/// As the tissues' definitions say: muscle and fat (ICRU 44) by the CT number at the line's energy.
struct Tissue {
  double adipose, muscle, mineral;  ///< g/cm3
};

double expected_depth(const Tissue& tissue, double cm) {
  const RadiographBeam beam;
  double through = 0, all = 0;
  double kev = kLowestKev;
  for (const double energy : detected_energy(beam.tube)) {
    through += energy * std::exp(-cm * (tissue.adipose * mass_attenuation(Material::adipose, kev) +
                                        tissue.muscle * mass_attenuation(Material::muscle, kev) +
                                        tissue.mineral * mass_attenuation(Material::hydroxyapatite, kev)));
    all += energy;
    kev += 1;
  }
  return -std::log(through / all);
}

TEST(RadiographSimulation, WhatComesThroughIsTheSpectrumBehindTheMixture) {
  const DensityLine line = usual_line(120);
  const auto hu = [&](Material material, double density) {
    return 1000 * (density * mass_attenuation(material, line.effective_kev) /
                       mass_attenuation(Material::water, line.effective_kev) -
                   1);
  };
  const double muscle_hu = hu(Material::muscle, 1.05), adipose_hu = hu(Material::adipose, 0.95);
  const auto block = [](const Eigen::Vector3d& p) { return std::abs(p[0]) < 50; };  // 100 mm deep
  const double marrow = -adipose_hu / (muscle_hu - adipose_hu);                     // share of muscle at 0 HU
  const double mineral = 1e-3 * line.slope * 700;
  const double left = 1 - mineral / 3.16;
  const std::tuple<double, bool, Tissue> cases[] = {
      {muscle_hu, false, {0, 1.05, 0}},
      {adipose_hu, false, {0.95, 0, 0}},
      {700, true, {left * 0.95 * (1 - marrow), left * 1.05 * marrow, mineral}}};
  for (const auto& [value, bone, tissue] : cases) {
    Body body;
    body.fill(block, static_cast<std::int16_t>(std::lround(value)), bone);
    const auto film = body.film(lateral(), silent());
    EXPECT_NEAR(depth_at(film, 250, 200) / expected_depth(tissue, 10), 1, 0.005) << value;
    // 60 mm beside the central ray the way is longer.
    const double longer = std::hypot(60, kSourceMm) / kSourceMm;
    EXPECT_NEAR(depth_at(film, 450, 200) / expected_depth(tissue, 10 * longer), 1, 0.005) << value;
  }
}

/// A block of muscle with a plate of bone in its middle.
Body trunk() {
  Body body;
  body.fill([](const Eigen::Vector3d& p) { return std::abs(p[0]) < 70; }, 45, false);
  body.fill([](const Eigen::Vector3d& p) { return std::abs(p[0]) < 10 && std::abs(p[1]) < 6; }, 500, true);
  return body;
}

TEST(RadiographSimulation, ScatterVeilsByItsRatio) {
  const Body body = trunk();
  RadiographBeam beam = silent();
  const auto contrast = [](const SimulatedRadiograph& film) {
    return 1 - static_cast<double>(film.signal.at(250, 200)) / static_cast<double>(film.signal.at(290, 200));
  };
  const double plain = contrast(body.film(lateral(), beam));
  EXPECT_GT(plain, 0.2);
  for (const double ratio : {0.5, 2.0}) {
    beam.scatter_ratio = ratio;
    const auto film = body.film(lateral(), beam);
    std::vector<double> ratios;
    for (std::size_t n = 0; n < film.straight.pixels().size(); ++n)
      ratios.push_back(static_cast<double>(film.scatter.pixels()[n] / film.straight.pixels()[n]));
    std::sort(ratios.begin(), ratios.end());
    EXPECT_NEAR(ratios[ratios.size() / 2], ratio, 1e-3 * ratio);
    EXPECT_GT(ratios.back(), ratios[ratios.size() / 2]);  // behind bone
    // The signal is their sum.
    const auto sum = [&](int x) {
      return static_cast<double>(film.straight.at(x, 200) + film.scatter.at(x, 200));
    };
    EXPECT_NEAR(contrast(film), 1 - sum(250) / sum(290), 1e-4);
    EXPECT_LT(contrast(film), plain / (1 + ratio));  // in the middle there is more than at the edges
  }
}

TEST(RadiographSimulation, NoiseIsThatOfThePhotonsBehindTheSpine) {
  RadiographBeam beam = silent();
  const Body body = trunk();
  const auto clean = body.film(lateral(), beam);
  beam.photons_per_mm2 = 20000;
  const auto noisy = body.film(lateral(), beam);
  const double photons = beam.photons_per_mm2 * kPixelMm * kPixelMm;
  double sum = 0, squares = 0;
  for (int y = 150; y < 250; ++y)
    for (int x = 200; x < 300; ++x) {
      const double expected = static_cast<double>(clean.signal.at(x, y));
      const double off =
          (static_cast<double>(noisy.signal.at(x, y)) - expected) / std::sqrt(expected / photons);
      sum += off, squares += off * off;
    }
  EXPECT_NEAR(sum / 1e4, 0, 0.04);
  EXPECT_NEAR(squares / 1e4, 1, 0.06);
}

TEST(RadiographSimulation, OneSeedIsOneFilmForAnyNumberOfThreads) {
  const Body body = trunk();
  RadiographBeam beam;
  const auto with = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return body.film(lateral(), beam).signal;
  };
  const auto one = with(1);
  EXPECT_EQ(one, with(4));
  beam.seed = 2;
  EXPECT_NE(one, with(4));
}

TEST(RadiographSimulation, NoStraightBeamPassesTheCollimator) {
  const OpenBox open{40, 30, 460, 390};
  const auto film = trunk().film(lateral(), {}, open);
  for (int y = 0; y < 400; y += 3)
    for (int x = 0; x < 500; x += 3) EXPECT_EQ(film.straight.at(x, y) > 0, open.holds(x, y));
  EXPECT_GT(film.signal.at(20, 200), 0);  // scatter does
}

TEST(RadiographSimulation, GreysGrowWithWhatTheBeamMeets) {
  const auto film = trunk().film(lateral(), silent());
  for (const DetectorCurve curve : {DetectorCurve::logarithmic, DetectorCurve::linear}) {
    const RadiographDisplay display = radiograph_display(film.signal, kAll, curve);
    const int bone = display.grey.at(250, 200), muscle = display.grey.at(330, 200);
    EXPECT_GT(bone, muscle + 100);
    EXPECT_LE(bone, 4095);
    EXPECT_GT(muscle, 0);
    EXPECT_LT(display.window_center - 0.5 * display.window_width, bone);
    EXPECT_GE(display.window_center + 0.5 * display.window_width, bone);
  }
  // A logarithm: twice the attenuation is twice as far from white.
  Image2D<float> three(Grid<2>{{3, 1}, {1, 1}, {0, 0}, Eigen::Matrix2d::Identity()});
  three.pixels() = {4, 1, 0.25F};
  const auto grey = radiograph_display(three, {0, 0, 3, 1}, DetectorCurve::logarithmic).grey.pixels();
  EXPECT_NEAR(grey[1] - grey[0], grey[2] - grey[1], 1);
}

TEST(RadiographSimulation, NonsenseThrows) {
  const Body body;
  DensityLine liquid = usual_line(120);
  liquid.mineral = Mineral::dipotassium_phosphate;
  EXPECT_THROW((void)simulate_radiograph(body.scan, body.bone, liquid, lateral(), kAll),
               std::invalid_argument);
  EXPECT_THROW((void)body.film(lateral(), {}, {0, 0, 501, 400}), std::invalid_argument);
  EXPECT_THROW((void)body.film(lateral(), {}, {10, 10, 10, 20}), std::invalid_argument);
  RadiographBeam nowhere;
  nowhere.scatter_reach_mm = 0;
  EXPECT_THROW((void)body.film(lateral(), nowhere), std::invalid_argument);
  Grid<3> moved = kGrid;
  moved.origin_mm[0] += 5;
  EXPECT_THROW((void)simulate_radiograph(body.scan, LabelMap<3>(moved), usual_line(120), lateral(), kAll),
               std::invalid_argument);
}

}  // namespace
}  // namespace osteon
