#pragma once

#include "colour_image.hpp"
#include "text_reader.hpp"

#include <osteon/imaging/reported_dxa.hpp>

namespace osteon::page {

class PrintNetwork;

/// A page as a picture, and its words where it carries text (places in pixels of the picture).
struct PagePicture {
  GreyImage picture;
  std::vector<Word> text;
  int number = 0;
  ColourImage colours = {};
};

/// The numbers of one page. Rows that nothing confirms are in `unread`. Never throws for what it sees.
/// Errors: dxa.no-table (nothing here looks like a densitometer's table), dxa.no-recogniser.
[[nodiscard]] Result<ReportedDxa> read_page(const PagePicture& page, TextReader& reader,
                                            PrintNetwork& network);

}  // namespace osteon::page
