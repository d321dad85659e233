#include "commands.hpp"

#include <spdlog/spdlog.h>

#include <exception>

int main(int argc, char** argv) {
  try {
    return osteon::cli::run(argc, argv);
  } catch (
      const std::exception& error) {  // a bug of ours: say so, and leave what was written before as it is
    spdlog::error("internal failure: {}", error.what());
    return osteon::cli::kFailure;
  }
}
