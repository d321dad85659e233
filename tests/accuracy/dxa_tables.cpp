#include "dxa_tables.hpp"

#include <cmath>

namespace osteon {
namespace {

ReportedRow row(DxaExam exam, const std::string& region, const TrueRegion& measured) {
  ReportedRow one;
  one.exam = exam;
  one.region = region;
  one.bmd = {std::round(1000 * measured.bmd()) / 1000, 3, {}, true};
  one.area = ReportedNumber{std::round(100 * measured.area_cm2) / 100, 2, {}, true};
  return one;
}

/// Levels whose border below `upper` lies lower by so much; a level that is not in the map has none.
LabelMap<2> with_lower_border(const LabelMap<2>& levels, int upper, double by_mm) {
  LabelMap<2> moved = levels;
  const auto [columns, rows] = levels.grid().size;
  const int by = static_cast<int>(std::lround(by_mm / levels.grid().spacing_mm.y()));
  for (int x = 0; x < columns; ++x)
    for (int y = rows - 1; y >= 0; --y)
      if (levels.at(x, y) == upper && y + 1 < rows && levels.at(x, y + 1) != upper) {
        for (int k = 1; k <= by && y + k < rows; ++k)
          if (levels.at(x, y + k) == upper + 1) moved.at(x, y + k) = static_cast<std::uint8_t>(upper);
      }
  return moved;
}

/// Rows of the first level's upper part that an operator left out, or of the last one's lower part.
LabelMap<2> without_end(const LabelMap<2>& levels, int level, bool upper, double by_mm) {
  LabelMap<2> cut = levels;
  const auto [columns, rows] = levels.grid().size;
  const int by = static_cast<int>(std::lround(by_mm / levels.grid().spacing_mm.y()));
  for (int x = 0; x < columns; ++x) {
    int left = by;
    for (int k = 0; k < rows; ++k)
      if (const int y = upper ? k : rows - 1 - k; levels.at(x, y) == level && left > 0) {
        cut.at(x, y) = 0;
        --left;
      }
  }
  return cut;
}

}  // namespace

std::vector<ReportedRow> table_of(const Image2D<float>& g_per_cm2, const LabelMap<2>& levels) {
  std::vector<ReportedRow> rows;
  const int first = static_cast<int>(BoneRegion::l1), last = static_cast<int>(BoneRegion::l4);
  const auto between = [&](int from, int to) {
    return region_of(g_per_cm2, [&](std::size_t n, int, int) {
      return levels.pixels()[n] >= from && levels.pixels()[n] <= to;
    });
  };
  for (int level = first; level <= last; ++level)
    if (const TrueRegion region = between(level, level); region.area_cm2 > 0)
      rows.push_back(row(DxaExam::ap_spine, name(static_cast<BoneRegion>(level)), region));
  rows.push_back(row(DxaExam::ap_spine, "L1-L4", between(first, last)));
  return rows;
}

std::vector<ReportedRow> table_of(const Image2D<float>& g_per_cm2, const HipTruth& truth, double by_mm) {
  std::vector<ReportedRow> rows;
  const Grid<2>& grid = g_per_cm2.grid();
  HipLayout layout = *truth.layout;
  layout.notch += by_mm * layout.axis;
  for (const TrueHipRegion& one : truth.densities) {
    if (one.region == HipRegion::neck_narrowest || !one.femur.whole) continue;
    const TrueRegion region = region_of(g_per_cm2, [&](std::size_t n, int x, int y) {
      return truth.femur.pixels()[n] != 0 &&
             holds(layout, one.region, truth.in_layout(Eigen::Vector2d(x, y).cwiseProduct(grid.spacing_mm)));
    });
    const std::string region_name = one.region == HipRegion::neck        ? "neck"
                                    : one.region == HipRegion::total_hip ? "total"
                                                                         : std::string(name(one.region));
    if (region.area_cm2 > 0) rows.push_back(row(DxaExam::femur, region_name, region));
  }
  return rows;
}

const std::vector<WrongTable>& wrong_tables() {
  static const int l1 = static_cast<int>(BoneRegion::l1), l2 = l1 + 1, l4 = l1 + 3;
  static const std::vector<WrongTable> all = {
      {"L1 begins 8 mm too low", {"L1"}, [](const auto& m) { return without_end(m, l1, true, 8); }},
      {"L4 ends 8 mm too high", {"L4"}, [](const auto& m) { return without_end(m, l4, false, 8); }},
      {"L2/L3 8 mm too low", {"L2", "L3"}, [](const auto& m) { return with_lower_border(m, l2, 8); }}};
  return all;
}

}  // namespace osteon
