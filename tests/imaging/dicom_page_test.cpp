// One report page with a scan picture, stored as DICOM in every way that colours are stored.

#include "../support/digital_picture.hpp"
#include "../support/paper.hpp"
#include "page/page_files.hpp"

#include <osteon/imaging/read_dxa.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using testing::Paper;
using testing::Rgb;
using Bytes = std::vector<Uint8>;

/// Even greys, so that a palette of 256 holds them and the page's other colours.
Paper page() {
  Paper paper = testing::page_without_scan();
  paper.scan(testing::kLeft, testing::kTop, testing::kWidth, testing::kHeight,
             testing::DigitalSpinePicture{}.picture(),
             [](float v) { return testing::grey(2 * std::floor(v / 2)); });
  for (int n = 0; n < 5; ++n)
    paper.fill(testing::kLeft + 5, testing::kTop + 40 + 66 * n, testing::kWidth - 10, 2, {0, 128, 128});
  return paper;
}

Bytes interleaved(const Paper& paper) {
  Bytes bytes;
  for (const Rgb& c : paper.colours()) bytes.insert(bytes.end(), c.begin(), c.end());
  return bytes;
}

Bytes by_planes(const Paper& paper) {
  Bytes bytes;
  for (std::size_t k = 0; k < 3; ++k)
    for (const Rgb& c : paper.colours()) bytes.push_back(c.at(k));
  return bytes;
}

/// Luminance and two differences of full range (PS3.3 C.7.6.3.1.2).
Rgb ybr(const Rgb& c) {
  const auto byte = [](double v) { return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0L, 255L)); };
  return {byte(0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]),
          byte(-0.1687 * c[0] - 0.3313 * c[1] + 0.5 * c[2] + 128),
          byte(0.5 * c[0] - 0.4187 * c[1] - 0.0813 * c[2] + 128)};
}

Bytes ybr_full(const Paper& paper) {
  Bytes bytes;
  for (const Rgb& c : paper.colours())
    for (const std::uint8_t v : ybr(c)) bytes.push_back(v);
  return bytes;
}

/// Two luminances share the differences of the first.
Bytes ybr_422(const Paper& paper) {
  Bytes bytes;
  for (std::size_t n = 0; n + 1 < paper.colours().size(); n += 2) {
    const Rgb a = ybr(paper.colours()[n]), b = ybr(paper.colours()[n + 1]);
    bytes.insert(bytes.end(), {a[0], b[0], a[1], a[2]});
  }
  return bytes;
}

void put_header(DcmDataset& d, const Paper& paper, const char* colours, Uint16 samples) {
  d.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
  d.putAndInsertString(DCM_SOPInstanceUID, "1.2.826.0.1.3680043.8.498.901");
  d.putAndInsertString(DCM_StudyInstanceUID, "1.2.826.0.1.3680043.8.498.902");
  d.putAndInsertString(DCM_SeriesInstanceUID, "1.2.826.0.1.3680043.8.498.903");
  d.putAndInsertString(DCM_Modality, "OT");
  d.putAndInsertString(DCM_PhotometricInterpretation, colours);
  d.putAndInsertUint16(DCM_SamplesPerPixel, samples);
  d.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(paper.width()));
  d.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(paper.height()));
  d.putAndInsertUint16(DCM_BitsAllocated, 8);
  d.putAndInsertUint16(DCM_BitsStored, 8);
  d.putAndInsertUint16(DCM_HighBit, 7);
  d.putAndInsertUint16(DCM_PixelRepresentation, 0);
}

/// Entries of 8 or 16 bits; nothing but what the page holds.
void put_palette(DcmDataset& d, const Paper& paper, Uint16 bits, Bytes& pixels) {
  std::map<Rgb, Uint8> index;
  for (const Rgb& c : paper.colours()) index.emplace(c, Uint8{0});
  ASSERT_LE(index.size(), 256U);
  Uint8 next = 0;
  for (auto& [colour, number] : index) number = next++;
  for (const Rgb& c : paper.colours()) pixels.push_back(index.at(c));
  const Uint16 descriptor[3] = {static_cast<Uint16>(index.size()), 0, bits};
  const DcmTagKey descriptors[3] = {DCM_RedPaletteColorLookupTableDescriptor,
                                    DCM_GreenPaletteColorLookupTableDescriptor,
                                    DCM_BluePaletteColorLookupTableDescriptor};
  const DcmTagKey tables[3] = {DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData,
                               DCM_BluePaletteColorLookupTableData};
  for (std::size_t k = 0; k < 3; ++k) {
    std::vector<Uint16> entries;
    for (const auto& [colour, number] : index)
      entries.push_back(static_cast<Uint16>(bits == 16 ? 257 * colour.at(k) : colour.at(k)));
    d.putAndInsertUint16Array(descriptors[k], descriptor, 3);
    d.putAndInsertUint16Array(tables[k], entries.data(), entries.size());
  }
}

struct Stored {
  const char* words;
  const char* colours;
  std::function<void(DcmDataset&, const Paper&, Bytes&)> fill;
  int colour_loss;  ///< of 255, that this way of storing may cost
};

void PrintTo(const Stored& stored, std::ostream* out) { *out << stored.words; }

fs::path written(const Stored& stored, const Paper& paper) {
  DcmFileFormat file;
  DcmDataset& d = *file.getDataset();
  const bool palette = std::string_view(stored.colours) == "PALETTE COLOR";
  put_header(d, paper, stored.colours, palette ? 1 : 3);
  if (!palette) d.putAndInsertUint16(DCM_PlanarConfiguration, 0);
  Bytes pixels;
  stored.fill(d, paper, pixels);
  d.putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size());
  const fs::path path =
      fs::temp_directory_path() / (std::string("osteon-dicom-page-") + stored.words + ".dcm");
  EXPECT_TRUE(file.saveFile(path.c_str(), EXS_LittleEndianExplicit).good());
  return path;
}

class DicomPage : public ::testing::TestWithParam<Stored> {};

TEST_P(DicomPage, ItsColoursAndItsScanAreTheSame) {
  const Paper paper = page();
  const fs::path file = written(GetParam(), paper);
  const auto pages = page::pages_of_dicom(file);
  const auto read = read_dxa_pages(file);
  fs::remove(file);
  ASSERT_TRUE(pages) << pages.error().message;
  ASSERT_EQ(pages->size(), 1U);
  const page::ColourImage truth = paper.image(), &seen = pages->front().colours;
  ASSERT_EQ(seen.width, truth.width);
  ASSERT_EQ(seen.rgb.size(), truth.rgb.size());
  int worst = 0;
  for (std::size_t n = 0; n < seen.rgb.size(); ++n)
    worst = std::max(worst, std::abs(int{seen.rgb[n]} - int{truth.rgb[n]}));
  EXPECT_LE(worst, GetParam().colour_loss);

  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 1U);
  const auto wanted = page::scan_pictures(truth, 0);
  ASSERT_EQ(wanted.size(), 1U);
  ASSERT_EQ(read->front().scans.size(), 1U);
  const PrintedScan& scan = read->front().scans[0];
  EXPECT_EQ(scan.box, wanted[0].box);
  EXPECT_FALSE(scan.in_colours);
  const auto marked = [](const PrintedScan& one) {
    return static_cast<double>(std::count(one.drawn.grey.begin(), one.drawn.grey.end(), 255));
  };
  EXPECT_NEAR(marked(scan), marked(wanted[0]), 0.05 * marked(wanted[0]));
}

const Stored kWays[] = {
    {"rgb", "RGB", [](DcmDataset&, const Paper& p, Bytes& b) { b = interleaved(p); }, 0},
    {"rgb-by-planes", "RGB",
     [](DcmDataset& d, const Paper& p, Bytes& b) {
       d.putAndInsertUint16(DCM_PlanarConfiguration, 1);
       b = by_planes(p);
     },
     0},
    {"palette-of-8-bits", "PALETTE COLOR",
     [](DcmDataset& d, const Paper& p, Bytes& b) { put_palette(d, p, 8, b); }, 0},
    {"palette-of-16-bits", "PALETTE COLOR",
     [](DcmDataset& d, const Paper& p, Bytes& b) { put_palette(d, p, 16, b); }, 0},
    {"ybr-full", "YBR_FULL", [](DcmDataset&, const Paper& p, Bytes& b) { b = ybr_full(p); }, 3},
    // Colours of every other pixel are its neighbour's.
    {"ybr-full-422", "YBR_FULL_422", [](DcmDataset&, const Paper& p, Bytes& b) { b = ybr_422(p); }, 255}};
INSTANTIATE_TEST_SUITE_P(Ways, DicomPage, ::testing::ValuesIn(kWays), [](const auto& way) {
  std::string name = way.param.words;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(DicomPages, APaletteThatIsTooShortIsRefused) {
  const Paper paper = page();
  const Stored broken{"palette-broken", "PALETTE COLOR",
                      [](DcmDataset& d, const Paper& p, Bytes& b) {
                        put_palette(d, p, 16, b);
                        const Uint16 few[2] = {0, 65535};
                        d.putAndInsertUint16Array(DCM_GreenPaletteColorLookupTableData, few, 2);
                      },
                      0};
  const fs::path file = written(broken, paper);
  const auto pages = page::pages_of_dicom(file);
  fs::remove(file);
  ASSERT_FALSE(pages);
  EXPECT_EQ(pages.error().code, "pixels.undecodable");
}

}  // namespace
}  // namespace osteon
