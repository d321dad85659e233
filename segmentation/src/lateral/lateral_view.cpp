#include "lateral/lateral_view.hpp"

#include <algorithm>
#include <utility>

namespace osteon::lateral {
namespace {

View view_of(const Upright& picture, const LateralPose& pose) {
  View view{turned(picture, pose), {}, {}, {}, 0};
  view.maps = maps_of(view.picture.normal);
  view.chain = body_chain(view.maps);
  view.bodies = body_points(view.maps, view.chain);
  for (std::size_t n = 0; n < view.bodies.size(); ++n)
    view.score += view.chain.strength[n] * clearness(view.bodies[n]);
  return view;
}

/// Whether most of a row shows clearly: held wrongly, hardly any picture does.
bool is_plain(const View& view) {
  const std::size_t clear = count_clear(view.bodies);
  return clear >= kFewestBodies && 2 * clear > view.bodies.size();
}

}  // namespace

double clearness(const BodyPoints& body) {
  double sum = 0;
  for (const double mass : body.mass) sum += std::min(mass / kClearMass, 1.0);
  return sum / static_cast<double>(body.mass.size());
}

std::size_t count_clear(const std::vector<BodyPoints>& bodies) {
  constexpr double kClear = 0.7;
  return static_cast<std::size_t>(std::count_if(
      bodies.begin(), bodies.end(), [](const BodyPoints& body) { return clearness(body) >= kClear; }));
}

View best_view(const Upright& picture, const std::vector<LateralPose>& poses) {
  constexpr std::size_t kAlways = 2;
  View best = view_of(picture, poses.front());
  for (std::size_t n = 1; n < poses.size() && (n < kAlways || !is_plain(best)); ++n) {
    View other = view_of(picture, poses[n]);
    if (other.score > best.score) best = std::move(other);
  }
  return best;
}

}  // namespace osteon::lateral
