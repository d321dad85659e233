#include "dxa/hip_lengths.hpp"
#include "dxa/hip_neck.hpp"
#include "dxa/positioning.hpp"

#include <osteon/segmentation/dxa_hip.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

namespace osteon {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

/// Everything that was found for one threshold of bone, in working pixels.
struct FoundHip {
  HipOutline outline;
  HeadCircle head;
  PictureNeck neck;
  Eigen::Vector2d trochanter_tip, notch;
  std::optional<LesserTrochanter> lesser;
  [[nodiscard]] double angle_deg() const {
    return kDegrees * std::acos(std::clamp(neck.direction.dot(outline.shaft.direction), -1.0, 1.0));
  }
};

constexpr double kLeastEdge = 0.30;  // of the head's free arcs; knees reach 0.26
constexpr double kSureEdge = 0.35;

/// The picture with medial to the left.
std::optional<WorkingPicture> with_medial_left(const WorkingPicture& picture) {
  const auto start = shaft_start(hip_bone(picture), picture);
  if (!start) return std::nullopt;
  return start->medial_is_right ? mirrored(picture) : picture;
}

Result<FoundHip> hip_at(const WorkingPicture& picture, const EdgeField& edges, double share) {
  const cv::Mat1b bone = hip_bone(picture, share);
  const auto start = shaft_start(bone, picture);
  if (!start || start->medial_is_right) return not_a_hip("no shaft leaves the picture below");
  auto outlines = hip_outlines(bone, *start);
  if (!outlines) return outlines.error();
  std::optional<FoundHip> best;
  bool any_tip = false;
  for (const HipOutline& outline : *outlines)
    for (const Eigen::Vector2d& tip : trochanter_tips(outline)) {
      any_tip = true;
      const HeadCircle head = head_circle(edges, outline, tip);
      if (best && head.score <= best->head.score) continue;
      if (const auto neck = neck_axis(outline, head))
        best = FoundHip{
            outline, head, *neck, tip, trochanteric_notch(outline, *neck, tip), lesser_trochanter(outline)};
    }
  if (!any_tip) return not_a_hip("there is no greater trochanter");
  if (!best) return not_a_hip("there is no neck between head and shaft");
  return *std::move(best);
}

/// Errors: those of the search; anatomy.not-a-hip for what no proximal femur can be.
Result<FoundHip> plausible(Result<FoundHip> found) {
  if (!found) return found;
  const double angle = found->angle_deg(), width = found->neck.width * kWorkingStepMm;
  if (found->head.edge < kLeastEdge) return not_a_hip("no head shows its round border");
  if (angle < 105 || angle > 155)
    return not_a_hip(fmt::format("neck and shaft would meet at {:.0f} degrees", angle));
  if (width < 20 || width > 50) return not_a_hip(fmt::format("the neck would be {:.0f} mm wide", width));
  return found;
}

/// How far the thresholds of bone move what is found: half the range of three.
struct Spread {
  double head = 0, radius = 0, neck = 0, width = 0, neck_deg = 0, angle_deg = 0, tip = 0, notch = 0,
         lesser = 0;
};

Spread spread_of(const FoundHip& hip, const std::vector<FoundHip>& others) {
  Spread spread;
  const auto widen = [](double& value, double by) { value = std::max(value, by); };
  for (const FoundHip& other : others) {
    widen(spread.head, (hip.head.center - other.head.center).norm());
    widen(spread.radius, std::abs(hip.head.radius - other.head.radius));
    widen(spread.neck, (hip.neck.center - other.neck.center).norm());
    widen(spread.width, std::abs(hip.neck.width - other.neck.width));
    widen(spread.neck_deg,
          kDegrees * std::acos(std::clamp(hip.neck.direction.dot(other.neck.direction), -1.0, 1.0)));
    widen(spread.angle_deg, std::abs(hip.angle_deg() - other.angle_deg()));
    widen(spread.tip, (hip.trochanter_tip - other.trochanter_tip).norm());
    widen(spread.notch, (hip.notch - other.notch).norm());
    if (hip.lesser && other.lesser) widen(spread.lesser, (hip.lesser->top - other.lesser->top).norm());
  }
  return spread;
}

constexpr double kPlaceSdMm = 0.7;  // what a place of the border is worth at best: a pixel and a half

double place_sd(double spread_px) { return std::hypot(kPlaceSdMm, spread_px * kWorkingStepMm); }

LabelMap<2> bones(const FoundHip& hip, const WorkingPicture& picture, const Grid<2>& grid) {
  const cv::Mat1b femur = femur_of(hip.outline, hip.head, hip.neck);
  LabelMap<2> map = on_grid(femur, picture, grid);
  const LabelMap<2> all = on_grid(hip.outline.bone, picture, grid);
  for (std::size_t n = 0; n < map.pixels().size(); ++n)
    if (map.pixels()[n] == 0 && all.pixels()[n] != 0) map.pixels()[n] = 2;
  return map;
}

std::vector<Warning> warnings_of(const FoundHip& hip, const Spread& spread, double lesser_mm) {
  constexpr double kTurnedMm = 5, kUnsteadyMm = 5, kAxesDeg = 8;
  std::vector<Warning> warnings;
  if (hip.head.edge < kSureEdge)
    warnings.push_back({"dxa-hip.head-doubtful", "The round border of the femoral head is barely seen."});
  if (spread.head * kWorkingStepMm > kUnsteadyMm || spread.neck * kWorkingStepMm > kUnsteadyMm)
    warnings.push_back(
        {"dxa-hip.unsteady", "Head or neck move by more than 5 mm with the threshold of bone; check them."});
  if (hip.neck.sd_deg > kAxesDeg)
    warnings.push_back({"dxa-hip.neck-axis-doubtful",
                        "The neck's own axis and the way to the head's centre differ; check the neck."});
  if (lesser_mm > kTurnedMm)
    warnings.push_back({"dxa-hip.turned-outwards",
                        fmt::format("The lesser trochanter stands out by {:.0f} mm, which suggests that the "
                                    "leg was not turned inwards.",
                                    lesser_mm)});
  return warnings;
}

DxaHip answer_of(const FoundHip& hip, const Spread& spread, const WorkingPicture& picture,
                 const Grid<2>& grid) {
  constexpr double kVisibleMm = 2;
  const double step = kWorkingStepMm;
  const double lesser_mm = hip.lesser ? hip.lesser->height * step : 0;
  const auto place = [&](const Eigen::Vector2d& p, double spread_px) {
    return PicturePlace{picture.place_mm(p), place_sd(spread_px)};
  };
  const HipShaft& shaft = hip.outline.shaft;
  std::optional<PicturePlace> lesser;
  if (lesser_mm >= kVisibleMm) lesser = place(hip.lesser->top, spread.lesser);
  const double neck_sd = std::hypot(hip.neck.sd_deg, spread.neck_deg);
  return DxaHip{
      picture.mirrored ? Side::right : Side::left,
      place(hip.head.center, spread.head),
      {mm(hip.head.radius * step), mm(place_sd(spread.radius))},
      place(hip.neck.center, spread.neck),
      {picture.direction_mm(hip.neck.direction), neck_sd},
      {mm(hip.neck.width * step), mm(place_sd(spread.width))},
      {picture.direction_mm(shaft.direction), shaft.sd_deg},
      picture.place_mm(shaft.point),
      hip.angle_deg(),
      std::hypot(neck_sd, shaft.sd_deg),
      place(hip.trochanter_tip, spread.tip),
      place(hip.notch, spread.notch),
      lesser,
      lesser_mm,
      bones(hip, picture, grid),
      on_grid(picture.field, picture, grid),
      warnings_of(hip, spread, lesser_mm),
  };
}

/// A hip, how far it moves with the threshold of bone, and the picture that it was found in.
struct Search {
  FoundHip hip;
  Spread spread;
  WorkingPicture upright;
};

Result<Search> search(const WorkingPicture& picture) {
  constexpr double kOtherShares[] = {0.14, 0.28};
  constexpr double kDenseShare = 0.33;  // where soft tissue is bright, or the pelvis covers the head
  auto upright = with_medial_left(picture);
  if (!upright) return not_a_hip("no shaft leaves the picture below");
  const EdgeField edges = edge_field(*upright);
  auto hip = plausible(hip_at(*upright, edges, kBoneShare));
  if (!hip)
    if (auto dense = plausible(hip_at(*upright, edges, kDenseShare))) hip = std::move(dense);
  if (!hip) return hip.error();
  std::vector<FoundHip> others;
  for (const double share : kOtherShares)
    if (auto other = hip_at(*upright, edges, share)) others.push_back(std::move(other).value());
  const Spread spread = spread_of(*hip, others);
  return Search{std::move(hip).value(), spread, *std::move(upright)};
}

}  // namespace

Result<DxaHip> find_dxa_hip(const DxaPicture& picture) {
  constexpr double kLargestMm = 350;  // fields of 150 to 250 mm are usual
  if (is_larger_than(picture.grey.grid(), kLargestMm, kLargestMm)) return not_a_hip("the field is too large");
  const WorkingPicture working = working_picture(picture);
  auto found = search(with_even_soft_tissue(working));
  // Where a display shows faint bone as dark as soft tissue, evening takes it away.
  if (!found) found = search(working);
  if (!found) return found.error();
  DxaHip answer = answer_of(found->hip, found->spread, found->upright, picture.grey.grid());
  const HipLengths lengths = lengths_of(answer);
  answer.clarity = found->hip.head.edge;
  answer.neck_axis_length = lengths.neck_axis;
  answer.hip_axis_length = lengths.hip_axis;
  const std::vector<Warning> positioning = positioning_of(answer);
  answer.warnings.insert(answer.warnings.end(), positioning.begin(), positioning.end());
  return answer;
}

}  // namespace osteon
