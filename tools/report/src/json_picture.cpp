#include "json_parts.hpp"

#include <opencv2/imgproc.hpp>

#include <vector>

namespace osteon {
namespace {

Json pair(const Eigen::Vector2d& p) { return {number(p[0], 2), number(p[1], 2)}; }

/// Pixels of the stored picture.
Json in_pixels(const Grid<2>& grid, const Eigen::Vector2d& place_mm) {
  return pair(grid.index_from_patient({place_mm}).ijk);
}

Json line(const Grid<2>& grid, const IntervertebralLine& one) {
  return {{"between", name(one.above) + "/" + name(one.below)},
          {"points_mm", {pair(one.left), pair(one.right)}},
          {"points_px", {in_pixels(grid, one.left), in_pixels(grid, one.right)}},
          {"sd_mm", number(one.sd_mm, 1)}};
}

/// The border of a vertebra in the map, and its edges half way down.
Json region(const DxaSpine& spine, BoneRegion level) {
  const Grid<2>& grid = spine.vertebrae.grid();
  cv::Mat1b mask(grid.size[1], grid.size[0], uchar{0});
  for (int j = 0; j < grid.size[1]; ++j)
    for (int i = 0; i < grid.size[0]; ++i)
      if (spine.vertebrae.at(i, j) == static_cast<std::uint8_t>(level)) mask(j, i) = 255;
  std::vector<std::vector<cv::Point>> borders;
  cv::findContours(mask, borders, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  if (borders.empty()) return nullptr;
  Json polygon = Json::array();
  for (const cv::Point& p : borders.front()) polygon.push_back({p.x, p.y});
  const cv::Rect box = cv::boundingRect(borders.front());
  const int row = box.y + box.height / 2;
  int left = box.x, right = box.x + box.width - 1;
  while (left < right && mask(row, left) == 0) ++left;
  while (right > left && mask(row, right) == 0) --right;
  return {{"level", name(level)},
          {"polygon_px", polygon},
          {"left_edge_px", {left, row}},
          {"right_edge_px", {right, row}}};
}

Json length(const std::optional<Measured<Length>>& one) {
  return one ? measured(*one, in_mm, 1) : Json(nullptr);
}

Json place(const PicturePlace& one) { return pair(one.mm); }

Json axis_px(const Grid<2>& grid, const Eigen::Vector2d& point, const Eigen::Vector2d& direction) {
  constexpr double kHalfMm = 30;
  return {{"points",
           {in_pixels(grid, point - kHalfMm * direction), in_pixels(grid, point + kHalfMm * direction)}}};
}

Json axis(const Eigen::Vector2d& point, const Eigen::Vector2d& direction, double sd_deg) {
  return {{"point", pair(point)},
          {"direction", {number(direction[0], 4), number(direction[1], 4)}},
          {"sd_deg", number(sd_deg, 1)}};
}

/// The boxes of a densitometer, as they would be placed; for a person to compare.
Json boxes(const HipPicture& one) {
  Json result = Json::object();
  if (!one.layout) return result;
  for (const HipRegion region : {HipRegion::neck, HipRegion::neck_narrowest, HipRegion::wards}) {
    Json corners(nullptr);
    if (const auto box = corners_of(*one.layout, region, places_of(one.hip))) {
      corners = Json::array();
      for (const Eigen::Vector2d& corner : *box) corners.push_back(in_pixels(one.hip.femur.grid(), corner));
    }
    result[std::string(name(region))] = corners;
  }
  return result;
}

}  // namespace

Json spine_picture(const SpinePicture& one) {
  const Grid<2>& grid = one.spine.vertebrae.grid();
  Json lines = Json::array(), regions = Json::array(), names = Json::array();
  for (const auto& l : one.spine.lines) lines.push_back(line(grid, l));
  for (std::size_t k = 0; k + 1 < one.spine.lines.size(); ++k)
    if (Json r = region(one.spine, one.spine.lines[k].below); !r.is_null()) regions.push_back(std::move(r));
  for (const auto& n : one.spine.names)
    names.push_back({{"shift", n.shift}, {"probability", number(n.probability, 3)}});
  return {
      {"series_uid", one.series_uid}, {"part", one.series_part}, {"lines", lines},
      {"regions", regions},           {"names", names},          {"warnings", warnings(one.spine.warnings)}};
}

Json lateral_picture(const LateralPicture& one) {
  const LateralSpine& spine = one.spine;
  return {{"series_uid", one.series_uid},
          {"part", one.series_part},
          {"pose",
           {{"anterior_is_left", spine.pose.anterior_is_left},
            {"upside_down", spine.pose.upside_down},
            {"bone_is_dark", spine.pose.bone_is_dark}}},
          {"sacrum_seen", spine.sacrum_seen},
          {"name_confidence", number(spine.name_confidence, 3)},
          {"name_evidence", spine.evidence},
          {"lengths_known", one.lengths_known},
          {"warnings", warnings(spine.warnings)}};
}

Json hip_picture(const HipPicture& one) {
  const DxaHip& hip = one.hip;
  const Grid<2>& grid = hip.femur.grid();
  Json px{{"head_center", in_pixels(grid, hip.head_center.mm)},
          {"neck_axis", axis_px(grid, hip.neck_center.mm, hip.neck.direction)},
          {"shaft_axis", axis_px(grid, hip.shaft_point, hip.shaft.direction)},
          {"narrowest_neck", {{"center", in_pixels(grid, hip.neck_center.mm)}}},
          {"greater_trochanter", in_pixels(grid, hip.greater_trochanter.mm)},
          {"notch", in_pixels(grid, hip.notch.mm)},
          {"lesser_trochanter",
           hip.lesser_trochanter ? in_pixels(grid, hip.lesser_trochanter->mm) : Json(nullptr)}};
  return {{"series_uid", one.series_uid},
          {"part", one.series_part},
          {"side", side(hip.side)},
          {"stated_side", side(one.stated_side)},
          {"status", "analysed"},
          {"reason", nullptr},
          {"warnings", warnings(hip.warnings)},
          {"head_center", place(hip.head_center)},
          {"head_center_sd_mm", number(hip.head_center.sd_mm, 1)},
          {"head_radius_mm", measured(hip.head_radius, in_mm, 1)},
          {"neck_axis", axis(hip.neck_center.mm, hip.neck.direction, hip.neck.sd_deg)},
          {"shaft_axis", axis(hip.shaft_point, hip.shaft.direction, hip.shaft.sd_deg)},
          {"neck_shaft_angle_deg",
           {{"value", number(hip.neck_shaft_angle_deg, 1)}, {"sd", number(hip.neck_shaft_angle_sd_deg, 1)}}},
          {"narrowest_neck",
           {{"center", place(hip.neck_center)}, {"width_mm", measured(hip.neck_width, in_mm, 1)}}},
          {"neck_axis_length_mm", length(hip.neck_axis_length)},
          {"hip_axis_length_mm", length(hip.hip_axis_length)},
          {"greater_trochanter", place(hip.greater_trochanter)},
          {"notch", place(hip.notch)},
          {"lesser_trochanter", hip.lesser_trochanter ? place(*hip.lesser_trochanter) : Json(nullptr)},
          {"lesser_trochanter_height_mm", number(hip.lesser_trochanter_height_mm, 1)},
          {"boxes_px", boxes(one)},
          {"px", px}};
}

}  // namespace osteon
