#include "../page/page_files.hpp"
#include "../volume_file.hpp"
#include "attributes.hpp"
#include "exposed_box.hpp"
#include "frame_reader.hpp"
#include "grey_table.hpp"
#include "open_field.hpp"

#include <osteon/imaging/load.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

constexpr double kStepMm = 0.4;  // of the pixels that bones are looked for in

Error undecodable() {
  return {"pixels.undecodable", "The pixels are damaged and cannot be decoded.",
          "Send or copy the file again."};
}

/// Stored pixels, each by a function of its column and row: what it shows, or that it is no picture.
struct Source {
  int columns, rows;
  std::function<float(std::size_t)> shown;
  std::function<bool(std::size_t)> is_padding;
};

Error blank() {
  return {"radiograph.blank", "The film shows nothing: all of it is hidden, or of one grey.",
          "Send the film as it was taken."};
}

/// The mean of what a block of stored pixels shows; not a number where all of it is hidden.
float mean_of_block(const Source& source, const OpenField& field, const Eigen::Vector2i& first,
                    const Eigen::Vector2i& size) {
  double sum = 0, count = 0;
  for (int y = first.y(); y < first.y() + size.y(); ++y)
    for (int x = first.x(); x < first.x() + size.x(); ++x) {
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(source.columns) +
                      static_cast<std::size_t>(x);
      if (source.is_padding(at) || !(field.is_box() || field.contains(x, y))) continue;
      sum += static_cast<double>(source.shown(at));
      count += 1;
    }
  return count > 0 ? static_cast<float>(sum / count) : std::numeric_limits<float>::quiet_NaN();
}

/// What is hidden gets the mean of what is not: no edge to be taken for bone's.
Result<Radiograph> evened_out(Image2D<float> grey) {
  double sum = 0, count = 0;
  float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
  for (const float v : grey.pixels()) {
    if (std::isnan(v)) continue;
    sum += static_cast<double>(v);
    count += 1;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  if (!(high > low)) return blank();
  for (float& v : grey.pixels())
    if (std::isnan(v)) v = static_cast<float>(sum / count);
  return Radiograph{std::move(grey)};
}

/// Without the borders that show nothing.
Radiograph trimmed(Radiograph film) {
  const auto [left, top, right, bottom] = exposed_box(film.grey);
  Grid<2> grid = film.grey.grid();
  if (right - left == grid.size[0] && bottom - top == grid.size[1]) return film;
  grid.origin_mm = grid.patient_from_index({Eigen::Vector2d(left, top)}).mm;
  grid.size = {right - left, bottom - top};
  Image2D<float> part(grid);
  for (int j = top; j < bottom; ++j)
    for (int i = left; i < right; ++i) part.at(i - left, j - top) = film.grey.at(i, j);
  return {std::move(part)};
}

/// The open field in pixels of about kStepMm, each the mean of whole stored ones.
Result<Radiograph> averaged(const Source& source, const OpenField& field, const Eigen::Vector2d& spacing_mm) {
  const Eigen::Vector2i n = (kStepMm / spacing_mm.array()).round().max(1).min(1000).cast<int>();
  const int width = (field.right - field.left) / n.x(), height = (field.bottom - field.top) / n.y();
  if (width < 1 || height < 1) return blank();
  const Eigen::Vector2i corner(field.left, field.top);
  const Eigen::Vector2d first = corner.cast<double>().array() + 0.5 * (n.cast<double>().array() - 1);
  Image2D<float> grey(Grid<2>{{width, height},
                              spacing_mm.cwiseProduct(n.cast<double>()),
                              spacing_mm.cwiseProduct(first),
                              Eigen::Matrix2d::Identity()});
  for (int j = 0; j < height; ++j)
    for (int i = 0; i < width; ++i)
      grey.at(i, j) = mean_of_block(source, field, corner + n.cwiseProduct(Eigen::Vector2i(i, j)), n);
  auto film = evened_out(std::move(grey));
  if (!film) return film.error();
  return trimmed(std::move(film).value());
}

/// Whether a window leaves so little of the film between its black and its white that it cannot be meant.
bool hides_the_film(const StoredFrame& frame, const GreyTable& table) {
  constexpr double kLeastShown = 0.1;
  if (!table.clips) return false;
  const auto between = std::count_if(frame.values.begin(), frame.values.end(), [&](std::int32_t v) {
    const float shown = table.at(v);
    return shown > 0 && shown < 1;
  });
  return static_cast<double>(between) < kLeastShown * static_cast<double>(frame.values.size());
}

Result<LoadedRadiograph> grey_film(const std::filesystem::path& file, DcmDataset& dataset,
                                   const DicomHeader& header, const Eigen::Vector2d& spacing_mm) {
  const auto frame = FrameReader().read(file, 0);
  if (!frame) return frame.error();
  std::vector<Warning> warnings;
  GreyTable table = grey_table(dataset, header, true);
  if (hides_the_film(*frame, table)) {
    table = grey_table(dataset, header, false);
    warnings.push_back(
        {"radiograph.window-unusable",
         "The window that the header states hides nearly all of the film: it was not applied."});
  }
  const auto padding = header.padding;
  const Source source{frame->columns, frame->rows, [&](std::size_t n) { return table.at(frame->values[n]); },
                      [&](std::size_t n) {
                        return padding && frame->values[n] >= padding->first &&
                               frame->values[n] <= padding->second;
                      }};
  auto film = averaged(source, open_field_of(dataset, frame->columns, frame->rows), spacing_mm);
  if (!film) return film.error();
  return LoadedRadiograph{*std::move(film), std::move(warnings)};
}

/// Brightness of a film that was scanned or captured in colour.
Result<LoadedRadiograph> colour_film(const std::filesystem::path& file, DcmDataset& dataset,
                                     const Eigen::Vector2d& spacing_mm) {
  const auto pages = page::pages_of_dicom(file);
  if (!pages || pages->empty()) return undecodable();
  const page::GreyImage& picture = pages->front().picture;
  const Source source{picture.width, picture.height,
                      [&](std::size_t n) { return static_cast<float>(picture.pixels[n]); },
                      [](std::size_t) { return false; }};
  auto film = averaged(source, open_field_of(dataset, picture.width, picture.height), spacing_mm);
  if (!film) return film.error();
  return LoadedRadiograph{*std::move(film), {}};
}

}  // namespace

Result<LoadedRadiograph> load_radiograph(const SeriesOutline& outline, const Eigen::Vector2d& spacing_mm) {
  if (!outline.radiograph || outline.files.empty() || !(spacing_mm.minCoeff() > 0))
    throw std::invalid_argument(
        "load_radiograph: the outline holds no radiograph, or no pixel size was given");
  const auto& file = outline.files.front();
  const auto header = read_dicom_header(file);
  if (!header) return header.error();
  // The stored values as whole numbers, and twice the pixels as they come.
  constexpr double kBytesPerPixel = 8;
  if (auto refusal = too_large(kBytesPerPixel * header->columns * header->rows)) return *refusal;
  DcmFileFormat format;
  if (format.loadFileUntilTag(file.c_str(), EXS_Unknown, EGL_noChange, 65536, ERM_autoDetect, DCM_PixelData)
          .bad())
    return undecodable();
  DcmDataset& dataset = *format.getDataset();
  if (header->samples == 1 && header->photometric.starts_with("MONOCHROME"))
    return grey_film(file, dataset, *header, spacing_mm);
  return colour_film(file, dataset, spacing_mm);
}

}  // namespace osteon
