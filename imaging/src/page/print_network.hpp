#pragma once

#include "character_odds.hpp"
#include "ink_strip.hpp"

#include <memory>
#include <vector>

namespace osteon::page {

/// Reads print of any size by a small network that was trained on drawn samples alone (tools/train/print).
/// One at a time: not to be shared between threads.
class PrintNetwork {
 public:
  PrintNetwork();
  ~PrintNetwork();
  PrintNetwork(const PrintNetwork&) = delete;
  PrintNetwork& operator=(const PrintNetwork&) = delete;

  [[nodiscard]] CharacterOdds read(const InkStrip& strip);

 private:
  struct Layers;
  std::unique_ptr<Layers> layers_;
};

}  // namespace osteon::page
