#pragma once

#include "report_page.hpp"

#include <filesystem>
#include <span>
#include <vector>

namespace osteon::page {

/// The pages of a picture file (PNG, JPEG, TIFF and the like). Errors: pixels.undecodable,
/// dxa.page-too-large.
[[nodiscard]] Result<std::vector<PagePicture>> pages_of_picture(const std::filesystem::path& file);

/// The pages of a PDF, drawn, with their words where it carries text. Errors: dxa.pdf-broken.
[[nodiscard]] Result<std::vector<PagePicture>> pages_of_pdf(std::span<const char> bytes);

/// The frames of a DICOM picture, or the pages of an Encapsulated PDF. Errors: not-dicom, dxa.no-page,
/// pixels.undecodable, and those of a PDF.
[[nodiscard]] Result<std::vector<PagePicture>> pages_of_dicom(const std::filesystem::path& file);

// A page larger than this is no page: 100 megapixels are letter paper at 1000 dots an inch.
constexpr double kLargestPagePixels = 1e8;
[[nodiscard]] Error page_too_large();
[[nodiscard]] Error page_undecodable();

}  // namespace osteon::page
