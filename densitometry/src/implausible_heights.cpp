#include "implausible_heights.hpp"

#include "height_losses.hpp"
#include "height_reference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace osteon {
namespace {

/// Four times the scatter of healthy bodies about their line, and what three standard uncertainties allow.
constexpr double kTallPercent = 16.0, kTallSds = 3.0;
/// All three heights together: what they share is one expectation, their landmarks are six.
constexpr double kTallAllOverSds = 2.0;
/// How much more of the back may seem lost than of the front and of the middle: a body gives way in front or
/// in the middle, and behind not before all of it does (Genant's three shapes).
constexpr double kBackAlonePoints = 15.0, kBackAloneSds = 2.0;
/// One body alone may itself be the low one; two that agree are not both low by the same share.
constexpr std::size_t kLeastWitnesses = 2;
/// Mean height over the distance between anterior and posterior landmarks, which stand at two thirds of the
/// depth. Healthy bodies from T4 to L5 have 0.9 to 1.5 on the scans and masks of docs/spine-fractures.md.
constexpr double kTallestForDepth = 2.0;

/// What is impossible about a level, and by how many per cent.
struct Impossible {
  double percent;
  std::string what;
};

double sd_percent(const HeightLoss& loss) { return loss.sd_percent.value_or(0); }

std::optional<Impossible> too_tall(const HeightLosses& losses) {
  constexpr std::array kWhere{"front", "middle", "back"};
  std::optional<Impossible> most;
  for (std::size_t n = 0; n < 3; ++n) {
    const double percent = -losses[n].percent;
    if (percent <= std::max(kTallPercent, kTallSds * sd_percent(losses[n]))) continue;
    if (most && percent <= most->percent) continue;
    most = Impossible{percent, "the " + std::string(kWhere[n]) + " of the body was measured " +
                                   std::to_string(std::lround(percent)) +
                                   " % taller than its neighbours let expect, and bodies do not grow"};
  }
  return most;
}

std::optional<Impossible> tall_all_over(const HeightLosses& losses) {
  double percent = 0, variance = 0;
  for (const auto& loss : losses) {
    percent -= loss.percent / 3;
    variance += sd_percent(loss) * sd_percent(loss) / 3;
  }
  if (percent <= std::max(kTallPercent, kTallAllOverSds * std::sqrt(variance))) return std::nullopt;
  return Impossible{percent, "the body was measured " + std::to_string(std::lround(percent)) +
                                 " % taller than its neighbours let expect, and bodies do not grow"};
}

std::optional<Impossible> low_behind_alone(const HeightLosses& losses) {
  const auto& next = losses[0].percent >= losses[1].percent ? losses[0] : losses[1];
  const double points = losses[2].percent - next.percent;
  const double sd = std::hypot(sd_percent(losses[2]), sd_percent(next));
  if (points <= std::max(kBackAlonePoints, kBackAloneSds * sd)) return std::nullopt;
  return Impossible{points,
                    "the back of the body was measured far lower than its front and its middle, as no "
                    "compression leaves it"};
}

bool may_be_one_body(const LevelHeights& level) {
  const auto& h = level.heights;
  const double mean_mm = (in_mm(h.anterior.value) + in_mm(h.middle.value) + in_mm(h.posterior.value)) / 3;
  return mean_mm <= kTallestForDepth * in_mm(level.depth);
}

Warning told(const std::string& what) {
  return {
      "deformity.implausible-height",
      "Not graded: " + what + ". A plate was found in the wrong place, or two vertebrae were taken for one."};
}

}  // namespace

std::vector<std::optional<Warning>> implausible_heights(const std::vector<LevelHeights>& column,
                                                        const DeformityOptions& options,
                                                        std::vector<bool>& may_serve) {
  std::vector<std::optional<Warning>> result(column.size());
  const auto is_open = [&](std::size_t n) {
    return column[n].complete && is_judged(column[n].level) && !result[n];
  };
  for (std::size_t n = 0; n < column.size(); ++n) {
    if (!is_open(n) || may_be_one_body(column[n])) continue;
    result[n] = told("the body was measured far taller than it is deep");
    may_serve[n] = false;
  }
  while (true) {
    std::optional<Impossible> most;
    std::size_t worst = 0;
    for (std::size_t n = 0; n < column.size(); ++n) {
      if (!is_open(n)) continue;
      const auto expected = expected_from_neighbours(column, n, may_serve, options);
      if (!expected || expected->levels.size() < kLeastWitnesses) continue;
      const auto losses = height_losses(column[n].heights, expected->heights);
      auto here = too_tall(losses);
      if (!here) here = tall_all_over(losses);
      if (!here) here = low_behind_alone(losses);
      if (!here || (most && here->percent <= most->percent)) continue;
      most = std::move(here);
      worst = n;
    }
    if (!most) return result;
    result[worst] = told(most->what);
    may_serve[worst] = false;
  }
}

}  // namespace osteon
