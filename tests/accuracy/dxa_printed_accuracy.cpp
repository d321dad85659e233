// Pictures of scans on report pages: what is found in them beside what the densitometer drew. Prints the
// tables of docs/dxa-printed.md; with a second argument it draws every picture into that folder.
//   dxa_printed_accuracy DATA [FOLDER]

#include "printed_overlay.hpp"

#include <osteon/imaging/read_dxa.hpp>
#include <osteon/pipeline/printed_pictures.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace {

using namespace osteon;

std::string optional(const std::optional<double>& value, int decimals) {
  return value ? fmt::format("{:+.{}f}", *value, decimals) : "-";
}

void print_spine(const PrintedPicture& picture) {
  for (const LineOffset& line : picture.lines)
    fmt::print("| | line {} | {:+.2f} of a height | {} mm | {:+.1f} deg |\n", line.between, line.heights,
               optional(line.mm, 1), line.tilt_deg);
  if (picture.curve)
    fmt::print("| | grey to density | {} regions | left out {:.3f} g/cm2 | |\n", picture.curve->regions,
               in_g_per_cm2(picture.curve->error));
  for (const EstimatedRegion& region : picture.estimates)
    fmt::print("| | {} estimated | {:.3f} g/cm2 | reported {:.3f} | |\n", region.region,
               in_g_per_cm2(region.bmd.value), in_g_per_cm2(region.reported));
}

void print_picture(const std::string& source, const PrintedPicture& picture) {
  const std::string place = fmt::format("{}, page {}", source, picture.scan.box.page + 1);
  if (picture.refusal) {
    fmt::print("| {} | refused | {} | {} | |\n", place, picture.refusal->code, picture.refusal->message);
    return;
  }
  if (picture.spine) {
    const auto& lines = picture.spine->found.lines;
    fmt::print(
        "| {} | spine | {} lines, {} drawn, {} of {} widths agree | {} to {}, {} | {} mm a pixel of the page "
        "|\n",
        place, lines.size(), picture.drawn_lines.size(), picture.spine->agreeing, picture.spine->tried,
        name(lines.front().below), name(lines.back().above),
        picture.names_agree ? "as drawn" : "by the picture alone",
        picture.mm_per_pixel ? fmt::format("{:.2f}", *picture.mm_per_pixel / picture.scan.page_pixels) : "-");
    print_spine(picture);
  }
  if (picture.hip) {
    const DxaHip& hip = picture.hip->found;
    fmt::print(
        "| {} | {} hip | neck {:.2f} head radii wide, {:.0f} deg to the shaft, {} of {} widths agree | ",
        place, hip.side == Side::left ? "left" : "right",
        in_mm(hip.neck_width.value) / in_mm(hip.head_radius.value), hip.neck_shaft_angle_deg,
        picture.hip->agreeing, picture.hip->tried);
    if (picture.neck)
      fmt::print("box {:+.2f} along, {:+.2f} across, head radii | axis {:.1f} deg |\n",
                 picture.neck->along_radii, picture.neck->across_radii, picture.neck->axis_deg);
    else
      fmt::print("no box seen | |\n");
  }
  for (const Warning& warning : picture.warnings) std::cerr << place << ": " << warning.code << '\n';
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "dxa_printed_accuracy DATA [FOLDER]\n";
    return 1;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(arguments[1]) / "dxa" / "report-pages"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  fmt::print("| page | picture | found | against what is drawn | |\n|---|---|---|---|---|\n");
  for (const auto& file : files) {
    const auto pages = read_dxa_pages(file);
    if (!pages) continue;
    for (const DxaPage& page : *pages)
      for (std::size_t n = 0; n < page.scans.size(); ++n) {
        const PrintedPicture picture = understand_printed(page.scans[n], rows_of_scan(*pages, page));
        print_picture(file.filename().string(), picture);
        if (count > 2)
          draw_printed(picture, std::filesystem::path(arguments[2]) /
                                    fmt::format("{}-{}-{}.png", file.stem().string(), page.page + 1, n + 1));
      }
  }
  return 0;
}
