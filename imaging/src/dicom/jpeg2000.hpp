#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace osteon {

/// One JPEG 2000 codestream as stored pixels, by GDCM (DCMTK has no such codec). Absent when it cannot be
/// decoded.
[[nodiscard]] std::optional<std::vector<std::byte>> decode_jpeg2000(const std::vector<std::byte>& codestream,
                                                                    int rows, int columns, int bits_allocated,
                                                                    int bits_stored, int high_bit,
                                                                    bool is_signed);

}  // namespace osteon
