#pragma once

#include <osteon/imaging/survey.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace osteon {

struct FoundFile {
  std::filesystem::path path;
  std::string source;  ///< the input's own name and the path below it
  bool named = false;  ///< an input itself, not found in a folder
};

struct Walk {
  std::vector<FoundFile> files;      ///< sorted by source; no file twice
  std::vector<IgnoredFile> ignored;  ///< what is there but is not looked into
};

/// Every regular file below the inputs. Links to folders are not followed, nor is what this engine itself
/// wrote there.
[[nodiscard]] Walk walk(const std::vector<std::filesystem::path>& inputs);

}  // namespace osteon
