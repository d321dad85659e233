#pragma once

#include "grey_image.hpp"

#include <memory>
#include <string>
#include <vector>

namespace osteon::page {

/// A word with its place on the picture that it was read from.
struct Word {
  std::string text;
  Box box;
  double confidence = 0;  ///< 0...1, the reader's own
};

enum class TextShape { block, line, scattered };

/// Optical character recognition (Tesseract, English). One at a time: not to be shared between threads.
class TextReader {
 public:
  TextReader();
  ~TextReader();
  TextReader(const TextReader&) = delete;
  TextReader& operator=(const TextReader&) = delete;

  /// Whether the recogniser and its language data are installed.
  [[nodiscard]] bool usable() const;
  [[nodiscard]] std::vector<Word> read(const GreyImage& image, TextShape shape);

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace osteon::page
