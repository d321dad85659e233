#pragma once

#include "lateral/body_points.hpp"

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon::lateral {

/// What tells which body of a row is which.
struct Landmarks {
  bool sacrum = false;                  ///< seen below the lowest body
  bool all_show = false;                ///< no body of the row hardly shows
  std::optional<double> lung_end = {};  ///< in bodies from the middle of the first
};

/// What the lowest body of a row is called, and so all others.
struct LevelNames {
  BoneRegion lowest;
  double confidence;
  std::string by;  ///< "sacrum", "lordosis", "lung-ends" or "count"
  std::string evidence;
  std::optional<Warning> warning;
};

/// How much lower the front of the lowest body lies, than that of the third above it, degrees: how far the
/// spine hollows backwards there. Bodies from the head down, in a picture whose anterior side is right; four
/// at least.
[[nodiscard]] double lowest_hollow_deg(const std::vector<BodyPoints>& bodies);

/// Whether two bodies of a row stand so far apart that one between them may have been missed; three or more.
[[nodiscard]] bool has_gap(const std::vector<BodyPoints>& bodies);

/// By the sacrum below it, certain where the lowest body leans as an L5 does, all bodies of the row show and
/// none is missing; else by whether the lowest bodies stand like lower lumbar ones; else by where the lungs
/// end, below T11 give or take one; else it is a guess.
[[nodiscard]] LevelNames level_names(const std::vector<BodyPoints>& bodies, const Landmarks& seen);

}  // namespace osteon::lateral
