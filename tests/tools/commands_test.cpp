// The other commands as a script sees them: exit codes, files, what stays when something fails.

#include "../support/rod_phantom.hpp"
#include "../support/synthetic_ct.hpp"
#include "../support/xray_spectrum.hpp"
#include "command_run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::Outcome;
using testing::quoted;
using testing::read_text;
using testing::run;
using testing::TemporaryFolder;

const fs::path kSamples = OSTEON_SAMPLE_DATA;
const fs::path kSpine = kSamples / "totalsegmentator/example_ct.nii.gz";

/// A scan of the B-MAS 200, written as DICOM.
void write_phantom_scan(const fs::path& folder, const testing::ScanHeader& header) {
  testing::RodPhantom phantom;
  phantom.noise_hu = 10;
  for (const double mg : {0.0, 50.0, 100.0, 150.0, 200.0})
    phantom.rods_hu.push_back(
        testing::polychromatic_hu(testing::in_water(Material::hydroxyapatite, mg), {header.kilovolt}));
  phantom.holder_hu = 35;
  fs::create_directories(folder);
  testing::write_scan(testing::make_rod_phantom(phantom), header, folder);
}

TEST(Cli, CalibratesByAPhantomAndGathersASiteTable) {
  const TemporaryFolder folder;
  const fs::path site = folder.path() / "site.json";
  testing::ScanHeader header;
  write_phantom_scan(folder.path() / "soft", header);
  header.kilovolt = 100;
  header.series_uid += ".1";
  write_phantom_scan(folder.path() / "low", header);
  for (const char* scan : {"soft", "low", "soft"}) {  // the same scan once more adds nothing
    const Outcome result = run("calibrate " + quoted(folder.path() / scan) + " -o " + quoted(site));
    ASSERT_EQ(result.code, 0) << result.err;
    EXPECT_NE(result.err.find("B-MAS 200"), std::string::npos);
  }
  const json table = json::parse(read_text(site));
  EXPECT_EQ(table["schema"], "osteon-site-calibration/1");
  ASSERT_EQ(table["entries"].size(), 2U);
  EXPECT_EQ(table["entries"][0]["tube_voltage_kv"], 100);
  EXPECT_EQ(table["entries"][1]["phantom"], "B-MAS 200");
  EXPECT_EQ(table["entries"][1]["date"], "2024-01-10");
  EXPECT_EQ(table["entries"][1]["rods"].size(), 5U);
  EXPECT_NEAR(table["entries"][1]["slope_mg_cm3_per_hu"].get<double>(), 0.717, 0.01);
  EXPECT_EQ(
      run("calibrate " + quoted(folder.path() / "soft") + " -o " + quoted(site) + " --rods=0,50,100,150,200")
          .code,
      0);
  EXPECT_EQ(
      run("calibrate " + quoted(folder.path() / "soft") + " -o " + quoted(site) + " --phantom=nonsense").code,
      1);
}

TEST(Cli, ACalibrationThatIsRefusedLeavesTheSiteTableAsItWas) {
  const TemporaryFolder folder;
  const fs::path site = folder.path() / "site.json";
  const Outcome none = run("calibrate " + quoted(kSpine) + " -o " + quoted(site));
  EXPECT_EQ(none.code, 2);
  EXPECT_NE(none.err.find("density.no-phantom"), std::string::npos);
  EXPECT_FALSE(fs::exists(site));
  std::ofstream(site) << "{}";
  const Outcome broken = run("calibrate " + quoted(kSpine) + " -o " + quoted(site));
  EXPECT_EQ(broken.code, 2);
  EXPECT_NE(broken.err.find("calibration.not-a-table"), std::string::npos);
  EXPECT_EQ(read_text(site), "{}");
}

TEST(Cli, TablesOfQualityAreJudged) {
  const TemporaryFolder folder;
  const fs::path table = folder.path() / "pairs.csv";
  std::ofstream(table) << "subject,bmd1,bmd2\nA,0.90,0.92\nB,0.80,0.82\n";
  const Outcome good = run("qc precision " + quoted(table) + " --json -o " + quoted(folder.path() / "out"));
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_EQ(json::parse(good.out)["studies"][0]["subjects"], 2);
  EXPECT_EQ(read_text(folder.path() / "out/report.json"), good.out);
  EXPECT_TRUE(fs::exists(folder.path() / "out/report.html"));
  const Outcome wrong = run("qc phantom " + quoted(table));
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("table.missing-column"), std::string::npos);
  EXPECT_EQ(run("qc").code, 1);
}

TEST(Cli, AChangeOfDensityIsJudgedByTheSitesPrecision) {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name) << text;
    return quoted(folder.path() / name);
  };
  const std::string head = "patient_id,exam_date,exam,region,side,bmd,vendor,device\n";
  const auto before = write("a.csv", head + "P,2024-01-10,Hip,Total,Left,0.811,GE,iDXA\n");
  const auto now = write("b.csv", head + "P,2026-01-10,Hip,Total,Left,0.770,GE,iDXA\n");
  const auto pairs =
      write("pairs.csv", "subject,region,bmd1,bmd2\nA,Total hip,0.90,0.91\nB,Total hip,0.80,0.81\n");
  ASSERT_EQ(run("qc precision " + pairs + " -q -o " + quoted(folder.path() / "qc")).code, 0);
  const Outcome judged = run("dxa change " + before + " " + now + " --json --precision " +
                             quoted(folder.path() / "qc/report.json"));
  EXPECT_EQ(judged.code, 0) << judged.err;
  const json change = json::parse(judged.out)["comparisons"][0]["changes"][0];
  EXPECT_EQ(change["difference_g_cm2"], -0.041);
  EXPECT_EQ(change["least_significant_change_g_cm2"], 0.020);  // 2.77 * 0.01 / sqrt 2
  EXPECT_EQ(change["more_than_chance"], true);
  const Outcome open = run("dxa change " + before + " " + now + " --json");
  EXPECT_TRUE(json::parse(open.out)["comparisons"][0]["changes"][0]["more_than_chance"].is_null());
  EXPECT_EQ(run("dxa change " + now + " " + before).code, 2);
}

TEST(Command, SimulatedPicturesAreReadAsADensitometersAre) {
  const TemporaryFolder folder;
  const auto a = folder.path() / "a", b = folder.path() / "b";
  const std::string call =
      "simulate dxa " + quoted(kSpine) + " --region spine --scheme totalsegmentator --masks " +
      quoted(kSamples / "totalsegmentator/example_vertebrae_whole.nii.gz") + " --pose 2,0,-3 --seed 7";
  ASSERT_EQ(run(call + " -o " + quoted(a)).code, 0);
  ASSERT_EQ(run(call + " --threads 1 -o " + quoted(b)).code, 0);
  for (const char* name : {"ge-lunar.dcm", "hologic.dcm", "truth.json", "mineral.nrrd", "measured.nrrd",
                           "low.nrrd", "high.nrrd"}) {
    EXPECT_FALSE(read_text(a / name).empty()) << name;
    EXPECT_EQ(read_text(a / name), read_text(b / name)) << name;
  }
  const json truth = json::parse(read_text(a / "truth.json"));
  EXPECT_EQ(truth["lines"].size(), 5U);
  EXPECT_EQ(truth["lines"][1]["above"], "L1");
  EXPECT_GT(truth["l1_l4"]["bmd_g_per_cm2"], 0.3);
  EXPECT_NE(run("inspect " + quoted(a)).out.find("dxa-spine"), std::string::npos);
}

TEST(Command, SimulationRefusesWhatItCannotTake) {
  const TemporaryFolder folder;
  const std::string out = " -o " + quoted(folder.path() / "out");
  const Outcome pixel = run("simulate dxa " + quoted(kSpine) + " --region spine --pixel 0.6" + out);
  EXPECT_EQ(pixel.code, 2);
  EXPECT_NE(pixel.err.find("image.pixel-size"), std::string::npos);
  const Outcome hip = run("simulate dxa " + quoted(kSamples / "sts/STS_036") + " --region right-hip" + out);
  EXPECT_EQ(hip.code, 2);
  EXPECT_NE(hip.err.find("anatomy.no-hip"), std::string::npos);
  EXPECT_EQ(run("simulate dxa " + quoted(kSpine) + " --region knee" + out).code, 1);
}

TEST(Command, ASimulatedFilmIsAnalysedAsFilmsAre) {
  const TemporaryFolder folder;
  const auto a = folder.path() / "a", b = folder.path() / "b", front = folder.path() / "front";
  const std::string call = "simulate radiograph " + quoted(kSpine) + " --scheme totalsegmentator --masks " +
                           quoted(kSamples / "totalsegmentator/example_vertebrae_whole.nii.gz") +
                           " --pixel 0.5 --object-mm 230";
  const std::string turned = " --pose 2,4 --seed 7 --collapse L2:crush:0.4 --anterior left --curve lin -o ";
  ASSERT_EQ(run(call + turned + quoted(a)).code, 0);
  ASSERT_EQ(run(call + turned + quoted(b) + " --threads 1").code, 0);
  for (const char* name : {"film.dcm", "truth.json"}) {
    EXPECT_FALSE(read_text(a / name).empty()) << name;
    EXPECT_EQ(read_text(a / name), read_text(b / name)) << name;
  }
  const json truth = json::parse(read_text(a / "truth.json"));
  EXPECT_EQ(truth["schema"], "osteon-simulated-radiograph/1");
  EXPECT_EQ(truth["geometry"]["magnification"], 1.25);
  EXPECT_EQ(truth["geometry"]["view"], "right-lateral");
  int shown = 0, collapsed = 0;
  for (const json& v : truth["vertebrae"]) {
    if (!v["points"].is_object()) continue;
    ++shown;
    const json& front_point = v["points"]["superior_anterior"]["px"];
    EXPECT_LT(front_point[0], v["points"]["superior_posterior"]["px"][0]) << v["level"];
    if (v["collapse"].is_null()) continue;
    ++collapsed;
    EXPECT_EQ(v["level"], "L2");
    EXPECT_LT(v["heights_mm"]["shown"]["middle"], 0.65 * v["heights_mm"]["in_ct"]["middle"].get<double>());
  }
  EXPECT_GE(shown, 4);
  EXPECT_EQ(collapsed, 1);
  EXPECT_NE(run("inspect " + quoted(a)).out.find("lateral spine radiograph"), std::string::npos);
  // The spine may be found or refused: the program has to come to an end with a report or a reason.
  const Outcome analysed = run("analyze " + quoted(a) + " -o " + quoted(folder.path() / "report"));
  EXPECT_TRUE(analysed.code == 0 || analysed.code == 2) << analysed.err;
  EXPECT_TRUE(fs::exists(folder.path() / "report/report.json"));
  ASSERT_EQ(run(call + " --view frontal -o " + quoted(front)).code, 0);
  const Outcome from_front = run("analyze " + quoted(front) + " -o " + quoted(folder.path() / "none"));
  EXPECT_EQ(from_front.code, 2);
  EXPECT_NE(from_front.err.find("analysis.not-available"), std::string::npos);
}

TEST(Command, FilmsThatCannotBeSimulatedAreRefused) {
  const TemporaryFolder folder;
  const std::string call = "simulate radiograph " + quoted(kSpine) + " -o " + quoted(folder.path() / "out");
  const Outcome words = run(call + " --collapse L2:crush");
  EXPECT_EQ(words.code, 2);
  EXPECT_NE(words.err.find("radiograph.collapse"), std::string::npos);
  const Outcome level = run(call + " --collapse T3:crush:0.3");
  EXPECT_EQ(level.code, 2);
  EXPECT_NE(level.err.find("anatomy.level-not-whole"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder.path() / "out"));
  for (const char* wrong : {"--view oblique", "--pixel 0", "--object-mm 800", "--kv 500", "--scheme verse"})
    EXPECT_EQ(run(call + " " + wrong).code, 1) << wrong;
}

TEST(Cli, ARiskIsAnsweredInEveryForm) {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name) << text;
    return quoted(folder.path() / name);
  };
  const auto one = write("a.json", R"({"schema": "osteon-person/1", "sex": "female", "age": 70})");
  for (const char* format : {"json", "cds-hooks", "fhir"}) {
    const Outcome answer = run("risk " + one + " --pack nogg,nice --format " + format);
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_TRUE(json::parse(answer.out).is_object()) << format;
  }
  EXPECT_EQ(run("risk " + one + " --format html").out.rfind("<!DOCTYPE html>", 0), 0U);
  EXPECT_EQ(run("risk " + one + " --pack nobody").code, 1);
  EXPECT_EQ(run("risk").code, 1);
  const auto lines = write("a.ndjson", "{\"schema\": \"osteon-person/1\", \"id\": \"p1\"}\n\nnonsense\n");
  const Outcome answers = run("risk --ndjson " + lines);
  EXPECT_EQ(answers.code, 2);  // one line is no person's
  EXPECT_EQ(std::count(answers.out.begin(), answers.out.end(), '\n'), 2);
  EXPECT_NE(answers.out.find("person.not-a-questionnaire"), std::string::npos);
  const auto two = write("b.ndjson",
                         "{\"schema\": \"osteon-person/1\", \"id\": \"well\"}\n"
                         "{\"schema\": \"osteon-person/1\", \"id\": \"ill\", \"saddle_numbness\": true}\n");
  const std::string sorted = run("risk --ndjson --worst-first " + two).out;
  EXPECT_LT(sorted.find("\"ill\""), sorted.find("\"well\""));
  EXPECT_EQ(run("risk --report " + one).code, 2);  // a person's data are no report
}

TEST(Cli, AnAnalysisForAPersonSaysWhatToConsider) {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name) << text;
    return quoted(folder.path() / name);
  };
  const std::string head =
      "patient_id,exam_date,exam,region,side,bmd,t_score,z_score,vendor,device,sex,age\n";
  const auto spine =
      write("a.csv", head + "P,2026-01-10,Spine,L1-L4,,0.720,-3.0,-1.2,Hologic,Horizon,F,68\n");
  const auto hip = write("b.csv", head + "P,2024-01-10,Hip,Neck,Left,0.600,-2.2,-0.6,Hologic,Horizon,F,66\n");
  const auto person =
      write("person.yaml",
            "schema: osteon-person/1\nassessed_on: 2026-06-01\nid: one\nsex: female\nage: 68\n"
            "postmenopausal: yes\nbladder_or_bowel_change: yes\n");
  const auto out = folder.path() / "one", both = folder.path() / "both";
  const Outcome done = run("analyze " + spine + " --person " + person + " --pack bhof -q -o " + quoted(out));
  EXPECT_EQ(done.code, 0) << done.err;
  const json report = json::parse(read_text(out / "report.json"));
  EXPECT_EQ(report["person"]["id"], "one");
  std::map<std::string, std::string> status;
  for (const auto& one : report["recommendations"]) status[one["rule_id"]] = one["status"];
  EXPECT_EQ(status["class.osteoporosis"], "active");
  EXPECT_EQ(status["safety.cauda-equina"], "active");
  EXPECT_NE(read_text(out / "report.html").find("go to a hospital today"), std::string::npos);
  const Outcome two = run("analyze " + spine + " " + hip + " --person " + person + " -q -o " + quoted(both));
  EXPECT_EQ(two.code, 0) << two.err;
  const json index = json::parse(read_text(both / "index.json"));
  EXPECT_EQ(index["person"]["examinations"].size(), 2U);
  EXPECT_NE(read_text(both / "index.html").find("One person, several examinations"), std::string::npos);
  EXPECT_EQ(run("analyze " + spine + " --pack bhof -o " + quoted(out)).code, 1);  // whose?
  EXPECT_EQ(run("analyze " + spine + " --person " + spine + " -o " + quoted(out)).code, 2);
}

}  // namespace
}  // namespace osteon
