#include "printed_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

/// Places in the column by number; the sacrum right below L5.
int place_of(BoneRegion region) {
  return region == BoneRegion::s1 ? static_cast<int>(BoneRegion::l5) + 1 : static_cast<int>(region);
}
BoneRegion region_at(int place) {
  if (place > static_cast<int>(BoneRegion::l5)) return BoneRegion::s1;
  return place < static_cast<int>(BoneRegion::t1) ? BoneRegion::none : static_cast<BoneRegion>(place);
}

Eigen::Vector2d in_pixels(const Unscaled<DxaSpine>& spine, const Eigen::Vector2d& place_mm) {
  return place_mm / spine.assumed_mm;
}

/// Where our lines lie at the column's middle, pixels; at least two.
std::vector<double> rows_of(const Unscaled<DxaSpine>& spine) {
  std::vector<double> rows;
  for (const IntervertebralLine& line : spine.found.lines)
    rows.push_back(in_pixels(spine, line.middle()).y());
  return rows;
}

double column_of(const Unscaled<DxaSpine>& spine, double row) {
  const auto& lines = spine.found.lines;
  const auto nearest = std::min_element(lines.begin(), lines.end(), [&](const auto& a, const auto& b) {
    return std::abs(in_pixels(spine, a.middle()).y() - row) <
           std::abs(in_pixels(spine, b.middle()).y() - row);
  });
  return in_pixels(spine, nearest->middle()).x();
}

/// The number of the line of ours at a row, between lines and beyond them.
double line_number(const std::vector<double>& rows, double row) {
  const std::size_t n = rows.size();
  std::size_t k = 0;
  while (k + 2 < n && row > rows[k + 1]) ++k;
  return static_cast<double>(k) + (row - rows[k]) / (rows[k + 1] - rows[k]);
}

/// The same of a drawn line, where it is clearly one.
std::optional<int> line_number(const Unscaled<DxaSpine>& spine, const DrawnLine& line) {
  constexpr double kClear = 0.47;
  const auto rows = rows_of(spine);
  const double middle = line.y_at(column_of(spine, line.left.y()));
  const double number = line_number(rows, line.y_at(column_of(spine, middle)));
  if (std::abs(number - std::round(number)) > kClear) return std::nullopt;
  return static_cast<int>(std::round(number));
}

}  // namespace

std::optional<ReportedLevels> reported_levels(const std::vector<ReportedRow>& rows) {
  std::array<bool, 32> single{};
  std::optional<ReportedLevels> whole;
  for (const ReportedRow& row : rows) {
    if (row.exam != DxaExam::ap_spine) continue;
    if (const auto level = vertebra_from_name(row.region)) {
      single[static_cast<std::size_t>(*level)] = true;
    } else if (const auto dash = row.region.find('-');
               dash != std::string::npos && row.region.find(',') == std::string::npos) {
      const auto first = vertebra_from_name(row.region.substr(0, dash)),
                 last = vertebra_from_name(row.region.substr(dash + 1));
      if (first && last && *first < *last && (!whole || *last > whole->last || *first < whole->first))
        whole = {whole ? std::min(*first, whole->first) : *first,
                 whole ? std::max(*last, whole->last) : *last};
    }
  }
  const auto from = std::find(single.begin(), single.end(), true);
  if (from == single.end()) return whole;
  const auto to = std::find(from, single.end(), false);
  if (std::find(to, single.end(), true) != single.end()) return std::nullopt;
  const ReportedLevels levels{static_cast<BoneRegion>(from - single.begin()),
                              static_cast<BoneRegion>(to - single.begin() - 1)};
  if (!whole) return levels;
  return ReportedLevels{std::min(levels.first, whole->first), std::max(levels.last, whole->last)};
}

std::optional<DrawnNames> names_by_lines(const Unscaled<DxaSpine>& spine, const std::vector<DrawnLine>& lines,
                                         const ReportedLevels& levels) {
  if (lines.size() < 2 || spine.found.lines.size() < 2) return std::nullopt;
  const auto first = line_number(spine, lines.front()), last = line_number(spine, lines.back());
  const int above_first = place_of(spine.found.lines.front().above);
  std::optional<int> by_first, by_last;
  if (first) by_first = place_of(levels.first) - (above_first + *first + 1);
  if (last) by_last = place_of(levels.last) - (above_first + *last);
  if (by_first && by_last && *by_first == *by_last) return DrawnNames{*by_first, true};
  // A region more or less is drawn than reported: our own names decide which end is which.
  if ((by_first && *by_first == 0) || (by_last && *by_last == 0)) return DrawnNames{0, false};
  return std::nullopt;
}

DxaSpine renamed(DxaSpine spine, int shift) {
  const auto moved = [&](BoneRegion region) { return region_at(place_of(region) + shift); };
  for (IntervertebralLine& line : spine.lines) {
    line.above = moved(line.above);
    line.below = moved(line.below);
  }
  for (std::uint8_t& label : spine.vertebrae.pixels())
    if (label != 0) label = static_cast<std::uint8_t>(moved(static_cast<BoneRegion>(label)));
  for (LevelShift& name : spine.names) name.shift -= shift;
  return spine;
}

std::vector<LineOffset> line_offsets(const Unscaled<DxaSpine>& spine, const std::vector<DrawnLine>& drawn,
                                     const std::optional<double>& mm_per_pixel) {
  std::vector<LineOffset> offsets;
  const auto rows = rows_of(spine);
  if (rows.size() < 2) return offsets;
  const double height = (rows.back() - rows.front()) / static_cast<double>(rows.size() - 1);
  for (const DrawnLine& line : drawn) {
    const auto number = line_number(spine, line);
    if (!number || *number < 0 || *number >= static_cast<int>(rows.size())) continue;
    const IntervertebralLine& ours = spine.found.lines[static_cast<std::size_t>(*number)];
    const Eigen::Vector2d middle = in_pixels(spine, ours.middle()), along = ours.right - ours.left;
    const double pixels = middle.y() - line.y_at(middle.x());
    const auto tilt = [](const Eigen::Vector2d& v) {
      return std::atan2(v.y(), v.x()) * 180 / std::numbers::pi;
    };
    offsets.push_back({name(ours.above) + "/" + name(ours.below), pixels / height,
                       mm_per_pixel ? std::optional(pixels * *mm_per_pixel) : std::nullopt,
                       tilt(along) - tilt(line.right - line.left)});
  }
  return offsets;
}

}  // namespace osteon
