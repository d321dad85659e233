#include "lateral_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace osteon {

double mean(const std::vector<double>& v) {
  if (v.empty()) return std::nan("");
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

namespace {

double quantile(std::vector<double> v, double share) {
  if (v.empty()) return std::nan("");
  std::sort(v.begin(), v.end());
  return v[std::min(v.size() - 1, static_cast<std::size_t>(share * static_cast<double>(v.size())))];
}

std::vector<double> magnitudes(std::vector<double> v) {
  for (double& x : v) x = std::abs(x);
  return v;
}

double share_within(const std::vector<double>& v, double limit) {
  return static_cast<double>(
             std::count_if(v.begin(), v.end(), [&](double x) { return std::abs(x) < limit; })) /
         static_cast<double>(v.size());
}

/// How far a found body lies from a true one, by their common points.
std::optional<double> distance_mm(const LateralVertebra& found, const TruePoints& truth) {
  Eigen::Vector2d off = Eigen::Vector2d::Zero();
  int count = 0;
  for (std::size_t k = 0; k < 6; ++k)
    if (truth[k]) off += found.points[k] - *truth[k], ++count;
  if (count == 0) return std::nullopt;
  return off.norm() / count;
}

std::size_t tenth_of(double clearness) {
  return static_cast<std::size_t>(std::clamp(10 * clearness, 0.0, 9.0));
}

/// The errors of its points.
std::vector<double> compare(const LateralVertebra& found, const TruePoints& truth, LateralErrors& errors) {
  std::vector<double> own;
  std::array<std::optional<double>, 3> h{}, t{};
  for (std::size_t k = 0; k < 6; ++k) {
    if (!truth[k]) continue;
    const Eigen::Vector2d off = found.points[k] - *truth[k];
    errors.points_mm.push_back(off.norm());
    own.push_back(off.norm());
    errors.by_point[k].push_back(off.norm());
    for (const double each : {off.x(), off.y()}) errors.of_sd.push_back(each / found.sd_mm[k]);
  }
  if (!own.empty()) {
    errors.by_clearness[tenth_of(found.clear)].push_back(mean(own));
    errors.by_confirmed[found.confirmed].push_back(mean(own));
  }
  for (std::size_t k = 0; k < 3; ++k)
    if (truth[k] && truth[k + 3]) {
      t[k] = (*truth[k] - *truth[k + 3]).norm();
      h[k] = (found.points[k] - found.points[k + 3]).norm();
      errors.heights_mm.push_back(*h[k] - *t[k]);
      errors.heights_of_sd.push_back((*h[k] - *t[k]) / std::hypot(found.sd_mm[k], found.sd_mm[k + 3]));
    }
  if (t[0] && t[2]) errors.ap.push_back(*h[0] / *h[2] - *t[0] / *t[2]);
  if (t[1] && t[2]) errors.mp.push_back(*h[1] / *h[2] - *t[1] / *t[2]);
  return own;
}

/// Without a warning that they are not.
bool names_are_certain(const LateralSpine& spine) {
  return std::none_of(spine.warnings.begin(), spine.warnings.end(), [](const Warning& warning) {
    return warning.code == "anatomy.lateral-levels-not-certain";
  });
}

}  // namespace

std::vector<std::optional<std::size_t>> matched(const LateralSpine& spine, const LateralTruth& truth) {
  constexpr double kSameMm = 8;
  std::vector<std::optional<std::size_t>> result;
  for (const auto& [level, points] : truth) {
    result.emplace_back();
    double least = kSameMm;
    for (std::size_t n = 0; n < spine.found.size(); ++n)
      if (const auto off = distance_mm(spine.found[n], points); off && *off < least) {
        least = *off;
        result.back() = n;
      }
  }
  return result;
}

void compare(const LateralSpine* spine, const LateralTruth& truth,
             const std::map<BoneRegion, DrawnBody>& drawn, LateralErrors& errors) {
  std::vector<bool> used(spine != nullptr ? spine->found.size() : 0);
  const auto found =
      spine != nullptr ? matched(*spine, truth) : std::vector<std::optional<std::size_t>>(truth.size());
  auto at = found.begin();
  for (const auto& [level, points] : truth) {
    const auto index = *at++;
    const bool shows = !drawn.contains(level) || drawn.at(level).shows;
    const bool is_asked = shows && level >= BoneRegion::t8 && level <= BoneRegion::l4;
    ++(index ? errors.found : errors.missed);
    errors.shown += shows;
    errors.shown_found += shows && index;
    errors.shown_t8_l4 += is_asked;
    errors.found_t8_l4 += is_asked && index;
    if (!index) continue;
    used[*index] = true;
    if (spine->found[*index].level != level)
      ++(names_are_certain(*spine) ? errors.misnamed_for_certain : errors.misnamed);
    const std::vector<double> own = compare(spine->found[*index], points, errors);
    if (is_asked) errors.points_t8_l4_mm.insert(errors.points_t8_l4_mm.end(), own.begin(), own.end());
  }
  for (std::size_t n = 0; n < used.size(); ++n)
    if (!used[n]) {
      ++errors.besides;
      ++errors.besides_by_clearness[tenth_of(spine->found[n].clear)];
      ++errors.besides_by_confirmed[spine->found[n].confirmed];
    }
}

void print_heading() {
  fmt::print(
      "| picture | bodies found | of those that show | of these, T8 to L4 | their points, mm | wrong name | "
      "wrong name, stated as certain | besides | "
      "points, mm: mean / median "
      "/ p90 | heights, mm: mean (mean size) | "
      "ant/post | mid/post | points within 1 sd / 2 sd | heights "
      "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
}

void print_row(const std::string& title, const LateralErrors& e) {
  fmt::print("| {} | {}/{} | {}/{} | {}/{} | {:.1f} | {} | {} | {} |", title, e.found, e.found + e.missed,
             e.shown_found, e.shown, e.found_t8_l4, e.shown_t8_l4, mean(e.points_t8_l4_mm), e.misnamed,
             e.misnamed_for_certain, e.besides);
  if (e.points_mm.empty()) {
    fmt::print(" | | | | |\n");
    return;
  }
  fmt::print(
      " {:.1f} / {:.1f} / {:.1f} | {:+.1f} ({:.1f}) | {:.3f} | {:.3f} | {:.0f} % / {:.0f} % | {:.0f} % / "
      "{:.0f} % |\n",
      mean(e.points_mm), quantile(e.points_mm, 0.5), quantile(e.points_mm, 0.9), mean(e.heights_mm),
      mean(magnitudes(e.heights_mm)), mean(magnitudes(e.ap)), mean(magnitudes(e.mp)),
      100 * share_within(e.of_sd, 1), 100 * share_within(e.of_sd, 2), 100 * share_within(e.heights_of_sd, 1),
      100 * share_within(e.heights_of_sd, 2));
}

void print_clearness(const std::vector<LateralErrors>& all) {
  fmt::print("\n| clearness of a body | bodies | points, mm: mean / p90 | besides |\n|---|---|---|---|\n");
  for (std::size_t tenth = 0; tenth < 10; ++tenth) {
    std::vector<double> errors;
    int besides = 0;
    for (const LateralErrors& one : all) {
      errors.insert(errors.end(), one.by_clearness[tenth].begin(), one.by_clearness[tenth].end());
      besides += one.besides_by_clearness[tenth];
    }
    if (!errors.empty())
      fmt::print("| 0.{}... | {} | {:.1f} / {:.1f} | {} |\n", tenth, errors.size(), mean(errors),
                 quantile(errors, 0.9), besides);
  }
}

void print_confirmed(const std::vector<LateralErrors>& all) {
  fmt::print(
      "\n| by the second way | bodies | points, mm: mean / p90 | off by more than 5 mm | besides "
      "|\n|---|---|---|---|---|\n");
  for (const std::size_t yes : {1U, 0U}) {
    std::vector<double> errors;
    int besides = 0;
    for (const LateralErrors& one : all) {
      errors.insert(errors.end(), one.by_confirmed[yes].begin(), one.by_confirmed[yes].end());
      besides += one.besides_by_confirmed[yes];
    }
    fmt::print("| {} | {} | {:.1f} / {:.1f} | {:.0f} % | {} |\n", yes ? "confirmed" : "not", errors.size(),
               mean(errors), quantile(errors, 0.9), 100 - 100 * share_within(errors, 5), besides);
  }
}

void print_points(const LateralErrors& errors) {
  for (std::size_t k = 0; k < 6; ++k)
    fmt::print("{}{} {:.1f}", k > 0 ? ", " : "\n", kLateralPoints[k], mean(errors.by_point[k]));
  fmt::print(" mm\n");
}

}  // namespace osteon
