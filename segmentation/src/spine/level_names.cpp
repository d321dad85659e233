#include "spine/level_names.hpp"

#include "spine/profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

/// The column from the feet to the head; C1 and C2 have no disc between them and are not in the chain.
constexpr std::array<BoneRegion, 23> kColumn{
    BoneRegion::s1,  BoneRegion::l5,  BoneRegion::l4,  BoneRegion::l3, BoneRegion::l2, BoneRegion::l1,
    BoneRegion::t12, BoneRegion::t11, BoneRegion::t10, BoneRegion::t9, BoneRegion::t8, BoneRegion::t7,
    BoneRegion::t6,  BoneRegion::t5,  BoneRegion::t4,  BoneRegion::t3, BoneRegion::t2, BoneRegion::t1,
    BoneRegion::c7,  BoneRegion::c6,  BoneRegion::c5,  BoneRegion::c4, BoneRegion::c3};
/// Usual height of body and disc, mm: measured on the development scans together with published means; only
/// ratios are used. S1 to C3.
constexpr std::array<double, 23> kUsualPitchMm{30, 34.5, 36.5, 36.5, 35, 33,   30,   28, 26, 25,   24,  23.5,
                                               23, 22.5, 21.5, 20.5, 20, 19.0, 18.0, 17, 17, 16.5, 16.5};
/// Usual depth of the column from front to back, mm: from the same scans.
constexpr std::array<double, 23> kUsualDepthMm{33,   34, 34, 34,   33, 32,   31,   30.5, 30, 29.5, 29, 28,
                                               26.5, 25, 23, 21.5, 20, 18.5, 17.5, 17,   17, 17,   17};
constexpr double kSizeSigma = 0.13;          // of the logarithm of a person's size about the usual
constexpr double kNeighboursTogether = 0.5;  // neighbours err together: they count half
constexpr double kLeastSacrumScore = 1.5;
constexpr int kS1 = 0, kL5 = 1, kL1 = 5, kT12 = 6, kT1 = 17, kC3 = 22;

/// Chance that a side of this level shows bone from the body to beyond 51 mm.
double rib_chance(int place) {
  if (place == kS1) return 0.7;  // wing of the sacrum and ilium
  if (place == kL5) return 0.3;  // iliac crest beside it
  if (place == kL1) return 0.12;
  if (place < kL1) return 0.08;
  if (place == kT12) return 0.88;  // may be short
  if (place <= kT1) return 0.92;   // faint in thin people
  return 0.10;
}

/// Sides that agree count fully; one side alone, or two that differ, count half.
double rib_score(const LevelEvidence& level, int place) {
  double score = 0;
  for (const auto& side : {level.left_rib, level.right_rib})
    if (side) score += std::log(*side ? rib_chance(place) : 1 - rib_chance(place));
  return level.left_rib == level.right_rib ? score : 0.5 * score;
}

/// How much a member of the chain looks like the first sacral segment; 0 = not at all, 4 and more =
/// unmistakable.
double sacrum_score(const std::vector<LevelEvidence>& evidence, const DiscChain& chain, std::size_t n) {
  if (n + 1 >= evidence.size()) return 0;  // nothing above to compare with
  double wing_above = 0;
  for (std::size_t m = n + 1; m < std::min(evidence.size(), n + 5); ++m)
    wing_above = std::max(wing_above, evidence[m].ala);
  double wing = std::clamp((evidence[n].ala - wing_above) / 0.05, 0.0, 2.0);
  // L5 with its crest shows a little of this; then the real wing, much larger, is one level lower.
  if (n > 0 && evidence[n - 1].ala > std::max(2 * evidence[n].ala, evidence[n].ala + 0.15)) wing *= 0.3;
  const double bend =
      std::clamp((std::max(evidence[n].bend_deg, evidence[n + 1].bend_deg) - 12) / 8, 0.0, 1.0);
  const double slope = std::clamp((-chain.discs[n + 1].tilt_rad - 0.1) / 0.15, 0.0, 1.0);
  return 1.25 * wing + 0.75 * wing * bend + 1.5 * std::min(wing, 1.0) * slope;
}

struct Naming {
  int first;  ///< place in kColumn of the lowest member; negative: members below S1
  double score;
};

int place_of(const Naming& naming, std::size_t n) { return naming.first + static_cast<int>(n); }

/// How well a series of ratios (measured to usual, as logarithms) fits: people differ in size, and a little
/// in shape.
double fit(const std::vector<double>& log_ratio, double shape_sigma) {
  const double size = percentile(log_ratio, 0.5);
  double score = -0.5 * (size / kSizeSigma) * (size / kSizeSigma);
  for (const double r : log_ratio) {
    const double off = (r - size) / shape_sigma;
    score -= 0.5 * kNeighboursTogether * std::min(4.0, off * off);
  }
  return score;
}

double profile_score(const std::vector<LevelEvidence>& evidence, const Naming& naming) {
  std::vector<double> pitch, depth;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = place_of(naming, n);
    if (place <= kS1 || place > kC3) continue;
    pitch.push_back(std::log(evidence[n].pitch_mm / kUsualPitchMm[static_cast<std::size_t>(place)]));
    depth.push_back(std::log(evidence[n].depth_mm / kUsualDepthMm[static_cast<std::size_t>(place)]));
  }
  return fit(pitch, 0.10) + fit(depth, 0.10);
}

double naming_score(const std::vector<LevelEvidence>& evidence, const DiscChain& chain,
                    const Naming& naming) {
  double score = profile_score(evidence, naming);
  const int s1 = -naming.first;  // the member that would be S1
  const bool sacrum_is_seen =
      s1 >= 0 && s1 < static_cast<int>(evidence.size()) &&
      sacrum_score(evidence, chain, static_cast<std::size_t>(s1)) >= kLeastSacrumScore;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = place_of(naming, n);
    // A member below S1 or above C3 must be explained away: the better a vertebra it looks, the worse. Below
    // a sacrum that is seen that is cheap: its segments look like vertebrae, and so may what lies in the
    // pelvis.
    if (place < kS1)
      score -= sacrum_is_seen ? std::clamp(1.5 * chain.vertebra_score[n] - 0.75, 0.2, 2.5) : 6.0;
    else if (place > kC3)
      score -= 4.0;
    else
      score += rib_score(evidence[n], place);
    const double sacrum = sacrum_score(evidence, chain, n);
    if (place == kS1) score += 2 * sacrum - 3;
    if (place > kS1) score -= sacrum;
  }
  return score;
}

/// What a person would point at to defend the names, as members of the chain.
struct Anchors {
  std::optional<std::size_t> sacrum, last_rib, first_rib;
  bool contradiction = false;  ///< sacrum and last rib are not five vertebrae apart
};

bool both_ribs(const LevelEvidence& level) {
  return level.left_rib.value_or(false) && level.right_rib.value_or(false);
}
bool surely_no_ribs(const LevelEvidence& level) {
  return level.left_rib.has_value() && level.right_rib.has_value() && !(*level.left_rib && *level.right_rib);
}

Anchors anchors_of(const std::vector<LevelEvidence>& evidence, const DiscChain& chain, const Naming& naming) {
  Anchors anchors;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = place_of(naming, n);
    if (place == kS1 && sacrum_score(evidence, chain, n) >= kLeastSacrumScore) anchors.sacrum = n;
    if (n > 0 && place > kS1 && both_ribs(evidence[n]) && surely_no_ribs(evidence[n - 1])) {
      if (place == kT12 && (n + 1 == evidence.size() || !surely_no_ribs(evidence[n + 1])))
        anchors.last_rib = n;
      // Alone, one such pair may be a lumbar transverse process; with ribs on the next vertebra it is the
      // last rib.
      else if (place != kT12 && n + 1 < evidence.size() && both_ribs(evidence[n + 1]))
        anchors.contradiction = true;
    }
    if (place == kT1 && n > 0 && n + 1 < evidence.size() && both_ribs(evidence[n]) &&
        both_ribs(evidence[n - 1]) && surely_no_ribs(evidence[n + 1]))
      anchors.first_rib = n;
  }
  return anchors;
}

/// The most that can be believed: transitional vertebrae and 11 or 13 ribs are found in 5 to 15 of 100
/// people.
double ceiling_of(const Anchors& anchors) {
  const int count = (anchors.sacrum ? 1 : 0) + (anchors.last_rib ? 1 : 0) + (anchors.first_rib ? 1 : 0);
  if (count == 0) return 0.50;
  if (anchors.contradiction) return 0.60;
  return count == 1 ? 0.90 : 0.97;
}

/// Chance that no vertebra was missed or doubled between the nearest anchor and member `n`.
double unbroken_count(const DiscChain& chain, const Anchors& anchors, std::size_t n) {
  constexpr double kClearScore = 1.2;  // a well seen vertebra scores 1.5 to 2.6
  const auto chance = [&](std::size_t m) {
    return std::clamp(0.7 + 0.3 * chain.vertebra_score[m] / kClearScore, 0.5, 1.0);
  };
  double best = 0;
  bool anchored = false;
  for (const auto& anchor : {anchors.sacrum, anchors.last_rib, anchors.first_rib}) {
    if (!anchor) continue;
    anchored = true;
    double product = 1;
    // The wing of the sacrum is proof enough of S1 itself, whose lower border is often unclear.
    for (std::size_t m = std::min(n, *anchor); m <= std::max(n, *anchor); ++m)
      if (m != *anchor) product *= chance(m);
    best = std::max(best, product);
  }
  return anchored ? best : 1.0;
}

std::vector<std::string> words_for(const Anchors& anchors) {
  std::vector<std::string> words;
  if (anchors.sacrum) words.emplace_back("sacrum");
  if (anchors.last_rib) words.emplace_back("last-rib");
  if (anchors.first_rib) words.emplace_back("first-rib");
  words.emplace_back(words.empty() ? "profile" : "count");
  return words;
}

}  // namespace

std::vector<NamedLevel> name_levels(const std::vector<LevelEvidence>& evidence, const DiscChain& chain) {
  std::vector<Naming> namings;
  const int count = static_cast<int>(evidence.size());
  for (int first = 1 - count; first <= kC3; ++first) {
    Naming naming{first, 0};
    naming.score = naming_score(evidence, chain, naming);
    namings.push_back(naming);
  }
  if (namings.empty()) return {};
  std::sort(namings.begin(), namings.end(),
            [](const Naming& a, const Naming& b) { return a.score > b.score; });
  const Naming& best = namings.front();
  const Anchors anchors = anchors_of(evidence, chain, best);
  const bool anchored = anchors.sacrum || anchors.last_rib || anchors.first_rib;
  const auto weight = [&](const Naming& n) {  // sizes and shapes alone are trusted less than their scores say
    return std::exp((n.score - best.score) * (anchored ? 1.0 : 0.5));
  };
  double total = 0;
  for (const Naming& n : namings) total += weight(n);
  const double certain = std::min(1 / total, ceiling_of(anchors));

  std::vector<NamedLevel> result;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = place_of(best, n);
    const double believed = certain * unbroken_count(chain, anchors, n);
    NamedLevel named{BoneRegion::none, believed, {}, {}};
    if (place >= kS1 && place <= kC3) named.level = kColumn[static_cast<std::size_t>(place)];
    const double rest = total > 1 ? (1 - believed) / (total - 1) : 0;
    for (std::size_t m = 1; m < namings.size() && named.alternatives.size() < 3; ++m) {
      const int other = place_of(namings[m], n);
      const double probability = rest * weight(namings[m]);
      if (other >= kS1 && other <= kC3 && probability > 0.005)
        named.alternatives.push_back({kColumn[static_cast<std::size_t>(other)], probability});
    }
    named.evidence = words_for(anchors);
    result.push_back(std::move(named));
  }
  return result;
}

}  // namespace osteon
