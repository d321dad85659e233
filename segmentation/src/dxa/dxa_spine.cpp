#include "dxa/disc_lines.hpp"
#include "dxa/positioning.hpp"
#include "dxa/spine_axis.hpp"
#include "dxa/spine_edges.hpp"
#include "dxa/spine_names.hpp"

#include <osteon/segmentation/dxa_spine.hpp>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

Error not_a_spine(const std::string& what) {
  return {"anatomy.not-an-ap-spine", "No lumbar spine from the front was found in the picture: " + what + ".",
          "Check that the picture shows a lumbar spine from the front, upright."};
}

constexpr double kTallestFieldMm = 300, kWidestFieldMm = 400;

std::optional<Error> implausible(const DiscRow& row) {
  constexpr double kLeastScore = 0.8, kLeastTogether = 1.2;  // femur 0.53 + 0.18, knee 0.67 + 0.10
  constexpr std::size_t kFewest = 4, kMost = 9;
  if (row.at.size() < kFewest || row.at.size() > kMost)
    return not_a_spine(fmt::format("{} discs lie in a row", row.at.size()));
  if (row.mean_score < kLeastScore) return not_a_spine("discs are too faint");
  if (row.mean_score + row.periodicity < kLeastTogether) return not_a_spine("discs do not repeat evenly");
  return std::nullopt;
}

/// Everything that was found, in working pixels.
struct FoundSpine {
  WorkingPicture picture;
  SpineAxis axis;
  DiscSignature signature;
  DiscRows rows;
  SpineEdges edges;
  std::vector<NamedRow> names;
  IliacCrests crests;

  [[nodiscard]] std::size_t row_of(double s) const {
    return static_cast<std::size_t>(
        std::clamp(std::round(s), 0.0, static_cast<double>(axis.place.size() - 1)));
  }
  /// Working pixel of a place of the straightened picture.
  [[nodiscard]] Eigen::Vector2d pixel(double s, double u) const {
    const std::size_t row = row_of(s);
    const Eigen::Vector2d& along = axis.along[row];
    return axis.place[row] + (s - static_cast<double>(row)) * along +
           u * Eigen::Vector2d(along.y(), -along.x());
  }
  [[nodiscard]] double slope(std::size_t line) const {
    return std::tan(signature.tilt_deg[row_of(rows.best.at[line])] * M_PI / 180);
  }
  /// The end of a line at an edge of the column.
  [[nodiscard]] Eigen::Vector2d line_end(std::size_t line, bool right) const {
    const double s = rows.best.at[line];
    const auto& side = right ? edges.right : edges.left;
    const double u = side[row_of(s + slope(line) * side[row_of(s)])];
    return pixel(s + slope(line) * u, u);
  }
};

BoneRegion above_line(int line, int l4_l5) {
  constexpr int kL4 = static_cast<int>(BoneRegion::l4);
  const int level = kL4 + line - l4_l5;
  if (level > static_cast<int>(BoneRegion::l5)) return BoneRegion::s1;
  return static_cast<BoneRegion>(level);  // T12 comes right before L1
}

/// The vertebra between two lines and the column's edges.
void fill_vertebra(LabelMap<2>& map, const FoundSpine& spine, std::size_t upper_line, BoneRegion level) {
  const double top = spine.rows.best.at[upper_line], bottom = spine.rows.best.at[upper_line + 1];
  const double top_slope = spine.slope(upper_line), bottom_slope = spine.slope(upper_line + 1);
  std::vector<cv::Point> polygon;
  constexpr int kFine = 4;  // binary places of a pixel
  const auto add = [&](double s, double u) {
    const Eigen::Vector2d p = spine.pixel(s, u) * (1 << kFine);
    polygon.emplace_back(static_cast<int>(std::lround(p.x())), static_cast<int>(std::lround(p.y())));
  };
  const auto side = [&](const std::vector<double>& edge, bool downwards) {
    const double u = edge[spine.row_of(0.5 * (top + bottom))];
    const int first = static_cast<int>(std::ceil(top + top_slope * u));
    const int last = static_cast<int>(std::floor(bottom + bottom_slope * u));
    for (int k = 0; k <= last - first; ++k) {
      const int s = downwards ? first + k : last - k;
      add(s, edge[spine.row_of(s)]);
    }
  };
  const auto end = [&](double s, double slope, const std::vector<double>& edge) {
    const double u = edge[spine.row_of(s + slope * edge[spine.row_of(s)])];
    add(s + slope * u, u);
  };
  end(top, top_slope, spine.edges.right);
  side(spine.edges.right, true);
  end(bottom, bottom_slope, spine.edges.right);
  end(bottom, bottom_slope, spine.edges.left);
  side(spine.edges.left, false);
  end(top, top_slope, spine.edges.left);
  cv::Mat1b mask(spine.picture.grey.size(), uchar{0});
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{polygon}, 255, cv::LINE_8, kFine);
  const LabelMap<2> here = on_grid(mask, spine.picture, map.grid());
  for (std::size_t n = 0; n < map.pixels().size(); ++n)
    if (here.pixels()[n] != 0) map.pixels()[n] = static_cast<std::uint8_t>(level);
}

std::vector<Warning> warnings_of(const FoundSpine& spine) {
  constexpr double kSureMargin = 0.5, kSureNames = 0.9, kGrowth = 0.9;
  std::vector<Warning> warnings;
  const std::vector<double>& at = spine.rows.best.at;
  if (spine.rows.margin < kSureMargin)
    warnings.push_back(
        {"dxa-spine.lines-doubtful", "Another row of discs fits nearly as well; check the lines."});
  if (spine.names.front().probability < kSureNames)
    warnings.push_back(
        {"dxa-spine.levels-doubtful", "The names of the vertebrae are uncertain; check them."});
  if (!spine.crests.left || !spine.crests.right)
    warnings.push_back(
        {"dxa-spine.crest-not-seen",
         spine.crests.left || spine.crests.right
             ? "The iliac crest is seen on one side only: the spine is off the middle, or turned."
             : "No iliac crest is in the picture: the levels are counted without it."});
  const std::size_t n = at.size();
  if (n >= 3 && at[n - 1] - at[n - 2] < kGrowth * (at[n - 2] - at[n - 3]))
    warnings.push_back(
        {"dxa-spine.last-line-doubtful",
         "The lowest vertebra is lower than the one above it, which is unusual; check its line."});
  return warnings;
}

double line_sd_mm(const FoundSpine& spine, std::size_t line) {
  constexpr double kUsualSdMm = 1.2,
                   kFaintSdMm = 3;  // as measured on simulated pictures: docs/dxa-pictures.md
  const double score = spine.signature.score[spine.row_of(spine.rows.best.at[line])];
  return score >= 1 ? kUsualSdMm : kFaintSdMm - (kFaintSdMm - kUsualSdMm) * std::max(0.0, score);
}

DxaSpine answer_of(const FoundSpine& spine, const Grid<2>& grid) {
  DxaSpine answer{LabelMap<2>(grid),
                  {},
                  {},
                  {},
                  on_grid(spine.picture.field, spine.picture, grid),
                  warnings_of(spine),
                  spine.rows.best.mean_score + spine.rows.best.periodicity};
  constexpr std::size_t kEvery = 4;
  for (std::size_t s = 0; s < spine.axis.place.size(); s += kEvery)
    answer.axis.push_back(spine.picture.place_mm(spine.axis.place[s]));
  const int l4_l5 = spine.names.front().l4_l5;
  for (std::size_t k = 0; k < spine.rows.best.at.size(); ++k)
    answer.lines.push_back({above_line(static_cast<int>(k), l4_l5),
                            above_line(static_cast<int>(k) + 1, l4_l5),
                            spine.picture.place_mm(spine.line_end(k, false)),
                            spine.picture.place_mm(spine.line_end(k, true)), line_sd_mm(spine, k)});
  for (std::size_t k = 0; k + 1 < answer.lines.size(); ++k)
    fill_vertebra(answer.vertebrae, spine, k, answer.lines[k].below);
  for (const NamedRow& name : spine.names) answer.names.push_back({l4_l5 - name.l4_l5, name.probability});
  const std::vector<Warning> positioning = positioning_of(answer);
  answer.warnings.insert(answer.warnings.end(), positioning.begin(), positioning.end());
  return answer;
}

}  // namespace

Result<DxaSpine> find_dxa_spine(const DxaPicture& picture) {
  const Grid<2>& grid = picture.grey.grid();
  if (is_larger_than(grid, kWidestFieldMm, kTallestFieldMm)) return not_a_spine("the field is too large");
  FoundSpine spine{working_picture(picture), {}, {}, {}, {}, {}, {}};
  constexpr double kShortestMm = 60;
  if (spine.picture.grey.rows * kWorkingStepMm < kShortestMm ||
      spine.picture.grey.cols * kWorkingStepMm < kShortestMm)
    return not_a_spine("the field is too small");
  if (bone_is_dark(spine.picture)) spine.picture.grey = cv::Mat1f(-spine.picture.grey);
  const cv::Mat1f contrast = spine_contrast(spine.picture);
  spine.axis = spine_axis(contrast);
  const cv::Mat1f straight = straightened(contrast, spine.axis);
  spine.signature = disc_signature(straight);
  spine.rows = disc_rows(spine.signature);
  if (const auto error = implausible(spine.rows.best)) return *error;
  spine.edges = spine_edges(straight);
  spine.names = named_rows(straight, spine.rows.best.at);
  spine.crests = iliac_crests(straight);
  return answer_of(spine, grid);
}

}  // namespace osteon
