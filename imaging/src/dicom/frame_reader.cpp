#include "frame_reader.hpp"

#include "attributes.hpp"
#include "jpeg2000.hpp"
#include "jpegls.hpp"
#include "toolkits.hpp"

#include <dcmtk/dcmdata/dcfcache.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <optional>

namespace osteon {
namespace {

Error undecodable() {
  return {"pixels.undecodable", "The pixels are damaged and cannot be decoded.",
          "Send or copy the file again."};
}

struct FragmentRange {
  unsigned long first, last;
};

/// The fragments of a frame (PS3.5 A.4): one each, all of a single frame, or as the Basic Offset Table says.
std::optional<FragmentRange> fragments_of(DcmPixelSequence& sequence, int frame, int frames) {
  const unsigned long fragments = sequence.card() - 1;  // the first item is the offset table
  const auto wanted = static_cast<unsigned long>(frame), count = static_cast<unsigned long>(frames);
  if (sequence.card() < 2) return std::nullopt;
  if (count == 1) return FragmentRange{1, fragments};
  if (fragments == count) return FragmentRange{wanted + 1, wanted + 1};
  DcmPixelItem* table = nullptr;
  Uint8* bytes = nullptr;
  if (sequence.getItem(table, 0).bad() || table->getUint8Array(bytes).bad() || bytes == nullptr ||
      table->getLength() != 4 * count)
    return std::nullopt;
  const auto offset = [&](unsigned long n) {
    std::uint32_t value = 0;
    for (unsigned b = 0; b < 4; ++b) value |= static_cast<std::uint32_t>(bytes[4 * n + b]) << 8 * b;
    return value;
  };
  std::uint32_t place = 0;
  FragmentRange range{0, fragments};
  for (unsigned long n = 1; n <= fragments; ++n) {
    if (place == offset(wanted)) range.first = n;
    if (wanted + 1 < count && place == offset(wanted + 1)) range.last = n - 1;
    DcmPixelItem* item = nullptr;
    if (sequence.getItem(item, n).bad()) return std::nullopt;
    place += item->getLength() + 8;
  }
  return range.first > 0 && range.first <= range.last ? std::optional(range) : std::nullopt;
}

/// The bytes of one frame of an encapsulated image: one fragment a frame, or all fragments of a single frame.
std::optional<std::vector<std::byte>> encapsulated_frame(DcmPixelData& pixels, E_TransferSyntax syntax,
                                                         int frame, int frames) {
  DcmPixelSequence* sequence = nullptr;
  const DcmRepresentationParameter* parameter = nullptr;
  E_TransferSyntax original = syntax;
  pixels.getOriginalRepresentationKey(original, parameter);
  if (pixels.getEncapsulatedRepresentation(original, parameter, sequence).bad() || sequence == nullptr)
    return std::nullopt;
  const auto range = fragments_of(*sequence, frame, frames);
  if (!range) return std::nullopt;
  std::vector<std::byte> bytes;
  for (unsigned long n = range->first; n <= range->last; ++n) {
    DcmPixelItem* item = nullptr;
    Uint8* data = nullptr;
    if (sequence->getItem(item, n).bad() || item->getUint8Array(data).bad() || data == nullptr)
      return std::nullopt;
    const auto* begin = reinterpret_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), begin, begin + item->getLength());
  }
  return bytes;
}

struct PixelLayout {
  int rows, columns, bits_allocated, bits_stored, high_bit, frames;
  bool is_signed;
  [[nodiscard]] std::size_t frame_bytes() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) *
           static_cast<std::size_t>(bits_allocated / 8);
  }
};

std::optional<PixelLayout> layout_of(DcmDataset& dataset) {
  using dicom::integer_of;
  const int stored = integer_of(dataset, DCM_BitsStored);
  const PixelLayout layout{integer_of(dataset, DCM_Rows),
                           integer_of(dataset, DCM_Columns),
                           integer_of(dataset, DCM_BitsAllocated),
                           stored,
                           integer_of(dataset, DCM_HighBit, stored - 1),
                           std::max(1, integer_of(dataset, DCM_NumberOfFrames, 1)),
                           integer_of(dataset, DCM_PixelRepresentation) == 1};
  const bool sane = layout.rows > 0 && layout.columns > 0 && layout.rows <= 65535 &&
                    layout.columns <= 65535 && (layout.bits_allocated == 8 || layout.bits_allocated == 16) &&
                    stored >= 1 && stored <= layout.bits_allocated && layout.high_bit + 1 >= stored &&
                    layout.high_bit < layout.bits_allocated;
  return sane ? std::optional(layout) : std::nullopt;
}

/// Overlays may use the bits beside the stored ones (PS3.5 8.1.1), so these are cut off before the sign is
/// extended.
StoredFrame unpacked(const std::vector<std::byte>& bytes, const PixelLayout& layout) {
  StoredFrame frame{layout.rows, layout.columns, {}};
  frame.values.resize(static_cast<std::size_t>(layout.rows) * static_cast<std::size_t>(layout.columns));
  const int shift = layout.high_bit + 1 - layout.bits_stored;
  const std::uint32_t mask = (1U << layout.bits_stored) - 1;
  const std::uint32_t sign = layout.is_signed ? 1U << (layout.bits_stored - 1) : 0;
  for (std::size_t n = 0; n < frame.values.size(); ++n) {
    std::uint32_t raw = 0;
    if (layout.bits_allocated == 8) {
      raw = std::to_integer<std::uint32_t>(bytes[n]);
    } else {
      std::uint16_t word = 0;
      std::memcpy(&word, bytes.data() + 2 * n, 2);
      raw = word;
    }
    const std::uint32_t value = raw >> shift & mask;
    frame.values[n] = static_cast<std::int32_t>(value ^ sign) - static_cast<std::int32_t>(sign);
  }
  return frame;
}

}  // namespace

struct FrameReader::Open {
  std::filesystem::path file;
  DcmFileFormat format;
  DcmFileCache cache;
  std::optional<PixelLayout> layout;
  DcmPixelData* pixels = nullptr;
  E_TransferSyntax syntax = EXS_Unknown;

  explicit Open(const std::filesystem::path& path) : file(path) {
    if (format.loadFile(path.c_str()).bad()) return;
    DcmDataset& dataset = *format.getDataset();
    syntax = dataset.getOriginalXfer();
    layout = layout_of(dataset);
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).good())
      pixels = dynamic_cast<DcmPixelData*>(element);
  }
};

FrameReader::FrameReader() { prepare_toolkits(); }
FrameReader::~FrameReader() = default;
FrameReader::FrameReader(FrameReader&&) noexcept = default;
FrameReader& FrameReader::operator=(FrameReader&&) noexcept = default;

Result<StoredFrame> FrameReader::read(const std::filesystem::path& file, int frame) {
  if (!open_ || open_->file != file) open_ = std::make_unique<Open>(file);
  if (!open_->layout || open_->pixels == nullptr || frame < 0 || frame >= open_->layout->frames)
    return undecodable();
  const PixelLayout& layout = *open_->layout;
  std::vector<std::byte> bytes;
  const bool jpeg2000 = open_->syntax == EXS_JPEG2000LosslessOnly || open_->syntax == EXS_JPEG2000;
  const bool jpegls = open_->syntax == EXS_JPEGLSLossless || open_->syntax == EXS_JPEGLSLossy;
  if (jpeg2000 || jpegls) {
    const auto codestream = encapsulated_frame(*open_->pixels, open_->syntax, frame, layout.frames);
    if (!codestream) return undecodable();
    auto decoded = jpegls ? decode_jpegls(*codestream, layout.rows, layout.columns, layout.bits_allocated)
                          : decode_jpeg2000(*codestream, layout.rows, layout.columns, layout.bits_allocated,
                                            layout.bits_stored, layout.high_bit, layout.is_signed);
    if (!decoded || decoded->size() < layout.frame_bytes()) return undecodable();
    bytes = std::move(*decoded);
  } else {
    Uint32 size = 0, fragment = 0;
    OFString colour;
    DcmDataset* dataset = open_->format.getDataset();
    if (open_->pixels->getUncompressedFrameSize(dataset, size).bad() || size < layout.frame_bytes() ||
        size > layout.frame_bytes() * 4 + 2)
      return undecodable();
    bytes.resize(size + size % 2);
    if (open_->pixels
            ->getUncompressedFrame(dataset, static_cast<Uint32>(frame), fragment, bytes.data(),
                                   static_cast<Uint32>(bytes.size()), colour, &open_->cache)
            .bad())
      return undecodable();
  }
  return unpacked(bytes, layout);
}

}  // namespace osteon
