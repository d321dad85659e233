#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace osteon::test {

/// A page to print: a title, then a table; the first column are labels, an empty text prints nothing.
struct PrintedPage {
  std::vector<std::string> title;  ///< lines above the table
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

enum class PageForm { png, jpeg, pdf, dicom_monochrome, dicom_rgb, dicom_palette, dicom_pdf };

/// Prints the page on letter paper (1224 x 1584 pixels) and stores it; returns the file.
std::filesystem::path print_page(const PrintedPage& page, PageForm form, const std::filesystem::path& folder);

/// The same as a PNG, shrunk to this share of its size.
std::filesystem::path print_small_page(const PrintedPage& page, float share,
                                       const std::filesystem::path& folder);

}  // namespace osteon::test
