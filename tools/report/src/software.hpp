#pragma once

#include <optional>
#include <string>

namespace osteon {

/// What made a report.
struct Software {
  std::string name, version;
  std::optional<std::string> commit;  ///< absent where the sources were not built from a repository
};

[[nodiscard]] Software this_software();

}  // namespace osteon
