// What a simulated film looks like from outside, and that our own door reads it as it reads others'.

#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/save_radiograph.hpp>
#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace osteon {
namespace {

using testing::TemporaryFolder;

/// Oblong pixels, so that rows must not be mistaken for columns; brighter downwards, the border white.
Image2D<std::uint16_t> ramp() {
  Image2D<std::uint16_t> image(
      {{161, 203}, Eigen::Vector2d(0.4, 0.5), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()});
  for (int y = 0; y < 203; ++y)
    for (int x = 0; x < 161; ++x)
      image.at(x, y) =
          static_cast<std::uint16_t>(x < 10 || y < 20 || x >= 141 || y >= 173 ? 4095 : 1000 + 10 * y + 2 * x);
  return image;
}

RadiographMaking making(RadiographView view = RadiographView::left_lateral) {
  return {view, 85, 1150, 920, {10, 20, 141, 173}, true, 2000, 3000};
}

SeriesOutline only_series(const std::filesystem::path& file) {
  const Survey found = survey({file});
  EXPECT_EQ(found.studies.size(), 1U);
  EXPECT_EQ(found.studies.front().series.size(), 1U);
  return found.studies.front().series.front();
}

TEST(SimulatedRadiograph, ItsOwnDoorReadsItBack) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "film.dcm";
  ASSERT_TRUE(save_simulated_radiograph(ramp(), making(), file));
  const SeriesOutline outline = only_series(file);
  ASSERT_FALSE(outline.refusal) << outline.refusal->code;
  EXPECT_TRUE(outline.warnings.empty()) << outline.warnings.front().code;
  EXPECT_EQ(outline.kind, SeriesKind::radiograph_lateral_spine);
  ASSERT_TRUE(outline.radiograph);
  EXPECT_EQ(outline.spacing_source, "ImagerPixelSpacing");
  EXPECT_TRUE(outline.radiograph->is_patient_scale);
  EXPECT_NEAR(outline.radiograph->magnification.value(), 1.25, 1e-9);
  EXPECT_NEAR(outline.radiograph->spacing_mm->x(), 0.4 / 1.25, 1e-9);
  EXPECT_NEAR(outline.radiograph->spacing_mm->y(), 0.5 / 1.25, 1e-9);
  const auto film = load_radiograph(outline, *outline.radiograph->spacing_mm);
  ASSERT_TRUE(film) << film.error().code;
  EXPECT_TRUE(film->warnings.empty());
  // What the collimator covers is gone; greys are as far in the window as they were stored.
  const Grid<2>& grid = film->film.grey.grid();
  EXPECT_EQ(grid.size, (std::array<int, 2>{131, 153}));
  EXPECT_NEAR(grid.origin_mm.x(), 10 * 0.32, 1e-6);
  EXPECT_NEAR(grid.origin_mm.y(), 20 * 0.4, 1e-6);
  const double low = static_cast<double>(film->film.grey.at(0, 0)),
               high = static_cast<double>(film->film.grey.at(130, 152));
  EXPECT_NEAR(high - low, (10 * 152 + 2 * 130) / 3000.0, 0.002);
}

TEST(SimulatedRadiograph, AFilmFromTheFrontIsKnownForOne) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "film.dcm";
  ASSERT_TRUE(save_simulated_radiograph(ramp(), making(RadiographView::frontal), file));
  const SeriesOutline outline = only_series(file);
  EXPECT_EQ(outline.kind, SeriesKind::radiograph_ap_spine);
  ASSERT_TRUE(outline.refusal);
  EXPECT_EQ(outline.refusal->code, "analysis.not-available");
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(SimulatedRadiograph, ContentAloneMakesTheBytes) {
  const TemporaryFolder folder;
  const auto a = folder.path() / "a.dcm", b = folder.path() / "b.dcm", c = folder.path() / "c.dcm";
  ASSERT_TRUE(save_simulated_radiograph(ramp(), making(), a));
  ASSERT_TRUE(save_simulated_radiograph(ramp(), making(), b));
  auto other = ramp();
  other.at(50, 50) += 1;
  ASSERT_TRUE(save_simulated_radiograph(other, making(), c));
  EXPECT_EQ(bytes_of(a), bytes_of(b));
  EXPECT_NE(only_series(a).uid, only_series(c).uid);
}

TEST(SimulatedRadiograph, NobodyTakesItForAPatients) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "film.dcm";
  ASSERT_TRUE(save_simulated_radiograph(ramp(), making(), file));
  DcmFileFormat format;
  ASSERT_TRUE(format.loadFile(file.c_str()).good());
  const auto text = [&](const DcmTagKey& tag) {
    OFString value;
    format.getDataset()->findAndGetOFStringArray(tag, value);
    return std::string(value.c_str());
  };
  EXPECT_EQ(text(DCM_PatientName), "SIMULATED");
  EXPECT_EQ(text(DCM_StudyDate), "");
  EXPECT_NE(text(DCM_Manufacturer).find("simulated"), std::string::npos);
  EXPECT_EQ(text(DCM_SOPClassUID), UID_DigitalXRayImageStorageForPresentation);
  EXPECT_EQ(text(DCM_PixelIntensityRelationship), "LOG");
  EXPECT_EQ(text(DCM_PresentationLUTShape), "IDENTITY");
  EXPECT_EQ(text(DCM_CollimatorShape), "RECTANGULAR");
  EXPECT_EQ(text(DCM_PatientOrientation), "A\\F");
}

TEST(SimulatedRadiograph, AFolderThatIsNoneIsRefused) {
  const auto saved = save_simulated_radiograph(ramp(), making(), "/no/such/folder/film.dcm");
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, "output.unwritable");
}

}  // namespace
}  // namespace osteon
