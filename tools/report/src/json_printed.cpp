#include "json_printed.hpp"

namespace osteon {
namespace {

/// From pixels of a picture to those of its page.
class OnPage {
 public:
  explicit OnPage(const PrintedScan& scan) : scan_(scan) {}
  [[nodiscard]] Json at(const Eigen::Vector2d& pixel) const {
    return {number(scan_.box.left + (pixel.x() + 0.5) * scan_.page_pixels - 0.5, 1),
            number(scan_.box.top + (pixel.y() + 0.5) * scan_.page_pixels - 0.5, 1)};
  }

 private:
  const PrintedScan& scan_;
};

Json spine_of(const PrintedPicture& one, const OnPage& page) {
  const double mm = one.spine->assumed_mm;
  Json lines = Json::array(), names = Json::array();
  for (const IntervertebralLine& line : one.spine->found.lines)
    lines.push_back({{"between", name(line.above) + "/" + name(line.below)},
                     {"points_px", {page.at(line.left / mm), page.at(line.right / mm)}}});
  for (const LevelShift& other : one.spine->found.names)
    names.push_back({{"shift", other.shift}, {"probability", number(other.probability, 3)}});
  return {{"lines", lines},
          {"names", names},
          {"names_by_drawn_lines", one.names_agree},
          {"widths_agreeing", one.spine->agreeing},
          {"widths_tried", one.spine->tried}};
}

Json hip_of(const PrintedPicture& one, const OnPage& page) {
  const double mm = one.hip->assumed_mm;
  const DxaHip& hip = one.hip->found;
  const Eigen::Vector2d neck = hip.neck_center.mm / mm;
  constexpr double kHalf = 40;
  return {{"side", hip.side == Side::left ? "L" : "R"},
          {"head_center_px", page.at(hip.head_center.mm / mm)},
          {"head_radius_px", number(in_mm(hip.head_radius.value) / mm * one.scan.page_pixels, 1)},
          {"neck_center_px", page.at(neck)},
          {"neck_axis_px",
           {page.at(neck - kHalf * hip.neck.direction), page.at(neck + kHalf * hip.neck.direction)}},
          {"neck_width_head_radii", number(in_mm(hip.neck_width.value) / in_mm(hip.head_radius.value), 2)},
          {"neck_shaft_angle_deg",
           {{"value", number(hip.neck_shaft_angle_deg, 1)}, {"sd", number(hip.neck_shaft_angle_sd_deg, 1)}}},
          {"widths_agreeing", one.hip->agreeing},
          {"widths_tried", one.hip->tried}};
}

Json drawn_of(const PrintedPicture& one, const OnPage& page) {
  Json lines = Json::array();
  for (const DrawnLine& line : one.drawn_lines) lines.push_back({page.at(line.left), page.at(line.right)});
  Json box(nullptr);
  if (one.drawn_box)
    box = {{"center_px", page.at(one.drawn_box->center)},
           {"axis", {number(one.drawn_box->axis.x(), 4), number(one.drawn_box->axis.y(), 4)}},
           {"along_px", number(one.drawn_box->along * one.scan.page_pixels, 1)}};
  return {{"lines_px", lines}, {"neck_box", box}};
}

Json offsets_of(const PrintedPicture& one) {
  Json lines = Json::array();
  for (const LineOffset& line : one.lines)
    lines.push_back({{"between", line.between},
                     {"vertebral_heights", number(line.heights, 2)},
                     {"mm", number(line.mm, 1)},
                     {"tilt_deg", number(line.tilt_deg, 1)}});
  Json neck(nullptr);
  if (one.neck)
    neck = {{"along_head_radii", number(one.neck->along_radii, 2)},
            {"across_head_radii", number(one.neck->across_radii, 2)},
            {"axis_deg", number(one.neck->axis_deg, 1)}};
  return {{"lines", lines}, {"neck", neck}};
}

Json estimates_of(const PrintedPicture& one) {
  Json regions = Json::array();
  for (const EstimatedRegion& region : one.estimates)
    regions.push_back({{"region", region.region},
                       {"origin", "estimated-from-picture"},
                       {"bmd_g_cm2", measured(region.bmd, in_g_per_cm2, 3)},
                       {"reported_bmd_g_cm2", number(in_g_per_cm2(region.reported), 3)}});
  return regions;
}

}  // namespace

Json printed_picture(const PrintedPicture& one) {
  const OnPage page(one.scan);
  const PageBox& box = one.scan.box;
  return {{"series_uid", one.series_uid},
          {"part", one.series_part},
          {"source", one.source},
          {"page", box.page + 1},
          {"box_px", {box.left, box.top, box.width, box.height}},
          {"status", one.refusal ? "refused" : "analysed"},
          {"reason", one.refusal ? reason(*one.refusal) : Json(nullptr)},
          {"mm_per_page_pixel",
           one.mm_per_pixel ? number(*one.mm_per_pixel / one.scan.page_pixels, 4) : Json(nullptr)},
          {"spine", one.spine ? spine_of(one, page) : Json(nullptr)},
          {"hip", one.hip ? hip_of(one, page) : Json(nullptr)},
          {"drawn", drawn_of(one, page)},
          {"ours_less_drawn", offsets_of(one)},
          {"estimates", estimates_of(one)},
          {"warnings", warnings(one.warnings)}};
}

}  // namespace osteon
