#include "spine/level_names.hpp"

#include "spine/level_likelihood.hpp"
#include "spine/level_marks.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <span>

namespace osteon {
namespace {

/// What no way to name a chain foresees: a tube that is no spine, several faults at once.
constexpr double kUnforeseen = 0.015;

/// Chance that the ribs of a scan mean nothing: all given to the wrong vertebrae, or none seen for what they
/// are. Judged.
constexpr double kRibsAstray = 0.03;

/// One disc of the chain may be missed, or seen twice.
enum class Slip { none, missed, doubled };

struct Way {
  ColumnPlan plan;
  int first;  ///< place of the lowest member; negative: members below S1
  Slip slip = Slip::none;
  std::size_t at = 0;  ///< the member that holds two vertebrae, or the lower one of two that are one vertebra
};

std::vector<Standing> standings(const Way& way, std::size_t count) {
  std::vector<Standing> result;
  int place = way.first;
  for (std::size_t n = 0; n < count; ++n) {
    const bool here = n == way.at;
    if (way.slip == Slip::missed && here) {
      result.push_back({place, 2, false});
      place += 2;
    } else if (way.slip == Slip::doubled && (here || n == way.at + 1)) {
      result.push_back({place, 1, true});
      place += here ? 0 : 1;
    } else {
      result.push_back({place++, 1, false});
    }
  }
  return result;
}

/// Logarithm of the chance of a fault at a member. A member too many was met in 10, 5 and 2.5 of 100 that
/// scored below 0.4, 0.8 and 1.2 in stretches of the development scans, and never above; a missed disc never,
/// which proves little.
double log_slip_chance(const DiscChain& chain, const Way& way) {
  constexpr double kClearScore = 1.2, kAlways = 0.002, kFaintExtra = 0.10, kFaintMissed = 0.02;
  double score = chain.vertebra_score[way.at];
  if (way.slip == Slip::doubled) score = std::min(score, chain.vertebra_score[way.at + 1]);
  const double faint = std::clamp(1 - score / kClearScore, 0.0, 1.0);
  return std::log(kAlways + (way.slip == Slip::missed ? kFaintMissed : kFaintExtra) * faint);
}

/// A member below S1 or above C3 must be explained away: the better a vertebra it looks, the worse. Segments
/// of the sacrum look like vertebrae, and so may what lies in the pelvis; C2 and C1 make up to two members.
double log_outside_chance(const DiscChain& chain, std::size_t n, int place, const ColumnPlan& plan) {
  if (place < kSacrumPlace) return -std::clamp(1.5 * chain.vertebra_score[n] - 0.75, 0.2, 2.5);
  constexpr double kAxis = -0.7, kAbove = -3.0;
  return place <= axis_place(plan) + 1 ? kAxis : kAbove;
}

/// What the weighing needs of the evidence, worked out once.
struct Chain {
  const std::vector<LevelEvidence>& evidence;
  const DiscChain& discs;
  std::vector<double> sacrum;  ///< sacrum_score per member
  int sides_seen;              ///< sides of members that show a rib or its absence
};

/// At an end of the chain, where the field of view cuts: a rib on one side, the other not seen, may be the
/// next vertebra's, whose head lies at the same disc. Judged.
double log_end_rib_chance(const LevelEvidence& level, const ColumnPlan& plan, int place) {
  constexpr double kNeighbours = 0.3;
  const double own = log_rib_chance(level, plan, place);
  if (level.left_rib.has_value() == level.right_rib.has_value()) return own;
  return std::log((1 - kNeighbours) * std::exp(own) + kNeighbours * 0.5);
}

double log_chance(const Chain& chain, const Way& way) {
  const auto where = standings(way, chain.evidence.size());
  double sum = std::log(way.plan.probability) + log_size_chance(chain.evidence, way.plan, where) +
               log_slope_chance(chain.evidence, way.plan, where) +
               log_mark_chance(chain.evidence, way.plan, where);
  if (way.slip != Slip::none) sum += log_slip_chance(chain.discs, way);
  double ribs = std::log(1 - kRibsAstray);
  for (std::size_t n = 0; n < where.size(); ++n) {
    const int place = where[n].place;
    if (place < kSacrumPlace || place >= axis_place(way.plan))
      sum += log_outside_chance(chain.discs, n, place, way.plan);
    ribs += n == 0 || n + 1 == where.size() ? log_end_rib_chance(chain.evidence[n], way.plan, place)
                                            : log_rib_chance(chain.evidence[n], way.plan, place);
    sum += log_sacrum_chance(chain.sacrum[n], place);
  }
  const double astray = std::log(kRibsAstray) - chain.sides_seen * std::log(2.0);
  const double larger = std::max(ribs, astray);
  return sum + larger + std::log(std::exp(ribs - larger) + std::exp(astray - larger));
}

std::vector<Way> all_ways(std::size_t count) {
  constexpr int kMostBelowSacrum = 4;
  std::vector<Way> ways;
  const int lowest = std::max(1 - static_cast<int>(count), -kMostBelowSacrum);
  for (const ColumnPlan& plan : column_plans())
    for (int first = lowest; first < axis_place(plan); ++first) {
      ways.push_back({plan, first});
      for (std::size_t at = 0; at < count; ++at) {
        ways.push_back({plan, first, Slip::missed, at});
        if (at + 1 < count) ways.push_back({plan, first, Slip::doubled, at});
      }
    }
  return ways;
}

using Names = std::vector<BoneRegion>;

Names names_of(const Way& way, std::size_t count) {
  Names names;
  for (const Standing& standing : standings(way, count)) names.push_back(level_at(way.plan, standing.place));
  return names;
}

bool once_each(const Names& names) {
  std::set<BoneRegion> seen;
  return std::all_of(names.begin(), names.end(), [&](BoneRegion level) {
    return level == BoneRegion::none || seen.insert(level).second;
  });
}

/// Which names belong together, and how likely all are.
struct Naming {
  double probability = 0;
  Way best{};  ///< the most likely way to these names
  double best_probability = -1;
};

std::map<Names, Naming> weighed(const Chain& chain) {
  const std::vector<Way> ways = all_ways(chain.evidence.size());
  std::vector<double> log_weight;
  for (const Way& way : ways) log_weight.push_back(log_chance(chain, way));
  const double highest = *std::max_element(log_weight.begin(), log_weight.end());
  double total = 0;
  for (double& w : log_weight) total += w = std::exp(w - highest);
  std::map<Names, Naming> namings;
  for (std::size_t n = 0; n < ways.size(); ++n) {
    Naming& naming = namings[names_of(ways[n], chain.evidence.size())];
    const double probability = log_weight[n] / total;
    naming.probability += probability;
    if (probability > naming.best_probability) {
      naming.best_probability = probability;
      naming.best = ways[n];
    }
  }
  return namings;
}

/// What a person would point at to defend the names.
struct Anchors {
  bool sacrum = false, last_rib = false, first_rib = false;
};

bool any_rib(const LevelEvidence& level) {
  return level.left_rib.value_or(false) || level.right_rib.value_or(false);
}
/// At least one side is seen and has none.
bool lacks_ribs(const LevelEvidence& level) {
  return !any_rib(level) && (level.left_rib.has_value() || level.right_rib.has_value());
}

Anchors anchors_of(const Chain& chain, const Way& way) {
  constexpr double kLeastSacrumScore = 2.5;  // L5 between high iliac crests reaches 2
  const auto where = standings(way, chain.evidence.size());
  Anchors anchors;
  for (std::size_t n = 0; n < where.size(); ++n) {
    const int place = where[n].place;
    const LevelEvidence& level = chain.evidence[n];
    if (place == kSacrumPlace && chain.sacrum[n] >= kLeastSacrumScore) anchors.sacrum = true;
    if (place == last_rib_place(way.plan) && any_rib(level) && n > 0 && lacks_ribs(chain.evidence[n - 1]))
      anchors.last_rib = true;
    if (place == first_rib_place(way.plan) && any_rib(level) && n + 1 < where.size() &&
        lacks_ribs(chain.evidence[n + 1]))
      anchors.first_rib = true;
  }
  return anchors;
}

std::vector<std::string> words_for(const Anchors& anchors, const std::vector<std::string>& marks,
                                   const ColumnPlan& plan) {
  std::vector<std::string> words;
  if (anchors.sacrum) words.emplace_back("sacrum");
  if (anchors.last_rib) words.emplace_back("last-rib");
  if (anchors.first_rib) words.emplace_back("first-rib");
  words.emplace_back(words.empty() ? "profile" : "count");
  words.insert(words.end(), marks.begin(), marks.end());
  if (plan.thoracic != 12 || plan.lumbar != 5) words.emplace_back("unusual-count");
  return words;
}

/// Every name that member `n` may have, with its probability.
std::map<BoneRegion, double> names_for(const std::map<Names, Naming>& namings, std::size_t n) {
  std::map<BoneRegion, double> sum;
  for (const auto& [names, naming] : namings) sum[names[n]] += (1 - kUnforeseen) * naming.probability;
  return sum;
}

NamedLevel named(BoneRegion level, const std::map<BoneRegion, double>& likely) {
  constexpr std::size_t kMostAlternatives = 4;
  constexpr double kLeastProbability = 0.005;
  NamedLevel result{level, likely.at(level), {}, {}};
  for (const auto& [other, probability] : likely)
    if (other != level && other != BoneRegion::none && probability >= kLeastProbability)
      result.alternatives.push_back({other, probability});
  std::stable_sort(result.alternatives.begin(), result.alternatives.end(),
                   [](const auto& a, const auto& b) { return a.probability > b.probability; });
  if (result.alternatives.size() > kMostAlternatives) result.alternatives.resize(kMostAlternatives);
  return result;
}

}  // namespace

std::vector<NamedLevel> name_levels(const std::vector<LevelEvidence>& evidence, const DiscChain& discs) {
  if (evidence.empty()) return {};
  Chain chain{evidence, discs, {}, 0};
  for (const LevelEvidence& level : evidence)
    chain.sides_seen += (level.left_rib.has_value() ? 1 : 0) + (level.right_rib.has_value() ? 1 : 0);
  for (std::size_t n = 0; n < evidence.size(); ++n) chain.sacrum.push_back(sacrum_score(evidence, n));
  const auto namings = weighed(chain);
  auto best = namings.end();
  for (auto it = namings.begin(); it != namings.end(); ++it)
    if (once_each(it->first) && (best == namings.end() || it->second.probability > best->second.probability))
      best = it;
  const Way& way = best->second.best;
  const auto words = words_for(anchors_of(chain, way),
                               marks_in_view(evidence, way.plan, standings(way, evidence.size())), way.plan);
  std::vector<NamedLevel> result;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    result.push_back(named(best->first[n], names_for(namings, n)));
    result.back().evidence = words;
  }
  return result;
}

}  // namespace osteon
