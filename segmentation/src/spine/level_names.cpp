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
constexpr double kUsualScale = 1.0;
constexpr double kPitchSigma = 0.10;  // of the logarithm of a height about the profile
constexpr int kS1 = 0, kL5 = 1, kL1 = 5, kT12 = 6, kT1 = 17, kC3 = 22;

/// Chance that a side of this level shows bone from the body to beyond 51 mm.
double rib_chance(int place) {
  if (place == kS1) return 0.7;  // wing of the sacrum and ilium
  if (place == kL5) return 0.3;  // iliac crest beside it
  if (place == kL1) return 0.12;
  if (place < kL1) return 0.08;
  if (place == kT12) return 0.88;  // may be short
  if (place <= kT1) return 0.96;
  return 0.10;
}

double rib_score(const LevelEvidence& level, int place) {
  double score = 0;
  for (const auto& side : {level.left_rib, level.right_rib})
    if (side) score += std::log(*side ? rib_chance(place) : 1 - rib_chance(place));
  return score;
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
  return 1.25 * wing + 0.75 * wing * bend + 1.5 * slope;
}

struct Naming {
  int first;  ///< place in kColumn of the lowest member; negative: members below S1
  double score;
};

int place_of(const Naming& naming, std::size_t n) { return naming.first + static_cast<int>(n); }

double profile_score(const std::vector<LevelEvidence>& evidence, const Naming& naming) {
  std::vector<double> ratio;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = place_of(naming, n);
    if (place > kS1 && place <= kC3)
      ratio.push_back(
          std::log(evidence[n].pitch_mm / kUsualPitchMm[static_cast<std::size_t>(place)] / kUsualScale));
  }
  const double scale = 0.8 * percentile(ratio, 0.5);  // people differ in size, but not without limit
  double score = 0;
  for (const double r : ratio)
    score -= 0.5 * std::min(4.0, (r - scale) / kPitchSigma * ((r - scale) / kPitchSigma));
  return 0.5 * score;  // neighbours err together
}

double naming_score(const std::vector<LevelEvidence>& evidence, const DiscChain& chain,
                    const Naming& naming) {
  double score = profile_score(evidence, naming);
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = place_of(naming, n);
    // A member below S1 or above C3 must be explained away: the better a vertebra it is, the worse.
    if (place < kS1 || place > kC3)
      score -= 0.5 * std::clamp(chain.vertebra_score[n], 0.2, 2.0);
    else
      score += rib_score(evidence[n], place);
    const double sacrum = sacrum_score(evidence, chain, n);
    if (place == kS1) score += 2 * sacrum - 3;
    if (place > kS1) score -= sacrum;
  }
  return score;
}

/// What a person would point at to defend the names.
struct Anchors {
  bool sacrum = false, last_rib = false;
};

Anchors anchors_of(const std::vector<LevelEvidence>& evidence, const DiscChain& chain, const Naming& naming) {
  Anchors anchors;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    if (place_of(naming, n) == kS1) anchors.sacrum = sacrum_score(evidence, chain, n) >= 1.5;
    if (place_of(naming, n) == kT12 && n > 0) {
      const bool ribs = evidence[n].left_rib.value_or(false) && evidence[n].right_rib.value_or(false);
      const LevelEvidence& below = evidence[n - 1];
      const bool seen = below.left_rib.has_value() && below.right_rib.has_value();
      anchors.last_rib = ribs && seen && !(*below.left_rib && *below.right_rib);
    }
  }
  return anchors;
}

/// The most that can be believed: transitional vertebrae and 11 or 13 ribs are found in 5 to 15 of 100
/// people.
double ceiling_of(const Anchors& anchors) {
  if (anchors.sacrum && anchors.last_rib) return 0.97;
  if (anchors.sacrum || anchors.last_rib) return 0.90;
  return 0.50;
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
  double total = 0;
  for (const Naming& n : namings) total += std::exp(n.score - namings.front().score);
  const Naming& best = namings.front();
  const Anchors anchors = anchors_of(evidence, chain, best);
  const double believed = std::min(1 / total, ceiling_of(anchors));

  std::vector<NamedLevel> result;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const int place = place_of(best, n);
    NamedLevel named{BoneRegion::none, believed, {}, {}};
    if (place >= kS1 && place <= kC3) named.level = kColumn[static_cast<std::size_t>(place)];
    const double rest = total > 1 ? (1 - believed) / (total - 1) : 0;
    for (std::size_t m = 1; m < namings.size() && named.alternatives.size() < 3; ++m) {
      const int other = place_of(namings[m], n);
      const double probability = rest * std::exp(namings[m].score - best.score);
      if (other >= kS1 && other <= kC3 && probability > 0.005)
        named.alternatives.push_back({kColumn[static_cast<std::size_t>(other)], probability});
    }
    if (anchors.sacrum) named.evidence.push_back("sacrum");
    if (anchors.last_rib) named.evidence.push_back("last-rib");
    named.evidence.push_back(anchors.sacrum || anchors.last_rib ? "count" : "profile");
    result.push_back(std::move(named));
  }
  return result;
}

}  // namespace osteon
