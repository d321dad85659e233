#include "misreading.hpp"

#include <cmath>

namespace osteon {
namespace {

double normal_below(double margin, double sd) {
  if (!(sd > 0)) return margin > 0 ? 1 : 0;
  return 0.5 * std::erfc(-margin / (sd * std::sqrt(2.0)));
}

}  // namespace

double probability_below(double margin, const Misreading& law) {
  return (1 - law.share) * normal_below(margin, law.sd) +
         law.share * normal_below(margin, std::hypot(law.sd, law.wide));
}

double half_width(double coverage, const Misreading& law) {
  constexpr int kHalvings = 60;  // of a range of some hundred sds: finer than any number that is printed
  double low = 0, high = 100 * std::hypot(law.sd, law.wide);
  for (int n = 0; n < kHalvings; ++n) {
    const double middle = 0.5 * (low + high);
    const bool holds = probability_below(middle, law) - probability_below(-middle, law) >= coverage;
    (holds ? high : low) = middle;
  }
  return high;
}

}  // namespace osteon
