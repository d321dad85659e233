#include "spine/disc_chain.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace osteon {
namespace {

constexpr int kLeastPitchMm = 13, kMostPitchMm = 46;  // C4 of a small woman ... L3 of a tall man
constexpr int kPitches = kMostPitchMm - kLeastPitchMm + 1;
constexpr double kPitchPerDepth = 0.85;  // body and disc against the depth of the column
constexpr double kLeastLogRatio = -0.55, kMostLogRatio = 0.42;  // outside: no vertebra
constexpr double kLowestLogRatio = -0.65;                       // of one crushed to half of its height
constexpr double kMostDiscScore = 1.3;
constexpr double kGrowthDownwards = 1.035;  // a vertebra is about 3.5 % taller than the one above

double pedicle_contrast(const Profile& rhythm, double lower_mm, double pitch_mm) {
  return mean_between(rhythm, lower_mm + 0.52 * pitch_mm, lower_mm + 0.92 * pitch_mm) -
         mean_between(rhythm, lower_mm + 0.02 * pitch_mm, lower_mm + 0.40 * pitch_mm);
}

/// How well a vertebra fits between two places; nothing where its height is impossible for the column's
/// depth.
std::optional<double> vertebra_score(const DiscEvidence& e, const ColumnWalls& walls, int upper, int pitch,
                                     double least_log_ratio = kLeastLogRatio) {
  const int lower = upper - pitch;
  const double log_ratio = std::log(pitch / (kPitchPerDepth * walls.depth(0.5 * (lower + upper))));
  if (!(log_ratio >= least_log_ratio && log_ratio <= kMostLogRatio)) return std::nullopt;
  const double disc = std::clamp(e.score[static_cast<std::size_t>(upper)], -0.5, kMostDiscScore);
  const double pedicles = std::clamp(pedicle_contrast(e.rhythm, lower, pitch), -1.5, 1.5);
  const double middle =
      std::clamp(mean_between(e.ridge, lower + 0.3 * pitch, lower + 0.7 * pitch), -1.0, 1.0);
  return disc + 0.7 * pedicles - 0.5 * middle - 0.175 * (log_ratio / 0.2) * (log_ratio / 0.2);
}

double neighbour_score(int lower_pitch, int upper_pitch) {
  const double step = std::log(static_cast<double>(lower_pitch) / upper_pitch / kGrowthDownwards) / 0.10;
  return -0.25 * std::min(step * step, 8.0);  // bounded: a collapsed vertebra must pass
}

/// The most disc-like place within a vertebra: bodies show up to 0.9, discs 1 and more.
double disc_within(const DiscEvidence& e, int lower, int pitch) {
  constexpr double kOwnDiscMm = 7, kOwnDiscShare = 0.25;  // from a disc's middle: it and its plates
  const int margin = static_cast<int>(std::ceil(std::max(kOwnDiscMm, kOwnDiscShare * pitch)));
  double most = 0;
  for (int s = lower + margin; s <= lower + pitch - margin; ++s)
    most = std::max(most, e.score[static_cast<std::size_t>(s)]);
  return most;
}

/// Whether the scan shows both plates of a disc.
bool is_whole_disc(const DiscEvidence& e, int s) {
  constexpr int kHalfDiscMm = 8;  // and the plate
  return s - kHalfDiscMm >= e.seen_from && s + kHalfDiscMm <= e.seen_to;
}

/// Cost of a vertebra that reaches over a disc to half a disc at the border, where a single plate of the next
/// vertebra looks the same.
double passing_cost(const DiscEvidence& e, int lower, int pitch) {
  constexpr double kUsual = 0.9, kCost = 8;
  if (is_whole_disc(e, lower) && is_whole_disc(e, lower + pitch)) return 0;
  return kCost * (std::clamp(disc_within(e, lower, pitch), kUsual, kMostDiscScore) - kUsual);
}

/// Places of the discs of the best chain, from the feet to the head.
std::vector<int> best_chain(const DiscEvidence& e, const ColumnWalls& walls) {
  const int count = static_cast<int>(e.score.size());
  const auto state = [](int upper, int pitch) {
    return static_cast<std::size_t>(upper) * kPitches + static_cast<std::size_t>(pitch - kLeastPitchMm);
  };
  std::vector<double> best(static_cast<std::size_t>(std::max(count, 0)) * kPitches, -1e30);
  std::vector<std::int16_t> below(best.size(), 0);  // pitch of the vertebra below, 0 = this is the lowest
  double highest = 0;
  int top = -1, top_pitch = 0;
  for (int upper = e.seen_from + kLeastPitchMm; upper <= e.seen_to; ++upper)
    for (int pitch = kLeastPitchMm; pitch <= std::min(kMostPitchMm, upper - e.seen_from); ++pitch) {
      const auto own = vertebra_score(e, walls, upper, pitch);
      if (!own) continue;
      const int lower = upper - pitch;
      double before = std::clamp(e.score[static_cast<std::size_t>(lower)], -0.5, kMostDiscScore);
      std::int16_t link = 0;
      for (int other = kLeastPitchMm; other <= std::min(kMostPitchMm, lower - e.seen_from); ++other) {
        const double value = best[state(lower, other)] + neighbour_score(other, pitch);
        if (value > before) {
          before = value;
          link = static_cast<std::int16_t>(other);
        }
      }
      best[state(upper, pitch)] = before + *own - passing_cost(e, lower, pitch);
      below[state(upper, pitch)] = link;
      if (best[state(upper, pitch)] > highest) {
        highest = best[state(upper, pitch)];
        top = upper;
        top_pitch = pitch;
      }
    }
  std::vector<int> places;
  if (top < 0) return places;
  places.push_back(top);
  while (top_pitch > 0) {
    const auto next = below[state(top, top_pitch)];
    top -= top_pitch;
    top_pitch = next;
    places.push_back(top);
  }
  std::reverse(places.begin(), places.end());
  return places;
}

/// The best disc within 5 mm of where the chain put it.
Disc settled(const DiscEvidence& e, int place) {
  int best = place;
  double highest = -1e30;
  for (int s = std::max(e.seen_from, place - 5); s <= std::min(e.seen_to, place + 5); ++s) {
    const double value = e.score[static_cast<std::size_t>(s)] - 0.015 * (s - place) * (s - place);
    if (value > highest) {
      highest = value;
      best = s;
    }
  }
  const auto n = static_cast<std::size_t>(best);
  return {static_cast<double>(best), e.tilt_rad[n], e.gap_mm[n], e.score[n]};
}

/// Takes off ends that hardly look like a vertebra.
void trim_ends(DiscChain& chain) {
  constexpr double kLeastScore = 0.6;
  while (!chain.vertebra_score.empty() && chain.vertebra_score.back() < kLeastScore) {
    chain.vertebra_score.pop_back();
    chain.pedicle_contrast.pop_back();
    chain.discs.pop_back();
  }
  // A score counts the disc above; the lowest vertebra's other disc is nobody else's.
  const auto lowest = [&] {
    const auto disc = [&](std::size_t n) { return std::min(chain.discs[n].score, kMostDiscScore); };
    return chain.vertebra_score.front() + std::max(0.0, disc(0) - disc(1));
  };
  while (!chain.vertebra_score.empty() && lowest() < kLeastScore) {
    chain.vertebra_score.erase(chain.vertebra_score.begin());
    chain.pedicle_contrast.erase(chain.pedicle_contrast.begin());
    chain.discs.erase(chain.discs.begin());
  }
}

/// Takes off an end that is much lower than its neighbour and whose outer disc lies at the border: that disc
/// is the edge of the picture, and the border cuts the vertebra.
void trim_stumps(DiscChain& chain, const DiscEvidence& e) {
  constexpr double kNearBorderMm = 6, kMuchLower = 0.75;
  const auto pitch = [&](std::size_t n) { return chain.discs[n + 1].s_mm - chain.discs[n].s_mm; };
  const auto count = [&] { return chain.vertebra_score.size(); };
  if (count() > 1 && e.seen_to - chain.discs.back().s_mm < kNearBorderMm &&
      pitch(count() - 1) < kMuchLower * pitch(count() - 2)) {
    chain.vertebra_score.pop_back();
    chain.pedicle_contrast.pop_back();
    chain.discs.pop_back();
  }
  if (count() > 1 && chain.discs.front().s_mm - e.seen_from < kNearBorderMm &&
      pitch(0) < kMuchLower * pitch(1)) {
    chain.vertebra_score.erase(chain.vertebra_score.begin());
    chain.pedicle_contrast.erase(chain.pedicle_contrast.begin());
    chain.discs.erase(chain.discs.begin());
  }
}

/// The vertebra beyond an end that is whole and low: the rhythm of its neighbours speaks against it, but a
/// clear disc at its other end and pedicles between speak for it, and no disc lies within.
void add_low_vertebra(DiscChain& chain, const DiscEvidence& e, const ColumnWalls& walls, bool above) {
  constexpr double kClearDisc = 0.9, kClearPedicles = 0.5;
  if (chain.discs.size() < 2) return;
  const int end = static_cast<int>(above ? chain.discs.back().s_mm : chain.discs.front().s_mm);
  const auto size = chain.discs.size();
  const int last = static_cast<int>(above ? end - chain.discs[size - 2].s_mm : chain.discs[1].s_mm - end);
  int best = 0;
  double most = kClearDisc;
  for (int pitch = kLeastPitchMm; pitch < last; ++pitch) {
    const int other = above ? end + pitch : end - pitch, lower = above ? end : other;
    if (!is_whole_disc(e, other)) break;
    const double disc = e.score[static_cast<std::size_t>(other)];
    if (disc <= most || disc_within(e, lower, pitch) > disc ||
        pedicle_contrast(e.rhythm, lower, pitch) < kClearPedicles ||
        !vertebra_score(e, walls, lower + pitch, pitch, kLowestLogRatio))
      continue;
    best = pitch;
    most = disc;
  }
  if (best == 0) return;
  const int lower = above ? end : end - best;
  const auto n = static_cast<std::size_t>(above ? end + best : lower);
  const Disc disc{static_cast<double>(n), e.tilt_rad[n], e.gap_mm[n], e.score[n]};
  const double score = *vertebra_score(e, walls, lower + best, best, kLowestLogRatio);
  const double pedicles = pedicle_contrast(e.rhythm, lower, best);
  chain.discs.insert(above ? chain.discs.end() : chain.discs.begin(), disc);
  chain.vertebra_score.insert(above ? chain.vertebra_score.end() : chain.vertebra_score.begin(), score);
  chain.pedicle_contrast.insert(above ? chain.pedicle_contrast.end() : chain.pedicle_contrast.begin(),
                                pedicles);
}

/// Mean HU of the column over the middle half between two places, as far as it is seen.
double body_hu(const DiscEvidence& e, double from_mm, double to_mm) {
  return mean_between(e.column_hu, std::max(from_mm, static_cast<double>(e.seen_from)),
                      std::min(to_mm, static_cast<double>(e.seen_to)));
}

/// Height of the vertebra that should follow beyond an end of the chain; 0 where the scan shows that there is
/// none, or too little of it to tell.
double cut_pitch(const DiscChain& chain, const DiscEvidence& e, bool above) {
  constexpr double kLeastSeenMm = 7;  // more than a disc with both its plates
  constexpr double kLeastShareOfHu = 0.6;
  const auto& discs = chain.discs;
  const std::size_t n = discs.size() - 1;
  const double end = above ? discs[n].s_mm : discs[0].s_mm;
  const double last = above ? end - discs[n - 1].s_mm : discs[1].s_mm - end;
  const double pitch =
      std::min(1.0 * kMostPitchMm, above ? last / kGrowthDownwards : last * kGrowthDownwards);
  const double seen = above ? e.seen_to - end : end - e.seen_from;
  const int count = static_cast<int>(e.score.size());
  const bool border = above ? e.seen_to + 1 < count : e.seen_from > 0;
  const bool room = above ? end + pitch <= count - 1 : end >= pitch;
  if (!border || !room || seen < kLeastSeenMm || seen > pitch) return 0;
  const double near = 0.2 * last;
  const double own = above ? body_hu(e, end + near, end + pitch) : body_hu(e, end - pitch, end - near);
  const double neighbour =
      above ? body_hu(e, end - last + near, end - near) : body_hu(e, end + near, end + last - near);
  return own > kLeastShareOfHu * neighbour ? pitch : 0;
}

/// Adds the vertebrae that the border of the scan cuts: their outer disc is where it should be by the
/// neighbour.
void add_cut_vertebrae(DiscChain& chain, const DiscEvidence& e, const ColumnWalls& walls) {
  if (chain.discs.size() < 2) return;
  const double higher = cut_pitch(chain, e, true), lower = cut_pitch(chain, e, false);
  const auto score = [&](double upper, double pitch) {
    return vertebra_score(e, walls, static_cast<int>(upper), static_cast<int>(pitch)).value_or(0);
  };
  if (higher > 0) {
    const Disc last = chain.discs.back();
    chain.discs.push_back({last.s_mm + higher, last.tilt_rad, last.gap_mm, 0});
    chain.vertebra_score.push_back(score(chain.discs.back().s_mm, higher));
    chain.pedicle_contrast.push_back(pedicle_contrast(e.rhythm, last.s_mm, higher));
    chain.highest_is_cut = true;
  }
  if (lower > 0) {
    const Disc first = chain.discs.front();
    chain.discs.insert(chain.discs.begin(), {first.s_mm - lower, first.tilt_rad, first.gap_mm, 0});
    chain.vertebra_score.insert(chain.vertebra_score.begin(), score(first.s_mm, lower));
    chain.pedicle_contrast.insert(chain.pedicle_contrast.begin(),
                                  pedicle_contrast(e.rhythm, first.s_mm - lower, lower));
    chain.lowest_is_cut = true;
  }
}

}  // namespace

DiscChain find_discs(const DiscEvidence& evidence, const ColumnWalls& walls) {
  DiscChain chain;
  for (const int place : best_chain(evidence, walls)) chain.discs.push_back(settled(evidence, place));
  for (std::size_t n = 0; n + 1 < chain.discs.size(); ++n) {
    const double lower = chain.discs[n].s_mm, pitch = chain.discs[n + 1].s_mm - lower;
    const auto score = vertebra_score(evidence, walls, static_cast<int>(chain.discs[n + 1].s_mm),
                                      std::max(1, static_cast<int>(pitch)));
    chain.vertebra_score.push_back(score.value_or(-1.0));
    chain.pedicle_contrast.push_back(pedicle_contrast(evidence.rhythm, lower, pitch));
  }
  trim_ends(chain);
  trim_stumps(chain, evidence);
  for (const bool above : {true, false}) add_low_vertebra(chain, evidence, walls, above);
  add_cut_vertebrae(chain, evidence, walls);
  return chain;
}

}  // namespace osteon
