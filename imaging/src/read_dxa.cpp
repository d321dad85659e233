#include "dicom/toolkits.hpp"
#include "dxa/dxa_files.hpp"
#include "dxa/object_header.hpp"
#include "page/fuzzy.hpp"
#include "page/page_files.hpp"
#include "page/print_network.hpp"
#include "page/scan_pictures.hpp"

#include <osteon/imaging/read_dxa.hpp>

#include <array>
#include <fstream>
#include <iterator>
#include <string_view>
#include <type_traits>

namespace osteon {
namespace {

Result<std::vector<page::PagePicture>> pages_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 8> start{};
  stream.read(start.data(), start.size());
  if (stream.gcount() < 4)
    return Error{"file.unreadable", "The file cannot be read.", "Copy it again from its source."};
  const std::string_view head(start.data(), static_cast<std::size_t>(stream.gcount()));
  if (head.starts_with("%PDF")) {
    stream.clear();
    stream.seekg(0);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    return page::pages_of_pdf(bytes);
  }
  if (head.starts_with("\x89PNG") || head.starts_with("\xFF\xD8\xFF")) return page::pages_of_picture(file);
  return page::pages_of_dicom(file);
}

/// The numbers that an object carries as data; nothing where it is none of those that do.
std::optional<Result<ReportedDxa>> numbers_of_object(const std::filesystem::path& file) {
  prepare_toolkits();
  DcmFileFormat format;
  if (format.loadFile(file.c_str()).bad()) return std::nullopt;
  DcmDataset& dataset = *format.getDataset();
  OFString kind;
  dataset.findAndGetOFString(DCM_SOPClassUID, kind);
  if (std::string_view(kind.c_str()).starts_with("1.2.840.10008.5.1.4.1.1.88."))
    return dxa::read_structured_report(dataset);
  if (!dxa::has_private_text(dataset)) return std::nullopt;
  auto report = dxa::read_private_text(dataset);
  if (!report) return std::nullopt;  // its page may still tell
  return report;
}

/// The reports of a table or of FHIR resources, by the file's name or its first letter.
std::optional<Result<std::vector<ReportedDxa>>> reports_of_text(const std::filesystem::path& file) {
  if (page::upper_case(file.extension().string()) == ".CSV") {
    const auto table = load_csv(file);
    if (!table) return table.error();
    return dxa::reports_of_table(*table);
  }
  constexpr std::uintmax_t kLargestBytes = 64U << 20;
  std::error_code error;
  std::ifstream stream(file, std::ios::binary);
  if ((stream >> std::ws).peek() != '{' || std::filesystem::file_size(file, error) > kLargestBytes)
    return std::nullopt;
  return dxa::reports_of_fhir(std::string((std::istreambuf_iterator<char>(stream)), {}));
}

/// What the print does not tell, as the object's header has it; nothing for a file that is no DICOM object.
std::optional<ReportedDxa> header_of(const std::filesystem::path& file) {
  DcmFileFormat format;
  if (format.loadFileUntilTag(file.c_str(), EXS_Unknown, EGL_noChange, 4096, ERM_autoDetect, DCM_PixelData)
          .bad())
    return std::nullopt;
  return dxa::header_of(*format.getDataset());
}

void complete(ReportedDxa& report, const ReportedDxa& header) {
  const auto take = [](auto& own, const auto& other) {
    if (own == std::decay_t<decltype(own)>()) own = other;
  };
  take(report.patient.id, header.patient.id);
  take(report.patient.sex, header.patient.sex);
  take(report.patient.age_years, header.patient.age_years);
  take(report.patient.height_cm, header.patient.height_cm);
  take(report.patient.weight_kg, header.patient.weight_kg);
  take(report.ethnicity, header.ethnicity);
  take(report.exam_date, header.exam_date);
  if (!report.vendor.empty()) return;  // a page names maker and device together
  report.vendor = header.vendor;
  report.device = header.device;
  report.software = header.software;
}

/// A row with a little of what stands around it.
PageCut cut_of(const page::GreyImage& page, const PageBox& box) {
  if (box.width <= 0 || box.height <= 0) return {};
  const int above = box.height, beside = 4 * box.height;
  const page::GreyImage cut = page::cropped(
      page,
      {box.left - beside, box.top - above, box.left + box.width + beside, box.top + box.height + above});
  return {cut.width, cut.height, cut.pixels};
}

std::vector<DxaPage> as_pages(std::vector<ReportedDxa> reports) {
  std::vector<DxaPage> pages;
  for (ReportedDxa& report : reports)
    pages.push_back({static_cast<int>(pages.size()), std::move(report), std::nullopt});
  return pages;
}

}  // namespace

Result<std::vector<DxaPage>> read_dxa_pages(const std::filesystem::path& file) {
  if (auto reports = reports_of_text(file)) {
    if (!*reports) return reports->error();
    return as_pages(std::move(**reports));
  }
  if (auto stored = numbers_of_object(file)) {
    if (!*stored) return stored->error();
    return as_pages({std::move(**stored)});
  }
  const auto pages = pages_of(file);
  if (!pages) return pages.error();
  const auto header = header_of(file);
  page::TextReader reader;
  page::PrintNetwork network;
  std::vector<DxaPage> read;
  for (const page::PagePicture& picture : *pages) {
    const auto report = page::read_page(picture, reader, network);
    DxaPage page{picture.number, {}, {}, page::scan_pictures(picture.colours, picture.number)};
    if (report) {
      page.report = *report;
      if (header) complete(*page.report, *header);
      for (UnreadRow& row : page.report->unread) row.picture = cut_of(picture.picture, row.box);
    } else {
      page.refusal = report.error();
    }
    read.push_back(std::move(page));
  }
  return read;
}

}  // namespace osteon
