#pragma once

#include "commands.hpp"
#include "options.hpp"

#include <optional>
#include <vector>

// Pictures that nobody took: what both simulators take from the command line.

namespace osteon::cli {

/// The commands "simulate dxa" and "simulate radiograph".
Commands add_simulate(CLI::App& app, Settings& settings);

/// Up to five numbers; what is not given is nought.
[[nodiscard]] DxaPose pose_of(std::vector<double> numbers);

/// Nothing where none were named.
[[nodiscard]] std::optional<GivenMasks> given_masks(const Settings& settings);

/// Says why; the exit code.
[[nodiscard]] int refuse(const Error& error);

}  // namespace osteon::cli
