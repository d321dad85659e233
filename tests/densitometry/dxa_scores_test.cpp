#include <osteon/densitometry/dxa_scores.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

ReportedRow row(DxaExam exam, const std::string& region, double bmd, std::optional<Side> side = {}) {
  ReportedRow r;
  r.exam = exam;
  r.region = region;
  r.side = side;
  r.bmd = {bmd, 3, std::nullopt, true};
  return r;
}

ReportedDxa report(const std::string& vendor, Sex sex, double age, std::vector<ReportedRow> rows) {
  ReportedDxa r;
  r.vendor = vendor;
  r.patient.sex = sex;
  r.patient.age_years = age;
  r.ethnicity = "White";
  r.rows = std::move(rows);
  return r;
}

// Printed by the makers (tables/vendor_report_rows.csv); the references come from elsewhere.
TEST(DxaScores, FollowTheMakersOwnWithinATenth) {
  const auto ge = report(
      "GE", Sex::female, 76.7,
      {row(DxaExam::ap_spine, "L1-L4", 1.022), row(DxaExam::femur, "neck", 0.741, Side::left),
       row(DxaExam::femur, "neck", 0.752, Side::right), row(DxaExam::femur, "total", 0.777, Side::left),
       row(DxaExam::femur, "total", 0.800, Side::right)});
  const std::vector<double> printed = {-1.3, -2.1, -2.1, -1.8, -1.6};
  const auto scores = score_rows(ge);
  for (std::size_t n = 0; n < printed.size(); ++n) {
    ASSERT_TRUE(scores[n].t) << n;
    EXPECT_NEAR(scores[n].t->value, printed[n], 0.1 + 1e-9) << n;
  }
  const auto norland =
      score_rows(report("Norland", Sex::female, 64, {row(DxaExam::ap_spine, "L2-L4", 0.8942)}));
  ASSERT_TRUE(norland[0].t);
  EXPECT_NEAR(norland[0].t->value, -1.28, 0.1);
}

constexpr const char* kOwn =
    "score,site,scale,sex,age_from,age_to,mean,sd,source\n"
    "T,femoral-neck,Norland,M,,,1.100,0.120,A study of men 2001\n"
    "Z,total-hip,GE Lunar,F,60,70,0.900,0.100,A study of ages 2002\n";

TEST(DxaScores, ASitesOwnReferencesComeFirstWhereTheyFit) {
  const auto references = site_references(parse_csv(kOwn).value()).value();
  const auto man = report("Norland", Sex::male, 57, {row(DxaExam::femur, "neck", 0.935, Side::right)});
  const auto own = score_rows(man, references);
  EXPECT_EQ(own[0].t->value, -1.4);  // (0.935 - 1.100) / 0.120
  EXPECT_NE(own[0].t->reference.find("A study of men 2001"), std::string::npos);
  EXPECT_EQ(own[0].t->source, kSiteReference);
  EXPECT_NE(score_rows(man)[0].t->value, own[0].t->value);
  const auto of_age = [&](Sex sex, double age) {
    return score_rows(report("GE", sex, age, {row(DxaExam::femur, "total", 0.85, Side::left)}), references)[0]
        .z;
  };
  EXPECT_EQ(of_age(Sex::female, 60)->value, -0.5);
  EXPECT_NE(of_age(Sex::female, 59.9)->source, kSiteReference);
  EXPECT_FALSE(of_age(Sex::female, 70));
  EXPECT_FALSE(of_age(Sex::male, 65));
  EXPECT_FALSE(score_rows(report("Norland", Sex::male, 19, man.rows), references)[0].t);
}

TEST(DxaScores, AReferenceWithoutSourceOrWithOtherUnitsIsRefused) {
  const auto code_of = [](const std::string& row) {
    const auto references =
        site_references(parse_csv("score,site,scale,sex,age_from,age_to,mean,sd,source\n" + row).value());
    return references ? std::string() : references.error().code;
  };
  EXPECT_EQ(code_of("T,total-hip,Hologic,F,,,0.942,0.122,Somebody 1998"), "");
  for (const char* row :
       {"T,total-hip,Hologic,F,,,0.942,0.122,", "T,total-hip,Hologic,F,,,942,122,Somebody 1998",
        "Z,total-hip,Hologic,F,,,0.942,0.122,Somebody 1998", "T,hip,Hologic,F,,,0.942,0.122,Somebody 1998",
        "T,total-hip,Philips,F,,,0.942,0.122,Somebody 1998", "X,total-hip,Hologic,F,,,0.942,0.122,Somebody",
        "T,total-hip,Hologic,F,70,60,0.942,0.122,Somebody 1998"})
    EXPECT_EQ(code_of(row), "table.bad-reference") << row;
  EXPECT_EQ(site_references(parse_csv("score,site\nT,total-hip\n").value()).error().code,
            "table.missing-column");
}

TEST(DxaScores, MakersAreKnownByTheNamesOfHeadersToo) {
  for (const char* name : {"GE", "GE Healthcare", "GE MEDICAL SYSTEMS", "LUNAR", "Lunar Corp."})
    EXPECT_EQ(scale_of_vendor(name), BmdScale::lunar) << name;
  for (const char* name : {"Hologic", "HOLOGIC", "Hologic, Inc."})
    EXPECT_EQ(scale_of_vendor(name), BmdScale::hologic) << name;
  EXPECT_EQ(scale_of_vendor("Norland, a CooperSurgical company"), BmdScale::norland);
  for (const char* name : {"", "Gemini", "Medilink"}) EXPECT_FALSE(scale_of_vendor(name)) << name;
}

TEST(DxaScores, RegionsWithoutAReferenceSayWhy) {
  const auto scores =
      score_rows(report("GE", Sex::female, 70,
                        {row(DxaExam::ap_spine, "L3", 1.1), row(DxaExam::femur, "wards", 0.6, Side::left),
                         row(DxaExam::ap_spine, "L2-L4", 1.1)}));
  EXPECT_EQ(scores[0].no_t->code, "dxa.region-not-scored");
  EXPECT_EQ(scores[1].no_t->code, "density.score-no-reference");
  EXPECT_EQ(scores[2].no_t->code, "dxa.region-not-scored");
  EXPECT_EQ(score_rows(report("", Sex::female, 70, {row(DxaExam::ap_spine, "L1-L4", 1.1)}))[0].no_t->code,
            "dxa.vendor-unknown");
}

TEST(DxaScores, TheLowestOfTheThreeSitesDecides) {
  const auto r =
      report("GE", Sex::female, 70,
             {row(DxaExam::ap_spine, "L1-L4", 1.182), row(DxaExam::femur, "neck", 0.690, Side::left),
              row(DxaExam::femur, "total", 1.008, Side::left), row(DxaExam::femur, "wards", 0.3, Side::left),
              row(DxaExam::femur, "trochanter", 0.3, Side::left)});
  const auto category = classify(r, score_rows(r));
  EXPECT_EQ(category.category, DxaCategory::osteoporosis);
  ASSERT_EQ(category.basis.size(), 1U);
  EXPECT_NE(category.basis[0].find("left femoral neck"), std::string::npos);
}

TEST(DxaScores, CategoriesChangeAtThePrintedLimits) {
  const auto category = [](double neck) {
    const auto r = report("Hologic", Sex::male, 60, {row(DxaExam::femur, "neck", neck, Side::right)});
    return classify(r, score_rows(r)).category;
  };
  EXPECT_EQ(category(0.858 - 2.5 * 0.120), DxaCategory::osteoporosis);
  EXPECT_EQ(category(0.858 - 2.4 * 0.120), DxaCategory::low_bone_mass);
  EXPECT_EQ(category(0.858 - 1.1 * 0.120), DxaCategory::low_bone_mass);
  EXPECT_EQ(category(0.858 - 1.0 * 0.120), DxaCategory::normal);
}

TEST(DxaScores, BelowFiftyTheZScoreCounts) {
  const auto young =
      report("Hologic", Sex::female, 35, {row(DxaExam::femur, "neck", 0.825 - 2.1 * 0.12, Side::left)});
  EXPECT_EQ(classify(young, score_rows(young)).category, DxaCategory::below_expected);
  const auto spine = report("Hologic", Sex::female, 35, {row(DxaExam::ap_spine, "L1-L4", 0.7)});
  EXPECT_EQ(classify(spine, score_rows(spine)).category, DxaCategory::not_classifiable);
}

TEST(DxaScores, WithoutSexOrAgeNothingIsSaid) {
  auto r = report("GE", Sex::female, 70, {row(DxaExam::ap_spine, "L1-L4", 0.7)});
  r.patient.sex.reset();
  EXPECT_EQ(score_rows(r)[0].no_t->code, "density.score-no-sex");
  EXPECT_EQ(classify(r, score_rows(r)).category, DxaCategory::not_classifiable);
  r.patient.sex = Sex::female;
  r.patient.age_years.reset();
  EXPECT_EQ(score_rows(r)[0].no_t->code, "density.score-no-age");
}

// GE, four levels: worked by hand, 7.50 + 9.76 + 11.25 g over 8.46 + 9.20 + 11.40 cm2.
ReportedDxa spine_of_four() {
  ReportedDxa report;
  report.vendor = "GE";
  report.patient = {"", Sex::female, 76.7, {}, {}};
  const auto add = [&](const char* level, double bmd, double bmc, double area, double t) {
    ReportedRow row;
    row.exam = DxaExam::ap_spine;
    row.region = level;
    row.bmd = {bmd, 3, {}, true};
    row.bmc = ReportedNumber{bmc, 2, {}, true};
    row.area = ReportedNumber{area, 2, {}, true};
    row.t_score = ReportedNumber{t, 1, {}, true};
    report.rows.push_back(row);
  };
  add("L1", 0.886, 7.50, 8.46, -2.0);
  add("L2", 1.061, 9.76, 9.20, -1.2);
  add("L3", 1.338, 13.92, 10.40, 1.2);
  add("L4", 0.987, 11.25, 11.40, -1.8);
  return report;
}

TEST(DxaScoresOfLevels, TheRestOfASpineIsMineralOverArea) {
  const auto spine = remaining_spine(spine_of_four(), {{"L3", "Sclerosis."}});
  ASSERT_TRUE(spine);
  EXPECT_EQ(spine->levels, (std::vector<std::string>{"L1", "L2", "L4"}));
  EXPECT_NEAR(spine->bmd, 28.51 / 29.06, 1e-9);
  EXPECT_GT(std::abs(spine->bmd - (0.886 + 1.061 + 0.987) / 3), 0.002);  // not the mean of the densities
  EXPECT_FALSE(spine->t);                                                // no reference of L1, L2 and L4
  EXPECT_EQ(spine->no_t->code, "dxa.region-not-scored");
}

TEST(DxaScoresOfLevels, AllFourLevelsHaveAReference) {
  const auto spine = remaining_spine(spine_of_four(), {});
  ASSERT_TRUE(spine && spine->t);
  EXPECT_NEAR(spine->t->value, (42.43 / 39.46 - 1.182) / 0.120, 0.02);
}

TEST(DxaScoresOfLevels, OneVertebraIsNoSpine) {
  const auto spine = remaining_spine(spine_of_four(), {{"L1", ""}, {"L2", ""}, {"L3", ""}});
  ASSERT_FALSE(spine);
  EXPECT_EQ(spine.error().code, "dxa.too-few-levels");
}

TEST(DxaScoresOfLevels, ALevelApartIsProposedWithItsReason) {
  const auto apart = levels_apart(spine_of_four());
  ASSERT_EQ(apart.size(), 1U);
  EXPECT_EQ(apart[0].level, "L3");
  EXPECT_NE(apart[0].reason.find("1.2"), std::string::npos);
}

}  // namespace
}  // namespace osteon
