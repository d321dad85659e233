#include <osteon/report/pictures.hpp>

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include <cmath>

namespace osteon {
namespace {

/// Two bodies of 30 x 30 x 20 mm, 30 mm apart, in a volume of 0.9 x 1.1 x 2.5 mm voxels; the upper lies 12 mm
/// farther left than the lower.
struct Phantom {
  Grid<3> grid{{100, 110, 50}, {0.9, 1.1, 2.5}, {-20.0, -60.0, -310.0}, Eigen::Matrix3d::Identity()};
  CtScan scan{Image3D<std::int16_t>(grid, 0)};
  LabelMap<3> labels{grid}, cores{grid};
  std::vector<VertebraMeasurement> found;

  Phantom() {
    add(BoneRegion::l1, {30.0, 0.0, -230.0});
    add(BoneRegion::l2, {18.0, 0.0, -260.0});
  }
  void add(BoneRegion level, const Eigen::Vector3d& center) {
    for (int k = 0; k < 50; ++k) {
      for (int j = 0; j < 110; ++j) {
        for (int i = 0; i < 100; ++i) {
          const Eigen::Vector3d d = grid.patient_from_index({{1.0 * i, 1.0 * j, 1.0 * k}}).mm - center;
          if (std::abs(d.x()) > 15 || std::abs(d.y()) > 15 || std::abs(d.z()) > 10) continue;
          scan.hounsfield.at(i, j, k) = 1500;
          labels.at(i, j, k) = static_cast<std::uint8_t>(level);
        }
      }
    }
    VertebraMeasurement one{"1.2", level, 0.95, {}, {}, true, {center.x(), center.y(), center.z()},
                            {},    {},    {},   {}, {}};
    one.density.push_back({DensityRegion::body, "", "", {mm3(1), {}}, {hu(1), {}}, Calibration::none});
    found.push_back(one);
  }
  [[nodiscard]] SpineScene scene() const { return {scan, labels, labels, cores, found, {}}; }
};

cv::Mat decoded(const Picture& picture) { return cv::imdecode(picture.png, cv::IMREAD_GRAYSCALE); }

/// Bright pixels in a row or a column of the image proper (the names stand in a margin on the right).
int bright(const cv::Mat& line) {
  int count = 0;
  for (int n = 0; n < static_cast<int>(line.total()); ++n) count += line.at<std::uint8_t>(n) > 240;
  return count;
}

TEST(SpinePictures, AreOneSagittalOneCoronalAndOneForEachVertebra) {
  const Phantom phantom;
  const auto pictures = spine_pictures(phantom.scene());
  std::vector<std::string> names;
  for (const auto& picture : pictures) {
    names.push_back(picture.name);
    EXPECT_EQ(picture.series_uid, "1.2");
    const auto image = decoded(picture);
    EXPECT_EQ(image.cols, picture.width);
    EXPECT_EQ(image.rows, picture.height);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"sagittal", "coronal", "axial-L1", "axial-L2"}));
}

TEST(SpinePictures, KeepTrueProportionsOnUnequalVoxelsAndFollowTheSpine) {
  const Phantom phantom;
  PictureOptions options;
  options.mm_per_pixel = 0.5;
  const auto pictures = spine_pictures(phantom.scene(), options);
  const auto sagittal = decoded(pictures[0]);
  // The top row lies at the upper face of the volume (-310 + 49.5 * 2.5 = -186.25 mm) or 40 mm above L1 (-190
  // mm).
  for (const auto& vertebra : phantom.found) {
    const int row = static_cast<int>(std::lround((-190.0 - vertebra.center_mm[2]) / 0.5));
    // 30 mm of depth = 60 pixels; the plane stays within both bodies though they lie 12 mm apart sideways
    EXPECT_NEAR(bright(sagittal.row(row + 8).colRange(0, sagittal.cols - 170).clone()), 60, 4);
  }
  const auto coronal = decoded(pictures[1]);
  const int row = static_cast<int>(std::lround((-190.0 + 230.0) / 0.5));
  EXPECT_NEAR(bright(coronal.row(row + 8).colRange(0, coronal.cols - 170).clone()), 60, 4);
}

TEST(SpinePictures, SayWhenALevelIsDoubtful) {
  Phantom phantom;
  EXPECT_EQ(spine_pictures(phantom.scene())[0].caption.find("Low confidence"), std::string::npos);
  phantom.found[1].label_confidence = 0.4;
  const auto doubtful = spine_pictures(phantom.scene());
  EXPECT_NE(doubtful[0].caption.find("Low confidence in the level of: L2."), std::string::npos);
}

TEST(SpinePictures, WithoutAVertebraShowTheScanAndSaySo) {
  Phantom phantom;
  phantom.found.clear();
  const auto pictures = spine_pictures(phantom.scene());
  ASSERT_EQ(pictures.size(), 1U);
  EXPECT_NE(pictures[0].caption.find("No vertebra"), std::string::npos);
}

TEST(SpinePictures, AreTheSameBytesTwice) {
  const Phantom phantom;
  const auto one = spine_pictures(phantom.scene()), other = spine_pictures(phantom.scene());
  for (std::size_t n = 0; n < one.size(); ++n) EXPECT_EQ(one[n].png, other[n].png) << one[n].name;
}

}  // namespace
}  // namespace osteon
