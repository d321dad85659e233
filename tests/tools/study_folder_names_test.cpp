#include <osteon/report/write_study.hpp>

#include <gtest/gtest.h>

namespace osteon {
namespace {

StudyOutline study_from(const std::string& source) {
  StudyOutline study;
  study.series.emplace_back().source = source;
  return study;
}

TEST(StudyFolderNames, AreDistinctAlsoWhereASuffixIsAnothersName) {
  std::vector<StudyOutline> studies;
  for (const char* source : {"x y", "x_y", "x_y-2", "x?y", "X_Y"}) studies.push_back(study_from(source));
  const auto names = study_folder_names(studies);
  EXPECT_EQ(names, (std::vector<std::string>{"x_y", "x_y-2", "x_y-2-2", "x_y-3", "X_Y-4"}));
}

}  // namespace
}  // namespace osteon
