#include "spine/level_names.hpp"

#include "spine/column_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>

namespace osteon {
namespace {

/// What a flawless search would find of a part of a spine, from the feet to the head.
struct Found {
  std::vector<LevelEvidence> evidence;
  DiscChain chain;
  std::vector<BoneRegion> truth;
};

ColumnPlan plan_of(int thoracic, int lumbar) { return {thoracic, lumbar, 0}; }

Found part_of_spine(const ColumnPlan& plan, BoneRegion top, BoneRegion bottom, double size = 1.0) {
  Found found;
  bool inside = false;
  for (int place = 0; place < axis_place(plan); ++place) {
    const BoneRegion level = level_at(plan, place);
    inside = inside || level == bottom;
    if (!inside) continue;
    const UsualSize usual = usual_size(plan, place);
    const bool rib = place >= last_rib_place(plan) && place <= first_rib_place(plan);
    const bool sacrum = place == kSacrumPlace;
    found.evidence.push_back({size * usual.pitch_mm, size * usual.depth_mm, rib, rib, sacrum ? 0.35 : 0.0,
                              usual_slope_deg(plan, place), sacrum ? 20.0 : 0.0, sacrum ? -0.3 : 0.0});
    found.truth.push_back(level);
    found.chain.vertebra_score.push_back(2.0);
    found.chain.pedicle_contrast.push_back(1.5);
    if (level == top) break;
  }
  found.chain.discs.resize(found.evidence.size() + 1);
  return found;
}

std::vector<NamedLevel> named(const Found& found) { return name_levels(found.evidence, found.chain); }

std::vector<BoneRegion> levels_of(const std::vector<NamedLevel>& names) {
  std::vector<BoneRegion> levels;
  for (const NamedLevel& name : names) levels.push_back(name.level);
  return levels;
}

double least_confidence(const std::vector<NamedLevel>& names) {
  double least = 1;
  for (const NamedLevel& name : names) least = std::min(least, name.confidence);
  return least;
}

void forget_ribs(Found& found) {
  for (LevelEvidence& level : found.evidence) level.left_rib = level.right_rib = std::nullopt;
}

TEST(ColumnPlan, ProbabilitiesOfAllPlansAreOne) {
  double sum = 0;
  for (const ColumnPlan& plan : column_plans()) sum += plan.probability;
  EXPECT_NEAR(sum, 1.0, 1e-9);
}

TEST(ColumnPlan, NamesRunThroughWithoutGap) {
  const ColumnPlan plan = plan_of(13, 4);
  EXPECT_EQ(level_at(plan, -1), BoneRegion::none);
  EXPECT_EQ(level_at(plan, 0), BoneRegion::s1);
  EXPECT_EQ(level_at(plan, 1), BoneRegion::l4);
  EXPECT_EQ(level_at(plan, 5), BoneRegion::t13);
  EXPECT_EQ(level_at(plan, 17), BoneRegion::t1);
  EXPECT_EQ(level_at(plan, 18), BoneRegion::c7);
  EXPECT_EQ(level_at(plan, axis_place(plan)), BoneRegion::none);
  EXPECT_EQ(level_at(plan_of(12, 6), 1), BoneRegion::l6);
}

struct PlanCase {
  const char* name;
  int thoracic, lumbar;
};

void PrintTo(const PlanCase& plan, std::ostream* out) { *out << plan.name; }

class WholeSpineNames : public ::testing::TestWithParam<PlanCase> {};

/// Rare plans compete with the faults of the search: they are named, or stand among the alternatives, and
/// nothing that is wrong is believed.
TEST_P(WholeSpineNames, AreRightOrDoubtedWithTheRightOnesBeside) {
  const Found found =
      part_of_spine(plan_of(GetParam().thoracic, GetParam().lumbar), BoneRegion::c5, BoneRegion::s1);
  const auto names = named(found);
  for (std::size_t n = 0; n < names.size(); ++n) {
    if (names[n].level == found.truth[n]) continue;
    EXPECT_LT(names[n].confidence, 0.8) << name(found.truth[n]);
    EXPECT_THAT(names[n].alternatives,
                ::testing::Contains(
                    ::testing::AllOf(::testing::Field(&AlternativeLevel::level, found.truth[n]),
                                     ::testing::Field(&AlternativeLevel::probability, ::testing::Gt(0.1)))))
        << name(found.truth[n]);
  }
}

TEST(LevelNames, AreRightAndSureWhereRibCageAndSacrumAreSeenWhole) {
  const Found found = part_of_spine(plan_of(12, 5), BoneRegion::c5, BoneRegion::s1);
  const auto names = named(found);
  EXPECT_EQ(levels_of(names), found.truth);
  EXPECT_GE(least_confidence(names), 0.9);
  EXPECT_THAT(names[0].evidence, ::testing::ElementsAre("sacrum", "last-rib", "first-rib", "count"));
}

TEST(LevelNames, SixLumbarVertebraeBetweenSacrumAndLastRibAreNamed) {
  const Found found = part_of_spine(plan_of(12, 6), BoneRegion::c5, BoneRegion::s1);
  const auto names = named(found);
  EXPECT_EQ(levels_of(names), found.truth);
  EXPECT_EQ(names[1].level, BoneRegion::l6);
  EXPECT_THAT(names[0].evidence, ::testing::Contains("unusual-count"));
}

INSTANTIATE_TEST_SUITE_P(Plans, WholeSpineNames,
                         ::testing::Values(PlanCase{"usual", 12, 5}, PlanCase{"eleven_ribs", 11, 5},
                                           PlanCase{"thirteen_ribs", 13, 5}, PlanCase{"four_lumbar", 12, 4},
                                           PlanCase{"six_lumbar", 12, 6}, PlanCase{"eleven_and_six", 11, 6}),
                         [](const auto& plan) { return std::string(plan.param.name); });

TEST(LevelNames, CountFromTheSacrumAloneLeavesTheNumberOfLumbarVertebraeOpen) {
  const Found found = part_of_spine(plan_of(12, 5), BoneRegion::l2, BoneRegion::s1);
  const auto names = named(found);
  EXPECT_EQ(levels_of(names), found.truth);
  EXPECT_THAT(names[1].evidence, ::testing::ElementsAre("sacrum", "count"));
  EXPECT_GT(names[1].confidence, 0.8);  // five in 91 to 92 of 100 people
  EXPECT_LT(names[1].confidence, 0.95);
  EXPECT_THAT(names[1].alternatives,
              ::testing::Contains(::testing::Field(&AlternativeLevel::level, BoneRegion::l6)));
}

TEST(LevelNames, FirstVertebraWithoutRibsIsL1HoweverManyRibsThereAre) {
  const Found found = part_of_spine(plan_of(12, 5), BoneRegion::t9, BoneRegion::l3);
  const auto names = named(found);
  EXPECT_EQ(levels_of(names), found.truth);
  EXPECT_GT(names[2].confidence, 0.9);                  // L1
  EXPECT_LT(names[3].confidence, names[2].confidence);  // T12 may be T11
  EXPECT_EQ(names[3].alternatives.at(0).level, BoneRegion::t11);
}

TEST(LevelNames, OfTheMiddleOfTheRibCageAreNotSure) {
  const auto names = named(part_of_spine(plan_of(12, 5), BoneRegion::t5, BoneRegion::t9));
  EXPECT_LT(least_confidence(names), 0.8);
  for (const NamedLevel& name : names) {
    EXPECT_FALSE(name.alternatives.empty());
    EXPECT_THAT(name.evidence, ::testing::ElementsAre("profile"));
  }
}

TEST(LevelNames, ConfidenceAndAlternativesNeverExceedOne) {
  for (const BoneRegion bottom : {BoneRegion::s1, BoneRegion::l3, BoneRegion::t12, BoneRegion::t7}) {
    for (const NamedLevel& name : named(part_of_spine(plan_of(12, 5), BoneRegion::t3, bottom))) {
      double sum = name.confidence;
      for (const AlternativeLevel& other : name.alternatives) sum += other.probability;
      EXPECT_LE(sum, 1.0);
    }
  }
}

TEST(LevelNames, OneRibThatIsNotSeenChangesNothing) {
  Found found = part_of_spine(plan_of(12, 5), BoneRegion::t3, BoneRegion::l3);
  found.evidence[8].left_rib = found.evidence[8].right_rib = false;
  EXPECT_EQ(levels_of(named(found)), found.truth);
}

TEST(LevelNames, RibsOutsideTheFieldOfViewAreNotAbsent) {
  Found unseen = part_of_spine(plan_of(12, 5), BoneRegion::t9, BoneRegion::l3);
  forget_ribs(unseen);
  const auto names = named(unseen);
  EXPECT_LT(least_confidence(names), 0.8);
  EXPECT_THAT(names[0].evidence, ::testing::ElementsAre("profile"));
  // With the sacrum in view they are not needed.
  Found with_sacrum = part_of_spine(plan_of(12, 5), BoneRegion::t9, BoneRegion::s1);
  forget_ribs(with_sacrum);
  EXPECT_EQ(levels_of(named(with_sacrum)), with_sacrum.truth);
}

TEST(LevelNames, RibsOfTheLastVertebraUnseenLowerTheConfidence) {
  Found found = part_of_spine(plan_of(12, 5), BoneRegion::t9, BoneRegion::l3);
  const double sure = named(found)[2].confidence;
  found.evidence[3].left_rib = found.evidence[3].right_rib = std::nullopt;
  EXPECT_LT(named(found)[2].confidence, sure - 0.05);
}

TEST(LevelNames, BowelLikeALastRibDoesNotWinAgainstTheSacrumConfidently) {
  Found found = part_of_spine(plan_of(12, 5), BoneRegion::t10, BoneRegion::s1);
  found.evidence[5].left_rib = found.evidence[5].right_rib = true;  // L1
  const auto names = named(found);
  for (std::size_t n = 0; n < names.size(); ++n)
    if (names[n].level != found.truth[n]) {
      EXPECT_LT(names[n].confidence, 0.8) << n;
    }
}

TEST(LevelNames, AMissedDiscMakesNoConfidentError) {
  Found found = part_of_spine(plan_of(12, 5), BoneRegion::c6, BoneRegion::l2);
  const std::size_t at = 6;  // T8 and T9 are one member
  found.evidence[at - 1].pitch_mm += found.evidence[at].pitch_mm;
  found.evidence.erase(found.evidence.begin() + at);
  found.truth.erase(found.truth.begin() + at);
  found.chain.vertebra_score.erase(found.chain.vertebra_score.begin() + at);
  found.chain.vertebra_score[at - 1] = 0.6;
  found.chain.discs.pop_back();
  const auto names = named(found);
  for (std::size_t n = 0; n < names.size(); ++n)
    if (n != at - 1 && names[n].level != found.truth[n]) {
      EXPECT_LT(names[n].confidence, 0.8) << n;
    }
  EXPECT_EQ(names[1].level, BoneRegion::l1);
}

TEST(LevelNames, AVertebraCutInTwoMakesNoConfidentError) {
  Found found = part_of_spine(plan_of(12, 5), BoneRegion::t6, BoneRegion::l3);
  const std::size_t at = 5;
  found.evidence[at].pitch_mm *= 0.5;
  found.evidence.insert(found.evidence.begin() + at, found.evidence[at]);
  found.truth.insert(found.truth.begin() + at, found.truth[at]);
  found.chain.vertebra_score.insert(found.chain.vertebra_score.begin() + at, 0.6);
  found.chain.vertebra_score[at + 1] = 0.6;
  found.chain.discs.emplace_back();
  const auto names = named(found);
  for (std::size_t n = 0; n < names.size(); ++n)
    if (names[n].level != found.truth[n]) {
      EXPECT_LT(names[n].confidence, 0.8) << n;
    }
  EXPECT_EQ(names[2].level, BoneRegion::l1);
}

TEST(LevelNames, SizeOfThePersonDoesNotMatter) {
  for (const double size : {0.8, 1.25}) {
    const Found found = part_of_spine(plan_of(12, 5), BoneRegion::t4, BoneRegion::l3, size);
    EXPECT_EQ(levels_of(named(found)), found.truth) << size;
  }
}

/// Lung beside the thoracic vertebrae, as a flawless search would see it; no rib in view.
Found with_lungs(Found found) {
  forget_ribs(found);
  for (std::size_t n = 0; n < found.truth.size(); ++n) {
    const double rank = craniocaudal_rank(found.truth[n]);
    const bool chest = rank > craniocaudal_rank(BoneRegion::t1) && rank < craniocaudal_rank(BoneRegion::t12);
    found.evidence[n].lower_half.lung = chest || found.truth[n] == BoneRegion::t1;
    found.evidence[n].upper_half.lung = chest || found.truth[n] == BoneRegion::t12;
  }
  return found;
}

TEST(LevelNames, TheLungsTellWhereRibsCannotBeFollowed) {
  const Found found = with_lungs(part_of_spine(plan_of(12, 5), BoneRegion::t8, BoneRegion::l3));
  Found blind = found;
  for (LevelEvidence& level : blind.evidence) level.lower_half.lung = level.upper_half.lung = std::nullopt;
  EXPECT_EQ(levels_of(named(found)), found.truth);
  EXPECT_GT(least_confidence(named(found)), least_confidence(named(blind)));
}

TEST(LevelNames,
     TheLungsAloneAreNeverSure) {  // deep or shallow breath moves their lower border by a vertebra
  for (const NamedLevel& name :
       named(with_lungs(part_of_spine(plan_of(12, 5), BoneRegion::t9, BoneRegion::l2))))
    EXPECT_LT(name.confidence, 0.8);
}

TEST(LevelNames, LungsFilledWithFluidDoNotOutweighTheRibs) {
  Found found = part_of_spine(plan_of(12, 5), BoneRegion::t3, BoneRegion::l3);
  for (LevelEvidence& level : found.evidence) level.lower_half.lung = level.upper_half.lung = false;
  EXPECT_EQ(levels_of(named(found)), found.truth);
}

TEST(LevelNames, ASlabWithoutWingsIsHeldByTheBendOfItsSacrum) {
  Found found = part_of_spine(plan_of(12, 5), BoneRegion::l1, BoneRegion::s1);
  forget_ribs(found);
  for (LevelEvidence& level : found.evidence) level.ala = std::nullopt;
  found.evidence[1].bend_deg = 28;  // two scans: 23 and 32 degrees at L5
  EXPECT_EQ(levels_of(named(found)), found.truth);
}

/// Bone in the flank from T12 down to the upper half of L2 and from the lower half of L4 on; no rib at its
/// vertebra, no sacrum.
Found between_ribs_and_crest(BoneRegion top, BoneRegion bottom) {
  Found found = part_of_spine(plan_of(12, 5), top, bottom);
  forget_ribs(found);
  for (std::size_t n = 0; n < found.truth.size(); ++n) {
    const double rank = craniocaudal_rank(found.truth[n]);
    LevelEvidence& level = found.evidence[n];
    level.upper_half.flank_bone =
        rank <= craniocaudal_rank(BoneRegion::l2) || rank > craniocaudal_rank(BoneRegion::l4);
    level.lower_half.flank_bone =
        rank <= craniocaudal_rank(BoneRegion::l1) || rank >= craniocaudal_rank(BoneRegion::l4);
  }
  return found;
}

TEST(LevelNames, ThreeLumbarVertebraeAreHeldByTheTipsOfTheRibsOrTheCrest) {
  for (const auto& [top, bottom] : {std::pair{BoneRegion::l1, BoneRegion::l3},
                                    {BoneRegion::l2, BoneRegion::l4},
                                    {BoneRegion::l3, BoneRegion::l5}}) {
    const Found found = between_ribs_and_crest(top, bottom);
    const auto names = named(found);
    EXPECT_EQ(levels_of(names), found.truth) << name(top);
    EXPECT_LT(names[0].confidence, 0.9) << name(top);  // both differ by a vertebra between people
  }
}

TEST(LevelNames, SayWhichMarksAreInView) {
  const auto names = named(between_ribs_and_crest(BoneRegion::l1, BoneRegion::l5));
  EXPECT_THAT(names[0].evidence, ::testing::ElementsAre("profile", "iliac-crest", "rib-tips"));
}

TEST(LevelNames, TheForkOfTheWindpipeTellsUpperFromLowerThoracicVertebrae) {
  for (const auto& [top, bottom] :
       {std::pair{BoneRegion::t2, BoneRegion::t5}, {BoneRegion::t4, BoneRegion::t7}}) {
    Found found = part_of_spine(plan_of(12, 5), top, bottom);
    Found blind = found;
    for (std::size_t n = 0; n < found.truth.size(); ++n) {
      const double rank = craniocaudal_rank(found.truth[n]);
      found.evidence[n].upper_half.windpipe = rank <= craniocaudal_rank(BoneRegion::t6);
      found.evidence[n].lower_half.windpipe = rank < craniocaudal_rank(BoneRegion::t6);
    }
    EXPECT_EQ(levels_of(named(found)), found.truth) << name(top);
    EXPECT_GT(least_confidence(named(found)), least_confidence(named(blind))) << name(top);
  }
}

/// What stands beside a member counts whatever is made of the member: a fault of the chain is no excuse.
TEST(LevelNames, AMistakenMarkDoesNotMakeADiscDoubtful) {
  Found found = between_ribs_and_crest(BoneRegion::t10, BoneRegion::s1);
  found.evidence[found.evidence.size() / 2].lower_half.flank_bone = true;
  EXPECT_EQ(levels_of(named(found)), found.truth);
  EXPECT_GT(least_confidence(named(found)), 0.8);
}

TEST(LevelNames, OfNothingAreNone) { EXPECT_TRUE(name_levels({}, {}).empty()); }

}  // namespace
}  // namespace osteon
