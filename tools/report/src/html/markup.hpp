#pragma once

#include <osteon/densitometry/bone_density_reference.hpp>
#include <osteon/densitometry/measurements.hpp>
#include <osteon/densitometry/rounding.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// Text from anywhere, safe between tags and within quoted attributes.
[[nodiscard]] std::string escaped(std::string_view text);

/// <tag class="...">content</tag>; the content is markup already.
[[nodiscard]] std::string element(std::string_view tag, std::string_view css_class, std::string_view content);

/// "T4-T7, T9, L1, L2" with a dash for three or more in a row; the levels from the head down.
[[nodiscard]] std::string level_ranges(const std::vector<BoneRegion>& levels);

[[nodiscard]] std::string base64(const std::vector<std::uint8_t>& bytes);

/// A whole page around its body: head, style, and at the end the line that this is no medical device.
[[nodiscard]] std::string page(std::string_view title, std::string_view body);

[[nodiscard]] std::string signed_text(double value, int decimals);  ///< "+0.4", "-1.2"
/// "-1.2 ± 0.3", or a dash where there is none.
[[nodiscard]] std::string score_cell(const std::optional<DensityScore>& score);

/// "26.1 ± 0.4"; an sd that is not known is said to be so.
template <class Q, class Read>
[[nodiscard]] std::string with_sd(const Measured<Q>& quantity, const Read& read, int decimals) {
  const std::string sd =
      quantity.sd ? "&#8239;±&#8239;" + number_text(read(*quantity.sd), decimals) : " (no sd)";
  return number_text(read(quantity.value), decimals) + element("span", "sd", sd);
}

}  // namespace osteon
