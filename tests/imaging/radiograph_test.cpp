// Films: what they are, how large their pixels are, what their stored values show, what is hidden. All
// objects are written here.

#include "../support/synthetic_ct.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace osteon {
namespace {

using testing::SyntheticCt;
using testing::TemporaryFolder;
using Attributes = std::vector<std::pair<DcmTagKey, const char*>>;
using Change = std::function<void(DcmDataset&)>;

/// A film of 6 x 4 pixels of 0.5 x 0.4 mm; stored values are 100 column + 10 row, or what `change` says.
struct WrittenFilm {
  TemporaryFolder folder;
  SeriesOutline outline;
  explicit WrittenFilm(const Attributes& attributes, const Change& change = {}, int transfer_syntax = 0) {
    SyntheticCt object;
    object.slices = 1;
    object.transfer_syntax = transfer_syntax;
    object.change = [&](DcmDataset& d, int) {
      d.putAndInsertString(DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation);
      d.putAndInsertString(DCM_Modality, "DX");
      d.putAndInsertString(DCM_BodyPartExamined, "LSPINE");
      d.putAndInsertString(DCM_ViewPosition, "LL");
      for (const DcmTagKey& tag : {DCM_PixelSpacing, DCM_RescaleSlope, DCM_RescaleIntercept})
        d.findAndDeleteElement(tag);
      d.putAndInsertString(DCM_ImagerPixelSpacing, "0.4\\0.5");
      fill(d, 6, 4, [](int x, int y) { return 100 * x + 10 * y; });
      for (const auto& [tag, value] : attributes) {
        if (std::string_view(value) == "-")
          d.findAndDeleteElement(tag);
        else
          d.putAndInsertString(tag, value);
      }
      if (change) change(d);
      return true;
    };
    testing::write_ct(object, folder);
    outline = survey({folder.path()}).studies.at(0).series.at(0);
  }
  static void fill(DcmDataset& d, int columns, int rows, const std::function<int(int, int)>& value) {
    std::vector<Uint16> stored;
    for (int y = 0; y < rows; ++y)
      for (int x = 0; x < columns; ++x) stored.push_back(static_cast<Uint16>(value(x, y)));
    d.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(columns));
    d.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(rows));
    d.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
  }
  [[nodiscard]] LoadedRadiograph loaded(const Eigen::Vector2d& spacing_mm = {0.5, 0.4}) const {
    auto film = load_radiograph(outline, spacing_mm);
    EXPECT_TRUE(film) << (film ? "" : film.error().message);
    return std::move(film).value();
  }
  [[nodiscard]] double at(int i, int j) const { return static_cast<double>(loaded().film.grey.at(i, j)); }
  [[nodiscard]] std::vector<std::string> warnings() const {
    std::vector<std::string> codes;
    for (const Warning& w : outline.warnings) codes.push_back(w.code);
    return codes;
  }
};

void add_table(DcmDataset& d, const DcmTagKey& sequence, Uint16 first, Uint16 bits,
               const std::vector<Uint16>& values, Uint16 count) {
  DcmItem* item = nullptr;
  d.findOrCreateSequenceItem(sequence, item, 0);
  const Uint16 descriptor[3]{count, first, bits};
  item->putAndInsertUint16Array(DCM_LUTDescriptor, descriptor, 3);
  item->putAndInsertUint16Array(DCM_LUTData, values.data(), values.size());
}

TEST(Films, AreKnownByRegionAndView) {
  const std::vector<std::tuple<Attributes, std::string, std::string>> cases{
      {{}, "radiograph-lateral-spine", ""},
      {{{DCM_ViewPosition, "AP"}}, "radiograph-ap-spine", "analysis.not-available"},
      {{{DCM_ViewPosition, "RLO"}}, "unsupported", "analysis.not-available"},
      {{{DCM_BodyPartExamined, "CSPINE"}}, "unsupported", "analysis.not-available"},
      {{{DCM_BodyPartExamined, "SPINE"}, {DCM_SeriesDescription, "C-Spine lat"}},
       "unsupported",
       "analysis.not-available"},
      {{{DCM_BodyPartExamined, "CHEST"}}, "unsupported", "analysis.not-available"},
      {{{DCM_BodyPartExamined, "HIP"}, {DCM_ViewPosition, "AP"}}, "radiograph-hip", "analysis.not-available"},
      {{{DCM_BodyPartExamined, "-"}, {DCM_SeriesDescription, "LWS seitlich"}, {DCM_ViewPosition, "-"}},
       "radiograph-lateral-spine",
       ""},
      {{{DCM_BodyPartExamined, "HAND"}}, "unsupported", "radiograph.other-region"},
      {{{DCM_BodyPartExamined, "-"}, {DCM_ViewPosition, "-"}}, "unsupported", "radiograph.region-not-stated"},
      {{{DCM_SOPClassUID, UID_SecondaryCaptureImageStorage},
        {DCM_Modality, "OT"},
        {DCM_ConversionType, "DF"}},
       "radiograph-lateral-spine",
       ""},
      {{{DCM_SOPClassUID, UID_SecondaryCaptureImageStorage},
        {DCM_Modality, "OT"},
        {DCM_ConversionType, "WSD"}},
       "unsupported",
       "series.modality"},
      {{{DCM_SOPClassUID, UID_XRayRadiofluoroscopicImageStorage}, {DCM_Modality, "RF"}},
       "radiograph-lateral-spine",
       ""}};
  for (const auto& [attributes, kind, code] : cases) {
    const WrittenFilm film(attributes);
    EXPECT_EQ(name(film.outline.kind), kind);
    EXPECT_EQ(film.outline.refusal ? film.outline.refusal->code : "", code);
    EXPECT_EQ(film.outline.radiograph.has_value(), code.empty());
  }
}

TEST(Films, ASpineWithoutAViewIsTakenForALateralOneAndSaid) {
  const WrittenFilm film({{DCM_ViewPosition, "-"}});
  EXPECT_EQ(film.outline.kind, SeriesKind::radiograph_lateral_spine);
  EXPECT_THAT(film.warnings(), ::testing::Contains("radiograph.view-not-stated"));
}

struct Scale {
  double x, y;
  bool of_patient;
  const char* source;
};

void expect_scale(const WrittenFilm& film, const Scale& expected) {
  ASSERT_TRUE(film.outline.radiograph && film.outline.radiograph->spacing_mm);
  EXPECT_NEAR(film.outline.radiograph->spacing_mm->x(), expected.x, 1e-9);
  EXPECT_NEAR(film.outline.radiograph->spacing_mm->y(), expected.y, 1e-9);
  EXPECT_EQ(film.outline.radiograph->is_patient_scale, expected.of_patient);
  EXPECT_EQ(film.outline.spacing_source, expected.source);
}

TEST(Films, MillimetresAreThePatientsOnlyWhereTheHeaderSaysHow) {
  expect_scale(WrittenFilm({}), {0.5, 0.4, false, "ImagerPixelSpacing"});
  EXPECT_THAT(WrittenFilm({}).warnings(), ::testing::ElementsAre("radiograph.detector-scale"));
  expect_scale(WrittenFilm({{DCM_PixelSpacing, "0.4\\0.5"}}), {0.5, 0.4, false, "ImagerPixelSpacing"});
  expect_scale(WrittenFilm({{DCM_PixelSpacing, "0.4\\0.5"}, {DCM_PixelSpacingCalibrationType, "FIDUCIAL"}}),
               {0.5, 0.4, true, "PixelSpacing"});
  expect_scale(WrittenFilm({{DCM_PixelSpacing, "0.32\\0.4"}}), {0.4, 0.32, true, "PixelSpacing"});
  expect_scale(WrittenFilm({{DCM_EstimatedRadiographicMagnificationFactor, "1.25"}}),
               {0.4, 0.32, true, "ImagerPixelSpacing"});
  expect_scale(WrittenFilm({{DCM_DistanceSourceToDetector, "1500"}, {DCM_DistanceSourceToPatient, "1200"}}),
               {0.4, 0.32, true, "ImagerPixelSpacing"});
  expect_scale(WrittenFilm({{DCM_EstimatedRadiographicMagnificationFactor, "1"}}),
               {0.5, 0.4, false, "ImagerPixelSpacing"});
  expect_scale(WrittenFilm({{DCM_EstimatedRadiographicMagnificationFactor, "1.5"},
                            {DCM_DistanceSourceToDetector, "1500"},
                            {DCM_DistanceSourceToPatient, "1300"}}),
               {0.5, 0.4, false, "ImagerPixelSpacing"});
  expect_scale(WrittenFilm({{DCM_ImagerPixelSpacing, "-"}, {DCM_NominalScannedPixelSpacing, "0.2\\0.1"}}),
               {0.1, 0.2, false, "NominalScannedPixelSpacing"});
}

TEST(Films, OneByOneAndAbsurdPixelsAreNoSize) {
  for (const char* size : {"-", "1\\1", "0\\0", "40\\50", "1e-9\\1e-9", "x\\y"}) {
    const WrittenFilm film({{DCM_ImagerPixelSpacing, size}, {DCM_PixelAspectRatio, "4\\5"}});
    ASSERT_TRUE(film.outline.radiograph) << size;
    EXPECT_FALSE(film.outline.radiograph->spacing_mm) << size;
    EXPECT_NEAR(film.outline.radiograph->aspect, 0.8, 1e-9) << size;
    EXPECT_THAT(film.warnings(), ::testing::ElementsAre("radiograph.no-scale")) << size;
  }
}

TEST(Films, BoneIsBrighterWhateverThePolarity) {
  // Bone has the higher stored value where the first of each pair says so.
  EXPECT_GT(WrittenFilm({}).at(5, 0), WrittenFilm({}).at(0, 0));
  const WrittenFilm dark({{DCM_PhotometricInterpretation, "MONOCHROME1"}});
  EXPECT_LT(dark.at(5, 0), dark.at(0, 0));
  for (const char* relationship : {"LIN", "LOG"}) {
    const Attributes raw{{DCM_PresentationIntentType, "FOR PROCESSING"},
                         {DCM_PixelIntensityRelationship, relationship}};
    const auto with_sign = [&](Sint16 sign) {
      return WrittenFilm(
          raw, [=](DcmDataset& d) { d.putAndInsertSint16(DCM_PixelIntensityRelationshipSign, sign); });
    };
    const WrittenFilm less_is_lower = with_sign(1), less_is_higher = with_sign(-1);
    EXPECT_LT(less_is_lower.at(5, 0), less_is_lower.at(0, 0)) << relationship;
    EXPECT_GT(less_is_higher.at(5, 0), less_is_higher.at(0, 0)) << relationship;
  }
}

TEST(Films, LinearValuesBecomeAttenuations) {
  const WrittenFilm film(
      {{DCM_PresentationIntentType, "FOR PROCESSING"}, {DCM_PixelIntensityRelationship, "LIN"}},
      [](DcmDataset& d) {
        d.putAndInsertSint16(DCM_PixelIntensityRelationshipSign, 1);
        WrittenFilm::fill(d, 3, 2, [](int x, int) { return 100 << x; });
      });
  EXPECT_NEAR(film.at(0, 0) - film.at(1, 0), std::log(2), 1e-5);
  EXPECT_NEAR(film.at(1, 0) - film.at(2, 0), std::log(2), 1e-5);
}

TEST(Films, WindowsAndTablesShowWhatAViewerShows) {
  const Attributes window{{DCM_WindowCenter, "250.5"}, {DCM_WindowWidth, "401"}};
  EXPECT_NEAR(WrittenFilm(window).at(2, 0), 0.375, 1e-6);  // (200 - 250) / 400 + 0.5
  EXPECT_NEAR(WrittenFilm(window).at(5, 3), 1, 1e-6);
  Attributes exact = window, sigmoid = window;
  exact.emplace_back(DCM_VOILUTFunction, "LINEAR_EXACT");
  sigmoid.emplace_back(DCM_VOILUTFunction, "SIGMOID");
  EXPECT_NEAR(WrittenFilm(exact).at(2, 0), (200 - 250.5) / 401 + 0.5, 1e-6);
  EXPECT_NEAR(WrittenFilm(sigmoid).at(2, 0), 1 / (1 + std::exp(4 * 50.5 / 401)), 1e-6);
  const WrittenFilm table(window, [](DcmDataset& d) {
    add_table(d, DCM_VOILUTSequence, 199, 10, {0, 341, 682, 1023}, 4);  // 199 ... 202, wins over the window
    WrittenFilm::fill(d, 4, 2, [](int x, int y) { return y == 0 ? 200 + x : 300 * (x % 2); });
  });
  EXPECT_NEAR(table.at(0, 0), 341.0 / 1023, 1e-6);
  EXPECT_NEAR(table.at(0, 1), 0, 1e-6);
  EXPECT_NEAR(table.at(1, 1), 1, 1e-6);
  const WrittenFilm inverse({{DCM_PhotometricInterpretation, "MONOCHROME1"},
                             {DCM_WindowCenter, "250.5"},
                             {DCM_WindowWidth, "401"}});
  EXPECT_NEAR(inverse.at(2, 0), 0.625, 1e-6);
}

TEST(Films, TablesOfEightBitsMayBePacked) {
  const WrittenFilm film({}, [](DcmDataset& d) {
    add_table(d, DCM_VOILUTSequence, 100, 8, {0x3300, 0xFF66}, 4);  // 0x00 0x33 0x66 0xFF
    WrittenFilm::fill(d, 4, 2, [](int x, int) { return 100 + x; });
  });
  EXPECT_NEAR(film.at(1, 0), 0.2, 1e-6);
  EXPECT_NEAR(film.at(2, 0), 0.4, 1e-6);
}

TEST(Films, ModalityTablesComeFirst) {
  const WrittenFilm film({{DCM_WindowCenter, "300.5"}, {DCM_WindowWidth, "401"}}, [](DcmDataset& d) {
    add_table(d, DCM_ModalityLUTSequence, 0, 16, {500, 400, 300, 200}, 4);
    WrittenFilm::fill(d, 4, 2, [](int x, int) { return x; });
  });
  EXPECT_NEAR(film.at(1, 0), 0.75, 1e-6);
  EXPECT_NEAR(film.at(3, 0), 0.25, 1e-6);
}

TEST(Films, DamagedTablesAndWindowsAreLeftOut) {
  for (const Uint16 bits : {Uint16{0}, Uint16{40}}) {
    const WrittenFilm film({}, [&](DcmDataset& d) { add_table(d, DCM_VOILUTSequence, 0, bits, {1, 2}, 2); });
    EXPECT_EQ(film.at(2, 1), 210);
  }
  const WrittenFilm cut({}, [](DcmDataset& d) { add_table(d, DCM_VOILUTSequence, 0, 16, {1, 2}, 60000); });
  EXPECT_EQ(cut.at(2, 1), 210);
  const WrittenFilm hiding({{DCM_WindowCenter, "30000"}, {DCM_WindowWidth, "2"}});
  const LoadedRadiograph loaded = hiding.loaded();
  ASSERT_EQ(loaded.warnings.size(), 1U);
  EXPECT_EQ(loaded.warnings[0].code, "radiograph.window-unusable");
  EXPECT_EQ(loaded.film.grey.at(2, 1), 210);
}

TEST(Films, FinePixelsAreAveragedAndKeepTheirPlaces) {
  const WrittenFilm film(
      {}, [](DcmDataset& d) { WrittenFilm::fill(d, 9, 5, [](int x, int y) { return 10 * x + 100 * y; }); });
  const Image2D<float> grey = film.loaded({0.1, 0.2}).film.grey;  // blocks of 4 x 2
  EXPECT_EQ(grey.grid().size, (std::array{2, 2}));
  EXPECT_NEAR(static_cast<double>(grey.at(1, 1)), 10 * 5.5 + 100 * 2.5, 1e-3);
  const Eigen::Vector2d place = grey.grid().patient_from_index({Eigen::Vector2d(1, 1)}).mm;
  EXPECT_NEAR(place.x(), 0.55, 1e-9);
  EXPECT_NEAR(place.y(), 0.5, 1e-9);
}

TEST(Films, ShutterAndCollimatorAreCutAway) {
  for (const bool shutter : {true, false}) {
    const Attributes edges = shutter ? Attributes{{DCM_ShutterShape, "RECTANGULAR"},
                                                  {DCM_ShutterLeftVerticalEdge, "1"},
                                                  {DCM_ShutterRightVerticalEdge, "5"},
                                                  {DCM_ShutterUpperHorizontalEdge, "1"},
                                                  {DCM_ShutterLowerHorizontalEdge, "4"}}
                                     : Attributes{{DCM_CollimatorShape, "RECTANGULAR"},
                                                  {DCM_CollimatorLeftVerticalEdge, "1"},
                                                  {DCM_CollimatorRightVerticalEdge, "5"},
                                                  {DCM_CollimatorUpperHorizontalEdge, "1"},
                                                  {DCM_CollimatorLowerHorizontalEdge, "4"}};
    const Image2D<float> grey = WrittenFilm(edges).loaded().film.grey;
    EXPECT_EQ(grey.grid().size, (std::array{3, 2}));
    EXPECT_EQ(grey.at(0, 0), 110);
    EXPECT_EQ(grey.grid().origin_mm, Eigen::Vector2d(0.5, 0.4));
  }
}

TEST(Films, BordersOfOneGreyWithALittleWritingAreTrimmed) {
  const auto film_of = [](int amplitude) {
    return WrittenFilm({}, [=](DcmDataset& d) {
      WrittenFilm::fill(d, 40, 30, [=](int x, int y) {
        const bool exposed = x >= 10 && x < 32 && y >= 6 && y < 25;
        const bool written = y == 2 && (x == 4 || x == 6);
        return written ? 4000 : exposed ? 1000 + amplitude * ((7 * x + 5 * y) % 17) : 50 + (x + y) % 2;
      });
    });
  };
  const Image2D<float> grey = film_of(100).loaded().film.grey;
  EXPECT_EQ(grey.grid().size, (std::array{22, 19}));
  EXPECT_EQ(grey.grid().origin_mm, Eigen::Vector2d(10 * 0.5, 6 * 0.4));
  EXPECT_EQ(grey.at(0, 0), 1000 + 100 * ((70 + 30) % 17));
}

TEST(Films, RoundAndManySidedFieldsAreEvenedOutside) {
  const Image2D<float> round = WrittenFilm({{DCM_ShutterShape, "CIRCULAR"},
                                            {DCM_CenterOfCircularShutter, "2\\3"},
                                            {DCM_RadiusOfCircularShutter, "1"}})
                                   .loaded()
                                   .film.grey;
  EXPECT_EQ(round.grid().size, (std::array{3, 3}));
  EXPECT_EQ(round.at(1, 1), 210);
  EXPECT_NEAR(static_cast<double>(round.at(0, 0)), 210, 1e-3);  // the mean of the five that show
  const Image2D<float> corner = WrittenFilm({{DCM_CollimatorShape, "POLYGONAL"},
                                             {DCM_VerticesOfThePolygonalCollimator, "1\\1\\1\\7\\5\\1"}})
                                    .loaded()
                                    .film.grey;
  EXPECT_EQ(corner.at(0, 0), 0);
  EXPECT_GT(corner.at(5, 3), 100);
  EXPECT_NE(corner.at(5, 3), 530);
}

TEST(Films, EdgesThatLeaveNothingOpenAreNoEdges) {
  const WrittenFilm film({{DCM_ShutterShape, "RECTANGULAR"},
                          {DCM_ShutterLeftVerticalEdge, "5"},
                          {DCM_ShutterRightVerticalEdge, "2"},
                          {DCM_ShutterUpperHorizontalEdge, "-90000"},
                          {DCM_ShutterLowerHorizontalEdge, "3"}});
  EXPECT_EQ(film.loaded().film.grey.grid().size, (std::array{6, 4}));
}

TEST(Films, PaddingIsNoPicture) {
  const WrittenFilm film({}, [](DcmDataset& d) { d.putAndInsertUint16(DCM_PixelPaddingValue, 530); });
  EXPECT_LT(film.at(5, 3), 300);  // the mean of the others
  EXPECT_EQ(film.at(5, 2), 520);
}

TEST(Films, CompressedWithoutLossTheyAreTheSame) {
  const Change larger = [](DcmDataset& d) {
    WrittenFilm::fill(d, 40, 33, [](int x, int y) { return 90 * x + 7 * y; });
  };
  const WrittenFilm plain({}, larger);
  for (const E_TransferSyntax syntax : {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly})
    EXPECT_EQ(WrittenFilm({}, larger, syntax).loaded().film.grey, plain.loaded().film.grey) << syntax;
}

TEST(Films, ColourIsBrightness) {
  const WrittenFilm film({{DCM_PhotometricInterpretation, "RGB"}}, [](DcmDataset& d) {
    std::vector<Uint8> colours;
    for (int n = 0; n < 24; ++n)
      for (int c = 0; c < 3; ++c) colours.push_back(static_cast<Uint8>(n == 7 ? 200 : 40));
    d.putAndInsertUint16(DCM_SamplesPerPixel, 3);
    d.putAndInsertUint16(DCM_PlanarConfiguration, 0);
    for (const auto& [tag, value] :
         {std::pair(DCM_BitsAllocated, 8), std::pair(DCM_BitsStored, 8), std::pair(DCM_HighBit, 7)})
      d.putAndInsertUint16(tag, static_cast<Uint16>(value));
    d.putAndInsertUint8Array(DCM_PixelData, colours.data(), colours.size());
  });
  EXPECT_EQ(film.at(1, 1), 200);
  EXPECT_EQ(film.at(0, 0), 40);
}

TEST(Films, BlankOrManyAreRefused) {
  const WrittenFilm blank({}, [](DcmDataset& d) { WrittenFilm::fill(d, 6, 4, [](int, int) { return 7; }); });
  const auto loaded = load_radiograph(blank.outline, {0.5, 0.4});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "radiograph.blank");
  const WrittenFilm series({{DCM_NumberOfFrames, "2"}}, [](DcmDataset& d) {
    std::vector<Uint16> stored(48, 3);
    d.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
  });
  ASSERT_TRUE(series.outline.refusal);
  EXPECT_EQ(series.outline.refusal->code, "radiograph.several-frames");
}

}  // namespace
}  // namespace osteon
