#include "height_reference.hpp"

#include "tables/vertebral_shape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

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

/// Nearest first on each side, then all from the head down.
std::vector<Carried> chosen_neighbours(const std::vector<LevelHeights>& column, std::size_t n,
                                       const std::vector<bool>& serves, const DeformityOptions& options) {
  std::vector<Carried> above, below;
  for (std::size_t m = 0; m < column.size(); ++m) {
    if (m == n || !serves[m]) continue;
    const Carried one = carry_over(column, n, m, options);
    if (one.distance == 0.0 || std::abs(one.distance) > options.farthest_neighbour) continue;
    (one.distance < 0.0 ? above : below).push_back(one);
  }
  const auto keep_nearest = [&](std::vector<Carried>& side) {
    std::stable_sort(side.begin(), side.end(), [](const Carried& a, const Carried& b) {
      return std::abs(a.distance) < std::abs(b.distance);
    });
    if (side.size() > static_cast<std::size_t>(options.neighbours_per_side))
      side.erase(side.begin() + options.neighbours_per_side, side.end());
  };
  keep_nearest(above);
  keep_nearest(below);
  std::reverse(above.begin(), above.end());
  above.insert(above.end(), below.begin(), below.end());
  return above;
}

/// What the neighbours' heights are multiplied by before they are added up: a straight line through them,
/// read at the level itself, where both sides serve; else their mean. Nearer ones weigh more, by 1 /
/// distance.
struct Predictor {
  std::vector<double> weights;       ///< of the fit, sum 1
  std::vector<double> coefficients;  ///< of the prediction, sum 1
  int parameters;
};

Predictor predictor(const std::vector<Carried>& neighbours) {
  Predictor result{{}, {}, 1};
  double total = 0, first_moment = 0, second_moment = 0;
  for (const auto& one : neighbours) total += result.weights.emplace_back(1.0 / std::abs(one.distance));
  for (std::size_t m = 0; m < neighbours.size(); ++m) {
    result.weights[m] /= total;
    first_moment += result.weights[m] * neighbours[m].distance;
    second_moment += result.weights[m] * square(neighbours[m].distance);
  }
  const bool both_sides = neighbours.front().distance < 0.0 && neighbours.back().distance > 0.0;
  if (!both_sides) {
    result.coefficients = result.weights;
    return result;
  }
  result.parameters = 2;
  for (std::size_t m = 0; m < neighbours.size(); ++m)
    result.coefficients.push_back(result.weights[m] *
                                  (second_moment - first_moment * neighbours[m].distance) /
                                  (second_moment - square(first_moment)));
  return result;
}

/// Scatter of the bodies about the fit, in mm2, beyond what their measurement explains.
double scatter_variance(const std::vector<Carried>& neighbours, const Predictor& fit, std::size_t which,
                        double mean_measurement_variance) {
  const auto count = static_cast<int>(neighbours.size());
  if (count <= fit.parameters) return 0.0;
  double sum_d2 = 0, mean_d = 0, mean_h = 0, sum_dh = 0;
  for (std::size_t m = 0; m < neighbours.size(); ++m) {
    mean_d += fit.weights[m] * neighbours[m].distance;
    mean_h += fit.weights[m] * in_mm(neighbours[m].heights[which].value);
  }
  for (std::size_t m = 0; m < neighbours.size(); ++m) {
    const double d = neighbours[m].distance - mean_d;
    sum_d2 += fit.weights[m] * square(d);
    sum_dh += fit.weights[m] * d * (in_mm(neighbours[m].heights[which].value) - mean_h);
  }
  const double slope = fit.parameters == 2 ? sum_dh / sum_d2 : 0.0;
  double residual = 0;
  for (std::size_t m = 0; m < neighbours.size(); ++m)
    residual += fit.weights[m] * square(in_mm(neighbours[m].heights[which].value) - mean_h -
                                        slope * (neighbours[m].distance - mean_d));
  return std::max(0.0, residual * count / (count - fit.parameters) - mean_measurement_variance);
}

/// One height as the neighbours let expect it. Its uncertainty is that of predicting ONE more body: the
/// measurement of the neighbours, and the scatter of bodies about the fit.
Measured<Length> predicted(const std::vector<Carried>& neighbours, const Predictor& fit, std::size_t which) {
  double value = 0, measurement_variance = 0, mean_measurement_variance = 0, square_sum = 0;
  bool sd_known = true;
  for (std::size_t m = 0; m < neighbours.size(); ++m) {
    const auto& height = neighbours[m].heights[which];
    value += fit.coefficients[m] * in_mm(height.value);
    square_sum += square(fit.coefficients[m]);
    sd_known = sd_known && height.sd.has_value();
    if (!height.sd) continue;
    measurement_variance += square(fit.coefficients[m] * in_mm(*height.sd));
    mean_measurement_variance += fit.weights[m] * square(in_mm(*height.sd));
  }
  if (!sd_known) return {mm(value), std::nullopt};
  const double scatter = scatter_variance(neighbours, fit, which, mean_measurement_variance);
  return {mm(value), mm(std::sqrt(measurement_variance + scatter * (1.0 + square_sum)))};
}

}  // namespace

bool is_judged(BoneRegion level) {
  return level == BoneRegion::t13 || (level >= BoneRegion::t4 && level <= BoneRegion::l6);
}

double normal_anterior_excess_mm(BoneRegion level, Length depth, std::optional<Sex> sex) {
  return -in_mm(depth) * std::tan(wedge_angle_rad(level, sex));
}

std::optional<HeightExpectation> expected_from_neighbours(const std::vector<LevelHeights>& column,
                                                          std::size_t n, const std::vector<bool>& serves,
                                                          const DeformityOptions& options) {
  const auto neighbours = chosen_neighbours(column, n, serves, options);
  if (neighbours.empty()) return std::nullopt;
  const Predictor fit = predictor(neighbours);
  HeightExpectation result{
      {predicted(neighbours, fit, 0), predicted(neighbours, fit, 1), predicted(neighbours, fit, 2)},
      HeightReference::neighbours,
      {}};
  for (const auto& one : neighbours) {
    result.levels.push_back(column[one.place].level);
    (one.distance < 0.0 ? result.above : result.below) = true;
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
