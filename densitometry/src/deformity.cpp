#include "height_reference.hpp"

#include <osteon/densitometry/vertebral_height.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace osteon {
namespace {

/// Loss of one height in per cent; may be negative.
struct Loss {
  double percent;
  std::optional<double> sd_percent;
};

Loss loss(const Measured<Length>& height, const Measured<Length>& reference) {
  const double ratio = height.value / reference.value;
  Loss result{100.0 * (1.0 - ratio), std::nullopt};
  if (height.sd && reference.sd)
    result.sd_percent =
        100.0 * std::hypot(*height.sd / reference.value, ratio * (*reference.sd / reference.value));
  return result;
}

/// Anterior, middle, posterior.
using Losses = std::array<Loss, 3>;

Losses losses(const VertebralHeights& heights, const VertebralHeights& expected) {
  return {loss(heights.anterior, expected.anterior), loss(heights.middle, expected.middle),
          loss(heights.posterior, expected.posterior)};
}

const Loss& largest(const Losses& all) {
  return *std::max_element(all.begin(), all.end(),
                           [](const Loss& a, const Loss& b) { return a.percent < b.percent; });
}

Measured<Percentage> never_negative(const Loss& loss) {
  std::optional<Percentage> sd;
  if (loss.sd_percent) sd = percent(*loss.sd_percent);
  return {percent(std::max(0.0, loss.percent)), sd};
}

/// A level without a neighbour has a posterior loss of nothing, by definition: it has no say.
std::optional<std::array<double, 4>> grade_probability(const Losses& all, HeightReference reference,
                                                       const GenantLimits& limits) {
  const std::array bounds{limits.mild, limits.moderate, limits.severe};
  const std::size_t count = reference == HeightReference::neighbours ? 3 : 2;
  std::array<double, 4> result{};
  double below_before = 0;
  for (std::size_t grade = 0; grade < 4; ++grade) {
    double below = 1;  // that no loss reaches the next grade; the three heights share no landmark
    for (std::size_t n = 0; grade < 3 && n < count; ++n) {
      if (!all[n].sd_percent) return std::nullopt;
      const double margin = bounds[grade] - all[n].percent;
      const double sd = *all[n].sd_percent;
      below *= sd > 0.0 ? 0.5 * std::erfc(-margin / (sd * std::sqrt(2.0))) : (margin > 0.0 ? 1.0 : 0.0);
    }
    result[grade] = below - below_before;
    below_before = below;
  }
  return result;
}

/// The largest loss names the shape; where the posterior height reaches the same grade, all of the body is
/// low.
DeformityShape shape_of(const Losses& all, int grade, const GenantLimits& limits) {
  if (grade == 0) return DeformityShape::none;
  if (genant_grade(percent(all[2].percent), limits) == grade) return DeformityShape::crush;
  return all[0].percent >= all[1].percent ? DeformityShape::wedge : DeformityShape::biconcave;
}

Measured<Percentage> as_measured(const Loss& loss) {
  std::optional<Percentage> sd;
  if (loss.sd_percent) sd = percent(*loss.sd_percent);
  return {percent(loss.percent), sd};
}

VertebralDeformity deformity_of(const LevelHeights& level, const HeightExpectation& expected,
                                const DeformityOptions& options) {
  const Losses all = losses(level.heights, expected.heights);
  const Losses own = losses(level.heights, expected_from_own_posterior(level, options).heights);
  const Measured<Percentage> worst = never_negative(largest(all));
  const int grade = genant_grade(worst.value, options.limits);
  const bool neighbours = expected.reference == HeightReference::neighbours;
  const auto probability = grade_probability(all, expected.reference, options.limits);
  return {never_negative(loss(level.heights.anterior, level.heights.posterior)),
          never_negative(loss(level.heights.middle, level.heights.posterior)),
          neighbours ? std::optional(never_negative(all[2])) : std::nullopt,
          worst,
          expected.reference,
          neighbours ? expected.levels : std::vector<BoneRegion>{},
          neighbours ? std::optional(expected.heights) : std::nullopt,
          shape_of(all, grade, options.limits),
          grade,
          probability,
          grade >= 1 && (!probability || 1 - (*probability)[0] > options.suspicion_probability),
          {as_measured(all[0]), as_measured(all[1]), as_measured(all[2])},
          never_negative(own[0].percent >= own[1].percent ? own[0] : own[1]),
          options.limits,
          {}};
}

/// Which levels may serve as references: complete, and not deformed in themselves.
std::vector<bool> may_serve(const std::vector<LevelHeights>& column, const DeformityOptions& options) {
  std::vector<bool> result(column.size());
  for (std::size_t n = 0; n < column.size(); ++n) {
    if (!column[n].complete || !is_judged(column[n].level)) continue;
    const Losses own = losses(column[n].heights, expected_from_own_posterior(column[n], options).heights);
    result[n] = std::abs(own[0].percent) < kDeformedPercent && std::abs(own[1].percent) < kDeformedPercent;
  }
  return result;
}

void require_usable(const LevelHeights& level) {
  for (const auto* height : {&level.heights.anterior, &level.heights.middle, &level.heights.posterior}) {
    if (!(in_mm(height->value) > 0.0 && std::isfinite(in_mm(height->value))))
      throw std::invalid_argument("grade_deformities: a height is not positive");
  }
}

std::vector<Warning> remarks(const VertebralDeformity& deformity, const HeightExpectation& expected) {
  std::vector<Warning> result;
  if (deformity.reference == HeightReference::own_posterior)
    result.push_back(
        {"deformity.own-posterior",
         "No unfractured neighbour could be measured: losses are against the vertebra's own posterior "
         "height, and a loss of the whole body cannot be seen."});
  else if (!(expected.above && expected.below))
    result.push_back(
        {"deformity.one-sided",
         "Only neighbours on one side could serve as reference: the expected heights are less certain."});
  if (!deformity.grade_probability)
    result.push_back(
        {"deformity.no-uncertainty", "The landmarks carry no uncertainty: no probability of a grade."});
  else if (const double p = (*deformity.grade_probability)[0]; p > 0.05 && p < 0.95)
    result.push_back(
        {"deformity.uncertain",
         "The measurement does not separate this height loss from the limit of a mild fracture."});
  return result;
}

}  // namespace

std::vector<GradedLevel> grade_deformities(const std::vector<LevelHeights>& column,
                                           const DeformityOptions& options) {
  if (!are_usable(options.limits) ||
      !(options.suspicion_probability >= 0 && options.suspicion_probability <= 1))
    throw std::invalid_argument("grade_deformities: limits do not rise, or no probability");
  for (const auto& level : column)
    if (level.complete) require_usable(level);
  const auto serves = may_serve(column, options);
  std::vector<GradedLevel> result(column.size());
  for (std::size_t n = 0; n < column.size(); ++n) {
    if (!column[n].complete || !is_judged(column[n].level)) continue;
    auto expected = expected_from_neighbours(column, n, serves, options);
    if (!expected) expected = expected_from_own_posterior(column[n], options);
    result[n].deformity = deformity_of(column[n], *expected, options);
    result[n].warnings = remarks(*result[n].deformity, *expected);
  }
  return result;
}

}  // namespace osteon
