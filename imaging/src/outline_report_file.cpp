#include "outline_report_file.hpp"

#include "dxa/scan_description.hpp"
#include "page/fuzzy.hpp"

#include <osteon/imaging/digest.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

namespace osteon {
namespace {

std::string beginning_of(const std::filesystem::path& file) {
  constexpr std::streamsize kEnough = 4096;
  std::string text(kEnough, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(text.data(), kEnough);
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool is_page(std::string_view head) {
  return head.starts_with("%PDF") || head.starts_with("\x89PNG") || head.starts_with("\xFF\xD8\xFF");
}

/// Other tables of densities name subjects or phantoms instead.
bool is_table(const FoundFile& file, std::string_view head) {
  if (page::upper_case(file.path.extension().string()) != ".CSV") return false;
  std::string names;  // of columns, between commas
  for (const char c : head.substr(0, head.find_first_of("\r\n")))
    if (c != '"' && c != ' ') names += c == ';' || c == '\t' ? ',' : c;
  names = "," + names + ",";
  const auto has = [&](std::string_view name) { return names.find(name) != std::string::npos; };
  return has(",region,") && has(",bmd,") && (has(",patient_id,") || has(",exam_date,"));
}

bool is_fhir(std::string_view head) {
  const std::size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && head[first] == '{' &&
         head.find("\"resourceType\"") != std::string_view::npos;
}

/// The bytes tell one report from another, as they do for volumes.
std::string digest_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  return "sha256:" + sha256(std::as_bytes(std::span(bytes)));
}

SeriesOutline outline_of(const FoundFile& file, FileFormat format, CarriedNumbers numbers,
                         const char* description) {
  SeriesOutline outline;
  outline.uid = digest_of(file.path);
  outline.source = file.source;
  outline.files = {file.path};
  outline.format = format;
  outline.kind = SeriesKind::dxa_report;
  outline.description = description;
  outline.numbers = numbers;
  return outline;
}

}  // namespace

std::optional<Result<SeriesOutline>> outline_report_file(const FoundFile& file) {
  const std::string head = beginning_of(file.path);
  if (is_page(head)) {
    if (!file.named)
      return Error{"dxa.page-not-named", "A document or picture outside DICOM; it may be a printed report.",
                   "Name the file itself to have its print read."};
    return outline_of(file, FileFormat::document, CarriedNumbers::printed, "printed pages");
  }
  if (is_table(file, head))
    return outline_of(file, FileFormat::table, CarriedNumbers::stored, "table of bone densities");
  if (dxa::is_scan_description(head)) return dxa::outline_scan_description(file);
  if (is_fhir(head)) return outline_of(file, FileFormat::fhir, CarriedNumbers::stored, "FHIR resource");
  return std::nullopt;
}

}  // namespace osteon
