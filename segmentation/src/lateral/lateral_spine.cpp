#include "lateral/closer_look.hpp"
#include "lateral/disc_ladder.hpp"
#include "lateral/lateral_levels.hpp"
#include "lateral/lateral_search.hpp"
#include "lateral/lateral_view.hpp"
#include "lateral/likely_poses.hpp"
#include "lateral/lung_end.hpp"

#include <osteon/segmentation/lateral_spine.hpp>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace osteon {
namespace {

using lateral::BodyPoints;
using lateral::clearness;
using lateral::kFewestBodies;
using lateral::Maps;
using lateral::Upright;
using lateral::View;

constexpr double kLeastStrength = 0.55;  // mean of a chain's centres
constexpr double kBelieved = 0.45;  // least clearness: how right bodies of less are, docs/lateral.md tells

Error not_lateral(const std::string& missing) {
  return {"anatomy.not-a-lateral-spine", "No spine seen from the side was found: " + missing + ".",
          "Check that the picture shows thoracic or lumbar spine from the side, not lying across it."};
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(std::max<std::size_t>(values.size(), 1));
}

/// Whether a place lies in an area, not at its very edge.
bool is_within(const cv::Mat1b& area, const Eigen::Vector2d& at) {
  constexpr int kEdge = 2;
  for (const int dy : {-kEdge, kEdge})
    for (const int dx : {-kEdge, kEdge}) {
      const int x = static_cast<int>(std::lround(at.x())) + dx,
                y = static_cast<int>(std::lround(at.y())) + dy;
      if (x < 0 || y < 0 || x >= area.cols || y >= area.rows || area(y, x) == 0) return false;
    }
  return true;
}

double middle_height(const BodyPoints& body) { return (body.at[1] - body.at[4]).norm(); }

/// The mean of a map within a body.
double mean_within(const cv::Mat1f& map, const BodyPoints& body) {
  std::vector<cv::Point> ring;
  for (const std::size_t k : {0, 1, 2, 5, 4, 3})
    ring.emplace_back(static_cast<int>(std::lround(body.at[k].x())),
                      static_cast<int>(std::lround(body.at[k].y())));
  cv::Mat1b inside(map.size(), uchar{0});
  cv::fillConvexPoly(inside, ring, 255);
  return cv::mean(map, inside)[0];
}

/// Whether the member at an end of the chain is no vertebral body in view: part of the sacrum, cut by the
/// field, a splinter of its neighbour.
bool is_false_end(const View& view, const BodyPoints& end, const BodyPoints& neighbour) {
  constexpr double kThinnest = 0.4, kNearest = 0.6;  // of the neighbour's height
  constexpr double kSacrum = 0.35;                   // of the body's own map
  constexpr auto kFewestShown = 4;
  const auto shown = std::count_if(end.at.begin(), end.at.end(),
                                   [&](const auto& p) { return is_within(view.picture.shown, p); });
  const double height = middle_height(neighbour);
  return shown < kFewestShown || middle_height(end) < kThinnest * height ||
         (end.middle() - neighbour.middle()).norm() < kNearest * height ||
         mean_within(view.maps.sacrum, end) > kSacrum * mean_within(view.maps.body, end);
}

/// Without members at either end that are no bodies or hardly show.
std::vector<BodyPoints> without_false_ends(const View& view) {
  std::vector<BodyPoints> bodies = view.bodies;
  const auto is_false = [&](const BodyPoints& end, const BodyPoints& neighbour) {
    return clearness(end) < kBelieved || is_false_end(view, end, neighbour);
  };
  while (bodies.size() > 1 && is_false(bodies.front(), bodies[1])) bodies.erase(bodies.begin());
  while (bodies.size() > 1 && is_false(bodies.back(), bodies[bodies.size() - 2])) bodies.pop_back();
  return bodies;
}

/// Whether the network sees a sacrum where the next body would be.
bool sacrum_below(const Maps& maps, const std::vector<BodyPoints>& bodies) {
  constexpr double kRadius = 20, kLeastArea = 150;
  const Eigen::Vector2d last = bodies.back().middle();
  const Eigen::Vector2d next = last + (last - bodies[bodies.size() - 2].middle());
  double area = 0;
  for (int y = 0; y < maps.sacrum.rows; ++y)
    for (int x = 0; x < maps.sacrum.cols; ++x)
      if ((Eigen::Vector2d(x, y) - next).norm() < kRadius) area += static_cast<double>(maps.sacrum(y, x));
  return area > kLeastArea;
}

lateral::Landmarks landmarks_of(const View& view, const std::vector<BodyPoints>& bodies) {
  const auto shows = [](const BodyPoints& body) { return clearness(body) >= kBelieved; };
  return {.sacrum = sacrum_below(view.maps, bodies),
          .all_show = std::all_of(bodies.begin(), bodies.end(), shows),
          .lung_end = lateral::lung_end(view.picture, bodies)};
}

/// In a picture that was taken for so many times as large as it is.
LateralVertebra vertebra_of(const BodyPoints& body, BoneRegion level, const Upright& picture, double size) {
  constexpr double kLeastSdMm = 0.5;  // with it stated errors hold in drawn pictures, docs/lateral.md
  const double step = picture.step_mm.mean() / size;
  LateralVertebra vertebra{level, {}, {}, 1, true, clearness(body)};
  for (std::size_t k = 0; k < body.at.size(); ++k) {
    vertebra.points[k] = picture.place_mm(body.at[k]) / size;
    vertebra.sd_mm[k] = std::hypot(step * body.sd[k], kLeastSdMm);
    vertebra.seen = std::min(vertebra.seen, body.mass[k] / lateral::kClearMass);
    vertebra.complete = vertebra.complete && is_within(picture.field, body.at[k]);
  }
  return vertebra;
}

/// `size`: the picture was taken for so many times as large as it is.
Result<LateralSpine> spine_in(const View& view, double size) {
  if (view.chain.centres.size() < kFewestBodies || mean(view.chain.strength) < kLeastStrength)
    return not_lateral("no row of vertebral bodies shows");
  const std::vector<BodyPoints> bodies = without_false_ends(view);
  constexpr std::size_t kMostBodies = 24;
  if (bodies.size() < kFewestBodies || bodies.size() > kMostBodies)
    return not_lateral("the bodies that show do not make a spine");
  if (lateral::count_clear(bodies) < kFewestBodies)
    return not_lateral("vertebral bodies do not show clearly enough");
  const std::vector<BodyPoints> placed = lateral::looked_at_closely(view.picture.normal, bodies);
  constexpr double kUnsure = 0.105;  // docs/lateral.md: what was mistaken for bodies is less sure
  if (lateral::unsureness(placed) > kUnsure)
    return not_lateral("where vertebral bodies end is too uncertain");
  const std::vector<bool> confirmed = lateral::confirmed_by_discs(view.picture.normal, placed);
  LateralSpine spine;
  spine.pose = view.picture.pose;
  const lateral::Landmarks landmarks = landmarks_of(view, placed);
  spine.sacrum_seen = landmarks.sacrum;
  const lateral::LevelNames names = lateral::level_names(placed, landmarks);
  for (std::size_t n = 0; n < placed.size(); ++n) {
    const auto level =
        static_cast<BoneRegion>(static_cast<std::size_t>(names.lowest) + n + 1 - placed.size());
    spine.found.push_back(vertebra_of(placed[n], level, view.picture, size));
    spine.found.back().confirmed = confirmed[n];
  }
  spine.name_confidence = names.confidence;
  spine.named_by = names.by;
  spine.evidence.push_back(names.evidence);
  if (names.warning) spine.warnings.push_back(*names.warning);
  return spine;
}

}  // namespace

Result<Upright> lateral::upright_of_size(const DxaPicture& picture) {
  constexpr double kLargestMm = 1200;
  constexpr double kSmallestMm = 64;  // 80 on a film that magnifies 1.25 times
  const Grid<2>& grid = picture.grey.grid();
  const Eigen::Vector2d extent_mm = grid.spacing_mm.cwiseProduct(Eigen::Vector2d(grid.size[0], grid.size[1]));
  if (extent_mm.minCoeff() < kSmallestMm) return not_lateral("the field is too small");
  if (extent_mm.maxCoeff() > kLargestMm) return not_lateral("the field is too large");
  return lateral::upright(picture);
}

DxaPicture lateral::stretched(const DxaPicture& picture, double factor) {
  Grid<2> grid = picture.grey.grid();
  grid.spacing_mm *= factor;
  grid.origin_mm *= factor;
  return {Image2D<float>(grid, picture.grey.pixels())};
}

Result<LateralSpine> find_lateral_spine(const DxaPicture& picture) {
  constexpr std::array kSizes{1.0, 0.85, 1.15};       // persons differ
  constexpr double kHint = 0.5;                       // View::score at its own size; docs/lateral.md
  constexpr std::size_t kTried = 4, kTriedAgain = 2;  // ways to hold it
  std::optional<Error> refusal;
  for (const double size : kSizes) {
    const auto upright = lateral::upright_of_size(lateral::stretched(picture, size));
    if (!upright && !refusal) return upright.error();
    if (!upright) continue;
    const View view =
        lateral::best_view(*upright, lateral::likely_poses(upright->normal, refusal ? kTriedAgain : kTried));
    auto spine = spine_in(view, size);
    if (spine || (!refusal && view.score < kHint)) return spine;
    if (!refusal) refusal = spine.error();
  }
  return *refusal;
}

Result<LateralSpine> lateral::spine_held(const Upright& picture, const std::vector<LateralPose>& poses) {
  return spine_in(lateral::best_view(picture, poses), 1);
}

}  // namespace osteon
