#include "height_losses.hpp"
#include "height_reference.hpp"
#include "implausible_heights.hpp"
#include "misreading.hpp"

#include <osteon/densitometry/vertebral_height.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace osteon {
namespace {

/// Of the first so many.
const HeightLoss& largest(const HeightLosses& all, std::size_t count) {
  return *std::max_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count),
                           [](const HeightLoss& a, const HeightLoss& b) { return a.percent < b.percent; });
}

Misreading law_of(const HeightLoss& loss, double share) {
  return {loss.sd_percent.value_or(0), 100 * kMisreadShare, share};
}

/// Of the first so many heights. A plate in the wrong place is one event, of which the largest loss tells.
std::optional<std::array<double, 4>> grade_probability(const HeightLosses& all, std::size_t count,
                                                       const GenantLimits& limits, double share) {
  const HeightLoss& worst = largest(all, count);
  const std::array bounds{limits.mild, limits.moderate, limits.severe};
  std::array<double, 4> result{};
  double below_before = 0;
  for (std::size_t grade = 0; grade < 4; ++grade) {
    double below = 1;  // that no loss reaches the next grade; the three heights share no landmark
    for (std::size_t n = 0; grade < 3 && n < count; ++n) {
      if (!all[n].sd_percent) return std::nullopt;
      below *= probability_below(bounds[grade] - all[n].percent, law_of(all[n], 0));
    }
    if (grade < 3)
      below =
          (1 - share) * below + share * probability_below(bounds[grade] - worst.percent, law_of(worst, 1));
    result[grade] = below - below_before;
    below_before = below;
  }
  return result;
}

/// As it is reported: the sd holds the truth with 68 %.
Measured<Percentage> as_measured(const HeightLoss& loss, double share) {
  constexpr double kOneSd = 0.6827;
  std::optional<Percentage> sd;
  if (loss.sd_percent) sd = percent(half_width(kOneSd, law_of(loss, share)));
  return {percent(loss.percent), sd};
}

Measured<Percentage> never_negative(const HeightLoss& loss, double share) {
  Measured<Percentage> result = as_measured(loss, share);
  result.value = percent(std::max(0.0, loss.percent));
  return result;
}

std::optional<LossRange> range_95(const HeightLoss& loss, double share) {
  if (!loss.sd_percent) return std::nullopt;
  const double half = half_width(0.95, law_of(loss, share));
  return LossRange{loss.percent - half, loss.percent + half};
}

/// The largest loss names the shape; where the posterior height reaches the same grade, all of the body is
/// low.
DeformityShape shape_of(const HeightLosses& all, int grade, const GenantLimits& limits) {
  if (grade == 0) return DeformityShape::none;
  if (genant_grade(percent(all[2].percent), limits) == grade) return DeformityShape::crush;
  return all[0].percent >= all[1].percent ? DeformityShape::wedge : DeformityShape::biconcave;
}

/// A loss that may as well be none accuses nobody, however likely a wide uncertainty makes every grade.
bool stands_out(const Measured<Percentage>& loss) {
  constexpr double kSds = 1.645;  // 95 %, one-sided: a body does not grow
  return !loss.sd || in_percent(loss.value) > kSds * in_percent(*loss.sd);
}

/// No compression takes the back before the front or the middle: a back that is low alone is a plate read
/// wrongly, or how the person is built.
bool in_front_or_middle(const HeightLosses& all, const GenantLimits& limits) {
  return genant_grade(percent(std::max(all[0].percent, all[1].percent)), limits) >= 1;
}

/// How many of the losses have a say in the grade. The back has none without a neighbour, where its loss is
/// nothing by definition; nor, where that is asked, when it is low alone.
std::size_t count_judged(const HeightLosses& all, HeightReference reference,
                         const DeformityOptions& options) {
  const bool back_counts = reference == HeightReference::neighbours &&
                           (!options.beyond_doubt || in_front_or_middle(all, options.limits));
  return back_counts ? 3 : 2;
}

bool is_suspected(const VertebralDeformity& deformity, const HeightLosses& all,
                  const DeformityOptions& options) {
  const auto& probability = deformity.grade_probability;
  return deformity.genant_grade >= 1 && in_front_or_middle(all, options.limits) &&
         stands_out(deformity.height_loss) &&
         (!probability || 1 - (*probability)[0] > options.suspicion_probability);
}

/// Beyond the limit of a mild fracture by less than the uncertainty of the loss, or by an unknown one.
bool is_within_doubt(const VertebralDeformity& deformity) {
  const auto& loss = deformity.height_loss;
  return deformity.genant_grade >= 1 &&
         (!loss.sd || in_percent(loss.value) - deformity.limits.mild < in_percent(*loss.sd));
}

VertebralDeformity deformity_of(const LevelHeights& level, const HeightExpectation& expected,
                                const DeformityOptions& options, double share) {
  const HeightLosses all = height_losses(level.heights, expected.heights);
  const HeightLosses own = height_losses(level.heights, expected_from_own_posterior(level, options).heights);
  const std::size_t judged = count_judged(all, expected.reference, options);
  const HeightLoss& most = largest(all, judged);
  const Measured<Percentage> worst = never_negative(most, share);
  const int grade = genant_grade(worst.value, options.limits);
  const bool neighbours = expected.reference == HeightReference::neighbours;
  VertebralDeformity result{
      never_negative(height_loss(level.heights.anterior, level.heights.posterior), share),
      never_negative(height_loss(level.heights.middle, level.heights.posterior), share),
      neighbours ? std::optional(never_negative(all[2], share)) : std::nullopt,
      worst,
      expected.reference,
      neighbours ? expected.levels : std::vector<BoneRegion>{},
      neighbours ? std::optional(expected.heights) : std::nullopt,
      shape_of(all, grade, options.limits),
      grade,
      grade_probability(all, judged, options.limits, share)};
  result.limits = options.limits;
  result.possible = options.beyond_doubt && is_within_doubt(result);
  result.suspected = !result.possible && is_suspected(result, all, options);
  for (const auto& loss : all) result.losses.push_back(as_measured(loss, share));
  result.own_posterior_loss = never_negative(own[0].percent >= own[1].percent ? own[0] : own[1], share);
  result.range_95 = range_95(most, share);
  result.misreading_share = options.misreading_share;
  return result;
}

bool is_judged(const LevelHeights& level) { return level.complete && is_judged(level.level); }

/// Which levels may serve as references: complete, and not deformed in themselves.
std::vector<bool> may_serve(const std::vector<LevelHeights>& column, const DeformityOptions& options) {
  std::vector<bool> result(column.size());
  for (std::size_t n = 0; n < column.size(); ++n) {
    if (!is_judged(column[n])) continue;
    const HeightLosses own =
        height_losses(column[n].heights, expected_from_own_posterior(column[n], options).heights);
    result[n] = std::abs(own[0].percent) < kDeformedPercent && std::abs(own[1].percent) < kDeformedPercent;
  }
  return result;
}

/// How often heights of this column are misread: the general share counts as much as so many levels, and each
/// that cannot be as tall as it was measured stands for another that is as wrong the other way, unseen.
double misreading_share(const std::vector<LevelHeights>& column, std::size_t implausible, double general) {
  constexpr double kPriorLevels = 10;
  double extra_levels = 0, wrong = kPriorLevels * general + 2 * static_cast<double>(implausible);
  for (const auto& level : column) extra_levels += is_judged(level);
  // Levels in which nothing is seen to be wrong do not speak for the others: a dent may be missed in each.
  wrong += general * extra_levels;
  return std::min(0.5, wrong / (kPriorLevels + extra_levels));
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
  if (deformity.possible)
    result.push_back(
        {"deformity.possible",
         "Possible, look: the height loss is beyond the limit of a mild fracture by less than its own "
         "uncertainty. It is not graded."});
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
      !(options.suspicion_probability >= 0 && options.suspicion_probability <= 1) ||
      !(options.misreading_share >= 0 && options.misreading_share <= 0.5))
    throw std::invalid_argument("grade_deformities: limits do not rise, no probability, or no share");
  for (const auto& level : column)
    if (level.complete) require_usable(level);
  auto serves = may_serve(column, options);
  const auto implausible = implausible_heights(column, options, serves);
  const auto seen =
      std::count_if(implausible.begin(), implausible.end(), [](const auto& why) { return why.has_value(); });
  const double share = misreading_share(column, static_cast<std::size_t>(seen), options.misreading_share);
  std::vector<GradedLevel> result(column.size());
  for (std::size_t n = 0; n < column.size(); ++n) {
    if (!is_judged(column[n])) continue;
    if (implausible[n]) {
      result[n].warnings.push_back(*implausible[n]);
      continue;
    }
    auto expected = expected_from_neighbours(column, n, serves, options);
    if (!expected) expected = expected_from_own_posterior(column[n], options);
    result[n].deformity = deformity_of(column[n], *expected, options, share);
    result[n].warnings = remarks(*result[n].deformity, *expected);
  }
  return result;
}

}  // namespace osteon
