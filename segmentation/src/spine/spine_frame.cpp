#include "spine/spine_frame.hpp"

#include "spine/profile.hpp"

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kTangentReachMm = 6.0;          // tangent = difference over this length to either side
constexpr int kTurnStepDeg = 4, kTurnSteps = 9;  // +-36 degrees: scoliosis and a patient lying askew
constexpr int kSectionStepMm = 3;

Eigen::Vector3d across(const Eigen::Vector3d& v, const Eigen::Vector3d& axis) {
  return (v - v.dot(axis) * axis).normalized();
}

std::vector<Eigen::Vector3d> tangents(const std::vector<Eigen::Vector3d>& places) {
  const int count = static_cast<int>(places.size());
  std::vector<Eigen::Vector3d> result(places.size());
  for (int n = 0; n < count; ++n) {
    const auto ahead =
        static_cast<std::size_t>(std::min<int>(count - 1, n + static_cast<int>(kTangentReachMm)));
    const auto behind = static_cast<std::size_t>(std::max<int>(0, n - static_cast<int>(kTangentReachMm)));
    result[static_cast<std::size_t>(n)] = (places[ahead] - places[behind]).normalized();
  }
  return result;
}

/// Mean difference between mirrored places of one section, HU.
double asymmetry(const VolumeSampler& volume, const Eigen::Vector3d& origin, const Eigen::Vector3d& anterior,
                 const Eigen::Vector3d& left) {
  const auto bounded = [&](const Eigen::Vector3d& place) {
    return std::clamp(volume.at(place), -100.0F, 500.0F);
  };
  double sum = 0;
  int count = 0;
  for (int u = -36; u <= 12; u += 3)
    for (int v = 3; v <= 33; v += 3) {
      const Eigen::Vector3d middle = origin + u * anterior;
      sum += std::abs(static_cast<double>(bounded(middle + v * left) - bounded(middle - v * left)));
      ++count;
    }
  return sum / count;
}

/// The turn of the frame about the canal at every millimetre, radians.
Profile best_turns(const std::vector<Eigen::Vector3d>& places, const std::vector<Eigen::Vector3d>& superior,
                   const std::vector<Eigen::Vector3d>& forward, const VolumeSampler& volume) {
  const int sections = (static_cast<int>(places.size()) + kSectionStepMm - 1) / kSectionStepMm;
  std::vector<Profile> score(2 * kTurnSteps + 1, Profile(static_cast<std::size_t>(sections)));
  tbb::parallel_for(0, sections, [&](int section) {
    const auto n = static_cast<std::size_t>(section * kSectionStepMm);
    for (int turn = -kTurnSteps; turn <= kTurnSteps; ++turn) {
      const double angle = turn * kTurnStepDeg * std::numbers::pi / 180;
      const Eigen::Vector3d anterior = Eigen::AngleAxisd(angle, superior[n]) * forward[n];
      score[static_cast<std::size_t>(turn + kTurnSteps)][static_cast<std::size_t>(section)] =
          asymmetry(volume, places[n], anterior, superior[n].cross(anterior));
    }
  });
  for (Profile& s : score) s = smoothed(s, 25.0 / kSectionStepMm);
  Profile turns(static_cast<std::size_t>(sections));
  for (std::size_t section = 0; section < turns.size(); ++section) {
    int best = kTurnSteps;  // on a tie the frame stays as it is
    for (int turn = 0; turn <= 2 * kTurnSteps; ++turn)
      if (score[static_cast<std::size_t>(turn)][section] < score[static_cast<std::size_t>(best)][section])
        best = turn;
    turns[section] = (best - kTurnSteps) * kTurnStepDeg * std::numbers::pi / 180;
  }
  turns = smoothed(turns, 12.0 / kSectionStepMm);
  Profile result(places.size());
  for (std::size_t n = 0; n < result.size(); ++n)
    result[n] = value_at(turns, static_cast<double>(n) / kSectionStepMm);
  return result;
}

}  // namespace

SpineFrame::Axes SpineFrame::axes_at(double s_mm) const {
  const double last = static_cast<double>(origin_mm.size() - 1);
  const double inner = std::clamp(s_mm, 0.0, last);
  const auto low = static_cast<std::size_t>(inner);
  const std::size_t high = std::min(low + 1, origin_mm.size() - 1);
  const double f = inner - static_cast<double>(low);
  const auto mix = [&](const std::vector<Eigen::Vector3d>& axis) -> Eigen::Vector3d {
    return (1 - f) * axis[low] + f * axis[high];
  };
  Axes axes{mix(origin_mm), mix(superior).normalized(), {}, {}};
  axes.anterior = across(mix(anterior), axes.superior);
  axes.left = axes.superior.cross(axes.anterior);
  axes.origin_mm += (s_mm - inner) * axes.superior;
  return axes;
}

Eigen::Vector3d SpineFrame::patient_from_spine(const SpinePlace& place) const {
  const Axes axes = axes_at(place.s_mm);
  return axes.origin_mm + place.u_mm * axes.anterior + place.v_mm * axes.left;
}

SpinePlace SpineFrame::spine_from_patient(const Eigen::Vector3d& place_mm, double s_guess_mm) const {
  double s = s_guess_mm;
  Axes axes = axes_at(s);
  for (int round = 0; round < 8; ++round) {
    const double off = (place_mm - axes.origin_mm).dot(axes.superior);
    // In front of a bend the planes lie closer together than along the canal: a full step could overshoot.
    s += std::abs(off) > 2 ? 0.7 * off : off;
    axes = axes_at(s);
    if (std::abs(off) < 0.02) break;
  }
  const Eigen::Vector3d d = place_mm - axes.origin_mm;
  return {s, d.dot(axes.anterior), d.dot(axes.left)};
}

SpineFrame make_spine_frame(const CanalPath& path, const VolumeSampler& volume) {
  SpineFrame frame;
  frame.origin_mm = path.place_mm;
  frame.measured_from = path.measured_from;
  frame.measured_to = path.measured_to;
  frame.superior = tangents(path.place_mm);
  for (const Eigen::Vector3d& axis : frame.superior) frame.anterior.push_back(across({0, -1, 0}, axis));
  const Profile turns = best_turns(frame.origin_mm, frame.superior, frame.anterior, volume);
  for (std::size_t n = 0; n < turns.size(); ++n) {
    frame.anterior[n] = Eigen::AngleAxisd(turns[n], frame.superior[n]) * frame.anterior[n];
    frame.left.push_back(frame.superior[n].cross(frame.anterior[n]));
  }
  return frame;
}

}  // namespace osteon
