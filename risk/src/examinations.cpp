#include <osteon/densitometry/rounding.hpp>
#include <osteon/risk/examinations.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace osteon {
namespace {

/// T-scores of one site that differ by no more are one value read twice; about the least significant change
/// of a hip or spine (0.04 g/cm2 over a standard deviation of 0.12).
constexpr double kSameScore = 0.3;

struct Site {
  std::string_view name, words;
  Number t;
  std::optional<Number> z;
};
constexpr std::array kSites{
    Site{"lumbar-spine", "lumbar spine", Number::t_lumbar_spine, Number::z_lumbar_spine},
    Site{"femoral-neck", "femoral neck", Number::t_femoral_neck, Number::z_femoral_neck},
    Site{"total-hip", "total hip", Number::t_total_hip, Number::z_total_hip},
    Site{"forearm-33", "a third of the radius", Number::t_radius, std::nullopt},
};

/// A score with the examination that it is of.
struct Found {
  const Examination* of;
  const ExaminedScore* score;
};

std::string words(const Found& found) {
  return found.of->name + (found.score->side.empty() ? "" : ", " + found.score->side) + ": " +
         number_text(found.score->t_score, 1);
}

/// Later first, undated last; of one day the lower.
bool decides_over(const Found& a, const Found& b) {
  const auto day = [](const Found& one) {
    return one.of->day ? std::chrono::sys_days(*one.of->day) : std::chrono::sys_days::min();
  };
  return day(a) != day(b) ? day(a) > day(b) : a.score->t_score < b.score->t_score;
}

/// Sets what nobody has said yet; whether it did.
bool offer(Person& person, Number number, double value, const Examination& from, TakenIn& result) {
  if (person[number]) return false;
  if (auto fault = set(person, number, value, "", from.name, from.day)) {
    result.faults.push_back(std::move(*fault));
    return false;
  }
  return true;
}

void take_scores(Person& person, std::span<const Examination> examinations, TakenIn& result) {
  for (const Site& site : kSites) {
    std::vector<Found> usable, all;
    for (const Examination& one : examinations)
      for (const ExaminedScore& score : one.scores) {
        if (score.site != site.name) continue;
        const Found found{&one, &score};
        all.push_back(found);
        if (!score.by_densitometer)
          result.left_out.push_back("T-score of the " + std::string(site.words) + ", " + words(found) +
                                    ": by CT or picture, the way to the scale of DXA is not verified.");
        else if (!score.doubt.empty())
          result.left_out.push_back("T-score of the " + std::string(site.words) + ", " + words(found) + ": " +
                                    score.doubt);
        else
          usable.push_back(found);
      }
    if (all.empty()) continue;
    std::stable_sort(usable.begin(), usable.end(), decides_over);
    const auto said = person[site.t];
    Comparison comparison{"T-score of the " + std::string(site.words), true, {}, {}};
    double least = all.front().score->t_score, most = least;
    const auto add = [&](double t, std::string text) {
      least = std::min(least, t), most = std::max(most, t);
      comparison.values.push_back(std::move(text));
    };
    if (said) add(said->value, "questionnaire: " + number_text(said->value, 1));
    for (const Found& one : all) add(one.score->t_score, words(one));
    comparison.agree = most - least <= kSameScore;
    if (!usable.empty()) {
      const Found& first = usable.front();
      offer(person, site.t, first.score->t_score, *first.of, result);
      if (site.z && first.score->z_score) offer(person, *site.z, *first.score->z_score, *first.of, result);
    }
    if (comparison.values.size() < 2) continue;
    comparison.decides = said ? "The person's own data stand."
                         : usable.empty()
                             ? "None decides: no densitometer measured it beyond doubt."
                             : "Decides: " + words(usable.front()) +
                                   ", by a densitometer, of the latest known day; of one day the lower.";
    if (!comparison.agree)
      comparison.decides +=
          " Likely reasons: another day, side, machine or method; CT and pictures are on a scale of their "
          "own.";
    result.comparisons.push_back(std::move(comparison));
  }
}

void take_vertebrae(Person& person, std::span<const Examination> examinations, TakenIn& result) {
  std::map<std::string, std::vector<std::pair<const Examination*, const ExaminedVertebra*>>> levels;
  for (const Examination& one : examinations)
    for (const ExaminedVertebra& vertebra : one.vertebrae)
      levels[vertebra.level].emplace_back(&one, &vertebra);
  for (const auto& [level, seen] : levels) {
    const auto suspects = [](const auto& one) { return one.second->suspected; };
    const auto worst = std::max_element(seen.begin(), seen.end(), [](const auto& a, const auto& b) {
      return std::pair(a.second->suspected, a.second->grade.value_or(0)) <
             std::pair(b.second->suspected, b.second->grade.value_or(0));
    });
    if (worst->second->suspected)
      person.suspected.push_back({level, worst->second->grade, worst->first->name});
    if (seen.size() < 2) continue;
    Comparison comparison{level, true, {}, {}};
    comparison.agree =
        std::all_of(seen.begin(), seen.end(), suspects) || std::none_of(seen.begin(), seen.end(), suspects);
    for (const auto& [of, vertebra] : seen)
      comparison.values.push_back(of->name + ": " +
                                  (vertebra->suspected ? "fracture suspected" : "no fracture") +
                                  (vertebra->grade ? ", grade " + std::to_string(*vertebra->grade) : ""));
    comparison.decides = worst->second->suspected ? "Counts as suspected until a clinician has looked."
                                                  : "No fracture is suspected.";
    if (!comparison.agree)
      comparison.decides +=
          " Likely reasons: a fracture between the two days, a view that shows it less, or a misread plate.";
    result.comparisons.push_back(std::move(comparison));
  }
}

/// Year and fraction in which somebody of this age on this day was born.
double birth_year(double age_years, const Day& day) {
  constexpr double kDaysPerYear = 365.25;
  return static_cast<double>(std::chrono::sys_days(day).time_since_epoch().count()) / kDaysPerYear -
         age_years;
}

/// Whether all of them can be one person, as far as identifiers and ages tell.
void compare_persons(const Person& person, std::span<const Examination> examinations, TakenIn& result) {
  constexpr double kSameBirth = 1.5;  // years: ages are often whole years
  Comparison ids{"Patient identifier", true, {}, {}}, ages{"Age", true, {}, {}};
  std::set<std::string> distinct;
  std::vector<double> births;
  const auto add_age = [&](const std::string& of, double age, const std::optional<Day>& day) {
    if (!day) return;
    births.push_back(birth_year(age, *day));
    ages.values.push_back(of + ": " + number_text(age, 1) + " years");
  };
  if (const auto& age = person[Number::age])
    add_age("questionnaire", age->value, age->day ? age->day : person.assessed_on);
  for (const Examination& one : examinations) {
    if (!one.patient_id.empty() && distinct.insert(one.patient_id).second)
      ids.values.push_back(one.name + ": " + one.patient_id);
    if (one.age_years) add_age(one.name, *one.age_years, one.day);
  }
  if (distinct.size() > 1) {
    ids.agree = false;
    ids.decides = "Check that all are of one person: two registers, or a mix-up.";
    result.comparisons.push_back(std::move(ids));
  }
  if (births.size() < 2) return;
  const auto [first, last] = std::minmax_element(births.begin(), births.end());
  if (*last - *first <= kSameBirth) return;
  ages.agree = false;
  ages.decides = "The ages and days give different years of birth: check that all are of one person.";
  result.comparisons.push_back(std::move(ages));
}

}  // namespace

TakenIn take_in(Person& person, std::span<const Examination> examinations) {
  TakenIn result;
  std::set<Sex> sexes;
  if (person.sex != Sex::other) sexes.insert(person.sex);
  for (const Examination& one : examinations)
    if (one.sex && *one.sex != Sex::other) sexes.insert(*one.sex);
  if (sexes.size() > 1) {
    result.faults.push_back(
        {"sex", "female and male",
         "one and the same: these cannot be of one person, and no examination was taken in"});
    return result;
  }
  compare_persons(person, examinations, result);
  if (sexes.size() == 1) person.sex = *sexes.begin();
  std::vector<const Examination*> latest_first;
  for (const Examination& one : examinations) latest_first.push_back(&one);
  std::stable_sort(latest_first.begin(), latest_first.end(), [](const auto* a, const auto* b) {
    const auto day = [](const Examination& one) {
      return one.day ? std::chrono::sys_days(*one.day) : std::chrono::sys_days::min();
    };
    return day(*a) > day(*b);
  });
  for (const Examination* one : latest_first) {
    if (one->age_years) offer(person, Number::age, *one->age_years, *one, result);
    if (one->height_cm) offer(person, Number::height, *one->height_cm, *one, result);
    if (one->weight_kg) offer(person, Number::weight, *one->weight_kg, *one, result);
  }
  take_scores(person, examinations, result);
  take_vertebrae(person, examinations, result);
  return result;
}

}  // namespace osteon
