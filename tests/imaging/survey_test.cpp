// What lies in a folder of a hospital beside the slices, and that every file of it is accounted for.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcddirif.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace osteon {
namespace {

using testing::SyntheticCt;
using testing::TemporaryFolder;
using testing::usable_cts;

std::vector<std::string> ignored_codes(const Survey& found) {
  std::vector<std::string> codes;
  for (const auto& file : found.ignored) codes.push_back(file.reason.code);
  return codes;
}

std::size_t files_in_series(const Survey& found) {
  std::set<std::filesystem::path> files;
  for (const auto& study : found.studies)
    for (const auto& s : study.series) files.insert(s.files.begin(), s.files.end());
  return files.size();
}

TEST(Survey, StrangersAmongTheSlicesAreIgnoredWithAReason) {
  TemporaryFolder folder;
  testing::write_ct(SyntheticCt{}, folder);
  std::ofstream(folder.path() / "notes.txt")
      << "hello, this is a text that is longer than a DICOM preamble " << std::string(200, 'x');
  std::ofstream(folder.path() / "069.xml") << "<xml/>";
  std::ofstream(folder.path() / "empty.dcm");
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_THAT(ignored_codes(found), ::testing::UnorderedElementsAre("not-dicom", "not-dicom", "file.empty"));
  EXPECT_EQ(files_in_series(found) + found.ignored.size(), 12U);
}

TEST(Survey, NeitherSuffixNorClassNorSingleKernelIsNeeded) {
  TemporaryFolder folder;
  SyntheticCt ct;
  ct.suffix = "";
  ct.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_ConvolutionKernel, "Br38f\\3");
    return true;
  };
  const auto files = testing::write_ct(ct, folder);
  for (const auto& file : files) {
    DcmFileFormat format;
    format.loadFile(file.c_str());
    format.loadAllDataIntoMemory();
    format.getDataset()->putAndInsertString(DCM_SOPClassUID, "");
    format.saveFile(file.c_str(), EXS_LittleEndianExplicit, EET_ExplicitLength, EGL_recalcGL, EPD_noChange, 0,
                    0, EWM_dontUpdateMeta);
  }
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_EQ(usable_cts(found)[0]->acquisition.kernel, "Br38f/3");
  EXPECT_TRUE(load_ct(*usable_cts(found)[0]).has_value());
}

TEST(Survey, ADataSetWithoutMetaHeaderIsDicom) {
  TemporaryFolder folder;
  for (const auto& file : testing::write_ct(SyntheticCt{}, folder)) {
    DcmFileFormat format;
    format.loadFile(file.c_str());
    format.loadAllDataIntoMemory();
    format.getDataset()->saveFile(file.c_str(), EXS_LittleEndianImplicit);
  }
  EXPECT_EQ(usable_cts(survey({folder.path()})).size(), 1U);
}

TEST(Survey, ADicomdirAloneLeadsToItsFilesAndNamesTheMissing) {
  TemporaryFolder folder;
  SyntheticCt ct;
  ct.suffix = "";
  std::filesystem::create_directories(folder.path() / "IMAGES");
  int number = 0;
  std::vector<std::string> ids;
  for (const auto& file : testing::write_ct(ct, folder)) {
    ids.push_back("IMAGES/CT" + std::to_string(100 + number++));
    std::filesystem::rename(file, folder.path() / ids.back());
  }
  DcmFileFormat directory;
  DcmDataset& d = *directory.getDataset();
  d.putAndInsertString(DCM_SOPClassUID, UID_MediaStorageDirectoryStorage);
  d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4.5");
  for (std::string id : ids) {
    DcmItem* record = nullptr;
    d.findOrCreateSequenceItem(DCM_DirectoryRecordSequence, record, -2);
    std::replace(id.begin(), id.end(), '/', '\\');
    record->putAndInsertString(DCM_ReferencedFileID, id.c_str());
  }
  ASSERT_TRUE(directory.saveFile((folder.path() / "DICOMDIR").c_str(), EXS_LittleEndianExplicit).good());
  std::filesystem::remove(folder.path() / "IMAGES/CT108");
  const Survey found = survey({folder.path() / "DICOMDIR"});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_EQ(usable_cts(found)[0]->grid->size[2], 8);
  EXPECT_THAT(ignored_codes(found),
              ::testing::UnorderedElementsAre("dicomdir.index", "dicomdir.missing-file"));
}

TEST(Survey, TheSameObjectGivenTwiceIsUsedOnce) {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "a");
  std::filesystem::create_directories(folder.path() / "b");
  testing::write_ct(SyntheticCt{}, folder.path() / "a");
  testing::write_ct(SyntheticCt{}, folder.path() / "b");
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_EQ(usable_cts(found)[0]->grid->size[2], 9);
  EXPECT_EQ(found.ignored.size(), 9U);
}

TEST(Survey, TwoPatientsAreTwoStudiesWhateverTheirUids) {
  TemporaryFolder folder;
  SyntheticCt ct;
  ct.slices = 18;
  ct.change = [](DcmDataset& d, int k) {
    d.putAndInsertString(DCM_PatientID, k < 9 ? "first" : "second");
    d.putAndInsertString(DCM_PatientSex, k < 9 ? "F" : "M");
    return true;
  };
  testing::write_ct(ct, folder);
  const Survey found = survey({folder.path()});
  ASSERT_EQ(found.studies.size(), 2U);
  EXPECT_NE(found.studies[0].patient.id, found.studies[1].patient.id);
  EXPECT_NE(found.studies[0].patient.sex, found.studies[1].patient.sex);
}

TEST(Survey, ACtThatNamesBoneDensityIsACt) {
  TemporaryFolder folder;
  SyntheticCt ct;
  ct.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_SeriesDescription, "CT LUMBAR BONE DENSITY, LOW DOSE REPORTED");
    d.putAndInsertString(DCM_StudyDescription, "DEXA and QCT");
    d.putAndInsertString(DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL\\LOWDOSE");
    return true;
  };
  testing::write_ct(ct, folder);
  EXPECT_EQ(usable_cts(survey({folder.path()})).size(), 1U);
}

TEST(Survey, SaysHowACtWasMadeAndKeepsFreeTextBack) {
  TemporaryFolder folder;
  SyntheticCt ct;
  ct.change = [](DcmDataset& d, int) {
    d.putAndInsertString(DCM_SeriesDescription, "Abdomen MonoPlus 70 keV, asked for by Someone");
    d.putAndInsertString(DCM_ImageType, "DERIVED\\PRIMARY\\AXIAL\\VMI");
    d.putAndInsertString(DCM_XRayTubeCurrent, "160");
    d.putAndInsertString(DCM_ExposureTime, "500");
    d.putAndInsertString(DCM_ContrastBolusAgent, "Omnipaque");
    d.putAndInsertString(DCM_ContrastBolusRoute, "IV");
    d.putAndInsertString(DCM_FilterType, "FLAT");
    return true;
  };
  testing::write_ct(ct, folder);
  const CtAcquisition made = usable_cts(survey({folder.path()})).at(0)->acquisition;
  EXPECT_EQ(made.energy_words, "MONOPLUS 70 KEV");
  EXPECT_EQ(made.image_type, "DERIVED/PRIMARY/AXIAL/VMI");
  EXPECT_EQ(made.tube_current_time_mas, 80.0);
  EXPECT_FALSE(made.dose_index_mgy);
  EXPECT_EQ(made.contrast_route, "IV");
  EXPECT_EQ(made.filter, "FLAT");
}

TEST(Survey, SaysWhatASeriesDescriptionTellsOfContrastMedium) {
  for (const auto& [description, told] :
       std::vector<std::pair<std::string, std::string>>{{"Abdomen nativ 5.0 B30f", "NATIVE"},
                                                        {"CHEST W/O CONTRAST", "NATIVE"},
                                                        {"Liver, portal venous 3mm", "VENOUS"},
                                                        {"ABD ARTERIAL", "ARTERIAL"},
                                                        {"Post-Contrast delayed", "DELAYED"},
                                                        {"THORAX POST CONTRAST", "ENHANCED"},
                                                        {"Abdomen with and without contrast", ""},
                                                        {"arterial/venous", ""},
                                                        {"Nativity Smith", ""},
                                                        {"", ""}}) {
    TemporaryFolder folder;
    SyntheticCt ct;
    ct.change = [&, &text = description](DcmDataset& d, int) {
      d.putAndInsertString(DCM_SeriesDescription, text.c_str());
      return true;
    };
    testing::write_ct(ct, folder);
    EXPECT_EQ(usable_cts(survey({folder.path()})).at(0)->acquisition.contrast_words, told) << description;
  }
}

TEST(Survey, APlaceholderAgeIsUnknown) {
  for (const char* age : {"000Y", "000M", "000D", "abcY", ""}) {
    TemporaryFolder folder;
    SyntheticCt ct;
    ct.change = [&](DcmDataset& d, int) {
      d.putAndInsertString(DCM_PatientAge, age);
      return true;
    };
    testing::write_ct(ct, folder);
    EXPECT_FALSE(survey({folder.path()}).studies.at(0).patient.age_years.has_value()) << age;
  }
}

TEST(Survey, LinksAndOwnOutputsAreSaidAndNotFollowed) {
  TemporaryFolder folder;
  const auto files = testing::write_ct(SyntheticCt{}, folder);
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "loop");
  std::filesystem::create_symlink("nowhere", folder.path() / "dangling");
  std::filesystem::create_symlink(files[0], folder.path() / "twice.dcm");
  std::ofstream(folder.path() / "vertebrae.nii.gz") << "ours";
  std::ofstream(folder.path() / ".osteon-files") << "vertebrae.nii.gz\n";
  const Survey found = survey({folder.path()});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  EXPECT_EQ(usable_cts(found)[0]->grid->size[2], 9);
  EXPECT_THAT(ignored_codes(found),
              ::testing::UnorderedElementsAre("file.link", "file.not-regular", "file.repeated",
                                              "file.own-output", "file.own-output"));
}

TEST(Survey, NoNameAndNoPathOfThisMachineIsKept) {
  TemporaryFolder folder;
  testing::write_ct(SyntheticCt{}, folder);
  const Survey found = survey({folder.path()});
  const auto& study = found.studies.at(0);
  EXPECT_EQ(study.patient.id, "synthetic");
  EXPECT_EQ(study.patient.sex, Sex::female);
  EXPECT_EQ(study.patient.age_years, 71.0);
  EXPECT_EQ(study.series.at(0).source, folder.path().filename().string());
}

/// One object of the given attributes; its series as the survey sees it.
SeriesOutline recognized(const std::vector<std::pair<DcmTagKey, const char*>>& attributes) {
  TemporaryFolder folder;
  SyntheticCt object;
  object.slices = 1;
  object.change = [&](DcmDataset& d, int) {
    d.putAndInsertString(DCM_ImageType, "DERIVED\\PRIMARY");
    for (const auto& [tag, value] : attributes) d.putAndInsertString(tag, value);
    return true;
  };
  testing::write_ct(object, folder);
  return survey({folder.path()}).studies.at(0).series.at(0);
}

TEST(Survey, KindsAreToldByContentAndAttributes) {
  using Attributes = std::vector<std::pair<DcmTagKey, const char*>>;
  const std::tuple<Attributes, SeriesKind, const char*> cases[] = {
      {{{DCM_Modality, "CR"},
        {DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
        {DCM_StudyDescription, "DXA Exam"},
        {DCM_ProtocolName, "AP Spine"}},
       SeriesKind::dxa_spine,
       ""},
      {{{DCM_Modality, "CR"},
        {DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
        {DCM_ManufacturerModelName, "Lunar iDXA"},
        {DCM_ProtocolName, "Right Femur"}},
       SeriesKind::dxa_hip,
       ""},
      {{{DCM_Modality, "CR"},
        {DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
        {DCM_ManufacturerModelName, "Lunar iDXA"},
        {DCM_ProtocolName, "LVA"}},
       SeriesKind::dxa_lateral,
       ""},
      {{{DCM_Modality, "CR"},
        {DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
        {DCM_ManufacturerModelName, "Lunar iDXA"},
        {DCM_ProtocolName, "Total Body"}},
       SeriesKind::dxa_total_body,
       "analysis.not-available"},
      {{{DCM_Modality, "CR"},
        {DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
        {DCM_ManufacturerModelName, "Lunar iDXA"},
        {DCM_ProtocolName, "Left Ortho Knee"}},
       SeriesKind::unsupported,
       "dxa.other-region"},
      {{{DCM_Modality, "OT"},
        {DCM_Manufacturer, "HOLOGIC"},
        {DCM_SOPClassUID, UID_SecondaryCaptureImageStorage}},
       SeriesKind::dxa_report,
       ""},
      {{{DCM_Modality, "SR"}, {DCM_Manufacturer, "HOLOGIC"}, {DCM_SOPClassUID, UID_EnhancedSRStorage}},
       SeriesKind::dxa_sr,
       "dxa.no-numbers"},
      {{{DCM_Modality, "SR"}, {DCM_SOPClassUID, UID_XRayRadiationDoseSRStorage}},
       SeriesKind::unsupported,
       "series.dose-report"},
      {{{DCM_Modality, "SEG"}, {DCM_SOPClassUID, UID_SegmentationStorage}},
       SeriesKind::segmentation,
       "series.segmentation"},
      {{{DCM_Modality, "DX"},
        {DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation},
        {DCM_BodyPartExamined, "LSPINE"},
        {DCM_ViewPosition, "LL"}},
       SeriesKind::radiograph_lateral_spine,
       ""},
      {{{DCM_Modality, "DX"},
        {DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation},
        {DCM_BodyPartExamined, "TSPINE"},
        {DCM_ViewPosition, "AP"}},
       SeriesKind::radiograph_ap_spine,
       "analysis.not-available"},
      {{{DCM_Modality, "CR"},
        {DCM_SOPClassUID, UID_ComputedRadiographyImageStorage},
        {DCM_BodyPartExamined, "HAND"}},
       SeriesKind::unsupported,
       "radiograph.other-region"},
      {{{DCM_Modality, "MR"}, {DCM_SOPClassUID, UID_MRImageStorage}},
       SeriesKind::unsupported,
       "series.modality"},
      {{{DCM_ImageType, "ORIGINAL\\PRIMARY\\LOCALIZER"}}, SeriesKind::unsupported, "ct.localizer"},
  };
  for (const auto& [attributes, kind, code] : cases) {
    const SeriesOutline outline = recognized(attributes);
    EXPECT_EQ(name(outline.kind), name(kind));
    if (std::string_view(code).empty()) {
      EXPECT_FALSE(outline.refusal);
      EXPECT_EQ(outline.radiograph.has_value(), kind == SeriesKind::radiograph_lateral_spine);
      EXPECT_EQ(outline.picture || outline.radiograph, kind != SeriesKind::dxa_report);
      continue;
    }
    ASSERT_TRUE(outline.refusal);
    EXPECT_EQ(outline.refusal->code, code);
    EXPECT_FALSE(outline.refusal->remedy.empty());
  }
}

TEST(Survey, AnInputThatIsNotThereIsSaid) {
  const Survey found = survey({"/nowhere/at/all"});
  EXPECT_THAT(ignored_codes(found), ::testing::ElementsAre("file.unreadable"));
  EXPECT_TRUE(found.studies.empty());
}

TEST(Survey, TheJpeg2000SampleWithAnEmptyClassLoadsWithItsOwnSpacing) {
  const Survey found =
      survey({std::filesystem::path(OSTEON_SAMPLE_DATA) / "totalsegmentator/example_ct_dicom"});
  ASSERT_EQ(usable_cts(found).size(), 1U);
  const auto loaded = load_ct(*usable_cts(found)[0]);
  ASSERT_TRUE(loaded);
  const auto& image = loaded->scan.hounsfield;
  EXPECT_NEAR(image.grid().spacing_mm.z(), 2.0, 1e-9);  // the slices are 3 mm thick
  const auto [low, high] = std::minmax_element(image.pixels().begin(), image.pixels().end());
  EXPECT_EQ(*low, -1024);
  EXPECT_EQ(*high, 1839);
}

}  // namespace
}  // namespace osteon
