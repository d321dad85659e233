#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace osteon::testing {

/// Gaussian numbers, the same on every machine.
class NormalNumbers {
 public:
  explicit NormalNumbers(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL) {}
  [[nodiscard]] double next() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  [[nodiscard]] double uniform() {
    state_ += 0x9E3779B97F4A7C15ULL;  // splitmix64
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
  }
  std::uint64_t state_;
};

}  // namespace osteon::testing
