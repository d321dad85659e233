#pragma once

#include "grey_image.hpp"

namespace osteon::page {

enum class MinusSign { absent, there, unclear };

/// Whether a short stroke at half height stands before the number, by the ink alone: recognisers lose it.
/// `number` is the ink of the number on `page`.
[[nodiscard]] MinusSign look_for_minus(const GreyImage& page, const Box& number, double digit_height);

}  // namespace osteon::page
