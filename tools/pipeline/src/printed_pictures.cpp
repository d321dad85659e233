#include "printed_lines.hpp"

#include <osteon/pipeline/printed_pictures.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>
#include <set>
#include <string_view>
#include <utility>

namespace osteon {
namespace {

const ReportedRow* row_of(const std::vector<ReportedRow>& rows, const std::string& region) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ReportedRow& row) {
    return row.exam == DxaExam::ap_spine && row.region == region;
  });
  return found == rows.end() ? nullptr : &*found;
}

/// From the areas of whole levels; nothing with fewer than two.
std::optional<double> scale_by_areas(const DxaSpine& spine, const std::vector<ReportedRow>& rows) {
  double reported_cm2 = 0, pixels = 0;
  int levels = 0;
  for (int level = static_cast<int>(BoneRegion::l1); level <= static_cast<int>(BoneRegion::l4); ++level) {
    const ReportedRow* row = row_of(rows, name(static_cast<BoneRegion>(level)));
    const auto count = std::count(spine.vertebrae.pixels().begin(), spine.vertebrae.pixels().end(), level);
    if (row == nullptr || !row->area || count == 0) continue;
    reported_cm2 += row->area->value;
    pixels += static_cast<double>(count);
    ++levels;
  }
  if (levels < 2) return std::nullopt;
  constexpr double kMm2PerCm2 = 100;
  return std::sqrt(kMm2PerCm2 * reported_cm2 / pixels);
}

/// Mean grey of the pixels that `within` takes; nothing without any.
template <class Within>
std::optional<double> mean_grey(const PageCut& grey, const Within& within) {
  double sum = 0;
  int count = 0;
  for (int y = 0; y < grey.height; ++y)
    for (int x = 0; x < grey.width; ++x)
      if (within(x, y)) {
        sum += grey.grey[static_cast<std::size_t>(y) * static_cast<std::size_t>(grey.width) +
                         static_cast<std::size_t>(x)];
        ++count;
      }
  return count > 0 ? std::optional(sum / count) : std::nullopt;
}

/// The column's edges at a row, between the ends of our lines, pixels.
std::pair<double, double> edges_at(const Unscaled<DxaSpine>& spine, double y) {
  const auto& lines = spine.found.lines;
  std::size_t k = 0;
  while (k + 2 < lines.size() && y > lines[k + 1].middle().y() / spine.assumed_mm) ++k;
  const auto between = [&](const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
    return (a.x() + (y * spine.assumed_mm - a.y()) / (b.y() - a.y()) * (b.x() - a.x())) / spine.assumed_mm;
  };
  return {between(lines[k].left, lines[k + 1].left), between(lines[k].right, lines[k + 1].right)};
}

/// Levels between neighbouring drawn lines, as grey values show them. Lines that are lost lose their levels.
std::vector<GreyRegion> drawn_regions(const PrintedPicture& picture, const std::vector<ReportedRow>& rows) {
  std::vector<GreyRegion> regions;
  for (std::size_t k = 0; k + 1 < picture.drawn_lines.size(); ++k) {
    const DrawnLine &upper = picture.drawn_lines[k], &lower = picture.drawn_lines[k + 1];
    const auto above = line_offsets(*picture.spine, {upper}, {}),
               below = line_offsets(*picture.spine, {lower}, {});
    if (above.size() != 1 || below.size() != 1) continue;
    const std::string level = above[0].between.substr(above[0].between.find('/') + 1);
    if (below[0].between.substr(0, below[0].between.find('/')) != level) continue;
    const ReportedRow* row = row_of(rows, level);
    if (row == nullptr) continue;
    const auto mean = mean_grey(picture.scan.grey, [&](int x, int y) {
      const auto [left, right] = edges_at(*picture.spine, y);
      return x >= left && x <= right && y >= upper.y_at(x) && y <= lower.y_at(x);
    });
    if (mean) regions.push_back({level, *mean, g_per_cm2(row->bmd.value)});
  }
  return regions;
}

void estimate(PrintedPicture& picture, const std::vector<ReportedRow>& rows) {
  const auto curve = grey_curve(drawn_regions(picture, rows));
  if (!curve) {
    picture.warnings.push_back({curve.error().code, curve.error().message});
    return;
  }
  picture.curve = *curve;
  const LabelMap<2>& vertebrae = picture.spine->found.vertebrae;
  for (int level = static_cast<int>(BoneRegion::l1); level <= static_cast<int>(BoneRegion::l4); ++level) {
    const std::string region = name(static_cast<BoneRegion>(level));
    const ReportedRow* row = row_of(rows, region);
    const auto mean = mean_grey(picture.scan.grey, [&](int x, int y) { return vertebrae.at(x, y) == level; });
    if (row == nullptr || !mean) continue;
    if (const auto bmd = density_of_grey(*curve, *mean))
      picture.estimates.push_back({region, *bmd, g_per_cm2(row->bmd.value)});
  }
}

void name_spine(PrintedPicture& picture, const std::vector<ReportedRow>& rows) {
  const auto levels = reported_levels(rows);
  const auto names = levels ? names_by_lines(*picture.spine, picture.drawn_lines, *levels) : std::nullopt;
  if (names && names->sure) {
    picture.spine->found = renamed(std::move(picture.spine->found), names->shift);
    picture.spine->found.names.clear();
    std::erase_if(picture.spine->found.warnings,
                  [](const Warning& warning) { return warning.code == "dxa-spine.levels-doubtful"; });
  }
  picture.names_agree = names.has_value();
  if (!names || !names->sure)
    picture.warnings.push_back(
        {"dxa-spine.levels-not-by-lines",
         names ? "More or fewer regions are drawn than levels are reported; the names are those that the "
                 "picture "
                 "itself suggests, which one end of the drawn lines confirms."
               : "The drawn lines and the reported levels do not give the names of the vertebrae: they are "
                 "those that the picture itself suggests; check them."});
}

void understand_spine(PrintedPicture& picture, const std::vector<ReportedRow>& rows) {
  picture.drawn_lines = drawn_across(picture.scan.drawn);
  name_spine(picture, rows);
  if (picture.names_agree) picture.mm_per_pixel = scale_by_areas(picture.spine->found, rows);
  picture.lines = line_offsets(*picture.spine, picture.drawn_lines, picture.mm_per_pixel);
  if (picture.names_agree) estimate(picture, rows);
}

/// A table of one side beside a picture of the other.
void compare_side(PrintedPicture& picture, const std::vector<ReportedRow>& rows) {
  const Side seen = picture.hip->found.side;
  const auto is_of = [&](Side side) {
    return std::any_of(rows.begin(), rows.end(), [&](const ReportedRow& row) { return row.side == side; });
  };
  const Side other = seen == Side::left ? Side::right : Side::left;
  if (is_of(seen) || !is_of(other)) return;
  const auto word = [](Side side) { return side == Side::left ? "left" : "right"; };
  picture.warnings.push_back({"dxa-hip.side-conflict", std::string("The table is of the ") + word(other) +
                                                           " hip, the picture shows a " + word(seen) +
                                                           " one or is turned over; check the side."});
}

void understand_hip(PrintedPicture& picture, const std::vector<ReportedRow>& rows) {
  const Unscaled<DxaHip>& hip = *picture.hip;
  compare_side(picture, rows);
  const Eigen::Vector2d neck = hip.found.neck_center.mm / hip.assumed_mm;
  picture.drawn_box = drawn_neck_box(picture.scan.drawn, neck, hip.found.neck.direction);
  if (!picture.drawn_box) return;
  const Eigen::Vector2d axis = picture.drawn_box->axis, off = neck - picture.drawn_box->center;
  const double radius = in_mm(hip.found.head_radius.value) / hip.assumed_mm;
  const double cosine = std::clamp(axis.dot(hip.found.neck.direction), -1.0, 1.0);
  picture.neck = NeckOffset{off.dot(axis) / radius, off.dot(Eigen::Vector2d(-axis.y(), axis.x())) / radius,
                            std::acos(cosine) * 180 / std::numbers::pi};
}

/// What the rows are of; nothing where they are of several examinations or of none.
std::optional<DxaExam> exam_of(const std::vector<ReportedRow>& rows) {
  if (rows.empty()) return std::nullopt;
  const DxaExam exam = rows.front().exam;
  const bool one =
      std::all_of(rows.begin(), rows.end(), [&](const ReportedRow& row) { return row.exam == exam; });
  return one ? std::optional(exam) : std::nullopt;
}

/// "L1-L4", "TOTAL MEAN" as the set of its words.
std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      continue;
    }
    if (!word.empty()) words.insert(word);
    word.clear();
  }
  if (!word.empty()) words.insert(word);
  return words;
}

std::set<std::string> words_of(const ReportedRow& row) {
  std::string text = row.region;
  if (row.side) text += *row.side == Side::left ? " left" : " right";
  if (row.mean_of_sides) text += " mean";
  return words_of(text);
}

bool same_person_and_day(const ReportedDxa& a, const ReportedDxa& b) {
  return a.exam_date == b.exam_date && a.patient.id == b.patient.id;
}

/// Whether every row that a page names, though it could not be read there, stands in a table.
bool names_rows_of(const ReportedDxa& page, const ReportedDxa& table) {
  const auto stands = [&](const std::set<std::string>& words) {
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [&](const ReportedRow& row) { return words_of(row) == words; });
  };
  bool any = false;
  for (const UnreadRow& unread : page.unread) {
    const auto words = words_of(unread.label);
    if (words.empty()) continue;
    if (!stands(words)) return false;
    any = true;
  }
  return any;
}

/// The rows of the one other page whose table has the rows that this page names.
std::vector<ReportedRow> rows_of_named_table(const std::vector<DxaPage>& pages, const DxaPage& page) {
  const ReportedDxa* table = nullptr;
  for (const DxaPage& other : pages) {
    if (other.page == page.page || !other.report || !same_person_and_day(*page.report, *other.report) ||
        !names_rows_of(*page.report, *other.report))
      continue;
    if (table != nullptr) return {};
    table = &*other.report;
  }
  return table != nullptr ? table->rows : std::vector<ReportedRow>{};
}

}  // namespace

PrintedPicture understand_printed(PrintedScan scan, const std::vector<ReportedRow>& rows) {
  PrintedPicture picture;
  picture.scan = std::move(scan);
  const auto exam = exam_of(rows);
  if (exam && *exam != DxaExam::ap_spine && *exam != DxaExam::femur) {
    picture.refusal = Error{"dxa.picture-other",
                            "The page's picture is of no lumbar spine and of no hip, as its table says.",
                            "Nothing to do: it is not measured."};
    return picture;
  }
  if (!exam || *exam == DxaExam::ap_spine) {
    auto spine = find_unscaled_spine(picture.scan.grey);
    if (spine)
      picture.spine = std::move(spine).value();
    else
      picture.refusal = spine.error();
  }
  if (!picture.spine && (!exam || *exam == DxaExam::femur)) {
    auto hip = find_unscaled_hip(picture.scan.grey);
    if (hip)
      picture.hip = std::move(hip).value();
    else
      picture.refusal = hip.error();
  }
  if (picture.spine) understand_spine(picture, rows);
  if (picture.hip) understand_hip(picture, rows);
  if (picture.spine || picture.hip) picture.refusal.reset();
  if ((picture.spine || picture.hip) && !picture.mm_per_pixel)
    picture.warnings.push_back({"dxa.picture-no-scale",
                                "Nothing on the page tells the picture's scale: places are compared in parts "
                                "of a vertebra's height or "
                                "of the head's radius, no length is given in millimetres."});
  return picture;
}

std::vector<ReportedRow> rows_of_scan(const std::vector<DxaPage>& pages, const DxaPage& page) {
  if (!page.report) return {};
  if (page.report->rows.empty()) return rows_of_named_table(pages, page);
  std::vector<ReportedRow> rows = page.report->rows;
  const auto same = [](const ReportedRow& a, const ReportedRow& b) {
    return a.exam == b.exam && a.region == b.region && a.side == b.side &&
           a.mean_of_sides == b.mean_of_sides && a.bmd.value == b.bmd.value;
  };
  for (const DxaPage& other : pages) {
    if (other.page == page.page || !other.report || !same_person_and_day(*page.report, *other.report))
      continue;
    const auto is_here = [&](const ReportedRow& row) {
      return std::any_of(page.report->rows.begin(), page.report->rows.end(),
                         [&](const auto& here) { return same(row, here); });
    };
    if (std::any_of(other.report->rows.begin(), other.report->rows.end(), is_here))
      for (const ReportedRow& row : other.report->rows)
        if (std::none_of(rows.begin(), rows.end(), [&](const auto& have) {
              return have.exam == row.exam && have.region == row.region && have.side == row.side &&
                     have.mean_of_sides == row.mean_of_sides;
            }))
          rows.push_back(row);
  }
  return rows;
}

}  // namespace osteon
