#include "spine/level_marks.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>

namespace osteon {
namespace {

/// Where a mark ends, in vertebrae above the middle of the one that its end is counted from.
struct MarkEnd {
  const char* word;
  double usual, sigma;          ///< most people
  double share_far, sigma_far;  ///< the others
};

/// Behind, beside the column, the lung ends at T10 in quiet breathing and its pleura at T12 (any textbook of
/// anatomy); CTs are taken in inspiration, some without. Seen: the middle of T12 twice, its lower half once,
/// the middle of T11 once; the tip at the middle of T1 twice, at the top of T3 in a neck that leans forwards.
/// How much people differ is judged from this. The others: fluid, a collapsed lobe, full expiration.
constexpr MarkEnd kLungBase{"lung-ends", 0.4, 1.0, 0.07, 2.5}, kLungTip{"lung-ends", -0.5, 1.0, 0.05, 2.5};

/// The plane below the lowest ribs goes through L2 in 58 of 100 CTs, most others through its neighbours
/// (Mirjalili 2012, Clin Anat 25:819, 108 people); that is cartilage to the side, and bone behind ends about
/// a third of a vertebra higher. Judged; seen: between L1 and L2 once, at L2 or below once.
constexpr MarkEnd kLowestRib{"rib-tips", -1.7, 0.65, 0.07, 2.0};

/// The top of the iliac crests: L4 in 69 of 100 (the same), L4 or the disc below it in 87 of 75 people
/// (Chakraverty 2007, J Anat 210:232), above that disc in 27, at it in 30, below it in 44 of 834 (Shin 2024,
/// Int J Spine Surg, doi 10.14444/8651). In vertebrae above S1.
constexpr MarkEnd kCrest{"iliac-crest", 1.6, 0.55, 0.05, 1.5};

/// Bone of ribs and shoulder blades behind the chest ends where the neck begins; raised arms lift them.
/// Judged.
constexpr MarkEnd kShoulder{"", 1.0, 2.0, 0.1, 3.0};

/// The windpipe divides between T5 and T7 in the living, deeper in inspiration (textbooks of anatomy; before
/// the main bronchi part from the middle another half a vertebra is lost). Seen: T5 to T7 in four scans.
constexpr MarkEnd kFork{"windpipe-fork", -4.8, 0.8, 0.07, 2.0};

struct MarkSeen {
  double place;  ///< in vertebrae from the sacrum
  bool there;
};

using Answer = std::optional<bool> BesideColumn::*;

std::vector<MarkSeen> seen_of(Answer answer, const std::vector<LevelEvidence>& evidence,
                              const std::vector<Standing>& standings) {
  std::vector<MarkSeen> seen;
  for (std::size_t n = 0; n < evidence.size(); ++n) {
    const double middle = standings[n].place + 0.5 * (standings[n].count - 1),
                 half = standings[n].part ? 0 : 0.25 * standings[n].count;
    if (const auto& lower = evidence[n].lower_half.*answer) seen.push_back({middle - half, *lower});
    if (const auto& upper = evidence[n].upper_half.*answer) seen.push_back({middle + half, *upper});
  }
  return seen;
}

/// Where an end may lie, and how likely.
class EndPlaces {
 public:
  EndPlaces(const MarkEnd& end, double mistaken) : mistaken_(mistaken) {
    const auto density = [](double x, double sigma) {
      return std::exp(-0.5 * x * x / (sigma * sigma)) / sigma;
    };
    double total = 0;
    for (int n = -kSteps; n <= kSteps; ++n) {
      const double x = n * kStep - end.usual;
      chance_.push_back((1 - end.share_far) * density(x, end.sigma) +
                        end.share_far * density(x, end.sigma_far));
      total += chance_.back();
    }
    for (double& chance : chance_) chance /= total;
  }

  /// Chance of what is seen, from the feet to the head, round the end counted from a place; `above` tells on
  /// which side of it the mark stands.
  [[nodiscard]] double of(std::span<const MarkSeen> seen, double counted_from, bool above) const {
    std::vector<double> power{1};  // chance of so many mistakes among those seen
    for (std::size_t n = 0; n < seen.size(); ++n) power[0] *= 1 - mistaken_;
    for (std::size_t n = 0; n < seen.size(); ++n) power.push_back(power.back() * mistaken_ / (1 - mistaken_));
    const auto is_mistake = [&](const MarkSeen& s, bool over) { return s.there != (over == above); };
    std::size_t mistakes = 0, below = 0;  // those of `seen` that lie below the end
    for (const MarkSeen& s : seen) mistakes += is_mistake(s, true) ? 1 : 0;
    double sum = 0;
    for (std::size_t n = 0; n < chance_.size(); ++n) {
      const double end = counted_from + (static_cast<double>(n) - kSteps) * kStep;
      for (; below < seen.size() && seen[below].place < end; ++below)
        mistakes += (is_mistake(seen[below], false) ? 1 : 0) - (is_mistake(seen[below], true) ? 1 : 0);
      sum += chance_[n] * power[mistakes];
    }
    return sum;
  }

 private:
  static constexpr int kSteps = 32;
  static constexpr double kStep = 0.25;  // vertebrae
  double mistaken_;
  std::vector<double> chance_;
};

/// An end, and the places from which on upwards it is the one that counts.
struct CountedEnd {
  const MarkEnd& end;
  const EndPlaces& places;
  double from, counted_from;
  bool above;  ///< on which side of it the mark stands
};

struct Mark {
  Answer answer;
  std::vector<CountedEnd> ends;  ///< from the feet up
  double astray;                 ///< chance that all answers mean nothing
  double in_pelvis;              ///< that something below the first segment of the sacrum looks like it
};

constexpr double kLungMistaken = 0.03, kLungAstray = 0.03;    // bowel; no lung, or air elsewhere
constexpr double kFlankMistaken = 0.06, kFlankAstray = 0.04;  // contrast; a drain, an arm, tilted hips
constexpr double kPipeMistaken = 0.05, kPipeAstray = 0.04;    // gas in the gullet; a tube, a narrow pipe
constexpr double kGasInPelvis = 0.15, kHipInPelvis = 0.8;

std::vector<Mark> marks_of(const ColumnPlan& plan) {
  static const EndPlaces lung_base(kLungBase, kLungMistaken), lung_tip(kLungTip, kLungMistaken),
      crest(kCrest, kFlankMistaken), lowest_rib(kLowestRib, kFlankMistaken),
      shoulder(kShoulder, kFlankMistaken), fork(kFork, kPipeMistaken);
  const double last_rib = last_rib_place(plan), first_rib = first_rib_place(plan);
  const double chest = 0.5 * (last_rib + first_rib), waist = 0.5 * plan.lumbar + 0.3;
  return {{&BesideColumn::lung,
           {{kLungBase, lung_base, 0, last_rib, true}, {kLungTip, lung_tip, chest, first_rib, false}},
           kLungAstray,
           kGasInPelvis},
          {&BesideColumn::flank_bone,
           {{kCrest, crest, 0, kSacrumPlace, false},
            {kLowestRib, lowest_rib, waist, last_rib, true},
            {kShoulder, shoulder, chest, first_rib, false}},
           kFlankAstray,
           kHipInPelvis},
          {&BesideColumn::windpipe, {{kFork, fork, 0, first_rib, true}}, kPipeAstray, kGasInPelvis}};
}

double log_chance(const Mark& mark, const std::vector<MarkSeen>& all) {
  double chance = 1 - mark.astray;
  std::span<const MarkSeen> rest = all;
  for (; !rest.empty() && rest.front().place < kSacrumPlace - 0.5; rest = rest.subspan(1))
    chance *= rest.front().there ? mark.in_pelvis : 1 - mark.in_pelvis;
  for (std::size_t n = 0; n < mark.ends.size(); ++n) {
    const auto here = n + 1 == mark.ends.size()
                          ? rest.end()
                          : std::find_if(rest.begin(), rest.end(),
                                         [&](const MarkSeen& s) { return s.place >= mark.ends[n + 1].from; });
    const auto count = static_cast<std::size_t>(here - rest.begin());
    chance *= mark.ends[n].places.of(rest.first(count), mark.ends[n].counted_from, mark.ends[n].above);
    rest = rest.subspan(count);
  }
  return std::log(chance + mark.astray * std::pow(0.5, static_cast<double>(all.size())));
}

bool is_in_view(const CountedEnd& counted, const std::vector<MarkSeen>& seen) {
  for (std::size_t n = 0; n + 1 < seen.size(); ++n) {
    const bool here = seen[n].there != counted.above && seen[n + 1].there == counted.above;
    const double end = 0.5 * (seen[n].place + seen[n + 1].place);
    if (here && std::abs(end - counted.counted_from - counted.end.usual) < 2 * counted.end.sigma) return true;
  }
  return false;
}

}  // namespace

double log_mark_chance(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                       const std::vector<Standing>& standings) {
  double sum = 0;
  for (const Mark& mark : marks_of(plan)) sum += log_chance(mark, seen_of(mark.answer, evidence, standings));
  return sum;
}

std::vector<std::string> marks_in_view(const std::vector<LevelEvidence>& evidence, const ColumnPlan& plan,
                                       const std::vector<Standing>& standings) {
  std::vector<std::string> words;
  for (const Mark& mark : marks_of(plan)) {
    const auto seen = seen_of(mark.answer, evidence, standings);
    for (const CountedEnd& counted : mark.ends) {
      const std::string word = counted.end.word;
      if (!word.empty() && is_in_view(counted, seen) &&
          std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(word);
    }
  }
  return words;
}

}  // namespace osteon
