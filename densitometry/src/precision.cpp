#include <osteon/densitometry/precision.hpp>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <numeric>

namespace osteon {
namespace {

constexpr double kLowestBmd = 0.1, kHighestBmd = 3.0;  // g/cm2; the plausible range of a region is narrower

/// Mean and sum of squares about it of one person.
struct Repeats {
  std::size_t number;  // of the person in the study, from 1: keys may be names and enter no message
  double mean, squares;
  int count;
  [[nodiscard]] double variance() const { return squares / (count - 1); }
};

Repeats repeats_of(const RepeatedBmd& person, std::size_t number) {
  const auto& all = person.measurements;
  double sum = 0;
  for (const ArealDensity bmd : all) sum += in_g_per_cm2(bmd);
  const double mean = sum / static_cast<double>(all.size());
  double squares = 0;
  for (const ArealDensity bmd : all) squares += std::pow(in_g_per_cm2(bmd) - mean, 2);
  return {number, mean, squares, static_cast<int>(all.size())};
}

std::optional<Error> implausible(const std::vector<RepeatedBmd>& study) {
  for (std::size_t i = 0; i < study.size(); ++i)
    for (const ArealDensity bmd : study[i].measurements)
      if (!(in_g_per_cm2(bmd) >= kLowestBmd && in_g_per_cm2(bmd) <= kHighestBmd))
        return Error{
            "precision.implausible",
            "A measurement of subject number " + std::to_string(i + 1) + " is outside 0.1 to 3 g/cm2.",
            "Give areal densities in g/cm2."};
  return std::nullopt;
}

/// Cochran's share of the largest variance that chance exceeds in one study of a hundred; the counts are
/// taken as equal, which few mixed studies are far from.
double largest_share_by_chance(std::size_t persons, double freedom_each) {
  const auto n = static_cast<double>(persons);
  const boost::math::fisher_f f(freedom_each, freedom_each * (n - 1));
  const double limit = boost::math::quantile(boost::math::complement(f, 0.01 / n));
  return 1 / (1 + (n - 1) / limit);
}

void warn(PrecisionStudy& study, const std::vector<Repeats>& persons, std::size_t singles) {
  if (study.degrees_of_freedom < kPrecisionDegreesOfFreedom)
    study.warnings.push_back(
        {"precision.few-degrees-of-freedom", "The study has " + std::to_string(study.degrees_of_freedom) +
                                                 " degrees of freedom; 30 are asked for "
                                                 "(30 persons twice or 15 three times)."});
  if (singles > 0)
    study.warnings.push_back(
        {"precision.single-measurement",
         std::to_string(singles) + " subject(s) with a single measurement are left out."});
  double sum = 0;
  for (const Repeats& person : persons) sum += person.variance();
  const double each = static_cast<double>(study.degrees_of_freedom) / static_cast<double>(persons.size());
  const auto widest =
      std::max_element(persons.begin(), persons.end(),
                       [](const Repeats& a, const Repeats& b) { return a.variance() < b.variance(); });
  if (sum > 0 && widest->variance() / sum > largest_share_by_chance(persons.size(), each))
    study.warnings.push_back({"precision.outlying-subject",
                              "The measurements of subject number " + std::to_string(widest->number) +
                                  " differ more than chance explains; look at them for a slip."});
}

}  // namespace

Result<PrecisionStudy> precision_of(const std::vector<RepeatedBmd>& study) {
  if (const auto error = implausible(study)) return *error;
  std::vector<Repeats> persons;
  for (std::size_t i = 0; i < study.size(); ++i)
    if (study[i].measurements.size() >= 2) persons.push_back(repeats_of(study[i], i + 1));
  if (persons.size() < 2)
    return Error{"precision.too-few-subjects", "Fewer than two subjects have two measurements.",
                 "Measure 30 persons twice or 15 three times."};
  double mean = 0, squares = 0, relative = 0;
  int measurements = 0;
  for (const Repeats& person : persons) {
    mean += person.mean;
    squares += person.squares;  // by degrees of freedom: with equal counts, the mean of the variances
    relative += person.squares / (person.mean * person.mean);
    measurements += person.count;
  }
  const auto n = static_cast<double>(persons.size());
  const int freedom = measurements - static_cast<int>(persons.size());
  const double rms = std::sqrt(squares / freedom);
  const boost::math::chi_squared spread(freedom);
  const auto limit = [&](double p) { return rms * std::sqrt(freedom / boost::math::quantile(spread, p)); };
  PrecisionStudy result{static_cast<int>(persons.size()),
                        measurements,
                        freedom,
                        g_per_cm2(mean / n),
                        g_per_cm2(rms),
                        {g_per_cm2(limit(0.95)), g_per_cm2(limit(0.05))},
                        g_per_cm2(kLeastSignificantChangeFactor * rms),
                        percent(100 * std::sqrt(relative / freedom)),
                        {}};
  warn(result, persons, study.size() - persons.size());
  return result;
}

}  // namespace osteon
