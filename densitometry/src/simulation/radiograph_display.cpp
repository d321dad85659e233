#include <osteon/densitometry/radiograph_simulation.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr int kMost = 4095;

/// 0 = the strongest signal.
double dark_to_bright(double signal, DetectorCurve curve) {
  constexpr double kWeakest = 0.01, kStrongest = 100, kStrongestLinear = 8;
  if (curve == DetectorCurve::linear) return 1 - signal / kStrongestLinear;
  return std::log(kStrongest / std::max(signal, kWeakest)) / std::log(kStrongest / kWeakest);
}

}  // namespace

RadiographDisplay radiograph_display(const Image2D<float>& signal, const OpenBox& open, DetectorCurve curve) {
  constexpr double kDarkest = 0.05, kBrightest = 0.995;  // of what is exposed, and not burnt out
  RadiographDisplay result{Image2D<std::uint16_t>(signal.grid()), 0.5 * kMost, kMost};
  std::vector<int> shown;
  for (int y = 0; y < signal.grid().size[1]; ++y)
    for (int x = 0; x < signal.grid().size[0]; ++x) {
      const double value = kMost * dark_to_bright(static_cast<double>(signal.at(x, y)), curve);
      const int grey = static_cast<int>(std::lround(std::clamp<double>(value, 0, kMost)));
      result.grey.at(x, y) = static_cast<std::uint16_t>(grey);
      if (open.holds(x, y) && grey > 0) shown.push_back(grey);
    }
  if (shown.empty()) return result;
  const auto at = [&](double share) {
    const auto nth =
        shown.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(shown.size() - 1));
    std::nth_element(shown.begin(), nth, shown.end());
    return *nth;
  };
  const int low = at(kDarkest), high = at(kBrightest);
  result.window_center = 0.5 * (low + high);
  result.window_width = std::max(2, high - low);
  return result;
}

}  // namespace osteon
