#include "../dicom/toolkits.hpp"
#include "page_files.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmimage/diregist.h>
#include <dcmtk/dcmimgle/dcmimage.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace osteon::page {
namespace {

GreyImage grey_of(const std::vector<Uint8>& bytes, int width, int height, bool colour) {
  GreyImage picture{width, height, {}};
  const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  picture.pixels.reserve(count);
  for (std::size_t n = 0; n < count; ++n) {
    if (!colour) {
      picture.pixels.push_back(bytes[n]);
      continue;
    }
    const Uint8* p = bytes.data() + 3 * n;  // red, green, blue; weights of ITU-R BT.601
    picture.pixels.push_back(static_cast<std::uint8_t>((299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000));
  }
  return picture;
}

ColourImage colours_of(const std::vector<Uint8>& bytes, int width, int height, bool colour) {
  return colour_image(width, height, [&](int x, int y) {
    const std::size_t n =
        static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    if (!colour) return std::array<std::uint8_t, 3>{bytes[n], bytes[n], bytes[n]};
    return std::array<std::uint8_t, 3>{bytes[3 * n], bytes[3 * n + 1], bytes[3 * n + 2]};
  });
}

/// Whether the tables of a palette hold as many entries as they say: decoders take the last one for what is
/// missing. Entries of 8 bits may be stored two to a word. Anything that is no such palette is whole.
bool palette_is_whole(DcmDataset& dataset) {
  const std::pair<DcmTagKey, DcmTagKey> tables[] = {
      {DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData},
      {DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData},
      {DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData}};
  return std::all_of(std::begin(tables), std::end(tables), [&](const auto& table) {
    Uint16 entries = 0, bits = 16;
    const Uint16* words = nullptr;
    unsigned long count = 0;
    if (dataset.findAndGetUint16(table.first, entries, 0).bad() ||
        dataset.findAndGetUint16Array(table.second, words, &count).bad())
      return true;  // no palette, or a segmented one
    dataset.findAndGetUint16(table.first, bits, 2);
    const unsigned long wanted = entries == 0 ? 65536 : entries;
    return count >= (bits > 8 ? wanted : (wanted + 1) / 2);
  });
}

Result<std::vector<PagePicture>> frames_of(DcmDataset& dataset) {
  Uint16 rows = 0, columns = 0;
  dataset.findAndGetUint16(DCM_Rows, rows);
  dataset.findAndGetUint16(DCM_Columns, columns);
  if (static_cast<double>(rows) * columns > kLargestPagePixels) return page_too_large();
  if (!palette_is_whole(dataset)) return page_undecodable();
  constexpr unsigned long kMostFrames = 200;
  DicomImage image(&dataset, dataset.getOriginalXfer(), CIF_MayDetachPixelData);
  if (image.getStatus() != EIS_Normal || image.getWidth() == 0 || image.getHeight() == 0)
    return page_undecodable();
  if (image.isMonochrome()) image.setMinMaxWindow();
  std::vector<PagePicture> pages;
  for (unsigned long n = 0; n < std::min(image.getFrameCount(), kMostFrames); ++n) {
    const unsigned long size = image.getOutputDataSize(8);
    std::vector<Uint8> bytes(size);
    const bool colour = !image.isMonochrome();
    const std::size_t wanted =
        static_cast<std::size_t>(image.getWidth()) * image.getHeight() * (colour ? 3 : 1);
    if (size < wanted || image.getOutputData(bytes.data(), size, 8, n) == 0) return page_undecodable();
    const int width = static_cast<int>(image.getWidth()), height = static_cast<int>(image.getHeight());
    pages.push_back({grey_of(bytes, width, height, colour),
                     {},
                     static_cast<int>(n),
                     colours_of(bytes, width, height, colour)});
  }
  return pages;
}

}  // namespace

Result<std::vector<PagePicture>> pages_of_dicom(const std::filesystem::path& file) {
  prepare_toolkits();
  DcmFileFormat format;
  if (format.loadFile(file.c_str()).bad())
    return Error{"not-dicom", "The file is no DICOM file.", "Nothing to do if it is none."};
  DcmDataset& dataset = *format.getDataset();
  const Uint8* document = nullptr;
  unsigned long size = 0;
  if (dataset.findAndGetUint8Array(DCM_EncapsulatedDocument, document, &size).good() && document != nullptr)
    return pages_of_pdf({reinterpret_cast<const char*>(document), size});
  if (!dataset.tagExists(DCM_PixelData))
    return Error{"dxa.no-page", "The object holds neither a picture nor a PDF.", "Send the report page."};
  return frames_of(dataset);
}

}  // namespace osteon::page
