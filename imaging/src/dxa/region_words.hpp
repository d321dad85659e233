#pragma once

#include <osteon/imaging/reported_dxa.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon::dxa {

/// Where a number belongs, as far as its words say. `region` is "total" for a total of unnamed levels.
struct Place {
  DxaExam exam = DxaExam::other;
  std::string region;
  std::optional<Side> side;
  bool mean_of_sides = false;
  friend bool operator==(const Place&, const Place&) = default;
};

/// "L1-L4", "L1,L3-L4" from "L1 - L4", "L1, L3 TO L4", "SECOND LUMBAR VERTEBRA"; empty where there is no
/// level.
[[nodiscard]] std::string levels_in(std::string_view words);

/// Levels as they are named in rows: {1, 3, 4} is "L1,L3-L4".
[[nodiscard]] std::string name_of_levels(const std::vector<int>& levels);

/// The nearest words that tell an examination, a region and a side each decide it.
[[nodiscard]] Place place_of(const std::vector<std::string>& nearest_first);

}  // namespace osteon::dxa
