#include "coefficients.hpp"

#include <osteon/qfracture/qfracture.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <stdexcept>

namespace osteon::qfracture {
namespace {

constexpr int kYoungest = 30, kOldest = 100, kMostYears = static_cast<int>(kSurvival.size());
constexpr double kLeastBmi = 20, kMostBmi = 40;

constexpr std::array<std::string_view, kFactorCount> kNames{
    "antidepressant",      "cancer",          "asthma_or_copd",  "care_home",       "glucocorticoids",
    "cardiovascular",      "dementia",        "endocrine",       "epilepsy",        "falls",
    "previous_fracture",   "oestrogen_alone", "liver",           "malabsorption",   "parkinson",
    "rheumatoid_or_lupus", "kidney",          "diabetes_type_1", "diabetes_type_2", "parental"};
static_assert(kFactors.size() == kFactorCount);

/// One of the four models: its column of the tables and its smooth part.
struct Model {
  double PerModel::*column;
  double (*predictor)(double age_tens, double bmi_tens);
};

// Fractional polynomials, each centred at the mean of the cohort.
constexpr Model kWomenMajor{&PerModel::women_major, [](double a, double b) {
                              return 0.14379954807301945 * (a * a - 26.453824996948242) -
                                     0.009324971941966975 * (a * a * a - 136.06069946289062) +
                                     2.9094622051197 * (1 / b - 0.385703802108765);
                            }};
constexpr Model kMenMajor{&PerModel::men_major, [](double a, double b) {
                            return -9.001059005607082 * (std::sqrt(a) - 2.213409662246704) +
                                   2.4013416577413533 * (a - 4.899182319641113) +
                                   18.178986548463467 * (1 / b - 0.376987010240555) -
                                   18.91647404660355 * (1 / std::sqrt(b) - 0.613992691040039);
                          }};
constexpr Model kWomenHip{&PerModel::women_hip, [](double a, double b) {
                            return 0.27076900968784867 * (a * a - 26.304763793945312) -
                                   0.01789112376517647 * (a * a * a - 134.91232299804688) +
                                   5.782932018516667 * (1 / (b * b) - 0.148731395602226);
                          }};
constexpr Model kMenHip{&PerModel::men_hip, [](double a, double b) {
                          return 0.0470956645877031 * (a * a * a - 117.37698364257812) -
                                 0.017323254119801318 * (a * a * a * std::log(a) - 186.44906616210938) +
                                 6.905119898571915 * (1 / (b * b) - 0.142089113593102);
                        }};

/// The predictor with the unknown absent, and as low and as high as the unknown may make it.
struct Sum {
  double as_absent, lowest, highest;
  void add(double all) { as_absent += all, lowest += all, highest += all; }
  void allow(double least, double most) { lowest += least, highest += most; }
};

void add_habit(std::optional<std::size_t> code, std::span<const PerModel> table, double PerModel::*column,
               Sum& sum) {
  if (code) return sum.add(table[*code].*column);
  const auto by_column = [&](const PerModel& a, const PerModel& b) { return a.*column < b.*column; };
  const auto [least, most] = std::minmax_element(table.begin(), table.end(), by_column);
  sum.allow(*least.*column, *most.*column);
}

template <class Code>
std::optional<std::size_t> index_of(const std::optional<Code>& code) {
  if (!code) return std::nullopt;
  return static_cast<std::size_t>(*code);
}

Risk risk(const Model& model, const Person& person, int years) {
  Sum sum{0, 0, 0};
  sum.add(model.predictor(0.1 * person.age_years, 0.1 * person.bmi_kg_per_m2));
  sum.add(kEthnicity[static_cast<std::size_t>(person.ethnicity)].*model.column);
  add_habit(index_of(person.alcohol), kAlcohol, model.column, sum);
  add_habit(index_of(person.smoking), kSmoking, model.column, sum);
  for (std::size_t n = 0; n < kFactorCount; ++n) {
    const double weight = kFactors[n].*model.column;
    if (std::isnan(weight)) continue;
    if (!person.factors[n])
      sum.allow(std::min(0.0, weight), std::max(0.0, weight));
    else if (*person.factors[n])
      sum.add(weight);
  }
  const double survival = kSurvival[static_cast<std::size_t>(years - 1)].*model.column;
  const auto percent = [&](double predictor) { return 100 * (1 - std::pow(survival, std::exp(predictor))); };
  return {percent(sum.as_absent), percent(sum.lowest), percent(sum.highest)};
}

std::string in_words(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

std::string_view name(Factor factor) { return kNames[static_cast<std::size_t>(factor)]; }

std::vector<Fault> faults(const Person& person, int years) {
  std::vector<Fault> result;
  if (person.sex == Sex::other) result.push_back({"sex", "other", "female or male: there is no third model"});
  if (person.age_years < kYoungest || person.age_years > kOldest)
    result.push_back({"age", std::to_string(person.age_years), "30 to 100 years"});
  if (!(person.bmi_kg_per_m2 >= kLeastBmi && person.bmi_kg_per_m2 <= kMostBmi))
    result.push_back({"bmi", in_words(person.bmi_kg_per_m2), "20 to 40 kg/m2"});
  if (years < 1 || years > kMostYears) result.push_back({"years", std::to_string(years), "1 to 18 years"});
  return result;
}

Prediction predict(const Person& person, int years) {
  if (!faults(person, years).empty()) throw std::invalid_argument("qfracture: outside of the models");
  const bool woman = person.sex == Sex::female;
  const Model& major = woman ? kWomenMajor : kMenMajor;
  const Model& hip = woman ? kWomenHip : kMenHip;
  Prediction result{risk(major, person, years), risk(hip, person, years), {}};
  if (!person.alcohol) result.unknown.emplace_back("alcohol");
  if (!person.smoking) result.unknown.emplace_back("smoking");
  for (std::size_t n = 0; n < kFactorCount; ++n) {
    const bool counts = !std::isnan(kFactors[n].*major.column) || !std::isnan(kFactors[n].*hip.column);
    if (counts && !person.factors[n]) result.unknown.emplace_back(kNames[n]);
  }
  return result;
}

}  // namespace osteon::qfracture
