// What happens to files in the output folder: ours, a stranger's, and those of a run that was stopped.

#include "../support/synthetic_ct.hpp"

#include <osteon/report/output_folder.hpp>

#include <gtest/gtest.h>

#include <fstream>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_text(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

/// Writes the named files, each with `text`; the code of the error, "" without one.
std::string put(const fs::path& folder, const std::vector<std::string>& names, const std::string& text,
                Stale stale = Stale::remove) {
  auto output = OutputFolder::create(folder);
  if (!output) return output.error().code;
  for (const auto& name : names) EXPECT_TRUE(output->write(name, text));
  const auto done = output->commit(stale);
  return done ? "" : done.error().code;
}

bool has_part(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with(".osteon-part-")) return true;
  return false;
}

TEST(OutputFolder, ReplacesItsOwnFilesAndRemovesThoseNotWrittenAgain) {
  const TemporaryFolder out;
  EXPECT_EQ(put(out, {"a", "sub/b"}, "one"), "");
  EXPECT_EQ(put(out, {"a"}, "two"), "");
  EXPECT_EQ(read_text(out.path() / "a"), "two");
  EXPECT_FALSE(fs::exists(out.path() / "sub/b"));
  EXPECT_FALSE(has_part(out));
}

TEST(OutputFolder, KeepsStaleFilesWhereAskedAndStillKnowsThemForItsOwn) {
  const TemporaryFolder out;
  EXPECT_EQ(put(out, {"a", "b"}, "one"), "");
  EXPECT_EQ(put(out, {"a"}, "two", Stale::keep), "");
  EXPECT_EQ(read_text(out.path() / "b"), "one");
  EXPECT_EQ(put(out, {"a"}, "three"), "");
  EXPECT_FALSE(fs::exists(out.path() / "b"));
}

TEST(OutputFolder, AStrangersFileInTheWayIsRefusedBeforeAnythingChanges) {
  const TemporaryFolder out;
  EXPECT_EQ(put(out, {"a"}, "one"), "");
  write_text(out.path() / "z", "mine");
  EXPECT_EQ(put(out, {"a", "z"}, "two"), "output.in-the-way");
  EXPECT_EQ(read_text(out.path() / "a"), "one");
  EXPECT_EQ(read_text(out.path() / "z"), "mine");
  EXPECT_FALSE(has_part(out));
}

TEST(OutputFolder, AFolderInTheWayOfAFileAndAFileInTheWayOfAFolderAreRefusedToo) {
  const TemporaryFolder out;
  EXPECT_EQ(put(out, {"a"}, "one"), "");
  fs::create_directory(out.path() / "z");
  EXPECT_EQ(put(out, {"a", "z"}, "two"), "output.in-the-way");
  EXPECT_EQ(put(out, {"a/below"}, "two"), "output.in-the-way");
  EXPECT_EQ(read_text(out.path() / "a"), "one");
}

TEST(OutputFolder, AFileThatWasEditedSinceOrNamedByAForgedListIsNotRemoved) {
  const TemporaryFolder out;
  EXPECT_EQ(put(out, {"a", "edited"}, "one"), "");
  write_text(out.path() / "edited", "by hand");
  write_text(out.path() / "diary", "mine");
  std::ofstream(out.path() / ".osteon-files", std::ios::app) << "diary\n"
                                                             << std::string(64, '0') << " 4 diary\n";
  EXPECT_EQ(put(out, {"a"}, "two"), "");
  EXPECT_EQ(read_text(out.path() / "edited"), "by hand");
  EXPECT_EQ(read_text(out.path() / "diary"), "mine");
}

TEST(OutputFolder, TwoAtOnceDoNotShareAPartFolderAndAnUnfinishedOneCanBeRemoved) {
  const TemporaryFolder out;
  auto one = OutputFolder::create(out), other = OutputFolder::create(out);
  ASSERT_TRUE(one && other);
  EXPECT_NE(one->place_for("a"), other->place_for("a"));
  EXPECT_TRUE(one->write("a", "one"));
  EXPECT_TRUE(other->commit());
  EXPECT_TRUE(has_part(out));
  remove_unfinished_outputs();
  EXPECT_FALSE(has_part(out));
  EXPECT_FALSE(fs::exists(out.path() / "a"));
}

}  // namespace
}  // namespace osteon
