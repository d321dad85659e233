#include "spine/proportions.hpp"

#include "spine/profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>

namespace osteon {
namespace {

struct Direction {
  const char* words;    ///< which distance
  const char* spoiled;  ///< what depends on it
  double usual;         ///< extent of a body against its depth
};

/// Middles of what the thoracic and lumbar bodies of three scans show, T1 to L5, drawn at the visible edge.
constexpr std::array<Direction, 3> kDirections{
    {{"from side to side", "widths, volumes, areas and angles seen from the front", 1.13},
     {"from front to back", "depths, volumes, areas and angles seen from the side", 1.0},
     {"from head to feet", "heights in millimetres, volumes and angles", 0.82}}};

/// Judged: the column of one person is off by a fifth at most (0.8 as tall, with osteophytes in front and
/// behind); wrong distances by a half or the double.
constexpr double kFactor = 1.4;
constexpr std::size_t kLeastBodies = 4;

/// Logarithm of an extent against the usual one, the median over the column.
using Extents = std::array<double, 3>;

Extents median_extents(const std::vector<SegmentedVertebra>& vertebrae, std::size_t& count) {
  std::array<std::vector<double>, 3> all;
  for (const SegmentedVertebra& v : vertebrae) {
    if (!v.shape || !v.landmarks || v.level == BoneRegion::s1) continue;
    const auto& points = v.landmarks->points;
    const Extents mm{v.shape->width_mm, v.shape->front_mm - v.shape->back_mm,
                     (points[1].mm - points[4].mm).norm()};
    if (std::any_of(mm.begin(), mm.end(), [](double x) { return !(x > 0); })) continue;
    for (std::size_t n = 0; n < 3; ++n) all[n].push_back(std::log(mm[n] / kDirections[n].usual));
  }
  count = all[0].size();
  return {percentile(all[0], 0.5), percentile(all[1], 0.5), percentile(all[2], 0.5)};
}

}  // namespace

std::optional<Warning> doubtful_distance(const std::vector<SegmentedVertebra>& vertebrae) {
  std::size_t count = 0;
  const Extents extents = median_extents(vertebrae, count);
  if (count < kLeastBodies) return std::nullopt;
  Extents sorted = extents;
  std::sort(sorted.begin(), sorted.end());
  // Two distances agree, the third is the odd one.
  const bool largest = sorted[2] - sorted[1] > sorted[1] - sorted[0];
  const double odd = sorted[largest ? 2 : 0], off = odd - sorted[1];
  if (std::abs(off) < std::log(kFactor)) return std::nullopt;
  const auto axis =
      static_cast<std::size_t>(std::find(extents.begin(), extents.end(), odd) - extents.begin());
  const Direction& direction = kDirections[axis];
  return Warning{"geometry.doubtful-distance",
                 std::string("The vertebral bodies are much too ") + (off > 0 ? "long " : "short ") +
                     direction.words +
                     " for their other dimensions: that distance in the header is probably wrong, and " +
                     direction.spoiled + " with it."};
}

}  // namespace osteon
