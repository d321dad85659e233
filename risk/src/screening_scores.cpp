#include <osteon/risk/screening_scores.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kPoundsPerKg = 2.2046226;

inline constexpr Citation kKoh2001{
    "koh2001",
    "Koh LK et al. A simple tool to identify Asian women at increased risk of osteoporosis. "
    "Osteoporos Int 2001;12:699-705"};
inline constexpr Citation kCadarette2000{
    "cadarette2000",
    "Cadarette SM et al. Development and validation of the Osteoporosis Risk "
    "Assessment Instrument. CMAJ 2000;162:1289-1294"};
inline constexpr Citation kLydick1998{
    "lydick1998",
    "Lydick E et al. Development and validation of a simple questionnaire to facilitate "
    "identification of women likely to have low bone density. Am J Manag Care 1998;4:37-48"};
inline constexpr Citation kSedrine2002{
    "sedrine2002",
    "Sedrine WB et al. Development and assessment of the Osteoporosis Index of Risk "
    "(OSIRIS). Gynecol Endocrinol 2002;16:245-250"};
inline constexpr Citation kWeinstein2000{
    "weinstein2000",
    "Weinstein L, Ullery B. Identification of at-risk women for osteoporosis screening. "
    "Am J Obstet Gynecol 2000;183:547-549 (ABONE)"};
inline constexpr Citation kBlack1998{
    "black1998",
    "Black DM et al. SOFSURF: a simple, useful risk factor system can identify the large "
    "majority of women with osteoporosis. Bone 1998;23(suppl):S605"};
inline constexpr Citation kBodyWeight{
    "michaelsson1996",
    "Michaelsson K et al. Screening with body weight below 70 kg for osteoporosis. "
    "Osteoporos Int 1996;6:120-126"};

/// A tool's questions, each answered or open. Reading an open one tries both answers, one after the other.
class Asked {
 public:
  /// The points whichever way the open questions are answered.
  template <class Points>
  static ScreeningScore over_all_answers(std::string_view tool, const Citation& source,
                                         const Points& points) {
    Asked asked;
    ScreeningScore score{tool, 0, 0, {}, {}, source};
    for (std::size_t way = 0; way == 0 || way < (std::size_t{1} << asked.open_.size()); ++way) {
      asked.way_ = way;
      const double value = points(asked);
      score.lowest = way == 0 ? value : std::min(score.lowest, value);
      score.highest = way == 0 ? value : std::max(score.highest, value);
    }
    score.missing = asked.open_;
    return score;
  }
  bool operator()(const std::optional<bool>& answer, const char* question) {
    if (answer) return *answer;
    auto at = std::find(open_.begin(), open_.end(), question);
    if (at == open_.end()) at = open_.insert(open_.end(), question);
    return (way_ >> (at - open_.begin()) & 1U) != 0;
  }

 private:
  std::vector<std::string> open_;
  std::size_t way_ = 0;
};

/// The group of both ends, if it is one.
template <class GroupOf>
ScreeningScore grouped(ScreeningScore score, const GroupOf& group_of) {
  const std::string_view low = group_of(score.lowest), high = group_of(score.highest);
  if (low == high) score.group = low;
  return score;
}

constexpr std::string_view kDxa = "densitometry advised", kNone = "below the cut";

ScreeningScore osteoporosis_self_assessment(const ScreeningAnswers& a) {
  const double points = 0.2 * (*a.weight_kg - *a.age_years);
  // The cuts for men are higher by two (Adler 2003).
  const double lift = a.sex == Sex::male ? 2 : 0;
  return grouped({"OST", points, points, {}, {}, kKoh2001}, [&](double p) -> std::string_view {
    if (p > 1 + lift) return "low risk";
    return p < -3 + lift ? "high risk" : "moderate risk";
  });
}

ScreeningScore orai(const ScreeningAnswers& a) {
  const double age = *a.age_years, kg = *a.weight_kg;
  const auto score = Asked::over_all_answers("ORAI", kCadarette2000, [&](Asked& asked) {
    const int by_age = age >= 75 ? 15 : age >= 65 ? 9 : age >= 55 ? 5 : 0;
    const int by_weight = kg < 60 ? 9 : kg < 70 ? 3 : 0;
    return by_age + by_weight + (asked(a.oestrogen_now, "oestrogen_now") ? 0 : 2);
  });
  return grouped(score, [](double p) { return p >= 9 ? kDxa : kNone; });
}

ScreeningScore simple_calculated_estimation(const ScreeningAnswers& a) {
  constexpr int kMostFractures = 3;
  const auto score = Asked::over_all_answers("SCORE", kLydick1998, [&](Asked& asked) {
    const int fractures = a.fractures_after_45 ? std::clamp(*a.fractures_after_45, 0, kMostFractures)
                          : asked(std::nullopt, "fractures_after_45") ? kMostFractures
                                                                      : 0;
    return (asked(a.black, "black") ? 0 : 5) +
           (asked(a.rheumatoid_arthritis, "rheumatoid_arthritis") ? 4 : 0) + 4 * fractures +
           3 * std::trunc(*a.age_years / 10) + (asked(a.oestrogen_ever, "oestrogen_ever") ? 0 : 1) -
           std::trunc(*a.weight_kg * kPoundsPerKg / 10 + 1e-6);
  });
  return grouped(score, [](double p) { return p >= 6 ? kDxa : kNone; });
}

ScreeningScore osiris(const ScreeningAnswers& a) {
  const auto score = Asked::over_all_answers("OSIRIS", kSedrine2002, [&](Asked& asked) {
    return std::trunc(0.2 * *a.weight_kg) - std::trunc(0.2 * *a.age_years) +
           (asked(a.oestrogen_now, "oestrogen_now") ? 2 : 0) -
           (asked(a.low_impact_fracture, "low_impact_fracture") ? 2 : 0);
  });
  return grouped(score, [](double p) -> std::string_view {
    if (p > 1) return "low risk";
    return p < -3 ? "high risk" : "intermediate risk";
  });
}

ScreeningScore abone(const ScreeningAnswers& a) {
  const auto score = Asked::over_all_answers("ABONE", kWeinstein2000, [&](Asked& asked) {
    return (*a.age_years > 65 ? 1 : 0) + (*a.weight_kg < 63.5 ? 1 : 0) +
           (asked(a.oestrogen_ever, "oestrogen_ever") ? 0 : 1);
  });
  return grouped(score, [](double p) { return p >= 2 ? kDxa : kNone; });
}

ScreeningScore sofsurf(const ScreeningAnswers& a) {
  const double kg = *a.weight_kg;
  const auto score = Asked::over_all_answers("SOFSURF", kBlack1998, [&](Asked& asked) {
    return 0.2 * (*a.age_years - 65) +
           (kg < 59   ? 3
            : kg < 68 ? 1
                      : 0) +
           (asked(a.current_smoker, "current_smoker") ? 1 : 0) +
           (asked(a.low_impact_fracture, "low_impact_fracture") ? 1 : 0);
  });
  return grouped(score, [](double p) { return p >= 1 ? kDxa : kNone; });
}

ScreeningScore body_weight(const ScreeningAnswers& a) {
  const double kg = *a.weight_kg;
  return grouped({"body weight", kg, kg, {}, {}, kBodyWeight},
                 [](double p) { return p < 70 ? kDxa : kNone; });
}

int points_of_age(double years) {
  return years < 65 ? 0 : std::min(5, 1 + static_cast<int>((years - 65) / 5));
}

/// The source leaves open on which side -2.0 and -2.5 themselves lie: here both on the side of 3 points.
int points_of_hip(double t_score) {
  if (t_score < -2.5) return 4;
  if (t_score <= -2.0) return 3;
  return t_score < -1.0 ? 2 : 0;
}

std::optional<FractureIndex::FiveYears> risk_of(int points) {
  if (points < 1) return std::nullopt;
  if (points <= 2) return FractureIndex::FiveYears{8.6, 0.4, 1.2};
  if (points <= 4) return FractureIndex::FiveYears{13.1, 0.9, 2.5};
  if (points == 5) return FractureIndex::FiveYears{16.5, 1.9, 5.3};
  if (points <= 7) return FractureIndex::FiveYears{19.8, 3.9, 7.1};
  return FractureIndex::FiveYears{27.5, 8.7, 11.2};
}

inline constexpr Citation kBlack2001{
    "black2001",
    "Black DM et al. An assessment tool for predicting fracture risk in postmenopausal "
    "women. Osteoporos Int 2001;12:519-528"};

}  // namespace

std::vector<ScreeningScore> screening_scores(const ScreeningAnswers& answers) {
  if (!answers.age_years || !answers.weight_kg || answers.sex == Sex::other) return {};
  if (answers.sex == Sex::male) return {osteoporosis_self_assessment(answers)};
  return {osteoporosis_self_assessment(answers),
          orai(answers),
          simple_calculated_estimation(answers),
          osiris(answers),
          abone(answers),
          sofsurf(answers),
          body_weight(answers)};
}

std::optional<FractureIndex> fracture_index(const ScreeningAnswers& a) {
  if (a.sex != Sex::female || !a.age_years || !a.weight_kg) return std::nullopt;
  constexpr int kCutWithDensity = 6, kCutWithout = 4;
  const auto score = Asked::over_all_answers("FRACTURE Index", kBlack2001, [&](Asked& asked) {
    return points_of_age(*a.age_years) + (asked(a.low_impact_fracture, "low_impact_fracture") ? 1 : 0) +
           (asked(a.mother_hip_fracture, "mother_hip_fracture") ? 1 : 0) + (*a.weight_kg <= 57 ? 1 : 0) +
           (asked(a.current_smoker, "current_smoker") ? 1 : 0) +
           (asked(a.arms_to_stand, "arms_to_stand") ? 2 : 0) +
           (a.hip_t_score ? points_of_hip(*a.hip_t_score) : 0);
  });
  FractureIndex index{static_cast<int>(score.lowest),
                      static_cast<int>(score.highest),
                      a.hip_t_score.has_value(),
                      {},
                      {},
                      score.missing};
  const int cut = index.with_density ? kCutWithDensity : kCutWithout;
  if ((index.lowest >= cut) == (index.highest >= cut))
    index.group = index.lowest >= cut ? "refer or treat" : kNone;
  if (index.with_density && index.lowest == index.highest) index.risk = risk_of(index.lowest);
  return index;
}

}  // namespace osteon
