#include "report_example.hpp"

#include <osteon/report/conclusion.hpp>
#include <osteon/report/json.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <set>
#include <string>

namespace osteon {
namespace {

nlohmann::json example_json() { return nlohmann::json::parse(to_json(example_report())); }

TEST(ReportJson, HasEveryFieldOfTheContract) {
  const auto json = example_json();
  for (const char* field : {"schema", "software", "patient", "series", "ignored", "vertebrae", "labels",
                            "femurs", "dxa_spine", "bmd", "classification", "fracture_summary", "risk",
                            "recommendations", "timings_ms", "peak_memory_bytes"})
    EXPECT_TRUE(json.contains(field)) << field;
  EXPECT_EQ(json["schema"], "osteon-report/1");
  EXPECT_EQ(json["software"]["name"], "osteon");
  for (const char* field : {"femurs", "dxa_spine", "bmd", "risk"}) {
    EXPECT_TRUE(json[field].is_array() && json[field].empty()) << field;
  }
}

TEST(ReportJson, CarriesWhatIsProposedForThePerson) {
  Report report = example_report();
  conclude(
      report,
      read_person(
          R"({"schema": "osteon-person/1", "id": "one", "sex": "female", "age": 71, "height": 161, "weight": 60})")
          .value(),
      *choose_packs("nogg"));
  const auto json = nlohmann::json::parse(to_json(report));
  EXPECT_EQ(json["person"]["id"], "one");
  EXPECT_EQ(json["person"]["packs"][0]["key"], "nogg");
  bool hip = false;
  for (const auto& risk : json["risk"])
    if (risk["tool"] == "QFracture-2012" && risk["outcome"].get<std::string>().starts_with("hip")) {
      hip = true;
      EXPECT_EQ(risk["range_percent"].size(), 2U);
      EXPECT_FALSE(risk["disclaimer"].is_null());
    }
  EXPECT_TRUE(hip);
  std::set<std::string> ids;
  for (const auto& one : json["recommendations"])
    EXPECT_TRUE(ids.insert(one["rule_id"]).second) << one["rule_id"];  // each once
  EXPECT_TRUE(ids.contains("vertebral-fracture.confirm"));
  EXPECT_TRUE(ids.contains("workup.basic"));
  EXPECT_FALSE(ids.contains("vertebral-fracture.secondary-causes"));
  EXPECT_GT(json["information"].size(), 3U);
  EXPECT_TRUE(example_json()["person"].is_null());
}

TEST(ReportJson, SaysNullForWhatIsUnknown) {
  const auto json = example_json();
  EXPECT_TRUE(json["patient"]["height_cm"].is_null());
  EXPECT_TRUE(json["peak_memory_bytes"].is_null());
  EXPECT_TRUE(json["timings_ms"]["segment"].is_null());
  EXPECT_TRUE(json["series"][0]["reason"].is_null());
  EXPECT_TRUE(json["series"][1]["geometry"].is_null());
  EXPECT_TRUE(json["vertebrae"][0]["heights_mm"]["posterior"]["sd"].is_null());
  EXPECT_TRUE(json["vertebrae"][0]["deformity"]["expected_heights_mm"].is_null());
  EXPECT_TRUE(json["vertebrae"][0]["density"][0]["vbmd_mg_cm3"].is_null());
  EXPECT_TRUE(json["labels"][1]["mean_hu"].is_null());  // no voxel, no attenuation
  const auto empty = nlohmann::json::parse(to_json(Report{}));
  EXPECT_TRUE(empty["patient"]["id"].is_null());
  EXPECT_TRUE(empty["patient"]["sex"].is_null());
  EXPECT_TRUE(empty["fracture_summary"]["vertebral_fracture_suspected"].is_null());
  EXPECT_TRUE(empty["fracture_summary"]["spine_deformity_index"].is_null());
}

TEST(ReportJson, OfACutVertebraCarriesNoDeformityAndNoDensity) {
  const auto cut = example_json()["vertebrae"][1];
  EXPECT_EQ(cut["complete"], false);
  EXPECT_TRUE(cut["deformity"].is_null());
  EXPECT_TRUE(cut["heights_mm"].is_null());
  EXPECT_TRUE(cut["landmarks"].is_null());
  EXPECT_TRUE(cut["density"].empty());
}

TEST(ReportJson, RoundsEachNumberOnce) {
  const auto json = example_json();
  const auto& vertebra = json["vertebrae"][0];
  EXPECT_EQ(json["patient"]["age_years"], 71.2);
  EXPECT_EQ(vertebra["label_confidence"], 0.712);
  EXPECT_EQ(vertebra["center_mm"][0], 1.235);
  EXPECT_EQ(vertebra["heights_mm"]["anterior"]["value"], 18.123);
  EXPECT_EQ(vertebra["deformity"]["height_loss_percent"]["value"], 30.3);
  EXPECT_EQ(vertebra["density"][0]["mean_hu"]["value"], 98.77);
  EXPECT_EQ(vertebra["density"][0]["volume_ml"]["value"], 9.877);
  EXPECT_EQ(json["labels"][0]["mean_hu"], 12.34568);
  EXPECT_EQ(json["series"][0]["geometry"]["spacing_mm"][0], 0.703125);
  EXPECT_EQ(to_json(example_report()).find("-0.0"), std::string::npos);
}

TEST(ReportJson, UsesTheWordsOfTheContract) {
  const auto json = example_json();
  EXPECT_EQ(json["patient"]["sex"], "F");
  EXPECT_EQ(json["series"][1]["status"], "refused");
  EXPECT_EQ(json["series"][1]["reason"]["code"], "geometry.uneven-slices");
  const auto& vertebra = json["vertebrae"][0];
  EXPECT_EQ(vertebra["level"], "L1");
  EXPECT_EQ(vertebra["verse_label"], 20);
  EXPECT_EQ(vertebra["series_part"], 0);  // of a series that was not split
  EXPECT_EQ(vertebra["alternative_levels"][0]["level"], "L2");
  EXPECT_EQ(vertebra["deformity"]["reference"], "neighbours");
  EXPECT_EQ(vertebra["deformity"]["shape"], "wedge");
  EXPECT_EQ(vertebra["deformity"]["grade_probability"]["2"], 0.98);
  EXPECT_EQ(vertebra["density"][0]["roi"], "trabecular-core");
  EXPECT_EQ(vertebra["landmarks"]["inferior_posterior"], (nlohmann::json{15.0, 16.0, 17.0}));
  EXPECT_EQ(json["classification"]["category"], "not-classifiable");
  EXPECT_EQ(json["fracture_summary"]["levels"], nlohmann::json{"L1"});
  EXPECT_EQ(json["recommendations"][0]["status"], "pending_confirmation");
}

TEST(ReportJson, IsTheSameTextForTheSameReport) {
  EXPECT_EQ(to_json(example_report()), to_json(example_report()));
}

TEST(ReportJson, SurvivesBytesThatAreNoTextAndNumbersThatAreNone) {
  Report report = example_report();
  report.series[0].description = "caf\xe9";
  report.vertebrae[0].center_mm[1] = std::numeric_limits<double>::quiet_NaN();
  const auto json = nlohmann::json::parse(to_json(report));
  EXPECT_EQ(json["series"][0]["description"], "caf\xEF\xBF\xBD");
  EXPECT_TRUE(json["vertebrae"][0]["center_mm"][1].is_null());
}

}  // namespace
}  // namespace osteon
