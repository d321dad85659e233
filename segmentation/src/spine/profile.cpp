#include "spine/profile.hpp"

#include <algorithm>
#include <cmath>

namespace osteon {

Profile smoothed(const Profile& profile, double sigma_steps) {
  const int count = static_cast<int>(profile.size());
  const int reach = static_cast<int>(std::ceil(3 * sigma_steps));
  std::vector<double> weight(static_cast<std::size_t>(reach) + 1);
  for (int n = 0; n <= reach; ++n)
    weight[static_cast<std::size_t>(n)] = std::exp(-0.5 * n * n / (sigma_steps * sigma_steps));
  Profile result(profile.size());
  for (int n = 0; n < count; ++n) {
    double sum = 0, total = 0;
    for (int m = std::max(0, n - reach); m <= std::min(count - 1, n + reach); ++m) {
      const double w = weight[static_cast<std::size_t>(std::abs(m - n))];
      sum += w * profile[static_cast<std::size_t>(m)];
      total += w;
    }
    result[static_cast<std::size_t>(n)] = sum / total;
  }
  return result;
}

Profile smoothed_known(const Profile& profile, double sigma_steps) {
  Profile known(profile.size()), weight(profile.size());
  for (std::size_t n = 0; n < profile.size(); ++n) {
    if (std::isnan(profile[n])) continue;
    known[n] = profile[n];
    weight[n] = 1;
  }
  known = smoothed(known, sigma_steps);
  weight = smoothed(weight, sigma_steps);
  for (std::size_t n = 0; n < profile.size(); ++n) known[n] /= weight[n];  // 0 / 0 = NaN: nothing near
  return known;
}

double percentile(std::vector<double> numbers, double share) {
  if (numbers.empty()) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(numbers.size() - 1)));
  std::nth_element(numbers.begin(), numbers.begin() + rank, numbers.end());
  return numbers[static_cast<std::size_t>(rank)];
}

Profile running_percentile(const Profile& profile, int half_width, double share) {
  const int count = static_cast<int>(profile.size());
  Profile result(profile.size());
  for (int n = 0; n < count; ++n) {
    const auto first = profile.begin() + std::max(0, n - half_width);
    const auto last = profile.begin() + std::min(count, n + half_width + 1);
    result[static_cast<std::size_t>(n)] = percentile({first, last}, share);
  }
  return result;
}

double mean_between(const Profile& profile, double from, double to) {
  const int first = std::max(0, static_cast<int>(std::lround(from)));
  const int last = std::min(static_cast<int>(profile.size()) - 1, static_cast<int>(std::lround(to)));
  double sum = 0;
  for (int n = first; n <= last; ++n) sum += profile[static_cast<std::size_t>(n)];
  return last >= first ? sum / (last - first + 1) : 0.0;
}

double value_at(const Profile& profile, double place) {
  if (profile.empty()) return 0;
  const double x = std::clamp(place, 0.0, static_cast<double>(profile.size() - 1));
  const auto low = static_cast<std::size_t>(x);
  const std::size_t high = std::min(low + 1, profile.size() - 1);
  const double f = x - static_cast<double>(low);
  return (1 - f) * profile[low] + f * profile[high];
}

}  // namespace osteon
