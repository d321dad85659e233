#pragma once

#include <filesystem>

namespace osteon::benchmark {

/// The spine of the sample CT from the side, as `osteon simulate radiograph` draws it.
[[nodiscard]] std::filesystem::path simulated_film(const std::filesystem::path& file);

/// A detector of 43 x 35 cm, the largest that is usual, in pixels of 0.15 mm: noise, so that every way to
/// hold the film is tried that ever is.
[[nodiscard]] std::filesystem::path film_of_noise(const std::filesystem::path& file);

/// The same film without anything that tells how large a pixel is.
[[nodiscard]] std::filesystem::path without_pixel_size(const std::filesystem::path& film,
                                                       const std::filesystem::path& file);

}  // namespace osteon::benchmark
