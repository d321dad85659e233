#include <osteon/pipeline/display_estimates.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

struct Table {
  const DxaReading* reading;
  std::vector<ReportedRow> rows;
};

std::vector<Table> tables_of(const ShownScan& shown, const std::vector<DxaReading>& readings) {
  std::vector<Table> tables;
  for (const DxaReading& reading : readings) {
    const std::string& date = reading.report.exam_date;
    if (!shown.date.empty() && !date.empty() && shown.date != date) continue;
    Table table{&reading, {}};
    for (const ReportedRow& row : reading.report.rows)
      if (row.exam == shown.exam && !row.mean_of_sides && row.side == shown.side) table.rows.push_back(row);
    if (!table.rows.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

bool differ(const Table& a, const Table& b) {
  constexpr double kRounding = 0.0015;  // g/cm2
  return std::any_of(a.rows.begin(), a.rows.end(), [&](const ReportedRow& row) {
    return std::any_of(b.rows.begin(), b.rows.end(), [&](const ReportedRow& other) {
      return row.region == other.region && std::abs(row.bmd.value - other.bmd.value) > kRounding;
    });
  });
}

}  // namespace

std::optional<DisplayEstimate> estimate_display(const ShownScan& shown,
                                                const std::vector<DxaReading>& readings) {
  const std::vector<Table> tables = tables_of(shown, readings);
  if (tables.empty()) return std::nullopt;
  const Table& table = *std::max_element(tables.begin(), tables.end(), [](const Table& a, const Table& b) {
    return a.rows.size() < b.rows.size();
  });
  DisplayEstimate estimate;
  estimate.side = shown.side;
  if (std::any_of(tables.begin(), tables.end(), [&](const Table& one) { return differ(table, one); })) {
    estimate.refusal =
        Error{"density.grey-tables-differ",
              "Tables of the study give other densities of the same region: which of them is of this picture "
              "is not known, no density is estimated.",
              "Give the picture with its own table alone."};
    return estimate;
  }
  estimate.table_uid = table.reading->series_uid;
  estimate.table_page = table.reading->page;
  if (shown.doubtful) {
    estimate.refusal = Error{"density.grey-places-doubtful",
                             "Places, names or the side found in the picture are doubtful: no density is "
                             "estimated from its grey values.",
                             "Confirm what was found in the picture."};
    return estimate;
  }
  auto found = remeasure(shown.bone, table.rows, table.reading->report.vendor);
  if (found)
    estimate.found = std::move(found).value();
  else
    estimate.refusal = found.error();
  return estimate;
}

}  // namespace osteon
