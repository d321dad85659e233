#pragma once

#include "page_files.hpp"
#include "table_layout.hpp"

#include <string>
#include <vector>

namespace osteon::page {

/// Everything that the steps of one page share.
struct Sheet {
  const PagePicture& page;
  GreyImage enlarged;
  double factor;
  PageInk ink;
  std::vector<Word> words;      ///< of the enlarged page, lines in reading order
  std::vector<Word> scattered;  ///< again, without any idea of lines
};

[[nodiscard]] Sheet sheet_of(const PagePicture& page, TextReader& reader);

/// Print whose last figures every reader alike may misread.
[[nodiscard]] bool is_small_print(const Sheet& sheet);

[[nodiscard]] std::string text_inside(const std::vector<Word>& words, const Box& box);

}  // namespace osteon::page
