// NIfTI and NRRD in and out: every orientation, every kind of value, and headers that contradict themselves.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/imaging/survey.hpp>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>

namespace osteon {
namespace {

using testing::TemporaryFolder;

Grid<3> oblong_grid(const Eigen::Matrix3d& direction) {
  return {{9, 7, 5}, {0.75, 1.25, 2.5}, {-31.5, 17.25, -200.5}, direction};
}

/// The ramp of support/synthetic_ct.hpp on a grid.
Image3D<std::int16_t> ramp(const Grid<3>& grid) {
  Image3D<std::int16_t> image(grid);
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        image.at(i, j, k) = static_cast<std::int16_t>(
            std::lround(testing::planted_hu(grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm)));
  return image;
}

Result<LoadedCt> load_only_ct(const std::filesystem::path& file) {
  const Survey found = survey({file});
  if (testing::usable_cts(found).size() != 1) {
    const auto codes = testing::refusal_codes(found);
    return Error{codes.empty() ? "test.nothing" : codes.front(), "", ""};
  }
  return load_ct(*testing::usable_cts(found)[0]);
}

/// A NIfTI file whose header was changed byte by byte.
class NiftiBytes {
 public:
  explicit NiftiBytes(const Image3D<std::int16_t>& image) {
    const auto file = folder_.path() / "image.nii";
    EXPECT_TRUE(save_volume(image, file).has_value());
    std::ifstream in(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  template <class T>
  void put(std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof(T));
  }
  template <class T>
  [[nodiscard]] T get(std::size_t at) const {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    return value;
  }
  [[nodiscard]] std::filesystem::path written() const {
    const auto file = folder_.path() / "changed.nii";
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file;
  }
  std::string bytes;

 private:
  TemporaryFolder folder_;
};

std::vector<Eigen::Matrix3d> orientations() {
  Eigen::Matrix3d pir, mirrored;
  pir << 0, 0, -1, 1, 0, 0, 0, -1, 0;  // columns: towards posterior, inferior, right
  mirrored << -1, 0, 0, 0, 1, 0, 0, 0, 1;
  return {Eigen::Matrix3d::Identity(), pir, mirrored,
          Eigen::AngleAxisd(0.35, Eigen::Vector3d(2, -1, 1).normalized()).toRotationMatrix()};
}

TEST(VolumeFile, WhatIsWrittenIsReadBackInItsPlace) {
  TemporaryFolder folder;
  for (const auto& direction : orientations()) {
    const auto image = ramp(oblong_grid(direction));
    for (const char* name : {"a.nii", "a.nii.gz", "a.nrrd"}) {
      ASSERT_TRUE(save_volume(image, folder.path() / name).has_value());
      const auto loaded = load_only_ct(folder.path() / name);
      ASSERT_TRUE(loaded) << name;
      EXPECT_TRUE(same_place(loaded->scan.hounsfield.grid(), image.grid(), 1e-4)) << name;
      EXPECT_EQ(loaded->scan.hounsfield.pixels(), image.pixels()) << name;
    }
  }
}

TEST(VolumeFile, QformAloneGivesTheSamePlaceAsSformAlone) {
  for (const auto& direction : orientations()) {
    const auto image = ramp(oblong_grid(direction));
    for (const std::size_t code_to_clear : {252U, 254U}) {
      NiftiBytes nifti(image);
      nifti.put<std::int16_t>(code_to_clear, 0);
      const auto loaded = load_only_ct(nifti.written());
      ASSERT_TRUE(loaded);
      EXPECT_TRUE(same_place(loaded->scan.hounsfield.grid(), image.grid(), 1e-3));
    }
  }
}

TEST(VolumeFile, WithoutAnOrientationOneIsAssumedAndSaid) {
  NiftiBytes nifti(ramp(oblong_grid(Eigen::Matrix3d::Identity())));
  nifti.put<std::int16_t>(252, 0);
  nifti.put<std::int16_t>(254, 0);
  const Survey found = survey({nifti.written()});
  ASSERT_EQ(testing::usable_cts(found).size(), 1U);
  EXPECT_TRUE(testing::has_warning(*testing::usable_cts(found)[0], "geometry.orientation-assumed"));
}

TEST(VolumeFile, AHeaderThatContradictsItselfIsRefused) {
  const auto image = ramp(oblong_grid(Eigen::Matrix3d::Identity()));
  NiftiBytes spacing(image);
  spacing.put(80, 0.9F);  // pixdim[1] against the matrix
  EXPECT_EQ(load_only_ct(spacing.written()).error().code, "geometry.inconsistent-header");
  NiftiBytes sheared(image);
  sheared.put(284, 0.75F * 0.2F);
  EXPECT_EQ(load_only_ct(sheared.written()).error().code, "geometry.inconsistent-header");
  NiftiBytes no_spacing(image);
  no_spacing.put(88, 0.0F);
  EXPECT_EQ(load_only_ct(no_spacing.written()).error().code, "geometry.missing-spacing");
  NiftiBytes metres(image);
  metres.put<std::uint8_t>(123, 1);
  EXPECT_EQ(load_only_ct(metres.written()).error().code, "geometry.implausible-spacing");
}

TEST(VolumeFile, ARotationThatIsNoneAndASecondVersionAreRefused) {
  const auto image = ramp(oblong_grid(Eigen::Matrix3d::Identity()));
  NiftiBytes garbage(image);
  garbage.put<std::int16_t>(254, 0);
  garbage.put(256, 5.0F);
  EXPECT_EQ(load_only_ct(garbage.written()).error().code, "geometry.inconsistent-header");
  NiftiBytes second(image);
  second.put<std::int32_t>(0, 540);
  EXPECT_EQ(load_only_ct(second.written()).error().code, "nifti.version-2");
  NiftiBytes scale(image);
  scale.put(116, std::nanf(""));
  EXPECT_EQ(load_only_ct(scale.written()).error().code, "nifti.broken");
}

TEST(VolumeFile, NrrdWithoutSpacingOrInAnotherUnitIsRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "geometry.missing-spacing"},
      {"spacings: 1.2 nan 2\n", "geometry.missing-spacing"},
      {"space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,2)\nspace units: \"cm\" "
       "\"cm\" \"cm\"\n",
       "nrrd.units"},
      {"Data File: other.raw\nspacings: 1 1 2\n", "nrrd.two-files"},
  };
  for (const auto& [fields, code] : cases) {
    TemporaryFolder folder;
    std::ofstream out(folder.path() / "a.nrrd", std::ios::binary);
    out << "NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 2\nendian: little\nencoding: raw\n"
        << fields << "\n";
    for (int n = 0; n < 24; ++n) out.write("\0\xfc", 2);
    out.close();
    EXPECT_EQ(load_only_ct(folder.path() / "a.nrrd").error().code, code);
  }
}

TEST(VolumeFile, TwoOrientationsThatDifferAreSaid) {
  NiftiBytes nifti(ramp(oblong_grid(Eigen::Matrix3d::Identity())));
  nifti.put(268, nifti.get<float>(268) + 20.0F);
  const Survey found = survey({nifti.written()});
  ASSERT_EQ(testing::usable_cts(found).size(), 1U);
  EXPECT_TRUE(testing::has_warning(*testing::usable_cts(found)[0], "geometry.two-orientations"));
}

TEST(VolumeFile, FourDimensionsAndColoursAreRefused) {
  const auto image = ramp(oblong_grid(Eigen::Matrix3d::Identity()));
  NiftiBytes four(image);
  four.put<std::int16_t>(40, 4);
  four.put<std::int16_t>(48, 3);
  EXPECT_EQ(load_only_ct(four.written()).error().code, "nifti.more-than-3d");
  NiftiBytes colours(image);
  colours.put<std::int16_t>(70, 128);
  EXPECT_EQ(load_only_ct(colours.written()).error().code, "nifti.value-type");
}

TEST(VolumeFile, SlopeAndOffsetAndFloatsBecomeHounsfieldUnits) {
  const auto image = ramp(oblong_grid(Eigen::Matrix3d::Identity()));
  NiftiBytes scaled(image);
  scaled.put(112, 0.5F);
  scaled.put(116, -10.0F);
  const auto loaded = load_only_ct(scaled.written());
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->scan.hounsfield.at(4, 3, 2), std::lround(0.5 * image.at(4, 3, 2) - 10));

  NiftiBytes floats(image);
  floats.put<std::int16_t>(70, 16);
  floats.put<std::int16_t>(72, 32);
  floats.bytes.resize(352);
  for (std::int16_t v : image.pixels()) {
    const float value = static_cast<float>(v) + 0.25F;
    floats.bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  const float not_a_number = std::nanf("");
  std::memcpy(floats.bytes.data() + 352, &not_a_number, sizeof(float));
  const auto from_floats = load_only_ct(floats.written());
  ASSERT_TRUE(from_floats);
  EXPECT_EQ(from_floats->scan.hounsfield.at(0, 0, 0), -1024);
  EXPECT_EQ(from_floats->scan.hounsfield.at(4, 3, 2), image.at(4, 3, 2));
}

TEST(VolumeFile, TheOtherByteOrderIsRead) {
  const auto image = ramp(oblong_grid(orientations()[1]));
  NiftiBytes nifti(image);
  const auto reverse = [&](std::size_t at, std::size_t width) {
    std::reverse(nifti.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 nifti.bytes.begin() + static_cast<std::ptrdiff_t>(at + width));
  };
  reverse(0, 4);
  for (std::size_t at = 40; at < 56; at += 2) reverse(at, 2);
  for (std::size_t at : {70U, 72U, 252U, 254U}) reverse(at, 2);
  for (std::size_t at = 76; at < 120; at += 4) reverse(at, 4);
  for (std::size_t at = 256; at < 328; at += 4) reverse(at, 4);
  for (std::size_t at = 352; at < nifti.bytes.size(); at += 2) reverse(at, 2);
  const auto loaded = load_only_ct(nifti.written());
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(same_place(loaded->scan.hounsfield.grid(), image.grid(), 1e-4));
  EXPECT_EQ(loaded->scan.hounsfield.pixels(), image.pixels());
}

TEST(VolumeFile, ACompressedFileIsCheckedToItsLastByte) {
  TemporaryFolder folder;
  const auto file = folder.path() / "a.nii.gz";
  ASSERT_TRUE(save_volume(ramp(oblong_grid(Eigen::Matrix3d::Identity())), file).has_value());
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(-6, std::ios::end);  // within the checksum: all values are there
  bytes.put('\x5a');
  bytes.close();
  EXPECT_THAT(load_only_ct(file).error().code, ::testing::AnyOf("pixels.truncated", "nifti.broken"));
}

TEST(VolumeFile, AMaskIsNoImageAndAnImageNoMask) {
  TemporaryFolder folder;
  LabelMap<3> mask(oblong_grid(Eigen::Matrix3d::Identity()));
  mask.at(3, 2, 1) = 20;
  ASSERT_TRUE(save_labels(mask, folder.path() / "mask.nii.gz").has_value());
  EXPECT_EQ(load_only_ct(folder.path() / "mask.nii.gz").error().code, "series.label-map");
  const auto read = load_labels(folder.path() / "mask.nii.gz");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->pixels(), mask.pixels());
  ASSERT_TRUE(
      save_volume(ramp(oblong_grid(Eigen::Matrix3d::Identity())), folder.path() / "ct.nii").has_value());
  EXPECT_EQ(load_labels(folder.path() / "ct.nii").error().code, "labels.too-large");
}

}  // namespace
}  // namespace osteon
