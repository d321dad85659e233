#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace osteon {

/// One JPEG-LS codestream as stored pixels. Absent when it cannot be decoded or has another shape.
///
/// By CharLS itself: DCMTK and GDCM each bring a CharLS whose C functions bear the same names, so within one
/// process one of the two calls the other's and fails; this interface of CharLS 2 is in only one of them.
[[nodiscard]] std::optional<std::vector<std::byte>> decode_jpegls(const std::vector<std::byte>& codestream,
                                                                  int rows, int columns, int bits_allocated);

}  // namespace osteon
