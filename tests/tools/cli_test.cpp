// An analysis as a script sees it: exit codes, files, what stays when something fails.

#include "../support/synthetic_ct.hpp"
#include "command_run.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

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

/// A report without the two fields that may differ between runs.
json comparable(const fs::path& file) {
  json report = json::parse(read_text(file));
  report.erase("timings_ms");
  report.erase("peak_memory_bytes");
  return report;
}

TEST(Cli, AnalysesTheSampleAndWritesReportPageAndMaps) {
  const TemporaryFolder out;
  const Outcome result = run("analyze " + quoted(kSpine) + " -o " + quoted(out.path()));
  EXPECT_EQ(result.code, 0) << result.err;
  for (const char* name : {"report.json", "report.html", "vertebrae.nii.gz", "bodies.nii.gz"})
    EXPECT_TRUE(fs::exists(out.path() / name)) << name;
  const json report = json::parse(read_text(out.path() / "report.json"));
  EXPECT_EQ(report["schema"], "osteon-report/1");
  EXPECT_EQ(report["series"][0]["status"], "analysed");
  std::vector<std::string> levels;
  for (const auto& v : report["vertebrae"]) levels.push_back(v["level"]);
  for (const char* level : {"L1", "L2", "L3", "L4", "L5"})
    EXPECT_NE(std::find(levels.begin(), levels.end(), level), levels.end()) << level;
}

TEST(Cli, GradesStoredHeightsAnew) {
  const TemporaryFolder first, second, third;
  ASSERT_EQ(run("analyze " + quoted(kSpine) + " -o " + quoted(first.path()) +
                " --mild 5 --moderate 6 --severe 50 --suspicion 0")
                .code,
            0);
  const json loose = json::parse(read_text(first.path() / "report.json"));
  EXPECT_EQ(loose["fracture_summary"]["vertebral_fracture_suspected"], true);
  const Outcome result = run("regrade " + quoted(first.path()) + " -o " + quoted(second.path()) +
                             " --mild 60 --moderate 70 --severe 80");
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(json::parse(
                read_text(second.path() / "report.json"))["fracture_summary"]["vertebral_fracture_suspected"],
            false);
  // Back to the first limits: the same report again.
  EXPECT_EQ(run("regrade " + quoted(second.path() / "report.json") + " -o " + quoted(third.path()) +
                " --mild 5 --moderate 6 --severe 50 --suspicion 0")
                .code,
            0);
  json again = comparable(third.path() / "report.json");
  again.erase("regraded");
  EXPECT_EQ(again["fracture_summary"], loose["fracture_summary"]);
  for (std::size_t n = 0; n < again["vertebrae"].size(); ++n) {
    const json &is = again["vertebrae"][n]["deformity"], &was = loose["vertebrae"][n]["deformity"];
    if (was.is_object()) {
      EXPECT_EQ(is["genant_grade"], was["genant_grade"]);
    }
  }
  EXPECT_EQ(run("regrade " + quoted(first.path()) + " -o " + quoted(first.path())).code, 2);
  EXPECT_EQ(run("regrade " + quoted(kSpine) + " -o " + quoted(third.path())).code, 2);
  EXPECT_EQ(run("regrade " + quoted(first.path()) + " -o " + quoted(third.path()) + " --mild 50").code, 1);
}

TEST(Cli, WrongWordsAreUsageErrors) {
  EXPECT_EQ(run("analyze").code, 1);
  EXPECT_EQ(run("dance").code, 1);
  EXPECT_EQ(run("measure --image a --labels b --scheme nonsense -o c").code, 1);
  EXPECT_EQ(run("--help").code, 0);
  EXPECT_EQ(run("--version").code, 0);
}

TEST(Cli, AMistypedOptionIsNamedBeforeItsValueIsTakenForAnInput) {
  const TemporaryFolder folder;
  const Outcome result = run("analyze " + quoted(kSpine) + " --outptu " + quoted(folder.path() / "out"));
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err.find("Unknown option: --outptu"), 0U) << result.err;
  EXPECT_EQ(run("analyze --outptu --help").err, "");
  EXPECT_EQ(run("analyze -- " + quoted(folder.path() / "missing")).err.find("Unknown"), std::string::npos);
}

TEST(Cli, AnInputThatIsNotThereIsAUsageErrorAndNothingIsWritten) {
  const TemporaryFolder folder;
  const fs::path missing = folder.path() / "missing", out = folder.path() / "out";
  for (const std::string& command :
       {"analyze " + quoted(kSpine) + " " + quoted(missing) + " -o " + quoted(out),
        "inspect " + quoted(missing),
        "measure --image " + quoted(missing) + " --labels " + quoted(kSpine) + " --scheme verse -o " +
            quoted(out)}) {
    const Outcome result = run(command);
    EXPECT_EQ(result.code, 1) << command;
    EXPECT_NE(result.err.find("missing"), std::string::npos) << result.err;
  }
  EXPECT_FALSE(fs::exists(out));
}

TEST(Cli, AnEmptyInputLeavesTheMapsOfAnEarlierRun) {
  const TemporaryFolder empty, out;
  run("analyze " + quoted(kSpine) + " -o " + quoted(out.path()));
  EXPECT_EQ(run("analyze " + quoted(empty.path()) + " -o " + quoted(out.path())).code, 2);
  EXPECT_TRUE(json::parse(read_text(out.path() / "report.json"))["series"].empty());
  EXPECT_TRUE(fs::exists(out.path() / "vertebrae.nii.gz"));
}

TEST(Cli, AFileOfThePatientThatCannotBeReadIsARefusal) {
  const TemporaryFolder in, out;
  fs::copy_file(kSpine, in.path() / "ct.nii.gz");
  EXPECT_EQ(run("inspect " + quoted(in.path())).code, 0);
  std::ofstream(in.path() / "broken.dcm") << std::string(128, '\0') << "DICMbroken";
  const Outcome result = run("inspect --json " + quoted(in.path()));
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(json::parse(result.out)["ignored"][0]["reason"]["code"], "dicom.broken");
  EXPECT_EQ(run("analyze " + quoted(in.path()) + " -o " + quoted(out.path())).code, 2);
}

TEST(Cli, AStrangersFileInTheWayIsAFailureAndStays) {
  const TemporaryFolder out;
  std::ofstream(out.path() / "report.html") << "mine";
  const Outcome result = run("analyze " + quoted(kSpine) + " -o " + quoted(out.path()));
  EXPECT_EQ(result.code, 3);
  EXPECT_NE(result.err.find("output.in-the-way"), std::string::npos);
  EXPECT_EQ(read_text(out.path() / "report.html"), "mine");
  EXPECT_FALSE(fs::exists(out.path() / "report.json"));
}

/// The exit code of an analysis that gets `signal` as soon as it has begun its output.
int interrupted(int signal, const fs::path& out) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl(OSTEON_COMMAND, "osteon", "analyze", "-q", kSpine.c_str(), "-o", out.c_str(), nullptr);
    ::_exit(127);
  }
  while (fs::is_empty(out) && ::waitpid(child, nullptr, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  ::kill(child, signal);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST(Cli, AnInterruptedRunLeavesNothingBehind) {
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    const TemporaryFolder out;
    EXPECT_EQ(interrupted(signal, out.path()), code);
    EXPECT_TRUE(fs::is_empty(out.path())) << signal;
  }
}

TEST(Cli, NothingUsableIsRefusedWithAReportThatSaysWhy) {
  const TemporaryFolder in, out;
  std::ofstream(in.path() / "readme.txt") << "no image";
  const Outcome result = run("analyze " + quoted(in.path()) + " -o " + quoted(out.path()));
  EXPECT_EQ(result.code, 2);
  const json report = json::parse(read_text(out.path() / "report.json"));
  EXPECT_EQ(report["ignored"][0]["reason"]["code"], "not-dicom");
  EXPECT_FALSE(report["ignored"][0]["reason"]["remedy"].get<std::string>().empty());
}

TEST(Cli, SeveralStudiesGetAFolderEachAndAnIndexAndTheRefusedOneStopsNobody) {
  const TemporaryFolder out, small;
  testing::SyntheticCt ct;
  ct.columns = 14;
  ct.rows = 10;
  ct.slices = 2;
  testing::write_ct(ct, small);
  const Outcome result =
      run("analyze " + quoted(kSpine) + " " + quoted(small.path()) + " -o " + quoted(out.path()));
  EXPECT_EQ(result.code, 2);  // neither spine nor hip
  const json index = json::parse(read_text(out.path() / "index.json"));
  ASSERT_EQ(index["studies"].size(), 2U);
  for (const auto& study : index["studies"])
    EXPECT_TRUE(fs::exists(out.path() / study["folder"].get<std::string>() / "report.json"));
  EXPECT_TRUE(fs::exists(out.path() / "index.html"));
}

TEST(Cli, TheSameInputGivesTheSameBytesForAnyNumberOfThreads) {
  const TemporaryFolder one, two, four;
  run("analyze " + quoted(kSpine) + " --threads 1 -o " + quoted(one.path()));
  run("analyze " + quoted(kSpine) + " --threads 2 -o " + quoted(two.path()));
  run("analyze " + quoted(kSpine) + " --threads 4 -o " + quoted(four.path()));
  std::size_t compared = 0;
  for (const auto& entry : fs::directory_iterator(one.path())) {
    const auto name = entry.path().filename();
    // The page shows the timings, and the list of files holds the digest of report.json with its timings.
    if (name == "report.html" || name == ".osteon-files") continue;
    for (const TemporaryFolder* other : {&two, &four}) {
      ASSERT_TRUE(fs::exists(other->path() / name)) << name;
      if (name == "report.json")
        EXPECT_EQ(comparable(entry.path()), comparable(other->path() / name));
      else
        EXPECT_EQ(read_text(entry.path()), read_text(other->path() / name)) << name;
    }
    ++compared;
  }
  EXPECT_GE(compared, 4U);
}

TEST(Cli, NoNameAndNoPathReachesAnyOutput) {
  const TemporaryFolder in, out;
  testing::SyntheticCt ct;
  ct.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_ReferringPhysicianName, "Hidden^Doctor");
    d.putAndInsertString(DCM_PatientBirthDate, "19310517");
    d.putAndInsertString(DCM_InstitutionName, "Clinic");
    return true;
  };
  testing::write_ct(ct, in);
  const Outcome result = run("analyze " + quoted(in.path()) + " -o " + quoted(out.path()));
  std::string everything = result.out + result.err;
  for (const auto& entry : fs::recursive_directory_iterator(out.path()))
    if (entry.is_regular_file()) everything += read_text(entry.path());
  for (const char* secret : {"Secret", "Hidden", "Doctor", "19310517", "Clinic"})
    EXPECT_EQ(everything.find(secret), std::string::npos) << secret;
  const std::string report = read_text(out.path() / "report.json");
  EXPECT_EQ(report.find(in.path().parent_path().string() + "/"), std::string::npos);
}

TEST(Cli, AnEarlierRunIsUntouchedUntilTheNextOneIsWholeAndStrangersStay) {
  const TemporaryFolder out;
  std::ofstream(out.path() / "mine.txt") << "not yours";
  run("analyze " + quoted(kSpine) + " -o " + quoted(out.path()));
  const std::string before = read_text(out.path() / "report.json");
  EXPECT_TRUE(fs::exists(out.path() / "vertebrae.nii.gz"));
  // A later run without a spine: its own report replaces the old one, the old maps go, the stranger stays.
  run("analyze " + quoted(kSamples / "sts/STS_036") + " -o " + quoted(out.path()));
  EXPECT_NE(read_text(out.path() / "report.json"), before);
  EXPECT_FALSE(fs::exists(out.path() / "vertebrae.nii.gz"));
  EXPECT_EQ(read_text(out.path() / "mine.txt"), "not yours");
  for (const auto& entry : fs::directory_iterator(out.path()))
    EXPECT_EQ(entry.path().filename().string().find("part"), std::string::npos);
}

TEST(Cli, AnOutputThatCannotBeWrittenIsAFailure) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "in the way";
  const Outcome result = run("analyze " + quoted(kSpine) + " -o " + quoted(folder.path() / "file" / "below"));
  EXPECT_EQ(result.code, 3);
  EXPECT_NE(result.err.find("output.unwritable"), std::string::npos);
}

TEST(Cli, InspectSaysWhatIsUsableAndWhy) {
  const Outcome text = run("inspect " + quoted(kSpine));
  EXPECT_EQ(text.code, 0);
  EXPECT_NE(text.out.find("122 x 101 x 112"), std::string::npos);
  const Outcome result = run("inspect --json " + quoted(kSamples / "totalsegmentator"));
  EXPECT_EQ(result.code, 2);  // the masks are no images
  const json found = json::parse(result.out);
  EXPECT_EQ(found["schema"], "osteon-inspection/1");
  EXPECT_EQ(found["studies"].size(), 3U);
}

TEST(Cli, JsonOnStandardOutputIsTheReport) {
  const TemporaryFolder out;
  const Outcome result =
      run("measure --json --image " + quoted(kSamples / "totalsegmentator/example_ct_sm.nii.gz") +
          " --labels " + quoted(kSamples / "totalsegmentator/example_seg_fast") +
          " --scheme totalsegmentator -o " + quoted(out.path()));
  EXPECT_EQ(result.code, 0) << result.err;
  const json report = json::parse(result.out);
  EXPECT_EQ(report, json::parse(read_text(out.path() / "report.json")));
  bool found = false;
  for (const auto& label : report["labels"])
    found = found || (label["name"] == "vertebrae_L1" && label["mean_hu"] == 196.57776);
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace osteon
