#include "unscaled_lateral.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace osteon {
namespace {

struct Run {
  LateralSpine spine;
  double factor;  ///< of the picture's spacing
  double weight;
};

DxaPicture stretched(const DxaPicture& picture, double factor) {
  Grid<2> grid = picture.grey.grid();
  grid.spacing_mm *= factor;
  grid.origin_mm *= factor;
  return {Image2D<float>(grid, picture.grey.pixels())};
}

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

}  // namespace

Result<Unscaled<LateralSpine>> find_unscaled_lateral_spine(const DxaPicture& picture) {
  constexpr double kShortestMm = 250, kLongestMm = 520, kStep = 1.2;
  constexpr int kFewest = 2;
  const Grid<2>& grid = picture.grey.grid();
  const double side = grid.spacing_mm.cwiseProduct(Eigen::Vector2d(grid.size[0], grid.size[1])).maxCoeff();
  std::vector<Run> runs;
  std::optional<Error> refusal;
  int tried = 0;
  for (double length = kShortestMm; length <= kLongestMm; length *= kStep, ++tried) {
    auto spine = find_lateral_spine(stretched(picture, length / side));
    if (!spine) {
      refusal = spine.error();
      continue;
    }
    const double weight = weight_of(*spine);
    runs.push_back({std::move(spine).value(), length / side, weight});
  }
  std::size_t best = 0;
  int agreeing = 0;
  double most = -1;
  for (std::size_t a = 0; a < runs.size(); ++a) {
    const auto count = static_cast<int>(
        std::count_if(runs.begin(), runs.end(), [&](const Run& b) { return same_bodies(runs[a], b); }));
    if (count < kFewest || runs[a].weight * count <= most) continue;
    best = a;
    agreeing = count;
    most = runs[a].weight * count;
  }
  if (agreeing == 0)
    return refusal.value_or(
        Error{"anatomy.not-a-lateral-spine",
              "No spine seen from the side was found: what shows changes with the scale that "
              "the picture is taken for.",
              "Give the size of a pixel with --pixel-size."});
  return Unscaled<LateralSpine>{std::move(runs[best].spine), runs[best].factor * grid.spacing_mm.x(),
                                agreeing, tried};
}

}  // namespace osteon
