#include <osteon/imaging/raw_dxa.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace osteon {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint16_t kWidth = 0x003A, kHeight = 0x003B, kSamples = 0x00CA;
constexpr std::size_t kHead = 6, kLargestSide = 6000;
const char* const kRemedy = "Export the scan again from the densitometer.";

std::uint32_t little_endian(Bytes bytes) {
  std::uint32_t value = 0;
  for (std::size_t n = bytes.size(); n > 0; --n) value = value << 8 | bytes[n - 1];
  return value;
}

/// The values of the three records; empty = not there.
struct Records {
  std::optional<Bytes> width, height, samples;
  bool repeated = false;
};

std::optional<Records> records_in(Bytes bytes) {
  Records found;
  while (!bytes.empty()) {
    if (bytes.size() < kHead) return std::nullopt;
    const std::uint32_t tag = little_endian(bytes.first(2)), length = little_endian(bytes.subspan(2, 4));
    if (length < kHead || length > bytes.size()) return std::nullopt;
    auto* place = tag == kWidth     ? &found.width
                  : tag == kHeight  ? &found.height
                  : tag == kSamples ? &found.samples
                                    : nullptr;
    if (place != nullptr) {
      found.repeated = found.repeated || place->has_value();
      *place = bytes.subspan(kHead, length - kHead);
    }
    bytes = bytes.subspan(length);
  }
  return found;
}

/// A size of two or four bytes.
std::size_t size_of(Bytes value) { return value.size() == 2 || value.size() == 4 ? little_endian(value) : 0; }

}  // namespace

Result<RawDxaSamples> read_raw_dxa(Bytes bytes) {
  const auto records = records_in(bytes);
  if (!records || bytes.empty())
    return Error{"raw-dxa.broken", "The raw scan's records do not fit into the file.", kRemedy};
  if (!records->width || !records->height || !records->samples || records->repeated)
    return Error{"raw-dxa.incomplete",
                 "The raw scan lacks its width, height or samples, or has one of them twice.", kRemedy};
  const std::size_t width = size_of(*records->width), height = size_of(*records->height);
  if (width == 0 || height == 0 || width % kSamplesOfAPlace != 0 || width > kSamplesOfAPlace * kLargestSide ||
      height > kLargestSide || records->samples->size() != 2 * width * height)
    return Error{"raw-dxa.inconsistent",
                 "Width, height and count of samples of the raw scan contradict each other.", kRemedy};
  RawDxaSamples scan{static_cast<int>(width / kSamplesOfAPlace), static_cast<int>(height), {}};
  scan.samples.reserve(width * height);
  for (std::size_t n = 0; n < records->samples->size(); n += 2)
    scan.samples.push_back(static_cast<std::uint16_t>(little_endian(records->samples->subspan(n, 2))));
  return scan;
}

}  // namespace osteon
