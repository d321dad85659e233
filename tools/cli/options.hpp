#pragma once

#include "commands.hpp"

#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

// What several commands take from the command line.

namespace osteon::cli {

/// A command of the line, and what does it.
struct Command {
  CLI::App* app;
  int (*run)(const Settings&);
};
using Commands = std::vector<Command>;

void add_common(CLI::App& command, Settings& settings);
/// Limits of the fracture grades; nonsense is a wrong call.
void add_grading(CLI::App& command, Settings& settings);
void add_calibration(CLI::App& command, Settings& settings);
void add_pixel_size(CLI::App& command, Settings& settings);
void add_dxa_tables(CLI::App& command, Settings& settings);
CLI::Option* add_pack(CLI::App& command, Settings& settings);
void add_person(CLI::App& command, Settings& settings);

}  // namespace osteon::cli
