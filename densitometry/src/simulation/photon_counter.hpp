#pragma once

#include <cstdint>
#include <random>

namespace osteon {

/// Counts the photons of one line of a picture: each line has numbers of its own, whoever works on it.
class PhotonCounter {
 public:
  PhotonCounter(std::uint32_t seed, int line) {
    std::seed_seq words{seed, static_cast<std::uint32_t>(line)};
    random_.seed(words);
  }
  [[nodiscard]] double count(double expected) {
    return expected > 0 ? static_cast<double>(std::poisson_distribution<long>(expected)(random_)) : 0.0;
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace osteon
