#include "taken_rows.hpp"

#include "cross_checks.hpp"

#include <cmath>

namespace osteon::page {
namespace {

// The quotient of numbers rounded more coarsely than this share does not notice a last figure misread by two.
constexpr double kCoarse = 0.003;
// Below this share a wrong last figure hardly closes (a maker that prints four figures of everything).
constexpr double kFine = 0.001;
ReportedNumber reported(const Settled& number, const Sheet& sheet) {
  const Box box = scaled(number.box, 1 / sheet.factor);
  return {number.value, number.decimals,
          PageBox{sheet.page.number, box.left, box.top, box.width(), box.height()},
          number.confirmed || !sheet.page.text.empty()};
}

std::optional<ReportedNumber> reported(const std::optional<Settled>& number, const Sheet& sheet) {
  return number ? std::optional(reported(*number, sheet)) : std::nullopt;
}

/// Why a row is not taken; empty where it is.
std::string why_withheld(const SettledRow& row, const std::optional<RowRegion>& region, CrossCheck check,
                         bool from_picture) {
  if (!row.bmd) return row.reason;
  if (!region) return "The label of this row could not be read with certainty.";
  if (check == CrossCheck::failed)
    return "This row and others of its table that belong together do not agree.";
  const auto rounding = [](const Settled& n) { return 0.5 * std::pow(10.0, -n.decimals) / n.value; };
  const double coarse = rounding(*row.bmc) + rounding(*row.area);
  const bool whole_numbers = row.bmc->decimals == 0 && row.area->decimals == 0;
  const bool confirmed = check == CrossCheck::passed;
  if (coarse > kCoarse && (whole_numbers || !confirmed))
    return "BMC and area are rounded too coarsely to confirm BMD.";
  if (confirmed || row.together) return {};
  const double slack = 0.5 * std::pow(10.0, -row.bmd->decimals) / row.bmd->value + coarse;
  if (from_picture && !row.plain && slack > kFine)
    return "The print of this row is not plain, and no other row confirms it.";
  return {};
}

}  // namespace

void add_rows(const Sheet& sheet, const TableLayout& table, const std::vector<LabelText>& labels,
              const std::vector<SettledRow>& rows, const NamedRows& named, ReportedDxa& report) {
  const auto checks = cross_checks(rows, named);
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (named.regions[n] && named.regions[n]->skipped) continue;
    if (std::string why = why_withheld(rows[n], named.regions[n], checks[n], sheet.page.text.empty());
        !why.empty()) {
      Box box = table.lines[n].box;
      box.left = std::min(box.left, table.label_left);
      const Box place = scaled(box, 1 / sheet.factor);
      report.unread.push_back({{sheet.page.number, place.left, place.top, place.width(), place.height()},
                               known_words(labels[n]),
                               std::move(why)});
      continue;
    }
    const RowRegion& region = *named.regions[n];
    report.rows.push_back({named.exam, region.region, region.side, region.mean_of_sides,
                           sheet.page.text.empty() ? ReportedOrigin::page_picture : ReportedOrigin::page_text,
                           reported(*rows[n].bmd, sheet), reported(rows[n].bmc, sheet),
                           reported(rows[n].area, sheet), reported(rows[n].t_score, sheet),
                           reported(rows[n].z_score, sheet), reported(rows[n].percent_young, sheet),
                           reported(rows[n].percent_age, sheet)});
  }
}

}  // namespace osteon::page
