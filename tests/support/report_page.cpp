#include "report_page.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <array>
#include <fstream>
#include <iterator>
#include <leptonica/allheaders.h>
#include <stdexcept>

namespace osteon::test {
namespace {

constexpr int kWidth = 1224, kHeight = 1584, kLeft = 80, kFirstColumn = 380, kColumnWidth = 150, kLine = 44;

void write_text(Pix* page, L_BMF* font, const std::string& text, int x, int y) {
  l_int32 width = 0;
  if (!text.empty()) pixSetTextline(page, font, text.c_str(), 0, x, y, &width, nullptr);
}

Pix* drawn(const PrintedPage& page) {
  Pix* picture = pixCreate(kWidth, kHeight, 8);
  pixSetAll(picture);
  L_BMF* font = bmfCreate(nullptr, 8);
  int y = 100;
  for (const std::string& line : page.title) write_text(picture, font, line, kLeft, y += kLine);
  y += kLine;
  const auto row = [&](const std::vector<std::string>& texts) {
    y += kLine;
    for (std::size_t c = 0; c < texts.size(); ++c) {
      const int right = kFirstColumn + static_cast<int>(c) * kColumnWidth;
      l_int32 width = 0;
      if (c > 0) bmfGetStringWidth(font, texts[c].c_str(), &width);
      write_text(picture, font, texts[c], c == 0 ? kLeft : right - width, y);
    }
  };
  row(page.header);
  for (const auto& texts : page.rows) row(texts);
  bmfDestroy(&font);
  return picture;
}

void put_pixels(DcmDataset& d, Pix* picture, int samples, bool inverted_palette) {
  d.putAndInsertUint16(DCM_SamplesPerPixel, static_cast<Uint16>(samples));
  if (samples == 3) d.putAndInsertUint16(DCM_PlanarConfiguration, 0);
  d.putAndInsertUint16(DCM_Rows, kHeight);
  d.putAndInsertUint16(DCM_Columns, kWidth);
  d.putAndInsertUint16(DCM_BitsAllocated, 8);
  d.putAndInsertUint16(DCM_BitsStored, 8);
  d.putAndInsertUint16(DCM_HighBit, 7);
  d.putAndInsertUint16(DCM_PixelRepresentation, 0);
  std::vector<Uint8> pixels;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      l_uint32 v = 0;
      pixGetPixel(picture, x, y, &v);
      for (int s = 0; s < samples; ++s) pixels.push_back(static_cast<Uint8>(inverted_palette ? 255 - v : v));
    }
  d.putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size());
}

/// Index 0 is white: whoever ignores the palette sees the page turned round.
void put_palette(DcmDataset& d) {
  std::vector<Uint16> table;
  for (int n = 0; n < 256; ++n) table.push_back(static_cast<Uint16>((255 - n) * 257));
  const std::array<Uint16, 3> descriptor = {256, 0, 16};
  for (const auto& tag :
       {DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
        DCM_BluePaletteColorLookupTableDescriptor})
    d.putAndInsertUint16Array(tag, descriptor.data(), 3);
  for (const auto& tag : {DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData,
                          DCM_BluePaletteColorLookupTableData})
    d.putAndInsertUint16Array(tag, table.data(), 256);
}

void write_dicom(Pix* picture, PageForm form, const std::filesystem::path& file,
                 const std::filesystem::path& folder) {
  DcmFileFormat format;
  DcmDataset& d = *format.getDataset();
  std::array<char, 100> uid{};
  d.putAndInsertString(DCM_SOPClassUID, form == PageForm::dicom_pdf ? UID_EncapsulatedPDFStorage
                                                                    : UID_SecondaryCaptureImageStorage);
  d.putAndInsertString(DCM_SOPInstanceUID, dcmGenerateUniqueIdentifier(uid.data()));
  d.putAndInsertString(DCM_Modality, "OT");
  if (form == PageForm::dicom_pdf) {
    const auto pdf = folder / "inside.pdf";
    pixConvertToPdf(picture, L_FLATE_ENCODE, 0, pdf.c_str(), 0, 0, 144, "page", nullptr,
                    L_FIRST_IMAGE | L_LAST_IMAGE);
    std::ifstream stream(pdf, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    if (bytes.size() % 2 != 0) bytes += '\n';
    d.putAndInsertUint8Array(DCM_EncapsulatedDocument, reinterpret_cast<const Uint8*>(bytes.data()),
                             bytes.size());
  } else {
    const bool palette = form == PageForm::dicom_palette, colour = form == PageForm::dicom_rgb;
    d.putAndInsertString(DCM_PhotometricInterpretation, palette  ? "PALETTE COLOR"
                                                        : colour ? "RGB"
                                                                 : "MONOCHROME2");
    if (palette) put_palette(d);
    put_pixels(d, picture, colour ? 3 : 1, palette);
  }
  if (format.saveFile(file.c_str(), EXS_LittleEndianExplicit).bad())
    throw std::runtime_error("cannot write a page");
}

}  // namespace

std::filesystem::path print_page(const PrintedPage& page, PageForm form,
                                 const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  Pix* picture = drawn(page);
  std::filesystem::path file = folder / "page";
  if (form == PageForm::png) {
    pixWrite((file = folder / "page.png").c_str(), picture, IFF_PNG);
  } else if (form == PageForm::jpeg) {
    pixWriteJpeg((file = folder / "page.jpg").c_str(), picture, 60, 0);
  } else if (form == PageForm::pdf) {
    file = folder / "page.pdf";
    pixConvertToPdf(picture, L_FLATE_ENCODE, 0, file.c_str(), 0, 0, 144, "page", nullptr,
                    L_FIRST_IMAGE | L_LAST_IMAGE);
  } else {
    write_dicom(picture, form, file = folder / "page.dcm", folder);
  }
  pixDestroy(&picture);
  return file;
}

std::filesystem::path print_small_page(const PrintedPage& page, float share,
                                       const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  Pix* picture = drawn(page);
  Pix* small = pixScale(picture, share, share);
  std::filesystem::path file = folder / "page.png";
  pixWrite(file.c_str(), small, IFF_PNG);
  pixDestroy(&picture);
  pixDestroy(&small);
  return file;
}

}  // namespace osteon::test
