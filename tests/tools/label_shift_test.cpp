#include <osteon/pipeline/label_shift.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osteon {
namespace {

/// Heights of 25 mm times `left`; attenuation in the oval.
VertebraMeasurement vertebra(BoneRegion level, double attenuation_hu, double left = 1.0) {
  VertebraMeasurement v{"1.2", level, 0.9, {}, {}, true, {0, 0, 0}, {}, {}, {}, {}, {}};
  v.landmarks_mm = {{{0, -12, 25}, {0, 0, 25}, {0, 12, 25}, {0, -12, 0}, {0, 0, 0}, {0, 12, 0}}};
  v.heights = VertebralHeights{{mm(25 * left), mm(0.3)}, {mm(25), mm(0.3)}, {mm(25), mm(0.3)}};
  v.density.push_back({DensityRegion::trabecular_oval,
                       "oval",
                       "00",
                       {mm3(4000), mm3(10)},
                       {hu(attenuation_hu), hu(4)},
                       Calibration::none});
  return v;
}

/// T10 to L4 with 100, 110 ... 160 HU; `fractured` has lost 40 % in front.
Findings column(BoneRegion fractured = BoneRegion::none) {
  Findings findings;
  double attenuation_hu = 100;
  for (const auto level : {BoneRegion::t10, BoneRegion::t11, BoneRegion::t12, BoneRegion::l1, BoneRegion::l2,
                           BoneRegion::l3, BoneRegion::l4}) {
    findings.vertebrae.push_back(vertebra(level, attenuation_hu, level == fractured ? 0.6 : 1.0));
    attenuation_hu += 10;
  }
  return findings;
}

const ShiftedReading& at(const LabelShift& shift, int levels) {
  for (const ShiftedReading& reading : shift.readings)
    if (reading.levels == levels) return reading;
  throw std::runtime_error("no such reading");
}

TEST(LabelShift, MovesTheAttenuationOfL1AndTheMean) {
  const auto shifts = label_shifts(column(), {});
  ASSERT_EQ(shifts.size(), 1U);
  EXPECT_DOUBLE_EQ(in_hu(at(shifts[0], 0).l1->value), 130);
  EXPECT_DOUBLE_EQ(in_hu(at(shifts[0], 1).l1->value), 120);   // the vertebra called T12 is L1
  EXPECT_DOUBLE_EQ(in_hu(at(shifts[0], -1).l1->value), 140);  // the one called L2 is
  EXPECT_DOUBLE_EQ(in_hu(*at(shifts[0], 0).lumbar_mean), 145);
  EXPECT_DOUBLE_EQ(in_hu(*at(shifts[0], 1).lumbar_mean), 135);
  EXPECT_DOUBLE_EQ(in_hu(*at(shifts[0], -1).lumbar_mean), 150);  // L4 is not in view
  EXPECT_THAT(at(shifts[0], -1).lumbar_levels,
              ::testing::ElementsAre(BoneRegion::l1, BoneRegion::l2, BoneRegion::l3));
}

TEST(LabelShift, MovesTheLevelOfAFracture) {
  const auto shifts = label_shifts(column(BoneRegion::t12), {});
  EXPECT_THAT(at(shifts[0], 0).fractures.levels, ::testing::ElementsAre(BoneRegion::t12));
  EXPECT_THAT(at(shifts[0], 1).fractures.levels, ::testing::ElementsAre(BoneRegion::l1));
  EXPECT_THAT(at(shifts[0], -1).fractures.levels, ::testing::ElementsAre(BoneRegion::t11));
  EXPECT_THAT(at(shifts[0], 1).lumbar_levels, ::testing::Not(::testing::Contains(BoneRegion::l1)));
}

TEST(LabelShift, ProbabilitiesAreThoseOfTheAlternatives) {
  Findings findings = column();
  for (VertebraMeasurement& v : findings.vertebrae) v.label_confidence = 0.7;
  for (std::size_t n = 0; n + 1 < findings.vertebrae.size(); ++n)
    findings.vertebrae[n].alternatives = {{findings.vertebrae[n + 1].level, 0.28}};
  const auto shifts = label_shifts(findings, {});
  EXPECT_NEAR(at(shifts[0], 0).probability, 0.7, 1e-12);
  EXPECT_NEAR(at(shifts[0], 1).probability, 0.28 * 6 / 7, 1e-12);
  EXPECT_EQ(at(shifts[0], -1).probability, 0);
}

TEST(LabelShift, PartsOfASplitSeriesAreApart) {
  Findings findings = column();
  for (VertebraMeasurement v : column().vertebrae) {
    v.series_part = 2;
    findings.vertebrae.push_back(v);
  }
  EXPECT_EQ(label_shifts(findings, {}).size(), 2U);
  EXPECT_TRUE(label_shifts({}, {}).empty());
}

}  // namespace
}  // namespace osteon
