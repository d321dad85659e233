#pragma once

#include <osteon/imaging/result.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace osteon {

/// Stored values of one frame: sign extended, overlay bits removed.
struct StoredFrame {
  int rows, columns;
  std::vector<std::int32_t> values;
};

/// Reads frames of one DICOM file after the other; keeps the last file open, so the frames of a multi-frame
/// file cost one parse. Not for two threads at once.
class FrameReader {
 public:
  FrameReader();
  ~FrameReader();
  FrameReader(FrameReader&&) noexcept;
  FrameReader& operator=(FrameReader&&) noexcept;
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;

  /// Errors: pixels.undecodable, pixels.transfer-syntax.
  [[nodiscard]] Result<StoredFrame> read(const std::filesystem::path& file, int frame);

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

}  // namespace osteon
