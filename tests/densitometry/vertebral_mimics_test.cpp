#include <osteon/densitometry/vertebral_mimics.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace osteon {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr double kHalfDepth = 16, kHalfWidth = 22;

/// A plate hollow by 2 mm in its middle as healthy ones are, uneven by `uneven_mm`, plus `form` (mm
/// outwards).
PlateRelief plate(const std::function<double(double a, double l)>& form, double uneven_mm = 0.2) {
  PlateRelief result{1.5, 17, {}, {}};
  for (int i = -17; i <= 17; ++i)
    for (int k = -17; k <= 17; ++k) {
      const double a = 1.5 * i, l = 1.5 * k;
      const double radius = std::hypot(a / kHalfDepth, l / kHalfWidth);
      const double wave = uneven_mm * std::sqrt(2.0) * std::sin(2.1 * i + 0.7 * k);
      result.outward_mm.push_back(
          radius > 1.05 ? std::nanf("") : static_cast<float>(12 + 2 * radius * radius + wave + form(a, l)));
    }
  return result;
}

double flat(double /*a*/, double /*l*/) { return 0; }

VertebraRelief vertebra(BoneRegion level, double anterior = 25, double middle = 24, double posterior = 26,
                        const PlateRelief& superior = plate(flat),
                        const PlateRelief& inferior = plate(flat)) {
  const auto height = [](double value) { return Measured<Length>{mm(value), mm(0.5)}; };
  return {level,
          {height(anterior), height(middle), height(posterior)},
          mm(1.32 * kHalfDepth),
          -kHalfDepth,
          kHalfDepth,
          2 * kHalfWidth,
          superior,
          inferior,
          std::nullopt};
}

VertebralDeformity deformity(double anterior, double middle, double posterior, DeformityShape shape,
                             int grade) {
  const auto loss = [](double value) { return Measured<Percentage>{percent(value), percent(3)}; };
  VertebralDeformity result{loss(anterior),
                            loss(middle),
                            std::nullopt,
                            loss(std::max(anterior, middle)),
                            HeightReference::neighbours,
                            {},
                            {},
                            shape,
                            grade,
                            std::nullopt};
  result.losses = {loss(anterior), loss(middle), loss(posterior)};
  return result;
}

std::vector<std::string> of_one(const VertebraRelief& v) { return find_mimics({v}).front(); }

/// A round dent, `depth` deep, `radius` wide.
PlateRelief dented(double at_a, double at_l, double depth, double radius) {
  return plate([=](double a, double l) {
    const double r = std::hypot(a - at_a, l - at_l) / radius;
    return r < 1 ? -depth * (1 - r * r * r * r) : 0.0;
  });
}

TEST(Mimics, AHealthyBodyHasNone) { EXPECT_THAT(of_one(vertebra(BoneRegion::l1)), IsEmpty()); }

TEST(Mimics, AFocalDentInAnIntactPlateIsASchmorlsNode) {
  for (const auto& where : {std::pair(0.0, 0.0), std::pair(-5.0, 4.0)}) {
    const auto dent = dented(where.first, where.second, 4, 5);
    EXPECT_THAT(of_one(vertebra(BoneRegion::t12, 25, 24, 26, dent)), Contains("schmorl"));
    EXPECT_THAT(of_one(vertebra(BoneRegion::t12, 25, 24, 26, plate(flat), dent)), Contains("schmorl"));
  }
}

TEST(Mimics, ANodeDoesNotExplainABodyThatIsLowAllOver) {
  auto crushed = vertebra(BoneRegion::l1, 18, 17, 18, dented(0, 0, 4, 5));
  crushed.deformity = deformity(30, 32, 29, DeformityShape::crush, 2);
  EXPECT_THAT(of_one(crushed), Not(Contains("schmorl")));
  crushed.deformity = deformity(3, 30, 2, DeformityShape::biconcave, 2);
  EXPECT_THAT(of_one(crushed), Contains("schmorl"));
}

TEST(Mimics, AWideNodeBelowAThirdOfThePlateIsOneToo) {
  const auto wide = plate([](double a, double l) { return std::hypot(a, l) < 7 ? -5.0 : 0.0; });
  EXPECT_THAT(of_one(vertebra(BoneRegion::t10, 25, 20, 26, wide)), Contains("schmorl"));  // 14 % of the area
}

TEST(Mimics, ACollapsedPlateAShallowDentAndANotchOfTheRimAreNoSchmorlsNodes) {
  EXPECT_THAT(of_one(vertebra(BoneRegion::l1, 25, 15, 26, dented(0, 0, 8, 14))), Not(Contains("schmorl")));
  EXPECT_THAT(of_one(vertebra(BoneRegion::l1, 25, 24, 26, dented(0, 0, 1.2, 5))), Not(Contains("schmorl")));
  EXPECT_THAT(of_one(vertebra(BoneRegion::l1, 25, 24, 26, dented(15, 0, 4, 5))), Not(Contains("schmorl")));
}

TEST(Mimics, ThreeWedgedLevelsWithUnevenPlatesAreScheuermann) {
  const auto uneven = plate(flat, 1.2);
  const auto wedged = [&](BoneRegion level, const PlateRelief& form) {
    return vertebra(level, 22.5, 23.5, 25, form, form);  // 6.8 degrees
  };
  const auto seen = find_mimics({vertebra(BoneRegion::t6), wedged(BoneRegion::t7, uneven),
                                 wedged(BoneRegion::t8, uneven), wedged(BoneRegion::t9, uneven)});
  EXPECT_THAT(seen[0], Not(Contains("scheuermann")));
  for (const std::size_t n : {1U, 2U, 3U}) EXPECT_THAT(seen[n], Contains("scheuermann"));
  // Two are not enough, nor are three with a level between them, nor smooth plates.
  for (const auto& one : find_mimics({wedged(BoneRegion::t7, uneven), wedged(BoneRegion::t8, uneven)}))
    EXPECT_THAT(one, Not(Contains("scheuermann")));
  for (const auto& one : find_mimics(
           {wedged(BoneRegion::t7, uneven), wedged(BoneRegion::t8, uneven), wedged(BoneRegion::t10, uneven)}))
    EXPECT_THAT(one, Not(Contains("scheuermann")));
  for (const auto& one :
       find_mimics({wedged(BoneRegion::t7, plate(flat)), wedged(BoneRegion::t8, plate(flat)),
                    wedged(BoneRegion::t9, plate(flat))}))
    EXPECT_THAT(one, Not(Contains("scheuermann")));
}

TEST(Mimics, TwoHollowsBesideTheMidlineOfALowerPlateAreACupidsBow) {
  const auto bow = plate([](double a, double l) {
    return a < 0 ? -2.5 * std::exp(-0.5 * std::pow((std::abs(l) - 7.5) / 3, 2)) *
                       std::exp(-0.5 * std::pow((a + 7) / 4, 2))
                 : 0.0;
  });
  EXPECT_THAT(of_one(vertebra(BoneRegion::l4, 25, 24, 26, plate(flat), bow)), Contains("cupids-bow"));
  EXPECT_THAT(of_one(vertebra(BoneRegion::l1, 25, 24, 26, plate(flat), bow)), Not(Contains("cupids-bow")));
  EXPECT_THAT(of_one(vertebra(BoneRegion::l4, 25, 24, 26, bow)), Not(Contains("cupids-bow")));  // upper plate
  EXPECT_THAT(of_one(vertebra(BoneRegion::l4, 25, 24, 26, plate(flat), dented(-7, 7, 3, 5))),
              Not(Contains("cupids-bow")));  // one hollow only
}

TEST(Mimics, ALippedRimIsAnOsteophyte) {
  const auto lipped = plate([](double a, double l) {
    return a > 0 && std::hypot(a / kHalfDepth, l / kHalfWidth) > 0.85 ? 3.5 : 0.0;
  });
  EXPECT_THAT(of_one(vertebra(BoneRegion::l2, 25, 24, 26, lipped)), Contains("osteophytes"));
  const auto barely = plate([](double a, double l) {
    return a > 0 && std::hypot(a / kHalfDepth, l / kHalfWidth) > 0.85 ? 1.0 : 0.0;
  });
  EXPECT_THAT(of_one(vertebra(BoneRegion::l2, 25, 24, 26, barely)), Not(Contains("osteophytes")));
}

TEST(Mimics, WhatIsNotSurelyThereIsNotNamed) {
  auto dent = dented(0, 0, 4, 5);
  dent.sd_mm.assign(dent.outward_mm.size(), 0.5F);
  EXPECT_THAT(of_one(vertebra(BoneRegion::t12, 25, 24, 26, dent)), Contains("schmorl"));
  dent.sd_mm.assign(dent.outward_mm.size(), 2.5F);
  EXPECT_THAT(of_one(vertebra(BoneRegion::t12, 25, 24, 26, dent)), Not(Contains("schmorl")));
}

TEST(Mimics, AMildWedgeLikeItsNeighboursIsTheSpinesOwn) {
  std::vector<VertebraRelief> column{vertebra(BoneRegion::t11, 21, 22, 24),
                                     vertebra(BoneRegion::t12, 20, 21, 24),
                                     vertebra(BoneRegion::l1, 21.5, 22, 24.5)};
  column[1].deformity = deformity(22, 10, 2, DeformityShape::wedge, 1);
  EXPECT_THAT(find_mimics(column)[1], Contains("physiologic-wedge"));
  column[2] = vertebra(BoneRegion::l1, 25, 24, 24.5);  // no longer like its neighbours
  EXPECT_THAT(find_mimics(column)[1], Not(Contains("physiologic-wedge")));
}

TEST(Mimics, SeveralBodiesLowAllOverWithEvenPlatesAreShort) {
  std::vector<VertebraRelief> column{vertebra(BoneRegion::t8), vertebra(BoneRegion::t9),
                                     vertebra(BoneRegion::t10)};
  column[0].deformity = deformity(22, 21, 20, DeformityShape::crush, 1);
  column[1].deformity = deformity(16, 17, 15, DeformityShape::none, 0);
  column[2].deformity = deformity(1, 0, -2, DeformityShape::none, 0);
  const auto seen = find_mimics(column);
  EXPECT_THAT(seen[0], Contains("short-height"));
  EXPECT_THAT(seen[1], IsEmpty());  // nothing to explain
  column[1].deformity = deformity(1, 0, -2, DeformityShape::none, 0);
  EXPECT_THAT(find_mimics(column)[0], Not(Contains("short-height")));  // the only one: a crush
}

TEST(Mimics, WithoutAFormThereIsNothingToSee) {
  auto blank = vertebra(BoneRegion::l4);
  for (auto* p : {&blank.superior, &blank.inferior})
    for (float& height : p->outward_mm) height = std::nanf("");
  EXPECT_THAT(of_one(blank), IsEmpty());
  blank.superior.outward_mm.clear();
  EXPECT_THAT(of_one(blank), IsEmpty());
}

}  // namespace
}  // namespace osteon
