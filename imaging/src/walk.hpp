#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace osteon {

struct FoundFile {
  std::filesystem::path path;
  std::string source;  ///< the input's own name and the path below it
};

struct Walk {
  std::vector<FoundFile> files;         ///< sorted by source; no file twice
  std::vector<std::string> unreadable;  ///< inputs and folders that are not there or may not be read
};

/// Every regular file below the inputs. Links to folders are not followed.
[[nodiscard]] Walk walk(const std::vector<std::filesystem::path>& inputs);

}  // namespace osteon
