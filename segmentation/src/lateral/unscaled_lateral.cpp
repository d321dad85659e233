#include "lateral/lateral_search.hpp"
#include "lateral/likely_poses.hpp"

#include <osteon/segmentation/unscaled_picture.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace osteon {
namespace {

/// As long as the longer side may be; from the middle outwards, where most pictures are. Nine bodies of
/// ten are found where pixels are taken for 0.8 to 1.1 times their size, three of four at 1.2
/// (docs/lateral.md): of any length from 18 to 43 cm two of these lie within 0.8 to 1.25.
constexpr std::array<double, 5> kLengthsMm{280, 350, 224, 438, 179};

struct Run {
  LateralSpine spine;
  double factor;  ///< of the picture's spacing
  double weight;
};

/// Bodies that show, each by how clearly.
double weight_of(const LateralSpine& spine) {
  constexpr double kFaint = 0.2;  // of a body with a hidden corner: it is one all the same
  double sum = 0;
  for (const LateralVertebra& v : spine.found) sum += v.complete ? kFaint + v.seen : 0;
  return sum;
}

/// In the picture's own spacing.
Eigen::Vector2d middle_of(const LateralVertebra& v, double factor) {
  return 0.25 / factor * (v.points[0] + v.points[2] + v.points[3] + v.points[5]);
}

double height_of(const LateralVertebra& v, double factor) {
  return (v.points[1] - v.points[4]).norm() / factor;
}

/// Whether most bodies of both lie at the same places.
bool same_bodies(const Run& a, const Run& b) {
  constexpr double kSame = 0.25, kMostly = 0.7;  // of a body's height; of all bodies
  int met = 0;
  for (const LateralVertebra& v : a.spine.found)
    met += std::any_of(b.spine.found.begin(), b.spine.found.end(), [&](const LateralVertebra& other) {
      return (middle_of(v, a.factor) - middle_of(other, b.factor)).norm() < kSame * height_of(v, a.factor);
    });
  return 2.0 * met >= kMostly * static_cast<double>(a.spine.found.size() + b.spine.found.size());
}

int agreeing_with(const Run& one, const std::vector<Run>& runs) {
  return static_cast<int>(
      std::count_if(runs.begin(), runs.end(), [&](const Run& other) { return same_bodies(one, other); }));
}

/// Front to back, the median of all bodies: a collapse takes nothing of it.
double depth_mm(const LateralSpine& spine) {
  std::vector<double> depths;
  for (const LateralVertebra& v : spine.found)
    depths.push_back(0.5 * (v.points[0] + v.points[3] - v.points[2] - v.points[5]).norm());
  const auto middle = depths.begin() + static_cast<std::ptrdiff_t>(depths.size() / 2);
  std::nth_element(depths.begin(), middle, depths.end());
  return *middle;
}

/// Bodies show at many scales: of the runs that agree with another and show them about as well as any, that
/// in which they are as deep as those that the network was trained on. Null where no two agree.
const Run* most_usual(const std::vector<Run>& runs) {
  constexpr double kUsualDepthMm = 28;  // body_points.cpp: 14 mm half a width
  constexpr double kAsWell = 0.8;
  constexpr int kFewest = 2;
  double most = 0;
  for (const Run& run : runs)
    if (agreeing_with(run, runs) >= kFewest) most = std::max(most, run.weight);
  const Run* best = nullptr;
  const auto unusual = [](const Run& run) { return std::abs(std::log(depth_mm(run.spine) / kUsualDepthMm)); };
  for (const Run& run : runs) {
    if (agreeing_with(run, runs) < kFewest || run.weight < kAsWell * most) continue;
    if (best == nullptr || unusual(run) < unusual(*best)) best = &run;
  }
  return best;
}

/// How the picture is held, where two runs, of different scales, agree on it.
std::optional<LateralPose> agreed_pose(const std::vector<Run>& runs) {
  for (const Run& run : runs)
    if (std::count_if(runs.begin(), runs.end(),
                      [&](const Run& other) { return other.spine.pose == run.spine.pose; }) > 1)
      return run.spine.pose;
  return std::nullopt;
}

Result<LateralSpine> found_at(const DxaPicture& picture, double factor,
                              const std::optional<LateralPose>& pose) {
  constexpr std::size_t kTried = 2;  // another scale tells where one is mistaken
  const auto upright = lateral::upright_of_size(lateral::stretched(picture, factor));
  if (!upright) return upright.error();
  return lateral::spine_held(*upright,
                             pose ? std::vector{*pose} : lateral::likely_poses(upright->normal, kTried));
}

}  // namespace

Result<Unscaled<LateralSpine>> find_unscaled_lateral_spine(const DxaPicture& picture) {
  const Grid<2>& grid = picture.grey.grid();
  const double side = grid.spacing_mm.cwiseProduct(Eigen::Vector2d(grid.size[0], grid.size[1])).maxCoeff();
  std::vector<Run> runs;
  std::optional<Error> refusal;
  for (const double length : kLengthsMm) {
    auto spine = found_at(picture, length / side, agreed_pose(runs));
    if (!spine) {
      if (!refusal) refusal = spine.error();
      continue;
    }
    const double weight = weight_of(*spine);
    runs.push_back({std::move(spine).value(), length / side, weight});
  }
  if (runs.empty()) return *refusal;
  const Run* best = most_usual(runs);
  if (best == nullptr)
    return Error{"anatomy.not-a-lateral-spine",
                 "No spine seen from the side was found: what shows changes with the scale that "
                 "the picture is taken for.",
                 "Give the size of a pixel with --pixel-size."};
  return Unscaled<LateralSpine>{best->spine, best->factor * grid.spacing_mm.x(), agreeing_with(*best, runs),
                                static_cast<int>(kLengthsMm.size())};
}

}  // namespace osteon
