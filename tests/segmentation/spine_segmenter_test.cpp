#include "../support/disturbed_scan.hpp"
#include "../support/spine_phantom.hpp"

#include <osteon/segmentation/spine_segmenter.hpp>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

using phantom::make_flat_scan;
using phantom::make_spine_phantom;
using phantom::PhantomVertebra;
using phantom::SpinePhantom;
using phantom::SpinePhantomOptions;

BoneRegion level_of(int place) {
  return static_cast<BoneRegion>(place <= 5 ? 25 - place : 19 - (place - 6));  // 1 = L5 = 24, 6 = T12 = 19
}

/// The phantom that most tests look at, made once.
const SpinePhantom& plain_phantom() {
  static const SpinePhantom phantom = make_spine_phantom({});
  return phantom;
}

SpineSegmentation segmented(const CtScan& scan) {
  auto result = make_classical_spine_segmenter()->segment(scan);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return std::move(result).value();
}

const SegmentedVertebra* vertebra_at(const SpineSegmentation& spine, const PhantomVertebra& truth) {
  for (const SegmentedVertebra& v : spine.found)
    if ((v.axes.center.mm - truth.centre_mm).norm() < 6) return &v;
  return nullptr;
}

/// Labels as numbers that can be stored in another order.
Image3D<std::int16_t> plain_values(const LabelMap<3>& labels) {
  return {labels.grid(), std::vector<std::int16_t>(labels.pixels().begin(), labels.pixels().end())};
}

double distance(const PatientPoint<3>& a, const PatientPoint<3>& b) { return (a.mm - b.mm).norm(); }

double dice_of_bodies(const SpineSegmentation& spine, const SpinePhantom& truth, int place) {
  std::size_t both = 0, sum = 0;
  for (std::size_t n = 0; n < truth.bodies.pixels().size(); ++n) {
    const bool a = truth.bodies.pixels()[n] == place;
    const bool b = spine.bodies.pixels()[n] == static_cast<std::uint8_t>(level_of(place));
    both += a && b ? 1 : 0;
    sum += (a ? 1U : 0U) + (b ? 1U : 0U);
  }
  return 2.0 * static_cast<double>(both) / static_cast<double>(sum);
}

/// Our plates lie where a reader draws the visible edge: this far outside the bone, by convention, at either
/// end.
constexpr double kVisibleEdgeMm = 0.35;

/// Every whole vertebra is found, named, outlined and measured.
void expect_all(const SpinePhantom& truth, const SpineSegmentation& spine, double height_tolerance_mm) {
  for (const PhantomVertebra& t : truth.whole) {
    const SegmentedVertebra* v = vertebra_at(spine, t);
    ASSERT_NE(v, nullptr) << "place " << t.place;
    EXPECT_EQ(v->level, level_of(t.place));
    EXPECT_TRUE(v->complete);
    EXPECT_GT(dice_of_bodies(spine, truth, t.place), 0.88);
    EXPECT_GT(v->axes.superior.z(), 0.95);
    EXPECT_LT(v->axes.anterior.y(), -0.95);
    EXPECT_GT(v->axes.left.x(), 0.95);
    ASSERT_TRUE(v->landmarks.has_value());
    EXPECT_NEAR(distance(v->landmarks->points[1], v->landmarks->points[4]), t.height_mm + 2 * kVisibleEdgeMm,
                height_tolerance_mm);
    EXPECT_NEAR(distance(v->landmarks->points[0], v->landmarks->points[3]), t.height_mm + 2 * kVisibleEdgeMm,
                height_tolerance_mm);
    EXPECT_NEAR(distance(v->landmarks->points[2], v->landmarks->points[5]), t.height_mm + 2 * kVisibleEdgeMm,
                height_tolerance_mm);
  }
}

TEST(ClassicalSpineSegmenter, FindsNamesAndMeasuresEveryWholeVertebra) {
  const SpinePhantom& truth = plain_phantom();
  expect_all(truth, segmented(truth.scan), 1.5);  // slices of 2 mm: three quarters of one
}

TEST(ClassicalSpineSegmenter, SagittalSlicesStoredBackToFrontGiveTheSame) {
  SpinePhantomOptions options;
  options.direction.col(0) = Eigen::Vector3d(0, 1, 0);
  options.direction.col(1) = Eigen::Vector3d(0, 0, -1);
  options.direction.col(2) = Eigen::Vector3d(-1, 0, 0);
  options.spacing_mm = {0.9, 1.2, 2.5};
  const SpinePhantom truth = make_spine_phantom(options);
  expect_all(truth, segmented(truth.scan), 1.2);  // 1.2 mm along the spine
}

TEST(ClassicalSpineSegmenter, AnObliqueLatticeGivesTheSame) {
  SpinePhantomOptions options;
  options.direction =
      Eigen::AngleAxisd(17 * std::numbers::pi / 180, Eigen::Vector3d(1, 0.4, -0.3).normalized()).matrix();
  const SpinePhantom truth = make_spine_phantom(options);
  expect_all(truth, segmented(truth.scan), 1.5);
}

TEST(ClassicalSpineSegmenter, PoroticMarrowIsNoObstacle) {
  SpinePhantomOptions options;
  options.marrow_hu = 60;
  const SpinePhantom truth = make_spine_phantom(options);
  const SpineSegmentation spine = segmented(truth.scan);
  for (const PhantomVertebra& t : truth.whole)
    EXPECT_NE(vertebra_at(spine, t), nullptr) << "place " << t.place;
}

TEST(ClassicalSpineSegmenter, ACanalFullOfContrastIsFoundAndSaid) {
  SpinePhantomOptions options;
  options.canal_hu = 300;
  const SpinePhantom truth = make_spine_phantom(options);
  const SpineSegmentation spine = segmented(truth.scan);
  for (const PhantomVertebra& t : truth.whole) {
    const SegmentedVertebra* v = vertebra_at(spine, t);
    ASSERT_NE(v, nullptr) << "place " << t.place;
    EXPECT_EQ(v->level, level_of(t.place));
  }
  EXPECT_THAT(spine.warnings, ::testing::Contains(::testing::Field(&Warning::code, "anatomy.filled-canal")));
  EXPECT_TRUE(segmented(plain_phantom().scan).warnings.empty());
}

/// The phantom with one distance of the header wrong.
std::vector<Warning> warnings_with_spacing_times(int axis, double factor) {
  CtScan scan = plain_phantom().scan;
  Grid<3> grid = scan.hounsfield.grid();
  grid.spacing_mm[axis] *= factor;
  return segmented({Image3D<std::int16_t>(grid, std::move(scan.hounsfield.pixels()))}).warnings;
}

TEST(ClassicalSpineSegmenter, AWrongLateralDistanceIsSaid) {
  EXPECT_THAT(warnings_with_spacing_times(0, 0.5),
              ::testing::Contains(::testing::AllOf(
                  ::testing::Field(&Warning::code, "geometry.doubtful-distance"),
                  ::testing::Field(&Warning::message, ::testing::HasSubstr("short from side to side")))));
}

TEST(ClassicalSpineSegmenter, AWrongDistanceOfSlicesIsSaid) {
  EXPECT_THAT(warnings_with_spacing_times(2, 0.62),
              ::testing::Contains(::testing::AllOf(
                  ::testing::Field(&Warning::code, "geometry.doubtful-distance"),
                  ::testing::Field(&Warning::message, ::testing::HasSubstr("head to feet")))));
}

TEST(ClassicalSpineSegmenter, WithTheLastRibInViewTheNamesAreTrusted) {
  const SpineSegmentation spine = segmented(plain_phantom().scan);
  for (const SegmentedVertebra& v : spine.found) {
    EXPECT_GT(v.label_confidence, 0.7);
    EXPECT_THAT(v.label_evidence, ::testing::Contains("last-rib"));
  }
}

TEST(ClassicalSpineSegmenter, WithoutAnAnchorTheNamesAreNotTrusted) {
  SpinePhantomOptions options;
  options.ribs = false;
  options.lowest_place = 2;
  options.vertebrae = 2;  // with the two that the borders cut four
  const CtScan wide = make_spine_phantom(options).scan;
  const SpineSegmentation spine = segmented(wide);
  ASSERT_FALSE(spine.found.empty());
  // No lung, no rib, no crest: L1 to L4 or L2 to L5, in whatever width. A name is believed from 0.8 on; how
  // straight the canal runs tells a little, and so do flanks without bone.
  const SpineSegmentation narrow = segmented(testing::near_spine(wide, spine, 20));
  for (const auto* found : {&spine.found, &narrow.found})
    for (const SegmentedVertebra& v : *found) {
      EXPECT_LT(v.label_confidence, 0.8);
      EXPECT_FALSE(v.alternatives.empty());
    }
}

TEST(ClassicalSpineSegmenter, ACutVertebraIsSaidToBeCutAndHasNoLandmarks) {
  const SpinePhantom& truth = plain_phantom();
  // Cut the volume through the middle of the highest whole vertebra.
  const Grid<3>& grid = truth.scan.hounsfield.grid();
  Grid<3> lower = grid;
  lower.size[2] = static_cast<int>(grid.index_from_patient({truth.whole.back().centre_mm}).ijk.z()) + 2;
  std::vector<std::int16_t> pixels(
      truth.scan.hounsfield.pixels().begin(),
      truth.scan.hounsfield.pixels().begin() + static_cast<std::ptrdiff_t>(lower.pixel_count()));
  const SpineSegmentation spine = segmented({Image3D<std::int16_t>(lower, std::move(pixels))});
  for (const SegmentedVertebra& v : spine.found)
    if (v.axes.center.mm.z() > truth.whole.back().centre_mm.z() - 15) {
      EXPECT_FALSE(v.complete);
      EXPECT_FALSE(v.landmarks.has_value());
    }
}

/// The phantom between two heights.
CtScan between(const CtScan& scan, double low_z_mm, double high_z_mm) {
  const Grid<3>& grid = scan.hounsfield.grid();
  const auto slice = [&](double z) {
    return static_cast<int>(std::lround((z - grid.origin_mm.z()) / grid.spacing_mm.z()));
  };
  return testing::cropped(scan, {0, 0, slice(low_z_mm)}, {grid.size[0], grid.size[1], slice(high_z_mm)});
}

TEST(ClassicalSpineSegmenter, VertebraeCutByEitherBorderAreSaidToBeCutAndTheWholeOnesKept) {
  const SpinePhantom& truth = plain_phantom();
  const PhantomVertebra &lowest = truth.whole.front(), &highest = truth.whole.back();
  const SpineSegmentation spine =
      segmented(between(truth.scan, lowest.centre_mm.z() + 2, highest.centre_mm.z() - 2));
  int whole = 0;
  for (const SegmentedVertebra& v : spine.found) whole += v.complete ? 1 : 0;
  EXPECT_EQ(whole, static_cast<int>(truth.whole.size()) - 2);
  EXPECT_FALSE(spine.found.front().complete);
  EXPECT_FALSE(spine.found.back().complete);
  for (std::size_t n = 1; n + 1 < truth.whole.size(); ++n) {
    const SegmentedVertebra* v = vertebra_at(spine, truth.whole[n]);
    ASSERT_NE(v, nullptr);
    EXPECT_TRUE(v->complete);
  }
}

TEST(ClassicalSpineSegmenter, EveryOrderOfStorageGivesTheSameLabelsBitForBit) {
  const SpinePhantom& truth = plain_phantom();
  const SpineSegmentation plain = segmented(truth.scan);
  using Order = std::array<int, 3>;
  using Backwards = std::array<bool, 3>;
  for (const auto& [order, backwards] : {std::pair{Order{0, 1, 2}, Backwards{true, false, true}},
                                         std::pair{Order{2, 0, 1}, Backwards{false, true, false}},
                                         std::pair{Order{1, 2, 0}, Backwards{true, true, true}}}) {
    const SpineSegmentation spine = segmented(testing::stored_otherwise(truth.scan, order, backwards));
    EXPECT_EQ(
        testing::stored_otherwise({plain_values(plain.vertebrae)}, order, backwards).hounsfield.pixels(),
        plain_values(spine.vertebrae).pixels());
    ASSERT_EQ(plain.found.size(), spine.found.size());
    for (std::size_t n = 0; n < plain.found.size(); ++n)
      EXPECT_EQ(plain.found[n].axes.center, spine.found[n].axes.center);
  }
}

TEST(ClassicalSpineSegmenter, AHeaderThatExchangesFrontAndBackOrHeadAndFeetIsRefused) {
  for (const int axis : {0, 1, 2}) {
    const Eigen::Matrix3d turn = Eigen::AngleAxisd(std::numbers::pi, Eigen::Vector3d::Unit(axis)).matrix();
    const auto result =
        make_classical_spine_segmenter()->segment(testing::turned_patient(plain_phantom().scan, turn).scan);
    ASSERT_FALSE(result.has_value()) << axis;
    EXPECT_THAT(result.error().code, ::testing::AnyOf("anatomy.orientation-doubtful", "anatomy.no-spine"))
        << axis;
  }
}

TEST(ClassicalSpineSegmenter, APatientWhoLiesAskewIsNoObstacle) {
  const Eigen::Matrix3d turn =
      Eigen::AngleAxisd(20 * std::numbers::pi / 180, Eigen::Vector3d(1, 0.3, 0.2).normalized()).matrix();
  const testing::Disturbed copy = testing::turned_patient(plain_phantom().scan, turn);
  const SpineSegmentation spine = segmented(copy.scan);
  for (PhantomVertebra t : plain_phantom().whole) {
    t.centre_mm = copy.moved(t.centre_mm);
    const SegmentedVertebra* v = vertebra_at(spine, t);
    ASSERT_NE(v, nullptr) << "place " << t.place;
    EXPECT_EQ(v->level, level_of(t.place));
  }
}

TEST(ClassicalSpineSegmenter, MapsLieOnTheScansGridAndAgree) {
  const SpinePhantom& truth = plain_phantom();
  const SpineSegmentation spine = segmented(truth.scan);
  EXPECT_EQ(spine.vertebrae.grid(), truth.scan.hounsfield.grid());
  EXPECT_EQ(spine.bodies.grid(), truth.scan.hounsfield.grid());
  for (std::size_t n = 0; n < spine.bodies.pixels().size(); ++n)
    if (spine.bodies.pixels()[n] != 0) {
      ASSERT_EQ(spine.bodies.pixels()[n], spine.vertebrae.pixels()[n]);
    }
  for (std::size_t n = 0; n + 1 < spine.found.size(); ++n)
    EXPECT_GT(spine.found[n].axes.center.mm.z(), spine.found[n + 1].axes.center.mm.z());
}

TEST(ClassicalSpineSegmenter, OneThreadOrFourTheAnswerIsTheSameAndTheScanUntouched) {
  const SpinePhantom& truth = plain_phantom();
  const CtScan scan = truth.scan;
  const auto with_threads = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return segmented(scan);
  };
  const SpineSegmentation one = with_threads(1), four = with_threads(4);
  EXPECT_EQ(one.vertebrae, four.vertebrae);
  EXPECT_EQ(one.bodies, four.bodies);
  ASSERT_EQ(one.found.size(), four.found.size());
  for (std::size_t n = 0; n < one.found.size(); ++n) {
    EXPECT_EQ(one.found[n].axes.center, four.found[n].axes.center);
    ASSERT_EQ(one.found[n].landmarks.has_value(), four.found[n].landmarks.has_value());
    if (one.found[n].landmarks) {
      EXPECT_EQ(one.found[n].landmarks->sd_mm, four.found[n].landmarks->sd_mm);
    }
    EXPECT_EQ(one.found[n].label_confidence, four.found[n].label_confidence);
  }
  EXPECT_EQ(scan.hounsfield, truth.scan.hounsfield);
}

struct Refused {
  std::string name;
  CtScan scan;
};
class NoSpine : public ::testing::TestWithParam<Refused> {};
void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

TEST_P(NoSpine, IsRefused) {
  const auto result = make_classical_spine_segmenter()->segment(GetParam().scan);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "anatomy.no-spine");
}

CtScan noise_scan() {
  CtScan scan = make_flat_scan({90, 80, 60}, {1.0, 1.2, 2.0}, 0);
  std::uint32_t state = 7;
  for (std::int16_t& hu : scan.hounsfield.pixels()) {
    state = state * 1664525U + 1013904223U;
    hu = static_cast<std::int16_t>(state >> 20 & 0x3FF) - 300;
  }
  return scan;
}

/// A femoral shaft: a ring of bone round marrow, without a body in front.
CtScan tube_scan() {
  CtScan scan = make_flat_scan({80, 70, 100}, {1.0, 1.2, 2.0}, -1000);
  for (int k = 0; k < 100; ++k)
    for (int j = 0; j < 70; ++j)
      for (int i = 0; i < 80; ++i) {
        const double r = std::hypot(i - 38.0, 1.2 * j - 40.0);
        scan.hounsfield.at(i, j, k) = static_cast<std::int16_t>(r < 8    ? -40
                                                                : r < 14 ? 1100
                                                                : r < 37 ? 45
                                                                         : -1000);
      }
  return scan;
}

INSTANTIATE_TEST_SUITE_P(
    ClassicalSpineSegmenter, NoSpine,
    ::testing::Values(Refused{"tiny", make_flat_scan({3, 3, 3}, {1, 1, 1}, 40)},
                      Refused{"one_voxel", make_flat_scan({1, 1, 1}, {0.5, 0.5, 5}, 0)},
                      Refused{"one_slice", make_flat_scan({128, 128, 1}, {0.8, 0.8, 2}, 60)},
                      Refused{"one_column", make_flat_scan({1, 200, 200}, {2, 1, 1}, 300)},
                      Refused{"air", make_flat_scan({70, 60, 50}, {1.0, 1.2, 3.0}, -1000)},
                      Refused{"all_bone", make_flat_scan({70, 60, 50}, {1.0, 1.2, 3.0}, 400)},
                      Refused{"all_metal", make_flat_scan({70, 60, 50}, {1.0, 1.2, 3.0}, 32767)},
                      Refused{"huge_voxels", make_flat_scan({5, 5, 5}, {500, 500, 500}, 0)},
                      Refused{"microscopic_voxels", make_flat_scan({40, 40, 40}, {1e-4, 1e-4, 1e-4}, 0)},
                      Refused{"noise", noise_scan()}, Refused{"femoral_shaft", tube_scan()}),
    [](const ::testing::TestParamInfo<Refused>& refused) { return refused.param.name; });

}  // namespace
}  // namespace osteon
