#pragma once

#include <osteon/imaging/result.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace osteon {

/// Samples of a densitometer that keeps several for each place, as Hologic's R files do. Which sample was
/// taken through what (air, tissue or bone reference, at which energy) is not published: it is a density only
/// when a scan of a known object has confirmed it.
struct RawDxaSamples {
  int places;  ///< along a scan line
  int lines;
  std::vector<std::uint16_t> samples;  ///< kSamplesOfAPlace for each place, line by line
};
inline constexpr int kSamplesOfAPlace = 6;

/// Reads records of tag, length and value (all little-endian; the length counts its own six bytes): 0x003A
/// width in samples, 0x003B height, 0x00CA the samples. Other records are passed over. As a public reader of
/// such files describes them; none was at hand.
/// Errors: raw-dxa.broken (a record that ends beyond the file or is shorter than its head),
/// raw-dxa.incomplete
///         (width, height or samples missing or given twice), raw-dxa.inconsistent (a width that six does not
///         divide, sizes of nought or beyond 6000 x 6000, another count of samples than width times height).
[[nodiscard]] Result<RawDxaSamples> read_raw_dxa(std::span<const std::uint8_t> bytes);

}  // namespace osteon
