#include "spine/level_likelihood.hpp"

#include "spine/profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr double kSizeSigma = 0.13;   // of the logarithm of a person's size about the usual
constexpr double kShapeSigma = 0.10;  // of one vertebra's about the person's
// Errors of neighbours go together, and heights and depths tell partly the same: a sum of squares says too
// much.
constexpr double kTogether = 0.35;
constexpr double kMostSquares = 4;                           // a collapsed vertebra says no more than 2 sigma
constexpr double kOrdinary = 0.5 * kTogether;                // what an ordinary vertebra loses
constexpr double kOutside = 0.5 * kTogether * kMostSquares;  // what is no named vertebra fits nothing

/// Chance that one side of this place shows a rib. Judged: rates of
/// detection, and of what looks like a rib; the first thoracic and the last rib are the hardest.
double rib_rate(const ColumnPlan& plan, int place) {
  const int last = last_rib_place(plan), first = first_rib_place(plan);
  if (place < kSacrumPlace) return 0.30;   // what lies in the pelvis
  if (place == kSacrumPlace) return 0.55;  // wing of the sacrum and ilium
  if (place == 1) return 0.20;             // iliac crest beside it
  if (place < last) return 0.05;           // bowel, kidney, a long transverse process
  if (place == last) return 0.90;
  if (place < first) return 0.96;
  if (place == first) return 0.80;  // short, flat, and soon in front of the neck
  return place == first + 1 ? 0.10
                            : 0.04;  // neck ribs are found in 1 to 3 of 100, vessels and clavicles more often
}

/// Share of errors that strike both sides of a vertebra at once: a tilted disc, a wrong height.
constexpr double kBothSides = 0.4;

enum SacrumLook { kUnlike, kFaint, kClear, kUnmistakable };

SacrumLook look(double score) {
  if (score < 1.0) return kUnlike;
  if (score < 2.5) return kFaint;
  return score < 4.0 ? kClear : kUnmistakable;
}

/// How well ratios (measured to usual, as logarithms) fit.
double fit(const std::vector<double>& log_ratio) {
  if (log_ratio.empty()) return 0;
  const double size = percentile(log_ratio, 0.5);
  double squares = size / kSizeSigma * size / kSizeSigma;
  for (const double r : log_ratio) {
    const double off = (r - size) / kShapeSigma;
    squares += kTogether * std::min(kMostSquares, off * off);
  }
  return -0.5 * squares;
}

}  // namespace

double sacrum_score(const std::vector<LevelEvidence>& evidence, std::size_t n) {
  if (n + 1 >= evidence.size()) return 0;  // nothing above to compare with
  const double bend_deg = std::max(evidence[n].bend_deg, evidence[n + 1].bend_deg);
  if (!evidence[n].ala) return 1.25 * std::clamp((bend_deg - 14) / 8, 0.0, 1.0);
  double wing_above = 0;
  for (std::size_t m = n + 1; m < std::min(evidence.size(), n + 5); ++m)
    wing_above = std::max(wing_above, evidence[m].ala.value_or(0));
  double wing = std::clamp((*evidence[n].ala - wing_above) / 0.10, 0.0, 2.0);
  // L5 with its crest shows a little of this; then the real wing, much larger, is one level lower.
  if (n > 0 && evidence[n - 1].ala > std::max(2 * *evidence[n].ala, *evidence[n].ala + 0.15)) wing *= 0.3;
  const double bend = std::clamp((bend_deg - 12) / 8, 0.0, 1.0);
  const double slope = std::clamp((-evidence[n].disc_tilt_rad - 0.1) / 0.15, 0.0, 1.0);
  return 1.25 * wing + 0.75 * wing * bend + 1.5 * std::min(wing, 1.0) * slope;
}

double log_rib_chance(const LevelEvidence& level, const ColumnPlan& plan, int place) {
  const double rate = rib_rate(plan, place);
  const auto chance = [&](const std::optional<bool>& side) {
    if (!side) return 1.0;
    return *side ? rate : 1 - rate;
  };
  const double apart = chance(level.left_rib) * chance(level.right_rib);
  if (!level.left_rib || !level.right_rib) return std::log(apart);
  const double together = *level.left_rib == *level.right_rib ? chance(level.left_rib) : 0.0;
  return std::log(kBothSides * together + (1 - kBothSides) * apart);
}

double log_sacrum_chance(double score, int place) {
  // Judged: a sacrum may be cut or thin, and what lies beside a vertebra may look like a wing. In stretches
  // of two scans all sacra were unmistakable, 10 of 16 last lumbar vertebrae unlike and the others faint, all
  // others unlike.
  constexpr std::array<double, 4> kAtSacrum{0.12, 0.15, 0.23, 0.50}, kAtLastLumbar{0.70, 0.24, 0.05, 0.01},
      kElsewhere{0.965, 0.025, 0.007, 0.003}, kBelow{0.60, 0.20, 0.10, 0.10};
  const SacrumLook l = look(score);
  if (place < kSacrumPlace) return std::log(kBelow[l]);
  if (place == kSacrumPlace) return std::log(kAtSacrum[l]);
  return std::log(place == 1 ? kAtLastLumbar[l] : kElsewhere[l]);
}

double log_slope_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                        const std::vector<Standing>& standings) {
  // Published spreads of sacral plate, lordosis and kyphosis are 8 to 12 degrees: some of it the person's
  // posture, some how strongly the spine bends (less where knees are raised), some the shape of the curve, in
  // which neighbours go together. Some lie askew.
  constexpr double kPostureDeg = 8, kAskewDeg = 20, kShareAskew = 0.1, kCurveDeg = 7;
  constexpr std::array<std::pair<double, double>, 4> kBends{
      {{0.4, 0.12}, {0.7, 0.33}, {1.0, 0.38}, {1.3, 0.17}}};
  std::vector<std::pair<double, double>> slopes;  // measured, usual
  double loss = 0;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = standings[n].place;
    if (place <= kSacrumPlace || place >= axis_place(plan))
      loss += kOrdinary;  // there the canal ends, or is another
    else
      slopes.emplace_back(evidence[n].backward_deg, usual_slope_deg(plan, place));
  }
  if (slopes.empty()) return -loss;
  const auto density = [](double x, double sigma) {
    return std::exp(-0.5 * x * x / (sigma * sigma)) / sigma;
  };
  double chance = 0;
  for (const auto& [bend, share] : kBends) {
    double mean = 0, squares = 0;
    for (const auto& [measured, usual] : slopes)
      mean += (measured - bend * usual) / static_cast<double>(slopes.size());
    for (const auto& [measured, usual] : slopes) {
      const double off = (measured - bend * usual - mean) / kCurveDeg;
      squares += std::min(kMostSquares, off * off);
    }
    chance += share * std::exp(-0.5 * kTogether * squares) *
              ((1 - kShareAskew) * density(mean, kPostureDeg) + kShareAskew * density(mean, kAskewDeg));
  }
  return std::log(chance) - loss;
}

double log_size_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                       const std::vector<Standing>& standings) {
  std::vector<double> pitch, depth;
  double outside = 0;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const Standing& standing = standings[n];
    if (standing.place < kSacrumPlace || standing.place >= axis_place(plan)) {
      outside -= 2 * kOutside;
      continue;
    }
    const UsualSize usual = usual_size(plan, standing.place);
    double expected = usual.pitch_mm;
    if (standing.count == 2) expected += usual_size(plan, standing.place + 1).pitch_mm;
    // The height of S1 is not known: its lower border is often unclear.
    if (standing.place != kSacrumPlace && !standing.part)
      pitch.push_back(std::log(evidence[n].pitch_mm / expected));
    else
      outside -= kOrdinary;
    depth.push_back(std::log(evidence[n].depth_mm / usual.depth_mm));
  }
  return fit(pitch) + fit(depth) + outside;
}

}  // namespace osteon
