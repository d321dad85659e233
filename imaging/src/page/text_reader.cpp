#include "text_reader.hpp"

#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

// OpenMP's own function, declared here because its header is not with every compiler.
extern "C" void omp_set_max_active_levels(int levels);

namespace osteon::page {

struct TextReader::Engine {
  tesseract::TessBaseAPI api;
  bool usable = false;
};

TextReader::TextReader() : engine_(std::make_unique<Engine>()) {
  // A page is no prose: what the dictionary would make of "L1" or "11.84" is not wanted.
  const std::vector<std::string> names = {"load_system_dawg", "load_freq_dawg", "debug_file"};
  const std::vector<std::string> values = {"0", "0", "/dev/null"};
  engine_->usable =
      engine_->api.Init(nullptr, "eng", tesseract::OEM_LSTM_ONLY, nullptr, 0, &names, &values, false) == 0;
}

TextReader::~TextReader() = default;

bool TextReader::usable() const { return engine_->usable; }

std::vector<Word> TextReader::read(const GreyImage& image, TextShape shape) {
  std::vector<Word> words;
  if (!engine_->usable || image.width < 3 || image.height < 3) return words;
  // The recogniser would share lines of a few words among four threads, which wait far longer than they work.
  omp_set_max_active_levels(0);
  tesseract::TessBaseAPI& api = engine_->api;
  api.SetPageSegMode(shape == TextShape::line    ? tesseract::PSM_SINGLE_LINE
                     : shape == TextShape::block ? tesseract::PSM_SINGLE_BLOCK
                                                 : tesseract::PSM_SPARSE_TEXT);
  api.SetImage(image.pixels.data(), image.width, image.height, 1, image.width);
  api.SetSourceResolution(300);  // of the enlarged page; it only steers the recogniser's idea of text sizes
  if (api.Recognize(nullptr) != 0) return words;
  const std::unique_ptr<tesseract::ResultIterator> at(api.GetIterator());
  if (at == nullptr || at->Empty(tesseract::RIL_WORD)) return words;
  do {
    const std::unique_ptr<const char[]> text(at->GetUTF8Text(tesseract::RIL_WORD));
    Box box;
    if (text == nullptr || *text.get() == '\0') continue;
    at->BoundingBox(tesseract::RIL_WORD, &box.left, &box.top, &box.right, &box.bottom);
    words.push_back({text.get(), box, at->Confidence(tesseract::RIL_WORD) / 100.0});
  } while (at->Next(tesseract::RIL_WORD));
  return words;
}

}  // namespace osteon::page
