#include "report_example.hpp"

#include <osteon/report/conclusion.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/index.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace osteon {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Picture tiny_picture() { return {"1.2.3", "sagittal", "A \"plane\" <1>", 3, 2, {0x4D, 0x61, 0x6E, 0x4D}}; }

TEST(ReportHtml, EscapesWhatComesFromOutside) {
  Report report = example_report();
  report.patient.id = "<script>alert('x')</script>";
  report.vertebrae[0].label_evidence = {"<i>rib</i>"};
  const auto html = to_html(report, {tiny_picture()});
  for (const char* raw : {"<script", "<i>rib", "<b>axial", "<scout>", "notes & plans", "A \"plane\" <1>"})
    EXPECT_FALSE(contains(html, raw)) << raw;
  EXPECT_TRUE(contains(html, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
  EXPECT_TRUE(contains(html, "notes &amp; plans.txt"));
}

TEST(ReportHtml, NeedsNoNetworkAndNoScript) {
  const auto html = to_html(example_report(), {tiny_picture()});
  for (const char* outside : {"http://", "https://", "<link", "<script", "@import", "url("})
    EXPECT_FALSE(contains(html, outside)) << outside;
  EXPECT_TRUE(contains(html, "data:image/png;base64,TWFuTQ==\""));  // "ManM": RFC 4648, one byte over
}

TEST(ReportHtml, ShowsRefusalsIgnoredFilesAndDoubts) {
  const auto html = to_html(example_report());
  for (const char* shown :
       {"geometry.uneven-slices", "The slices are unevenly spaced.", "Send all slices.", "not-dicom",
        "This is no image.", "A contrast agent is named.", "The level is uncertain for: L1 (71",
        "cut by the image", "not classifiable", "not a medical device", "To be confirmed by a reader"})
    EXPECT_TRUE(contains(html, shown)) << shown;
}

TEST(ReportHtml, NamesTheRegionBesideEveryAttenuation) {
  EXPECT_TRUE(contains(to_html(example_report()),
                       "99<span class=\"sd\"> (no sd)</span> <span class=\"sd\">HU trabecular core"));
}

TEST(ReportHtml, ShowsAVertebraWithItsOwnPartOfASplitSeries) {
  Report report = example_report();
  report.series[1] = report.series[0];
  report.series[0].part = 1;
  report.series[1].part = 2;
  report.series[1].source = "second part";
  report.vertebrae.resize(1);
  report.vertebrae[0].series_part = 2;
  Picture picture = tiny_picture();
  picture.series_part = 2;
  const auto html = to_html(report, {picture});
  EXPECT_TRUE(contains(html, "Vertebrae in second part"));
  EXPECT_FALSE(contains(html, "Vertebrae in study/ct"));
  EXPECT_EQ(html.find("TWFuTQ=="), html.rfind("TWFuTQ=="));  // once
}

TEST(ReportHtml, NamesTheLevelsWhoseHeightsCannotBeTrueAtTheTop) {
  Report report = example_report();
  const std::string sentence = "the measured heights cannot be true: " + name(report.vertebrae[0].level);
  EXPECT_FALSE(contains(to_html(report), sentence));
  report.vertebrae[0].deformity.reset();
  report.vertebrae[0].warnings.push_back({"deformity.implausible-height", "Not graded: it is too tall."});
  const auto html = to_html(report);
  EXPECT_TRUE(contains(html, sentence));
  EXPECT_TRUE(contains(html, "Not graded: it is too tall."));
}

TEST(ReportHtml, OfNothingSaysSo) {
  const auto html = to_html(Report{});
  EXPECT_TRUE(contains(html, "No vertebra was measured."));
  EXPECT_TRUE(contains(html, "Patient without an ID, sex not stated, age not stated"));
}

TEST(ReportHtml, IsTheSameTextForTheSameReportWhateverTheTimings) {
  Report slow = example_report();
  slow.timings_ms["total"] = 1e6;
  slow.peak_memory_bytes = 77;
  EXPECT_EQ(to_html(example_report(), {tiny_picture()}), to_html(slow, {tiny_picture()}));
}

PersonFile told(const std::string& entries) {
  return read_person("{\"schema\": \"osteon-person/1\", \"assessed_on\": \"2026-06-01\"" + entries + "}")
      .value();
}

TEST(ReportHtml, WithAPersonSaysWhatWasSeenThenWhatToDo) {
  Report report = example_report();
  conclude(
      report,
      told(
          R"(, "id": "invented", "sex": "female", "age": 71, "postmenopausal": "yes", "saddle_numbness": "yes")"),
      *choose_packs("bhof"));
  const auto html = to_html(report, {tiny_picture()});
  std::size_t before = 0;
  for (const char* part : {"the clinician decides", "What was seen", "Suspected vertebral fracture",
                           "TWFuTQ==", "What it suggests", "What to do", "For you, in plain words",
                           "go to a hospital today", "For the clinician", "What is missing",
                           "What was measured", "Vertebrae in study/ct", "Sources of the rules"}) {
    const std::size_t here = html.find(part, before);
    ASSERT_NE(here, std::string::npos) << part;
    before = here;
  }
  EXPECT_EQ(html.find("TWFuTQ=="), html.rfind("TWFuTQ=="));            // each picture once
  EXPECT_FALSE(contains(html, "contraindications were not checked"));  // the person's rules did
}

TEST(ReportHtml, WithoutAPersonNamesWhatWouldHaveToBeAsked) {
  Report report = example_report();
  conclude_without_person(report);
  const auto html = to_html(report);
  EXPECT_TRUE(contains(html, "Only the images are known"));
  EXPECT_TRUE(contains(html, "saddle_numbness"));
  EXPECT_FALSE(contains(html, "For you, in plain words"));
}

TEST(Conclusion, WhatHeadersStateStandsAndWhatTheyLackIsFilledIn) {
  const PersonFile person = told(R"(, "sex": "male", "age": 60, "weight": 80)");
  const Patient filled = completed(Patient{"X", {}, 71.2, {}, {}}, person.person);
  EXPECT_EQ(filled.sex, Sex::male);
  EXPECT_EQ(filled.age_years, 71.2);
  EXPECT_EQ(filled.weight_kg, 80.0);
  EXPECT_FALSE(filled.height_cm);
  EXPECT_EQ(completed(Patient{"X", Sex::female, {}, {}, {}}, person.person).sex, Sex::female);
}

TEST(Conclusion, AnExaminationIsWhatTheReportSays) {
  const Examination one = examination_of(example_report(), 3);
  EXPECT_EQ(one.name, "examination 3 (ct)");
  EXPECT_EQ(one.patient_id, "P-17");
  ASSERT_EQ(one.vertebrae.size(), 1U);
  EXPECT_TRUE(one.vertebrae[0].suspected);
}

TEST(Index, OfOnePersonProposesOverAllExaminationsAndShowsTheWorstFirst) {
  IndexEntry sound = make_index_entry(Report{}, "1.1", "a-sound");
  IndexEntry broken = make_index_entry(example_report(), "1.2", "b-broken");
  broken.views = {tiny_picture()};
  const std::vector<IndexEntry> entries{sound, broken};
  const auto list = index_html(entries);
  EXPECT_LT(list.find("b-broken/report.html"), list.find("a-sound/report.html"));
  EXPECT_FALSE(contains(list, "What to do"));
  const Together together = conclude_together(
      {examination_of(Report{}, 1), examination_of(example_report(), 2)},
      example_report().assessment.recommendations, told(R"(, "sex": "female", "age": 71)"), {});
  const auto page = index_html(entries, {}, together);
  EXPECT_TRUE(contains(page, "One person, several examinations"));
  EXPECT_TRUE(contains(page, "TWFuTQ=="));
  EXPECT_LT(page.find("What was seen"), page.find("What to do"));
  const auto json = nlohmann::json::parse(index_json(entries, {}, together));
  EXPECT_EQ(json["studies"][0]["folder"], "a-sound");  // in the order given
  EXPECT_EQ(json["person"]["examinations"].size(), 2U);
  EXPECT_GT(json["recommendations"].size(), 20U);
  EXPECT_GE(json["studies"][1]["warnings"], 1);
}

TEST(Index, OfTwoPersonsTheImagesSuggestNothingForEither) {
  const std::vector<Examination> of_a_woman{examination_of(example_report(), 1)};
  const Together together = conclude_together(of_a_woman, example_report().assessment.recommendations,
                                              told(R"(, "sex": "male", "age": 71)"), {});
  for (const Recommendation& one : together.all)
    EXPECT_FALSE(one.rule_id.starts_with("vertebral-fracture.")) << one.rule_id;
  const auto page = index_html({}, {}, together);
  EXPECT_LT(page.find("cannot be of one person"), page.find("What was seen"));
}

TEST(Index, SumsUpAStudy) {
  const auto entry = make_index_entry(example_report(), "1.2", "study-a");
  EXPECT_EQ(entry.series_analysed, 1U);
  EXPECT_EQ(entry.series_refused, 1U);
  EXPECT_EQ(entry.files_ignored, 1U);
  EXPECT_EQ(entry.levels, (std::vector{BoneRegion::l1, BoneRegion::l2}));
  EXPECT_EQ(entry.suspected_fractures, std::vector{BoneRegion::l1});
  EXPECT_EQ(entry.spine_deformity_index, 2);
  EXPECT_TRUE(entry.doubtful);
  EXPECT_EQ(entry.reasons,
            (std::vector<std::string>{"ct.contrast-enhanced", "geometry.uneven-slices", "not-dicom"}));
}

TEST(Index, IsWrittenAsJsonAndAsAPage) {
  auto entry = make_index_entry(example_report(), "1.2", "a<b");
  const auto json = nlohmann::json::parse(index_json({entry, make_index_entry(Report{}, "1.3", "c")}));
  EXPECT_EQ(json["schema"], "osteon-index/1");
  EXPECT_EQ(json["studies"][0]["suspected_fractures"], nlohmann::json{"L1"});
  EXPECT_TRUE(json["studies"][1]["spine_deformity_index"].is_null());
  const auto html = index_html({entry});
  EXPECT_TRUE(contains(html, "href=\"a&lt;b/report.html\""));
  EXPECT_TRUE(contains(html, "suspected: L1"));
}

}  // namespace
}  // namespace osteon
