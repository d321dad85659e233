// How many rows of printed report pages are read, and is any number wrong? Prints the tables of
// docs/dxa-pages.md. Use: dxa_page_accuracy DATA [variant...] [page=PART OF ITS NAME] [unread]
// `unread` prints why rows were not taken.

#include <osteon/imaging/csv_table.hpp>
#include <osteon/imaging/read_dxa.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/core.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <leptonica/allheaders.h>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
using namespace osteon;

namespace {

struct TrueRow {
  std::string page, region;
  std::optional<Side> side;
  bool mean = false;
  std::array<std::optional<double>, 7> numbers;  ///< BMD, BMC, area, YA %, T, AM %, Z
};

TrueRow row_of(const std::vector<std::string>& fields) {
  TrueRow row{fields[0], "", {}, false, {}};
  const std::string site = fields[8];
  std::istringstream words(fields[9]);
  std::vector<std::string> parts;
  for (std::string word; words >> word;) parts.push_back(word);
  if (site == "AP Spine") {
    row.region = fields[9];
  } else if (site == "Right Forearm") {
    const std::map<std::string, std::string> known = {{"Radius", "radius"}, {"Ulna", "ulna"},
                                                      {"Both", "both"},     {"UD", "ultradistal"},
                                                      {"33%", "33"},        {"Total", "total"}};
    row.region = known.at(parts[0]) + "-" + known.at(parts[1]);
    row.side = Side::right;
  } else {
    const std::map<std::string, std::string> known = {{"Neck", "neck"},
                                                      {"Wards", "wards"},
                                                      {"Troch", "trochanter"},
                                                      {"Shaft", "shaft"},
                                                      {"Total", "total"}};
    row.region = known.at(parts[0]);
    row.mean = parts[1] == "Mean";
    if (!row.mean) row.side = parts[1] == "Left" ? Side::left : Side::right;
  }
  constexpr std::array kColumns = {10, 11, 12, 13, 14, 15, 16};
  for (std::size_t n = 0; n < kColumns.size(); ++n)
    if (const std::string& text = fields[kColumns[n]]; !text.empty()) row.numbers[n] = std::stod(text);
  return row;
}

std::vector<TrueRow> truth(const fs::path& file) {
  const CsvTable table = load_csv(file).value();
  std::vector<TrueRow> rows;
  for (const auto& fields : table.rows)
    if (fields.size() > 16 && fields[0].find(".pdf#") != std::string::npos) rows.push_back(row_of(fields));
  return rows;
}

struct Count {
  int rows = 0, read = 0, wrong_rows = 0, scores = 0, scores_read = 0, wrong_scores = 0, foreign = 0,
      unread = 0;
  void add(const Count& c) {
    rows += c.rows;
    read += c.read;
    wrong_rows += c.wrong_rows;
    scores += c.scores;
    scores_read += c.scores_read;
    wrong_scores += c.wrong_scores;
    foreign += c.foreign;
    unread += c.unread;
  }
};

bool differs(const std::optional<ReportedNumber>& read, const std::optional<double>& truth) {
  return read && (!truth || std::abs(read->value - *truth) > 1e-9);
}

Count compare(const std::vector<TrueRow>& rows, const DxaPage* page, const std::string& name) {
  Count count;
  count.rows = static_cast<int>(rows.size());
  for (const TrueRow& t : rows) count.scores += t.numbers[4].has_value() + t.numbers[6].has_value();
  if (page == nullptr || !page->report) return count;
  count.unread = static_cast<int>(page->report->unread.size());
  for (const ReportedRow& r : page->report->rows) {
    const TrueRow* match = nullptr;
    for (const TrueRow& t : rows)
      if (t.region == r.region && t.side == r.side && t.mean == r.mean_of_sides) match = &t;
    if (match == nullptr) {
      ++count.foreign;
      fmt::print("  not in the table: {} {} {}\n", name, r.region, r.bmd.value);
      continue;
    }
    const bool wrong = differs(r.bmd, match->numbers[0]) || differs(r.bmc, match->numbers[1]) ||
                       differs(r.area, match->numbers[2]);
    ++(wrong ? count.wrong_rows : count.read);
    if (wrong)
      fmt::print("  WRONG: {} {} {} {} {}\n", name, r.region, r.bmd.value, r.bmc ? r.bmc->value : 0,
                 r.area ? r.area->value : 0);
    const std::array scores = {std::pair(&r.t_score, 4), std::pair(&r.z_score, 6)};
    for (const auto& [score, column] : scores) {
      if (!*score) continue;
      const bool bad = differs(*score, match->numbers[static_cast<std::size_t>(column)]);
      ++(bad ? count.wrong_scores : count.scores_read);
      if (bad) fmt::print("  WRONG score: {} {} {}\n", name, r.region, (*score)->value);
    }
  }
  return count;
}

void write_palette_dicom(Pix* picture, const fs::path& file) {
  Pix* indexed = pixOctreeColorQuant(picture, 200, 0);
  PIXCMAP* map = pixGetColormap(indexed);
  DcmFileFormat format;
  DcmDataset& d = *format.getDataset();
  std::array<char, 100> uid{};
  d.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
  d.putAndInsertString(DCM_SOPInstanceUID, dcmGenerateUniqueIdentifier(uid.data()));
  d.putAndInsertString(DCM_Modality, "OT");
  d.putAndInsertString(DCM_PhotometricInterpretation, "PALETTE COLOR");
  const int width = pixGetWidth(indexed), height = pixGetHeight(indexed);
  d.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  d.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(height));
  d.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(width));
  d.putAndInsertUint16(DCM_BitsAllocated, 8);
  d.putAndInsertUint16(DCM_BitsStored, 8);
  d.putAndInsertUint16(DCM_HighBit, 7);
  d.putAndInsertUint16(DCM_PixelRepresentation, 0);
  std::array<std::vector<Uint16>, 3> luts;
  for (int n = 0; n < 256; ++n) {
    l_int32 r = 0, g = 0, b = 0;
    if (n < pixcmapGetCount(map)) pixcmapGetColor(map, n, &r, &g, &b);
    luts[0].push_back(static_cast<Uint16>(r * 257));
    luts[1].push_back(static_cast<Uint16>(g * 257));
    luts[2].push_back(static_cast<Uint16>(b * 257));
  }
  const std::array descriptors = {DCM_RedPaletteColorLookupTableDescriptor,
                                  DCM_GreenPaletteColorLookupTableDescriptor,
                                  DCM_BluePaletteColorLookupTableDescriptor};
  const std::array tables = {DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData,
                             DCM_BluePaletteColorLookupTableData};
  const std::array<Uint16, 3> descriptor = {256, 0, 16};
  for (std::size_t c = 0; c < 3; ++c) {
    d.putAndInsertUint16Array(descriptors[c], descriptor.data(), 3);
    d.putAndInsertUint16Array(tables[c], luts[c].data(), 256);
  }
  std::vector<Uint8> pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      l_uint32 v = 0;
      pixGetPixel(indexed, x, y, &v);
      pixels.push_back(static_cast<Uint8>(v));
    }
  if (pixels.size() % 2 != 0) pixels.push_back(0);
  d.putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size());
  format.saveFile(file.c_str(), EXS_LittleEndianExplicit);
  pixDestroy(&indexed);
}

/// The page's own picture as the variant says, as a file.
fs::path disturbed(const fs::path& picture, const std::string& variant, const fs::path& folder) {
  Pix* read = pixRead(picture.c_str());
  Pix* colour = pixConvertTo32(read);
  fs::path file = folder / "page.png";
  if (variant == "jpeg-60") {
    file = folder / "page.jpg";
    pixWriteJpeg(file.c_str(), colour, 60, 0);
  } else if (variant == "palette") {
    file = folder / "page.dcm";
    write_palette_dicom(colour, file);
  } else {
    const double factor = variant == "as-stored" ? 1.0 : std::stod(variant) / 100;
    Pix* scaled = factor == 1.0 ? pixCopy(nullptr, colour)
                                : pixScale(colour, static_cast<float>(factor), static_cast<float>(factor));
    pixWrite(file.c_str(), scaled, IFF_PNG);
    pixDestroy(&scaled);
  }
  pixDestroy(&colour);
  pixDestroy(&read);
  return file;
}

bool is_known(const std::string& variant) {
  if (variant == "pdf" || variant == "as-stored" || variant == "palette" || variant == "jpeg-60") return true;
  return variant.size() <= 3 && !variant.empty() &&
         variant.find_first_not_of("0123456789") == std::string::npos && std::stoi(variant) >= 10 &&
         std::stoi(variant) <= 400;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 1;
  const fs::path data = argv[1], pages = data / "dxa/report-pages";
  std::vector<std::string> variants(argv + 2, argv + argc);
  std::string wanted;  // part of a page's name
  bool with_unread = false;
  std::erase_if(variants, [&](const std::string& option) {
    if (option.starts_with("page=")) wanted = option.substr(5);
    with_unread = with_unread || option == "unread";
    return option.starts_with("page=") || option == "unread";
  });
  if (variants.empty())
    variants = {"pdf", "as-stored", "60", "75", "90", "110", "125", "150", "jpeg-60", "palette"};
  for (const std::string& variant : variants)
    if (!is_known(variant)) {
      fmt::print(stderr, "unknown variant {}: pdf, as-stored, palette, jpeg-60 or a per cent of 10 to 400\n",
                 variant);
      return 2;
    }
  auto rows = truth(data / "tables/vendor_report_rows.csv");
  const std::size_t given = rows.size();
  for (TrueRow& row : truth(OSTEON_PAGES_BY_EYE)) rows.push_back(std::move(row));
  std::map<std::string, std::vector<TrueRow>> by_page;
  for (const TrueRow& row : rows)
    if (row.page.find(wanted) != std::string::npos) by_page[row.page].push_back(row);
  const fs::path folder = fs::temp_directory_path() / fmt::format("dxa-pages-{}", getpid());
  fs::create_directories(folder);
  fmt::print("{} rows of {} pages ({} rows of the given table)\n\n", rows.size(), by_page.size(), given);
  for (const std::string& variant : variants) {
    Count all;
    for (const auto& [name, truths] : by_page) {
      const auto mark = name.find('#');
      const fs::path pdf = pages / name.substr(0, mark);
      const int number = std::stoi(name.substr(mark + 1));
      fs::path file = pdf;
      if (variant != "pdf") {
        const std::string page = std::to_string(number);
        if (std::system(("pdfimages -png -f " + page + " -l " + page + " " + pdf.string() + " " +
                         (folder / "own").string())
                            .c_str()) != 0)
          return 1;
        file = disturbed(folder / "own-000.png", variant, folder);
      }
      const auto read = read_dxa_pages(file);
      const DxaPage* page = nullptr;
      if (read)
        for (const DxaPage& p : *read)
          if (variant != "pdf" || p.page == number - 1) page = &p;
      const Count count = compare(truths, page, variant + " " + name);
      all.add(count);
      if (with_unread && page != nullptr && page->refusal)
        fmt::print("  {} {}: {}\n", variant, name, page->refusal->code);
      if (with_unread && page != nullptr && page->report)
        for (const UnreadRow& row : page->report->unread)
          fmt::print("  unread: {:.0f} '{}' {}\n", static_cast<double>(row.box.top), row.label, row.reason);
      fmt::print("| {} | {} | {} of {} | {} | {} | {} of {} | {} |\n", variant, name, count.read, count.rows,
                 count.wrong_rows + count.foreign, count.unread, count.scores_read, count.scores,
                 count.wrong_scores);
    }
    fmt::print("| **{}** | **all** | **{} of {}** | **{}** | {} | **{} of {}** | **{}** |\n", variant,
               all.read, all.rows, all.wrong_rows + all.foreign, all.unread, all.scores_read, all.scores,
               all.wrong_scores);
    std::fflush(stdout);
  }
  fs::remove_all(folder);
}
