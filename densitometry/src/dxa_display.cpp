#include <osteon/densitometry/dxa_display.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace osteon {
namespace {

constexpr double kLevels = 126;       // above black, two grey values apart
constexpr double kSaturated = 0.985;  // share of the field that is not
constexpr double kBlackBelow = 0.02;  // g/cm2
constexpr double kLeastWhite = 0.3;   // g/cm2: a field of soft tissue stays dark

}  // namespace

Image2D<std::uint8_t> dxa_display(const Image2D<float>& g_per_cm2, const LabelMap<2>& seen) {
  std::vector<float> values;
  for (std::size_t n = 0; n < seen.pixels().size(); ++n)
    if (seen.pixels()[n] != 0) values.push_back(g_per_cm2.pixels()[n]);
  Image2D<std::uint8_t> result(g_per_cm2.grid());
  if (values.empty()) return result;
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(kSaturated * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  const double white = std::max<double>(*at, kLeastWhite);
  for (std::size_t n = 0; n < seen.pixels().size(); ++n) {
    if (seen.pixels()[n] == 0) continue;
    const double share = (g_per_cm2.pixels()[n] - kBlackBelow) / (white - kBlackBelow);
    result.pixels()[n] = static_cast<std::uint8_t>(2 * std::lround(kLevels * std::clamp(share, 0.0, 1.0)));
  }
  return result;
}

}  // namespace osteon
