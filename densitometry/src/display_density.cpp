#include <osteon/densitometry/display_density.hpp>
#include <osteon/densitometry/dxa_scores.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace osteon {
namespace {

/// One region of the table with the same one of the picture.
struct Pair {
  const DisplayedRegion* shown;
  const ReportedRow* row;
  bool whole = false;  ///< the sum of others: it makes no curve
  std::optional<double> ratio = {};
  bool otherwise = false;
};

/// What the picture calls a region of a table; nothing where it has no such region.
std::string_view shown_name(const ReportedRow& row, const std::string& vendor) {
  if (row.exam == DxaExam::ap_spine) return row.region;
  if (row.region == "neck")
    return scale_of_vendor(vendor) == BmdScale::lunar ? name(HipRegion::neck_narrowest)
                                                      : name(HipRegion::neck);
  if (row.region == "shaft") return name(HipRegion::intertrochanter);
  if (row.region == "total") return name(HipRegion::total_hip);
  for (const HipRegion one : {HipRegion::trochanter, HipRegion::intertrochanter, HipRegion::wards})
    if (row.region == name(one)) return name(one);
  return "";
}

std::vector<Pair> pairs_of(const std::vector<DisplayedRegion>& regions, const std::vector<ReportedRow>& rows,
                           const std::string& vendor) {
  std::vector<Pair> pairs;
  for (const DisplayedRegion& shown : regions)
    for (const ReportedRow& row : rows)
      if (shown_name(row, vendor) == shown.region) pairs.push_back({&shown, &row, row.region == "total"});
  return pairs;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

double own_area(const Pair& pair) { return in_cm2(pair.shown->area); }

/// Areas against those of the other regions.
void compare_areas(std::vector<Pair>& pairs, double allowed) {
  std::vector<double> ratios;
  for (const Pair& pair : pairs)
    if (!pair.whole && pair.row->area) ratios.push_back(own_area(pair) / pair.row->area->value);
  if (ratios.size() < 3) return;
  const double usual = median(ratios);
  for (Pair& pair : pairs) {
    if (!pair.row->area) continue;
    pair.ratio = own_area(pair) / pair.row->area->value / usual;
    pair.otherwise = std::abs(*pair.ratio - 1) > allowed;
  }
}

/// Two neighbours as one region, where the line between them alone was drawn otherwise.
std::optional<GreyRegion> joined(const Pair& a, const Pair& b, double allowed) {
  const bool neighbours = vertebra_from_name(a.row->region) && vertebra_from_name(b.row->region) &&
                          static_cast<int>(*vertebra_from_name(a.row->region)) + 1 ==
                              static_cast<int>(*vertebra_from_name(b.row->region));
  if (!a.otherwise || !b.otherwise || !neighbours) return std::nullopt;
  const double ours = own_area(a) + own_area(b), theirs = a.row->area->value + b.row->area->value;
  const double usual = own_area(a) / a.row->area->value / *a.ratio;
  if (std::abs(ours / theirs / usual - 1) > allowed) return std::nullopt;
  const double mineral = a.row->bmd.value * a.row->area->value + b.row->bmd.value * b.row->area->value;
  return GreyRegion{a.row->region + "+" + b.row->region,
                    (a.shown->mean_grey * own_area(a) + b.shown->mean_grey * own_area(b)) / ours,
                    g_per_cm2(mineral / theirs)};
}

std::vector<GreyRegion> curve_regions(const std::vector<Pair>& pairs, double allowed) {
  std::vector<GreyRegion> result;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const Pair& pair = pairs[k];
    if (pair.whole) continue;
    if (!pair.otherwise) {
      result.push_back({pair.row->region, pair.shown->mean_grey, g_per_cm2(pair.row->bmd.value)});
    } else if (k + 1 < pairs.size()) {
      if (const auto both = joined(pair, pairs[k + 1], allowed)) {
        result.push_back(*both);
        ++k;
      }
    }
  }
  return result;
}

/// L1-L4 within our own regions: mineral by area.
std::optional<RemeasuredRegion> whole_spine(const std::vector<RemeasuredRegion>& levels,
                                            const std::vector<Pair>& pairs,
                                            const std::vector<ReportedRow>& rows, const GreyCurve& curve) {
  const auto row = std::find_if(rows.begin(), rows.end(), [](const ReportedRow& one) {
    return one.exam == DxaExam::ap_spine && one.region == "L1-L4";
  });
  if (row == rows.end() || levels.size() != 4) return std::nullopt;
  double mineral = 0, area = 0;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    mineral += in_g_per_cm2(levels[k].estimated.value) * own_area(pairs[k]);
    area += own_area(pairs[k]);
  }
  return RemeasuredRegion{
      "L1-L4", {g_per_cm2(mineral / area), curve.error}, g_per_cm2(row->bmd.value), {}, false};
}

}  // namespace

Result<RemeasuredDisplay> remeasure(const DisplayedBone& bone, const std::vector<ReportedRow>& rows,
                                    const std::string& vendor) {
  constexpr double kMostCutOff = 0.2, kSpineArea = 0.15, kHipArea = 0.25;
  std::vector<Pair> pairs = pairs_of(bone.regions, rows, vendor);
  for (const Pair& pair : pairs)
    if (!pair.whole && pair.shown->cut_off > kMostCutOff)
      return Error{"density.grey-cut-off",
                   fmt::format("{:.0f} % of {} are as bright or as dark as the display can show: no density "
                               "is estimated.",
                               100 * pair.shown->cut_off, pair.row->region),
                   "Send the picture with a wider range of grey, or the scan's own densities."};
  const bool spine = !rows.empty() && rows.front().exam == DxaExam::ap_spine;
  const double allowed = spine ? kSpineArea : kHipArea;
  compare_areas(pairs, allowed);
  const auto curve = grey_curve(curve_regions(pairs, allowed), bone.soft_tissue_grey);
  if (!curve) return curve.error();
  RemeasuredDisplay result{*curve, {}};
  for (const Pair& pair : pairs)
    if (const auto bmd = density_of_grey(*curve, pair.shown->mean_grey))
      result.regions.push_back(
          {pair.row->region, *bmd, g_per_cm2(pair.row->bmd.value), pair.ratio, pair.otherwise});
  if (spine)
    if (auto whole = whole_spine(result.regions, pairs, rows, *curve))
      result.regions.push_back(*std::move(whole));
  return result;
}

}  // namespace osteon
