#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace osteon::dxa {

/// One item of a structured report's tree, as far as words and numbers go. All words are in upper case.
struct ContentItem {
  std::optional<std::size_t> parent;
  std::string kind;          ///< "CONTAINER", "NUM", "CODE", "TEXT", "DATE" ...
  std::string concept_name;  ///< meaning of its concept name
  std::string value;         ///< meaning of a code, text, or the number as it was written
  std::string unit;          ///< of a number: code value, or its meaning where that is empty
};

/// The tree in the order of the file, parents before children; tolerant of missing parts. Stops at 200,000
/// items or 60 levels: no report has those.
[[nodiscard]] std::vector<ContentItem> content_items(DcmItem& root);

}  // namespace osteon::dxa
