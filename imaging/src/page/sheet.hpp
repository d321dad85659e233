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
  std::vector<Word> printed;    ///< as the network reads them
};

[[nodiscard]] Sheet sheet_of(const PagePicture& page, TextReader& reader);

[[nodiscard]] std::string text_inside(const std::vector<Word>& words, const Box& box);

}  // namespace osteon::page
