#include "picture.hpp"

#include "frame_reader.hpp"

#include <osteon/imaging/load.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <stdexcept>

namespace osteon {
namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

bool is_a_length(const Eigen::Vector2d& v) {
  constexpr double kFinestMm = 0.01, kCoarsestMm = 20;
  return v.minCoeff() >= kFinestMm && v.maxCoeff() <= kCoarsestMm;
}

/// Written by whoever had no spacing to write.
bool is_a_dummy(const Eigen::Vector2d& v, const DicomHeader& header) {
  const std::string type = header.planes.empty() ? "" : upper(header.planes.front().image_type);
  const bool secondary = header.sop_class.starts_with("1.2.840.10008.5.1.4.1.1.7");
  return v == Eigen::Vector2d(1, 1) && (secondary || type.starts_with("DERIVED"));
}

std::optional<Side> stated_side(const DicomHeader& header) {
  if (header.laterality == "L") return Side::left;
  if (header.laterality == "R") return Side::right;
  const std::string words = upper(header.protocol + " " + header.series_description);
  const bool left = words.find("LEFT") != std::string::npos, right = words.find("RIGHT") != std::string::npos;
  if (left == right) return std::nullopt;
  return left ? Side::left : Side::right;
}

/// ExposedArea comes in whole millimetres: another source may differ from it by that and no more.
bool contradicts(const Eigen::Vector2d& spacing, const Eigen::Vector2d& exposed_area,
                 const DicomHeader& header) {
  constexpr double kShare = 0.05;
  const Eigen::Vector2d field = spacing.cwiseProduct(Eigen::Vector2d(header.columns, header.rows));
  return ((field - exposed_area).cwiseAbs().array() > 1 + kShare * exposed_area.array()).any();
}

}  // namespace

DescribedPicture described_picture(const DicomHeader& header) {
  DescribedPicture described{
      {{header.columns, header.rows}, std::nullopt, stated_side(header), header.photometric == "MONOCHROME1"},
      {},
      {}};
  const auto take = [&](const Eigen::Vector2d& spacing, const char* source) {
    if (described.outline.spacing_mm || !is_a_length(spacing) || is_a_dummy(spacing, header)) return;
    described.outline.spacing_mm = spacing;
    described.spacing_source = source;
  };
  const auto columns_first = [](const Eigen::Vector2d& rows_first) -> Eigen::Vector2d {
    return rows_first.reverse();
  };
  if (!header.planes.empty() && header.planes.front().pixel_spacing_mm)
    take(columns_first(*header.planes.front().pixel_spacing_mm), "PixelSpacing");
  if (header.imager_spacing_mm) take(columns_first(*header.imager_spacing_mm), "ImagerPixelSpacing");
  if (header.exposed_area_mm && header.rows > 0 && header.columns > 0) {
    take(header.exposed_area_mm->cwiseQuotient(Eigen::Vector2d(header.columns, header.rows)), "ExposedArea");
    if (described.outline.spacing_mm &&
        contradicts(*described.outline.spacing_mm, *header.exposed_area_mm, header))
      described.warnings.push_back({"dxa.scale-conflict",
                                    "The size of the pixels does not fit the area that was scanned; lengths "
                                    "and areas may be wrong."});
  }
  return described;
}

Result<Eigen::Vector2d> spacing_of(const PictureOutline& picture,
                                   const std::optional<Eigen::Vector2d>& operator_spacing_mm) {
  const auto spacing = operator_spacing_mm ? operator_spacing_mm : picture.spacing_mm;
  if (!spacing || !is_a_length(*spacing))
    return Error{"dxa.no-scale", "Neither header nor user states the size of the picture's pixels.",
                 "Give it with --pixel-size, as width x height in millimetres."};
  return *spacing;
}

Result<DxaPicture> load_dxa_picture(const SeriesOutline& outline,
                                    const std::optional<Eigen::Vector2d>& operator_spacing_mm) {
  if (!outline.picture || outline.files.empty())
    throw std::invalid_argument("load_dxa_picture: the outline holds no picture");
  const PictureOutline& picture = *outline.picture;
  const auto spacing = spacing_of(picture, operator_spacing_mm);
  if (!spacing) return spacing.error();
  const auto frame = FrameReader().read(outline.files.front(), 0);
  if (!frame) return frame.error();
  Image2D<float> grey(
      Grid<2>{{frame->columns, frame->rows}, *spacing, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()});
  const auto sign = picture.dark_is_more ? -1.0F : 1.0F;
  std::transform(frame->values.begin(), frame->values.end(), grey.pixels().begin(),
                 [&](std::int32_t v) { return sign * static_cast<float>(v); });
  return DxaPicture{std::move(grey)};
}

}  // namespace osteon
