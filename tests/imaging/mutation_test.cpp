// Damaged copies of real files: no crash, no hang, and never a volume that lies elsewhere than the undamaged
// one without a word about it, wherever the format states the geometry twice (DICOM series, NIfTI). One file
// of a series is damaged at a time, as a broken transfer does it.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

std::string read_bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// One kind of damage out of five, most of it near the head of the file where the geometry stands.
std::string damaged(std::string bytes, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) {
    return static_cast<std::size_t>(random() % std::max<std::size_t>(n, 1));
  };
  const std::size_t head = std::min<std::size_t>(bytes.size(), 3000);
  switch (random() % 8) {
    case 0:
      bytes.resize(below(bytes.size()));
      break;
    case 1:
      bytes.erase(below(head), 1 + below(40));
      break;
    case 2:
      bytes.insert(below(head), 1 + below(40), static_cast<char>(random()));
      break;
    case 3: {
      const std::size_t at = below(bytes.size());
      for (std::size_t n = at; n < std::min(bytes.size(), at + 64); ++n) bytes[n] = 0;
      break;
    }
    default:
      for (std::size_t n = 1 + below(4); n > 0; --n)
        bytes[below(random() % 4 == 0 ? bytes.size() : head)] = static_cast<char>(random());
  }
  return bytes;
}

/// Whether the survey says anything at all of a flaw.
bool says_something(const Survey& found, const std::vector<Warning>& when_loaded) {
  if (!found.ignored.empty() || !when_loaded.empty() || found.studies.size() != 1) return true;
  return std::any_of(found.studies[0].series.begin(), found.studies[0].series.end(),
                     [](const SeriesOutline& s) { return s.refusal || !s.warnings.empty(); });
}

struct Totals {
  int silent_and_equal = 0, said = 0;
};

/// Surveys and loads; a volume about which nothing was said must lie where `truth` lies.
void check(const std::vector<fs::path>& inputs, const Grid<3>* truth, double tolerance_pixels, Totals& totals,
           int trial) {
  const Survey found = survey(inputs);
  std::vector<Warning> warnings;
  std::vector<Grid<3>> grids;
  for (const SeriesOutline* outline : testing::usable_cts(found)) {
    const auto loaded = load_ct(*outline);
    if (!loaded) {
      warnings.push_back({loaded.error().code, ""});
      continue;
    }
    warnings.insert(warnings.end(), loaded->warnings.begin(), loaded->warnings.end());
    grids.push_back(loaded->scan.hounsfield.grid());
  }
  if (says_something(found, warnings)) {
    ++totals.said;
    return;
  }
  ++totals.silent_and_equal;
  if (truth == nullptr) return;
  ASSERT_EQ(grids.size(), 1U) << "trial " << trial;
  EXPECT_TRUE(same_place(grids[0], *truth, tolerance_pixels)) << "trial " << trial;
}

Grid<3> grid_of(const std::vector<fs::path>& inputs) {
  const Survey found = survey(inputs);
  return testing::usable_cts(found).at(0)->grid.value();
}

/// Damages one file of a folder after the other.
void mutate_folder(const fs::path& from, std::size_t most_files, int trials, std::uint64_t seed) {
  TemporaryFolder folder;
  std::vector<fs::path> files;
  std::vector<fs::path> sources;
  for (const auto& entry : fs::directory_iterator(from)) sources.push_back(entry.path());
  std::sort(sources.begin(), sources.end());
  for (const auto& source : sources) {
    if (files.size() == most_files) break;
    files.push_back(folder.path() / source.filename());
    fs::copy_file(source, files.back());
    fs::permissions(files.back(), fs::perms::owner_all);
  }
  const Grid<3> truth = grid_of({folder.path()});
  std::mt19937_64 random(seed);
  Totals totals;
  for (int trial = 0; trial < trials && !::testing::Test::HasFatalFailure(); ++trial) {
    const fs::path& victim = files[random() % files.size()];
    const std::string whole = read_bytes(victim);
    write_bytes(victim, damaged(whole, random));
    check({folder.path()}, &truth, 0.05, totals, trial);
    write_bytes(victim, whole);
  }
  std::printf("%d damaged copies: %d said, %d without consequence\n", trials, totals.said,
              totals.silent_and_equal);
}

void mutate_file(const std::string& whole, const std::string& name, const Grid<3>* truth, int trials,
                 std::uint64_t seed) {
  TemporaryFolder folder;
  std::mt19937_64 random(seed);
  Totals totals;
  for (int trial = 0; trial < trials && !::testing::Test::HasFatalFailure(); ++trial) {
    write_bytes(folder.path() / name, damaged(whole, random));
    check({folder.path()}, truth, 1.0, totals, trial);
  }
  std::printf("%d damaged copies: %d said, %d without consequence\n", trials, totals.said,
              totals.silent_and_equal);
}

const fs::path kSamples = OSTEON_SAMPLE_DATA;

TEST(Mutation, UncompressedDicomSlices) { mutate_folder(kSamples / "sts/STS_036", 10, 900, 1); }

TEST(Mutation, Jpeg2000DicomSlices) {
  mutate_folder(kSamples / "totalsegmentator/example_ct_dicom", 6, 250, 2);
}

TEST(Mutation, EnhancedMultiFrame) {
  TemporaryFolder folder;
  const auto file = testing::write_enhanced_ct({}, folder);
  mutate_file(read_bytes(file), "enhanced.dcm", nullptr, 500, 3);
}

TEST(Mutation, CompressedNifti) {
  const auto file = kSamples / "totalsegmentator/example_ct_sm.nii.gz";
  const Grid<3> truth = grid_of({file});
  mutate_file(read_bytes(file), "a.nii.gz", &truth, 300, 4);
}

TEST(Mutation, PlainNifti) {
  testing::SyntheticCt ct;
  TemporaryFolder folder;
  testing::write_ct(ct, folder);
  const auto loaded = load_ct(*testing::usable_cts(survey({folder.path()})).at(0));
  ASSERT_TRUE(loaded);
  const auto file = folder.path() / "a.nii";
  ASSERT_TRUE(save_volume(loaded->scan.hounsfield, file).has_value());
  const Grid<3> truth = loaded->scan.hounsfield.grid();
  mutate_file(read_bytes(file), "a.nii", &truth, 500, 5);
}

TEST(Mutation, Nrrd) {
  testing::SyntheticCt ct;
  TemporaryFolder folder;
  testing::write_ct(ct, folder);
  const auto loaded = load_ct(*testing::usable_cts(survey({folder.path()})).at(0));
  ASSERT_TRUE(loaded);
  const auto file = folder.path() / "a.nrrd";
  ASSERT_TRUE(save_volume(loaded->scan.hounsfield, file).has_value());
  mutate_file(read_bytes(file), "a.nrrd", nullptr, 300, 6);
}

/// A film with what films may carry: two tables, a shutter, an offset and a sign.
std::string film_bytes() {
  testing::SyntheticCt object;
  object.slices = 1;
  object.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation);
    d.putAndInsertString(DCM_Modality, "DX");
    d.putAndInsertString(DCM_BodyPartExamined, "LSPINE");
    d.putAndInsertString(DCM_ViewPosition, "LL");
    d.putAndInsertString(DCM_ImagerPixelSpacing, "0.4\\0.5");
    d.putAndInsertString(DCM_PixelIntensityRelationship, "LOG");
    d.putAndInsertSint16(DCM_PixelIntensityRelationshipSign, -1);
    d.putAndInsertString(DCM_ShutterShape, "RECTANGULAR");
    d.putAndInsertString(DCM_ShutterLeftVerticalEdge, "3");
    d.putAndInsertString(DCM_ShutterRightVerticalEdge, "12");
    d.putAndInsertString(DCM_ShutterUpperHorizontalEdge, "3");
    d.putAndInsertString(DCM_ShutterLowerHorizontalEdge, "9");
    constexpr Uint16 kColumns = 14, kRows = 10;
    std::vector<Uint16> pixels;
    for (Uint16 n = 0; n < kColumns * kRows; ++n) pixels.push_back(static_cast<Uint16>(n % kColumns));
    d.putAndInsertUint16(DCM_PixelRepresentation, 0);
    d.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
    std::vector<Uint16> values;
    for (Uint16 n = 0; n < 256; ++n) values.push_back(n);
    const Uint16 descriptor[3]{static_cast<Uint16>(values.size()), 0, 8};
    for (const DcmTagKey& sequence : {DCM_ModalityLUTSequence, DCM_VOILUTSequence}) {
      DcmItem* item = nullptr;
      d.findOrCreateSequenceItem(sequence, item, 0);
      item->putAndInsertUint16Array(DCM_LUTDescriptor, descriptor, 3);
      item->putAndInsertUint16Array(DCM_LUTData, values.data(), values.size());
    }
    for (const DcmTagKey& tag : {DCM_PixelSpacing, DCM_RescaleSlope, DCM_RescaleIntercept})
      d.findAndDeleteElement(tag);
    return true;
  };
  const TemporaryFolder folder;
  testing::write_ct(object, folder);
  return read_bytes(fs::directory_iterator(folder.path())->path());
}

/// Nothing states the geometry of a film twice: what is loaded has to be of the stated size and of numbers.
TEST(Mutation, Film) {
  const std::string whole = film_bytes();
  TemporaryFolder folder;
  std::mt19937_64 random(7);
  int loaded = 0;
  for (int trial = 0; trial < 600; ++trial) {
    write_bytes(folder.path() / "film.dcm", damaged(whole, random));
    for (const auto& study : survey({folder.path()}).studies)
      for (const SeriesOutline& outline : study.series) {
        if (!outline.radiograph || outline.refusal) continue;
        const RadiographOutline& stated = *outline.radiograph;
        const auto film = load_radiograph(outline, stated.spacing_mm.value_or(Eigen::Vector2d(1, 1)));
        if (!film) continue;
        ++loaded;
        const Image2D<float>& grey = film->film.grey;
        for (int k = 0; k < 2; ++k)  // a shutter cuts
          ASSERT_TRUE(grey.grid().size[k] > 0 && grey.grid().size[k] <= stated.size[k]) << "trial " << trial;
        ASSERT_TRUE(grey.grid().spacing_mm.allFinite() && grey.grid().spacing_mm.minCoeff() > 0);
        ASSERT_TRUE(std::all_of(grey.pixels().begin(), grey.pixels().end(),
                                [](float v) { return std::isfinite(v); }));
      }
  }
  EXPECT_GT(loaded, 50);
  std::printf("600 damaged copies: %d loaded\n", loaded);
}

}  // namespace
}  // namespace osteon
