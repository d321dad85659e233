#include "jpegls.hpp"

#include <charls/charls.h>
#include <cstdint>
#include <exception>

namespace osteon {

std::optional<std::vector<std::byte>> decode_jpegls(const std::vector<std::byte>& codestream, int rows,
                                                    int columns, int bits_allocated) {
  try {
    const charls::jpegls_decoder decoder(codestream.data(), codestream.size());
    const charls::frame_info info = decoder.frame_info();
    if (info.width != static_cast<std::uint32_t>(columns) ||
        info.height != static_cast<std::uint32_t>(rows) || info.component_count != 1 ||
        info.bits_per_sample > bits_allocated)
      return std::nullopt;
    std::vector<std::byte> samples(decoder.destination_size());
    decoder.decode(samples.data(), samples.size());
    if (bits_allocated == 8 || info.bits_per_sample > 8) return samples;
    std::vector<std::byte> words(2 * samples.size());  // few bits in the stream, 16 in the image
    for (std::size_t n = 0; n < samples.size(); ++n) words[2 * n] = samples[n];
    return words;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace osteon
