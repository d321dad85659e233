#include "height_reference.hpp"

#include "tables/vertebral_shape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace osteon {
namespace {

/// Scatter of the heights of healthy bodies about a line along their column, as a share of the height, beyond
/// what measurement explains. A judgement, without a source.
constexpr double kBodyScatter = 0.04;
/// How far a person's heights may change from level to level beyond the normal gain, as a share: what the
/// tables' women and men leave open and a column without any gain (6.6 %) still keeps.
constexpr double kSteepestSlope = 0.08, kSlopeSd = 0.02;
/// Weights of the search, all against 1 for a body on the line next to the level. A body cannot grow: one
/// that stands out costs half of what one that agrees brings.
constexpr double kTooTallCost = 0.5, kDistanceWeight = 0.3, kSlopeCost = 0.3;

/// One neighbour, carried over to the level that is judged.
struct Carried {
  std::size_t place;  ///< in the column
  double distance;    ///< in levels; negative = above
  std::array<Measured<Length>, 3> heights;
};

double square(double x) { return x * x; }

double of_sex(double women, double men, std::optional<Sex> sex) {
  if (sex == Sex::female) return women;
  if (sex == Sex::male) return men;
  return 0.5 * (women + men);
}

double wedge_angle_rad(BoneRegion level, std::optional<Sex> sex) {
  const double rank = craniocaudal_rank(level);
  const auto* nearest = &kWedgeAngles.front();
  for (const auto& row : kWedgeAngles) {
    if (std::abs(craniocaudal_rank(row.level) - rank) < std::abs(craniocaudal_rank(nearest->level) - rank))
      nearest = &row;
  }
  return of_sex(nearest->women_deg, nearest->men_deg, sex) * std::numbers::pi / 180.0;
}

double gain(BoneRegion to, BoneRegion from, std::optional<Sex> sex) {
  const auto levels_below_t9 = [](BoneRegion level) {
    return std::clamp(craniocaudal_rank(level), craniocaudal_rank(BoneRegion::t9),
                      craniocaudal_rank(BoneRegion::l1));
  };
  return std::pow(1.0 + of_sex(kHeightGainWomen, kHeightGainMen, sex),
                  levels_below_t9(to) - levels_below_t9(from));
}

Carried carry_over(const std::vector<LevelHeights>& column, std::size_t to, std::size_t from,
                   const DeformityOptions& options) {
  const auto& target = column[to];
  const auto& source = column[from];
  const double scale = gain(target.level, source.level, options.sex);
  const double turn_mm = normal_anterior_excess_mm(target.level, target.depth, options.sex) -
                         normal_anterior_excess_mm(source.level, target.depth, options.sex);
  const auto carried = [&](const Measured<Length>& height, double shift_mm) {
    Measured<Length> result{scale * height.value + mm(shift_mm), std::nullopt};
    if (height.sd) result.sd = scale * *height.sd;
    return result;
  };
  // The table tells the angle, not which wall differs: half of the turn is given to each.
  return {from,
          craniocaudal_rank(source.level) - craniocaudal_rank(target.level),
          {carried(source.heights.anterior, 0.5 * turn_mm), carried(source.heights.middle, 0.0),
           carried(source.heights.posterior, -0.5 * turn_mm)}};
}

/// All that have a say, from the head down: the level itself too, or of two tall bodies and two low ones
/// each tall one would find itself outvoted.
std::vector<Carried> candidates(const std::vector<LevelHeights>& column, std::size_t n,
                                const std::vector<bool>& may_serve, const DeformityOptions& options) {
  std::vector<Carried> result;
  for (std::size_t m = 0; m < column.size(); ++m) {
    if (!may_serve[m]) continue;
    Carried one = carry_over(column, n, m, options);
    if ((one.distance != 0.0 || m == n) && std::abs(one.distance) <= options.farthest_neighbour)
      result.push_back(std::move(one));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Carried& a, const Carried& b) { return a.distance < b.distance; });
  return result;
}

double log_height(const Carried& one, std::size_t which) { return std::log(in_mm(one.heights[which].value)); }

/// A straight line along the column for each of the three heights, as logarithms.
struct Lines {
  std::array<double, 3> at_level, slope;
};

/// How well a body agrees with the lines: 1 = on them, 0 = as far off as a mild fracture, negative = taller
/// than a body on them could be.
double agreement(const Carried& one, const Lines& lines, double tolerance) {
  double lowest = 0, tallest = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    const double off = log_height(one, k) - lines.at_level[k] - lines.slope[k] * one.distance;
    lowest = std::min(lowest, off);
    tallest = std::max(tallest, off);
  }
  if (tallest >= tolerance) return -kTooTallCost;
  if (-lowest >= tolerance) return 0;
  return square(1 - square(std::max(tallest, -lowest) / tolerance));
}

double support(const std::vector<Carried>& all, const Lines& lines, double tolerance) {
  double sum = 0;
  for (const auto& one : all)
    sum += agreement(one, lines, tolerance) / (1 + kDistanceWeight * std::abs(one.distance));
  for (const double slope : lines.slope) sum -= kSlopeCost / 3 * square(slope / kSteepestSlope);
  return sum;
}

/// Of all lines through one body (without a slope) or two, the one that the others agree with most.
Lines best_lines(const std::vector<Carried>& all, double tolerance) {
  Lines best{};
  double most = -std::numeric_limits<double>::infinity();
  const auto offer = [&](const Lines& lines) {
    const double sum = support(all, lines, tolerance);
    if (sum <= most) return;
    most = sum;
    best = lines;
  };
  for (std::size_t a = 0; a < all.size(); ++a) {
    offer({{log_height(all[a], 0), log_height(all[a], 1), log_height(all[a], 2)}, {0, 0, 0}});
    for (std::size_t b = a + 1; b < all.size(); ++b) {
      Lines lines{};
      bool natural = all[b].distance != all[a].distance;
      for (std::size_t k = 0; natural && k < 3; ++k) {
        lines.slope[k] =
            (log_height(all[b], k) - log_height(all[a], k)) / (all[b].distance - all[a].distance);
        lines.at_level[k] = log_height(all[a], k) - lines.slope[k] * all[a].distance;
        natural = std::abs(lines.slope[k]) <= kSteepestSlope;
      }
      if (natural) offer(lines);
    }
  }
  return best;
}

/// A body that serves, and how much it counts.
struct Serving {
  Carried body;
  double weight;
};

/// Those that agree with the best lines. A level is no witness of its own expectation.
std::vector<Serving> serving(const std::vector<Carried>& all, double tolerance) {
  const Lines lines = best_lines(all, tolerance);
  std::vector<Serving> result;
  for (const auto& one : all) {
    const double agrees = agreement(one, lines, tolerance);
    if (one.distance != 0.0 && agrees > 0) result.push_back({one, agrees / std::abs(one.distance)});
  }
  return result;
}

/// What the logarithms of the heights are multiplied by before they are added up: a line through them, read
/// at the level. That its slope is small is known beforehand: heights on one side alone are not carried far
/// along a line that two of them happen to make.
struct Predictor {
  std::vector<double> coefficients;  ///< sum 1
};

double relative_sd(const Measured<Length>& height) {
  return height.sd ? in_mm(*height.sd) / in_mm(height.value) : 0.0;
}

Predictor predictor(const std::vector<Serving>& bodies, std::size_t which) {
  double p0 = 0, p1 = 0, p2 = 1 / square(kSlopeSd);
  std::vector<double> precision;
  for (const auto& one : bodies) {
    const double p = one.weight / (square(kBodyScatter) + square(relative_sd(one.body.heights[which])));
    precision.push_back(p);
    p0 += p;
    p1 += p * one.body.distance;
    p2 += p * square(one.body.distance);
  }
  Predictor result;
  for (std::size_t m = 0; m < bodies.size(); ++m)
    result.coefficients.push_back(precision[m] * (p2 - p1 * bodies[m].body.distance) / (p0 * p2 - p1 * p1));
  return result;
}

/// Scatter of bodies about their line beyond what measurement explains, as a variance of logarithms: that of
/// other columns, corrected by what is seen in this one.
double scatter_variance(const std::vector<Serving>& bodies) {
  constexpr double kPriorBodies = 4;  // the general scatter counts as much as so many bodies
  double sum = kPriorBodies * square(kBodyScatter), count = kPriorBodies;
  if (bodies.size() < 3) return sum / count;
  for (std::size_t k = 0; k < 3; ++k) {
    double w = 0, mean_d = 0, mean_h = 0, dd = 0, dh = 0;
    for (const auto& one : bodies) w += one.weight;
    for (const auto& one : bodies) {
      mean_d += one.weight / w * one.body.distance;
      mean_h += one.weight / w * log_height(one.body, k);
    }
    for (const auto& one : bodies) {
      dd += one.weight * square(one.body.distance - mean_d);
      dh += one.weight * (one.body.distance - mean_d) * (log_height(one.body, k) - mean_h);
    }
    // The three heights of a body share its size: together they count as one and a half.
    const double share = 0.5 * static_cast<double>(bodies.size() - 2) / static_cast<double>(bodies.size());
    for (const auto& one : bodies) {
      const double off = log_height(one.body, k) - mean_h - dh / dd * (one.body.distance - mean_d);
      const double freedom = static_cast<double>(bodies.size() - 2) / static_cast<double>(bodies.size());
      sum += share * (square(off) / freedom - square(relative_sd(one.body.heights[k])));
      count += share;
    }
  }
  return std::max(square(0.25 * kBodyScatter), sum / count);
}

/// One height as the neighbours let expect it. Its uncertainty is that of predicting ONE more body: the
/// measurement of the neighbours, and the scatter of bodies about their line.
Measured<Length> predicted(const std::vector<Serving>& bodies, std::size_t which) {
  const Predictor fit = predictor(bodies, which);
  double value = 0, measurement = 0, square_sum = 0;
  bool sd_known = true;
  for (std::size_t m = 0; m < bodies.size(); ++m) {
    const auto& height = bodies[m].body.heights[which];
    value += fit.coefficients[m] * log_height(bodies[m].body, which);
    square_sum += square(fit.coefficients[m]);
    measurement += square(fit.coefficients[m] * relative_sd(height));
    sd_known = sd_known && height.sd.has_value();
  }
  const double height_mm = std::exp(value);
  if (!sd_known) return {mm(height_mm), std::nullopt};
  return {mm(height_mm),
          mm(height_mm * std::sqrt(measurement + scatter_variance(bodies) * (1 + square_sum)))};
}

}  // namespace

bool is_judged(BoneRegion level) {
  return level == BoneRegion::t13 || (level >= BoneRegion::t4 && level <= BoneRegion::l6);
}

double normal_anterior_excess_mm(BoneRegion level, Length depth, std::optional<Sex> sex) {
  return -in_mm(depth) * std::tan(wedge_angle_rad(level, sex));
}

std::optional<HeightExpectation> expected_from_neighbours(const std::vector<LevelHeights>& column,
                                                          std::size_t n, const std::vector<bool>& may_serve,
                                                          const DeformityOptions& options) {
  const double tolerance = -std::log(1 - kDeformedPercent / 100);
  const auto bodies = serving(candidates(column, n, may_serve, options), tolerance);
  if (bodies.empty()) return std::nullopt;
  HeightExpectation result{
      {predicted(bodies, 0), predicted(bodies, 1), predicted(bodies, 2)}, HeightReference::neighbours, {}};
  for (const auto& one : bodies) {
    result.levels.push_back(column[one.body.place].level);
    (one.body.distance < 0.0 ? result.above : result.below) = true;
  }
  return result;
}

HeightExpectation expected_from_own_posterior(const LevelHeights& level, const DeformityOptions& options) {
  const Measured<Length>& posterior = level.heights.posterior;
  const Length excess = mm(normal_anterior_excess_mm(level.level, level.depth, options.sex));
  return {
      {{posterior.value + excess, posterior.sd}, {posterior.value + 0.5 * excess, posterior.sd}, posterior},
      HeightReference::own_posterior,
      {level.level}};
}

}  // namespace osteon
